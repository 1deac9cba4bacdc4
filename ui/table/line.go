package table

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/theme"
)

// lineWriter writes lines of cells. It renders each style once and keeps the escape
// sequences, because a table has hundreds of cells and draws them often.
type lineWriter struct {
	theme   *theme.Theme
	known   map[cellStyle]escapes
	line    strings.Builder
	current cellStyle
	open    bool // the current style's sequence is written and not ended yet
}

// cellStyle is everything that decides how a cell is styled.
type cellStyle struct {
	tone             format.Tone
	strong, selected bool
}

// escapes are the sequences that begin and end a style.
type escapes struct{ before, after string }

func newLineWriter(t *theme.Theme) *lineWriter {
	return &lineWriter{theme: t, known: map[cellStyle]escapes{}}
}

func (b *lineWriter) escapesOf(s cellStyle) escapes {
	if known, found := b.known[s]; found {
		return known
	}
	style := b.theme.Of(format.Cell{Tone: s.tone, Strong: s.strong})
	if s.selected {
		if b.theme.Selected.GetReverse() {
			style = b.theme.Text.Bold(s.strong) // reversed, each tone would give its cell a ground of another colour
		}
		style = style.Inherit(b.theme.Selected)
	}
	i := escapesOf(style)
	b.known[s] = i
	return i
}

func escapesOf(style lipgloss.Style) escapes {
	before, after, _ := strings.Cut(style.Render("x"), "x")
	return escapes{before, after}
}

// RowMark is the cell before a row of a table: it marks the one under the cursor
// where no style does.
func RowMark(t *theme.Theme, selected bool) string {
	if t.Marks && selected {
		return "❯"
	}
	return " "
}

// OnRow is a style on a row whose ground is base. On a reversed one there is no
// other ink: its colour would be the ground.
func OnRow(base, style lipgloss.Style) lipgloss.Style {
	if base.GetReverse() {
		return base
	}
	return style.Inherit(base)
}

// begin starts a line.
func (b *lineWriter) begin(selected bool) {
	b.line.Reset()
	b.current, b.open = cellStyle{selected: selected}, false
}

func (b *lineWriter) write(c format.Cell) {
	if c.Text == "" {
		return
	}
	want := cellStyle{c.Tone, c.Strong, b.current.selected}
	if want != b.current || !b.open {
		b.close()
		b.current = want
		b.line.WriteString(b.escapesOf(want).before)
		b.open = true
	}
	b.line.WriteString(c.Text)
}

// blank writes spaces in whatever coat is on the brush.
func (b *lineWriter) blank(n int) {
	if n < 1 {
		return
	}
	if !b.open && b.current.selected {
		b.line.WriteString(b.escapesOf(b.current).before)
		b.open = true
	}
	for range n {
		b.line.WriteByte(' ')
	}
}

func (b *lineWriter) close() {
	if b.open {
		b.line.WriteString(b.escapesOf(b.current).after)
		b.open = false
	}
}

// end gives the line.
func (b *lineWriter) end() string {
	b.close()
	return b.line.String()
}
