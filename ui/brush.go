package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/theme"
)

// brush draws lines of cells. What a style writes before and after a text is
// found out once, for a table has hundreds of cells and draws them often.
type brush struct {
	theme *theme.Theme
	coats map[stroke]coat
	line  strings.Builder
	now   stroke
	wet   bool // something of now was written and is not closed yet
}

// stroke is everything that a cell's look depends on.
type stroke struct {
	tone             format.Tone
	strong, selected bool
}

// coat is what stands before and after a text of one look.
type coat struct{ before, after string }

func newBrush(t *theme.Theme) *brush { return &brush{theme: t, coats: map[stroke]coat{}} }

func (b *brush) coat(s stroke) coat {
	if known, found := b.coats[s]; found {
		return known
	}
	style := b.theme.Of(format.Cell{Tone: s.tone, Strong: s.strong})
	if s.selected {
		if b.theme.Selected.GetReverse() {
			style = b.theme.Text.Bold(s.strong) // reversed colours would make a patchwork
		}
		style = style.Inherit(b.theme.Selected)
	}
	i := coatOf(style)
	b.coats[s] = i
	return i
}

func coatOf(style lipgloss.Style) coat {
	before, after, _ := strings.Cut(style.Render("x"), "x")
	return coat{before, after}
}

// rowMark is the cell before a row of a table: it marks the one under the cursor
// where no style does.
func rowMark(t *theme.Theme, selected bool) string {
	if t.Marks && selected {
		return "❯"
	}
	return " "
}

// upon is a style on a row whose ground is base. On a reversed one there is no
// other ink: its colour would be the ground.
func upon(base, style lipgloss.Style) lipgloss.Style {
	if base.GetReverse() {
		return base
	}
	return style.Inherit(base)
}

// begin starts a line.
func (b *brush) begin(selected bool) {
	b.line.Reset()
	b.now, b.wet = stroke{selected: selected}, false
}

func (b *brush) write(c format.Cell) {
	if c.Text == "" {
		return
	}
	want := stroke{c.Tone, c.Strong, b.now.selected}
	if want != b.now || !b.wet {
		b.lift()
		b.now = want
		b.line.WriteString(b.coat(want).before)
		b.wet = true
	}
	b.line.WriteString(c.Text)
}

// blank writes spaces in whatever coat is on the brush.
func (b *brush) blank(n int) {
	if n < 1 {
		return
	}
	if !b.wet && b.now.selected {
		b.line.WriteString(b.coat(b.now).before)
		b.wet = true
	}
	for range n {
		b.line.WriteByte(' ')
	}
}

func (b *brush) lift() {
	if b.wet {
		b.line.WriteString(b.coat(b.now).after)
		b.wet = false
	}
}

// end gives the line.
func (b *brush) end() string {
	b.lift()
	return b.line.String()
}
