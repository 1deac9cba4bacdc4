package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// padRight fills text, styled or not, to width cells.
func padRight(text string, width int) string {
	return text + strings.Repeat(" ", max(width-lipgloss.Width(text), 0))
}

// padLeft is padRight for what stands at the right.
func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(width-lipgloss.Width(text), 0)) + text
}

// spread puts left and right at the two ends of width cells. Where both do not
// fit with a gap between them, right goes.
func spread(left, right string, width int) string {
	gap := width - lipgloss.Width(left) - lipgloss.Width(right)
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// clip cuts prose to width cells with an ellipsis. Figures are never clipped.
func clip(text string, width int) string {
	return ansi.Truncate(text, max(width, 0), "…")
}

// firstFitting gives the first text that fits, the last where none does.
func firstFitting(width int, texts ...string) string {
	for _, text := range texts {
		if lipgloss.Width(text) <= width {
			return text
		}
	}
	return texts[len(texts)-1]
}

// wrap breaks prose into lines of at most width cells, between words where it
// can. A hyphen belongs to its word: a command's option does not stay behind.
func wrap(text string, width int) []string {
	const unbroken = "\u2011"
	lines := ansi.Wrap(strings.ReplaceAll(text, "-", unbroken), max(width, 1), "")
	return strings.Split(strings.ReplaceAll(lines, unbroken, "-"), "\n")
}

// chop breaks an address into lines of exactly width cells, so that what a
// mouse takes holds no blank.
func chop(text string, width int) []string {
	return strings.Split(ansi.Hardwrap(text, max(width, 1), true), "\n")
}

// indent puts a margin before every line.
func indent(lines []string, margin int) []string {
	space := strings.Repeat(" ", margin)
	for i, line := range lines {
		if line != "" {
			lines[i] = space + line
		}
	}
	return lines
}

// beside puts two blocks next to each other, left filled to width cells.
func beside(left, right []string, width int) []string {
	rows := make([]string, max(len(left), len(right)))
	for i := range rows {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		rows[i] = strings.TrimRight(padRight(l, width)+r, " ")
	}
	return rows
}

// squeeze brings lines into rows: blank ones go first, from the last on, then
// what stands at the end.
func squeeze(lines []string, rows int) []string {
	kept := slices.Clone(lines)
	for at := len(kept) - 1; at >= 0 && len(kept) > rows; at-- {
		if kept[at] == "" {
			kept = slices.Delete(kept, at, at+1)
		}
	}
	return kept[:min(len(kept), max(rows, 0))]
}

// fill cuts or lengthens lines to rows of them.
func fill(lines []string, rows int) []string {
	rows = max(rows, 0)
	if len(lines) > rows {
		return lines[:rows]
	}
	return append(lines, make([]string, rows-len(lines))...)
}

// plural counts a thing in words: "1 order", "3 activities".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if strings.HasSuffix(thing, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(thing, "y"))
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
