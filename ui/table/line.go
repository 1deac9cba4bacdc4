package table

import (
	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// lineWriter writes rows of cells. It keeps each style that it has made: a table has
// hundreds of cells and is drawn often.
type lineWriter struct {
	theme    *theme.Theme
	known    map[cellStyle]text.Style
	line     text.Line
	selected bool // the line is the row under the cursor
	started  bool // it holds something
}

// cellStyle is what the style of a cell follows from.
type cellStyle struct {
	tone             format.Tone
	strong, selected bool
}

func newLineWriter(t *theme.Theme) *lineWriter {
	return &lineWriter{theme: t, known: map[cellStyle]text.Style{}}
}

func (w *lineWriter) styleOf(s cellStyle) text.Style {
	if known, found := w.known[s]; found {
		return known
	}
	style := w.theme.Of(format.Cell{Tone: s.tone, Strong: s.strong})
	if s.selected {
		if w.theme.Selected.GetReverse() {
			style = w.theme.Text.Bold(s.strong) // reversed, each tone would be a background of another color
		}
		style = style.Inherit(w.theme.Selected)
	}
	w.known[s] = text.StyleOf(style)
	return w.known[s]
}

// RowMark is the cell before a row of a table: it marks the one under the cursor
// where no style does.
func RowMark(t *theme.Theme, selected bool) string {
	if t.Marks && selected {
		return "❯"
	}
	return " "
}

// OnRow is a style on a row whose background is that of base. A reversed row has one
// color only: that of the style would become the background.
func OnRow(base, style lipgloss.Style) lipgloss.Style {
	if base.GetReverse() {
		return base
	}
	return style.Inherit(base)
}

// begin starts a line.
func (w *lineWriter) begin(selected bool) { w.selected, w.started = selected, false }

func (w *lineWriter) write(c format.Cell) {
	if c.Text != "" {
		w.line.Write(c.Text, w.styleOf(cellStyle{c.Tone, c.Strong, w.selected}))
		w.started = true
	}
}

// blank adds n blanks in the style of what stands before them, at the beginning in that
// of the row.
func (w *lineWriter) blank(n int) {
	if n > 0 && w.selected && !w.started {
		w.line.Write("", w.styleOf(cellStyle{selected: true}))
		w.started = true
	}
	w.line.Blank(n)
}

// end gives the line.
func (w *lineWriter) end() string { return w.line.End() }
