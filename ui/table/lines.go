package table

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// row draws one line of cells. A blank keeps the style of what stands before it:
// fewer changes of style are fewer bytes to the terminal.
func (g *Table[R]) row(places []place, cellOf func(column int) format.Cell, b *lineWriter, selected bool) string {
	end := 0
	b.begin(selected)
	for _, p := range places {
		c := cellOf(p.column)
		if c.Text == "" {
			continue // a longer cell before it may reach into this one
		}
		room := p.width - lipgloss.Width(c.Text)
		before, after := p.left-end, max(room, 0)
		if !g.Columns[p.column].Left {
			before, after = before+max(room, 0), 0
		}
		b.blank(before)
		b.write(c)
		b.blank(after)
		end = p.end() + max(-room, 0) // a longer one reaches into what follows, which is blank
	}
	if selected {
		b.blank(g.width - end)
	}
	return b.end()
}

// fitted is a cell in its place. A name that is too long is clipped, a figure is
// replaced: a part of it would be another figure.
func (g *Table[R]) fitted(c format.Cell, p place) format.Cell {
	switch {
	case lipgloss.Width(c.Text) <= p.width:
	case g.Columns[p.column].Left:
		c.Text = text.Clip(c.Text, p.width)
	default:
		c.Text = "…"
	}
	return c
}

// titleCell is a column's title, with the arrow where the table is sorted.
func (g *Table[R]) titleCell(i int) format.Cell {
	title := g.Columns[i].Title
	switch {
	case i != g.sorted:
		return format.Cell{Text: title, Tone: format.Muted}
	default:
		return format.Cell{Text: title + " " + g.arrow(), Strong: true}
	}
}

// Lines draws titles, the rows on the screen and, where the table adds up, a
// rule and the sums. th styles the figures; empty is shown in place of rows.
func (g *Table[R]) Lines(t, th *theme.Theme, empty string) []string {
	places := g.places()
	placeOf := make([]place, len(g.Columns))
	for _, p := range places {
		placeOf[p.column] = p
	}
	titles, figures := newLineWriter(t), newLineWriter(th)
	lines := []string{" " + g.row(places, func(i int) format.Cell { return g.fitted(g.titleCell(i), placeOf[i]) }, titles, false)}
	body := make([]string, 0, g.page)
	for i, r := range g.OnScreen() {
		if i == 0 {
			r = g.pinned(r)
		}
		if words, is := g.headingOf(r); is {
			words = text.Clip(words, g.width-4)
			body = append(body, " "+t.Muted.Render(words+" "+strings.Repeat("┈", max(g.width-lipgloss.Width(words)-1, 0))))
			continue
		}
		selected, options := g.Top+i == g.At, g.optionsAt(i)
		body = append(body, g.mark(t, r, selected)+g.row(places, func(i int) format.Cell { return g.fitted(g.Columns[i].Show(r, options), placeOf[i]) }, figures, selected))
	}
	if len(g.Shown) == 0 {
		body = append(body, "")
		for _, line := range text.Wrap(empty, g.width-2) {
			body = append(body, "  "+t.Muted.Render(line))
		}
	}
	if g.sums == nil {
		return append(lines, text.Fill(body, g.page)...)
	}
	lines = append(lines, text.Fill(body, min(g.page, max(len(g.Shown), 2)))...)
	sums := g.row(places, func(i int) format.Cell {
		if i == 0 {
			return format.Cell{Text: g.lastRowName(places), Tone: format.Muted}
		}
		return g.fitted(g.sums[i], placeOf[i])
	}, figures, false)
	return append(lines, " "+t.Muted.Render(strings.Repeat("─", g.width)), " "+sums)
}

// optionsAt gives the options of a row of the screen. The first row has its date where
// the heading over it has left the screen.
func (g *Table[R]) optionsAt(row int) format.Options {
	options := g.options
	if row == 0 && g.Heading != nil && g.Top > 0 && !g.HeadingPinned() {
		options.Dated = true
	}
	return options
}

// pinned gives the heading of the first rows after it has left the screen. It replaces
// the first row, which the cursor is never on then.
func (g *Table[R]) pinned(first *R) *R {
	if !g.HeadingPinned() {
		return first
	}
	for i := g.Top - 1; i >= 0; i-- {
		if g.IsHeading(g.Shown[i]) {
			return g.Shown[i]
		}
	}
	return first
}

// HeadingPinned reports whether a heading that has left the screen replaces the first
// row: more rows of that heading have to follow.
func (g *Table[R]) HeadingPinned() bool {
	return g.Heading != nil && g.sorted == natural && g.Top > 0 && g.page > 3 && !g.IsHeading(g.Shown[g.Top]) &&
		g.Top+1 < len(g.Shown) && !g.IsHeading(g.Shown[g.Top+1])
}

// lastRowName counts the rows, and names the sorting if its column has left the screen
// and there is room before the first sum.
func (g *Table[R]) lastRowName(places []place) string {
	name, room := g.count(), g.nameRoom(places)
	if by := g.UnseenSort(); by != "" && lipgloss.Width(name+" "+by) <= room {
		return name + " " + by
	}
	return text.Clip(name, room)
}

// nameRoom gives the cells before the first sum that holds something.
func (g *Table[R]) nameRoom(places []place) int {
	for _, p := range places {
		if sum := g.fitted(g.sums[p.column], p).Text; sum != "" {
			return p.end() - lipgloss.Width(sum) - minGap
		}
	}
	return g.width
}

func (g *Table[R]) headingOf(r *R) (string, bool) {
	if g.Heading == nil {
		return "", false
	}
	l := g.options
	l.Partial = g.filter != ""
	return g.Heading(r, l)
}

// Texts gives the row under the cursor as the columns on the screen show it, for
// copying: the bare figures and names, without the signs beside them.
func (g *Table[R]) Texts() []string {
	r := g.Current()
	if r == nil {
		return nil
	}
	var all []string
	for _, i := range g.visible() {
		c := g.Columns[i]
		if c.Picture {
			continue
		}
		shown := strings.Trim(c.Show(r, g.optionsAt(g.At-g.Top)).Text, "▲▼▸▾└! ")
		if !c.Left {
			shown = strings.TrimSuffix(shown, format.ClosedMark)
		}
		all = append(all, shown)
	}
	return all
}
