package form

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/ui/text"
	"quipu/ui/theme"
)

// leastInput is how many cells a text field needs beside its label and its hint;
// with fewer they stand above and below it.
const leastInput = 8

const (
	labelGap = "  "
	hintGap  = "   "
)

// View draws the form at most width cells wide and rows lines high. Where it
// does not fit, the hints go, and then the fields farthest from the focus.
func (f Form) View(t *theme.Theme, width, rows int) []string {
	c := f.columns(width)
	lines, _, _ := f.lines(t, c)
	if len(lines) <= rows {
		return lines
	}
	c.hints = false
	lines, from, to := f.lines(t, c)
	top := min(max(to-rows, 0), from) // its first line where the field does not fit whole
	return lines[top:min(top+max(rows, 0), len(lines))]
}

// Input draws the field with the focus alone, exactly width cells wide, for a
// view that labels it in its own way.
func (f Form) Input(t *theme.Theme, width int) string {
	if len(f.fields) == 0 {
		return strings.Repeat(" ", max(width, 0))
	}
	return f.entry(t, f.focus, width)
}

// columns is what all fields of a form share; widths are in cells.
type columns struct {
	width int // of the form
	mark  int // points to the field with the focus
	label int // 0 puts the labels above their fields
	hints bool
}

func (f Form) columns(width int) columns {
	c := columns{width: width, label: f.options.LabelWidth, hints: true}
	shown := 0
	for i := f.visibleFrom(0, +1); i >= 0; i = f.visibleFrom(i+1, +1) {
		shown++
		if label := f.fields[i].Label; label != "" {
			c.label = max(c.label, lipgloss.Width(label+labelGap))
		}
	}
	if shown > 1 {
		c.mark = 2
	}
	if c.mark+c.label+leastInput > width {
		c.label = 0
	}
	return c
}

// room is what the columns before a field leave for it.
func (c columns) room() int { return max(c.width-c.mark-c.label, 0) }

// lines draws all visible fields; the field with the focus is from:to of them.
func (f Form) lines(t *theme.Theme, c columns) (lines []string, from, to int) {
	for i := f.visibleFrom(0, +1); i >= 0; i = f.visibleFrom(i+1, +1) {
		block := f.block(t, c, i)
		if i == f.focus {
			from, to = len(lines), len(lines)+len(block)
		}
		lines = append(lines, block...)
	}
	return lines, from, to
}

// block is one field: its label, what is entered, its hint and its problem.
func (f Form) block(t *theme.Theme, c columns, i int) []string {
	blank := strings.Repeat(" ", c.mark)
	mark := blank
	if i == f.focus && c.mark > 0 {
		mark = t.Accent.Render("❯ ")
	}
	row, hint := f.row(t, c, i)
	lines := []string{mark + row}
	if c.label == 0 && f.fields[i].Label != "" {
		lines = []string{mark + t.Muted.Render(f.fields[i].Label), blank + row}
	}
	under := func(style lipgloss.Style, words string) {
		for _, line := range text.Wrap(words, c.room()) {
			lines = append(lines, blank+strings.Repeat(" ", c.label)+style.Render(line))
		}
	}
	under(t.Muted, hint)
	under(t.Notice, f.problem(i))
	for n, line := range lines {
		lines[n] = text.Clip(line, c.width)
	}
	return lines
}

// row is the line that holds what is entered. A hint that does not fit beside it
// is given back.
func (f Form) row(t *theme.Theme, c columns, i int) (row, hint string) {
	x, room := f.fields[i], c.room()
	if x.Width > 0 && x.input != nil {
		room = min(room, x.Width)
	}
	if c.label > 0 {
		row = t.Muted.Render(text.PadRight(x.Label, c.label))
	}
	row += f.entry(t, i, room)
	if !c.hints || x.Hint == "" {
		return row, ""
	}
	if both := row + hintGap + t.Muted.Render(x.Hint); c.mark+lipgloss.Width(both) <= c.width {
		return both, ""
	}
	return row, x.Hint
}
