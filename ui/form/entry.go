package form

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/ui/text"
	"quipu/ui/theme"
)

// mask stands for one character of a secret.
const mask = "•"

const choiceGap = "  "

// entry draws what is entered or chosen in a field, at most width cells wide.
func (f Form) entry(t *theme.Theme, i, width int) string {
	x, focused := f.fields[i], i == f.focus && !f.pending
	if x.input != nil {
		return x.line(focused).draw(t, width)
	}
	var names []string
	for _, choice := range f.choices(i) {
		name := t.Muted.Render(choice)
		if choice == f.value(i) {
			name = t.Chosen(choice)
		}
		names = append(names, name)
	}
	if all := strings.Join(names, choiceGap); lipgloss.Width(all) <= width {
		return all
	}
	return text.Clip(t.Accent.Render("‹ ")+t.Text.Render(f.value(i))+t.Accent.Render(" ›"), width)
}

// line is the text of a field, cut into what a person takes for characters.
type line struct {
	cells  []cell
	cursor int // index of the cell under it; len(cells) is behind the last, -1 is no cursor
	sample bool
}

type cell struct {
	text  string
	width int
}

// line is the text of an input, masked where it is secret, or its placeholder.
func (x field) line(focused bool) line {
	l := line{cursor: -1}
	text, at := x.input.Value(), x.input.Position()
	if text == "" {
		text, l.sample = x.Placeholder, true
	}
	runes := 0
	for text != "" {
		cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		text = text[len(cluster):]
		runes += len([]rune(cluster))
		if focused && l.cursor < 0 && at < runes {
			l.cursor = len(l.cells)
		}
		if x.Secret && !l.sample {
			cluster, width = mask, 1
		}
		l.cells = append(l.cells, cell{cluster, width})
	}
	if focused && l.cursor < 0 {
		l.cursor = len(l.cells)
	}
	return l
}

// draw shows as much of the line as width cells hold, and fills them up: the end
// is cut with an ellipsis, or what is far from the cursor without one.
func (l line) draw(t *theme.Theme, width int) string {
	style := t.Text
	if l.sample {
		style = t.Muted
	}
	if l.cursor < 0 {
		return text.PadRight(style.Render(text.Clip(l.text(), width)), width)
	}
	behind := " "
	if t.Marks {
		behind = "_"
	}
	cells := l.cells
	if l.cursor == len(cells) {
		cells = append(cells[:len(cells):len(cells)], cell{behind, 1})
	}
	var b strings.Builder
	used := 0
	for i := l.first(cells, width); i < len(cells) && used+cells[i].width <= width; i++ {
		used += cells[i].width
		if i == l.cursor {
			b.WriteString(t.Text.Reverse(true).Render(cells[i].text))
		} else {
			b.WriteString(style.Render(cells[i].text))
		}
	}
	return b.String() + strings.Repeat(" ", max(width-used, 0))
}

func (l line) text() string {
	var b strings.Builder
	for _, c := range l.cells {
		b.WriteString(c.text)
	}
	return b.String()
}

// first is the first cell to be shown: as far left as the cursor stays in sight.
func (l line) first(cells []cell, width int) int {
	used := 0
	for i := l.cursor; i >= 0; i-- {
		if used += cells[i].width; used > width {
			return i + 1
		}
	}
	return 0
}
