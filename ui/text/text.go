// Package text arranges text in cells of the terminal: it pads, clips, wraps and
// joins lines, styled or not.
package text

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/number"
)

// PadRight puts blanks behind text until it is width cells wide.
func PadRight(text string, width int) string {
	return text + strings.Repeat(" ", max(width-lipgloss.Width(text), 0))
}

// PadLeft puts blanks before text until it is width cells wide.
func PadLeft(text string, width int) string {
	return strings.Repeat(" ", max(width-lipgloss.Width(text), 0)) + text
}

// Spread puts left and right at the two ends of width cells. Where both do not
// fit with a gap of two cells, it drops right.
func Spread(left, right string, width int) string {
	gap := width - lipgloss.Width(left) - lipgloss.Width(right)
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// Clip shortens text to width cells with an ellipsis. It keeps figures whole or
// leaves them out.
func Clip(text string, width int) string {
	if lipgloss.Width(text) <= width {
		return text
	}
	plain := ansi.Strip(text)
	most := len(ansi.Truncate(plain, max(width-1, 0), ""))
	first, end := number.Clip(plain, most, func(first int, end string) bool {
		return lipgloss.Width(plain[:first])+lipgloss.Width(end) <= width
	})
	if end == "" {
		return ""
	}
	return ansi.Truncate(text, lipgloss.Width(plain[:first])+lipgloss.Width(end), end)
}

// FirstFitting gives the first text that fits width cells, or the last one.
func FirstFitting(width int, texts ...string) string {
	for _, text := range texts {
		if lipgloss.Width(text) <= width {
			return text
		}
	}
	return texts[len(texts)-1]
}

// Wrap breaks prose into lines of at most width cells, between words where it
// can. It never breaks at a hyphen: a command's option stays whole. No text has no
// lines.
func Wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	const unbroken = "\u2011"
	lines := ansi.Wrap(strings.ReplaceAll(text, "-", unbroken), max(width, 1), "")
	return strings.Split(strings.ReplaceAll(lines, unbroken, "-"), "\n")
}

// Chop breaks an address into lines of exactly width cells, so that a selection
// with the mouse holds no blank.
func Chop(text string, width int) []string {
	return strings.Split(ansi.Hardwrap(text, max(width, 1), true), "\n")
}

// Indent puts margin blanks before every line that is not empty. It changes lines.
func Indent(lines []string, margin int) []string {
	space := strings.Repeat(" ", margin)
	for i, line := range lines {
		if line != "" {
			lines[i] = space + line
		}
	}
	return lines
}

// SideBySide puts two blocks next to each other and pads left to width cells.
func SideBySide(left, right []string, width int) []string {
	rows := make([]string, max(len(left), len(right)))
	for i := range rows {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		rows[i] = strings.TrimRight(PadRight(l, width)+r, " ")
	}
	return rows
}

// Squeeze cuts lines to rows of them: it drops blank lines first, from the last
// on, then lines at the end. It leaves the slice it is given as it is.
func Squeeze(lines []string, rows int) []string {
	kept := slices.Clone(lines)
	for at := len(kept) - 1; at >= 0 && len(kept) > rows; at-- {
		if kept[at] == "" {
			kept = slices.Delete(kept, at, at+1)
		}
	}
	return kept[:min(len(kept), max(rows, 0))]
}

// Fill cuts lines, or appends empty ones, to exactly rows of them.
func Fill(lines []string, rows int) []string {
	rows = max(rows, 0)
	if len(lines) > rows {
		return lines[:rows]
	}
	return append(lines, make([]string, rows-len(lines))...)
}
