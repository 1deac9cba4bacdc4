package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/ui/text"
	"quipu/ui/theme"
)

// row draws one line of cells. A blank takes the ink of what stands before it:
// fewer changes of colour are fewer bytes to the terminal.
func (g *grid[R]) row(shown []int, cellOf func(i int) format.Cell, b *brush, selected bool) string {
	lefts, widths := g.spots(shown)
	end := 0
	b.begin(selected)
	for at, i := range shown {
		c := cellOf(i)
		if c.Text == "" {
			continue // a longer cell before it may reach into this one
		}
		if g.columns[i].most > 0 {
			c.Text = text.Clip(c.Text, widths[at])
		}
		room := widths[at] - lipgloss.Width(c.Text)
		before, after := lefts[at]-end, max(room, 0)
		if !g.columns[i].left {
			before, after = before+max(room, 0), 0
		}
		b.blank(before)
		b.write(c)
		b.blank(after)
		end = lefts[at] + widths[at] + max(-room, 0) // a longer one reaches into what follows, which is blank
	}
	if selected {
		b.blank(g.width - end)
	}
	return b.end()
}

// titleCell is a column's title, with the arrow where the table is sorted.
func (g *grid[R]) titleCell(i int) format.Cell {
	title := g.columns[i].title
	switch {
	case i != g.sorted:
		return format.Cell{Text: title, Tone: format.Muted}
	default:
		return format.Cell{Text: title + " " + g.arrow(), Strong: true}
	}
}

// view draws titles, the rows on the screen and, where the table adds up, a
// rule and the sums. th colours the figures; empty stands where no row does.
func (g *grid[R]) view(t, th *theme.Theme, empty string) []string {
	shown := g.visible()
	titles, figures := newBrush(t), newBrush(th)
	lines := []string{" " + g.row(shown, g.titleCell, titles, false)}
	body := make([]string, 0, g.page)
	for i, r := range g.onScreen() {
		if i == 0 {
			r = g.pinned(r)
		}
		if words, is := g.headingOf(r); is {
			words = text.Clip(words, g.width-4)
			body = append(body, " "+t.Muted.Render(words+" "+strings.Repeat("┈", max(g.width-lipgloss.Width(words)-1, 0))))
			continue
		}
		selected := g.top+i == g.at
		body = append(body, rowMark(t, selected)+g.row(shown, func(i int) format.Cell { return g.columns[i].show(r, g.look) }, figures, selected))
	}
	if len(g.shown) == 0 {
		body = append(body, "")
		for _, line := range text.Wrap(empty, g.width-2) {
			body = append(body, "  "+t.Muted.Render(line))
		}
	}
	if g.sums == nil {
		return append(lines, text.Fill(body, g.page)...)
	}
	lines = append(lines, text.Fill(body, min(g.page, max(len(g.shown), 2)))...)
	sums := g.row(shown, func(i int) format.Cell {
		if i == 0 {
			return format.Cell{Text: g.lastRowName(shown), Tone: format.Muted}
		}
		return g.sums[i]
	}, figures, false)
	return append(lines, " "+t.Muted.Render(strings.Repeat("─", g.width)), " "+sums)
}

// pinned gives the heading of the rows at the top where it has left the screen: it
// stands in the first row, over those of its day. The row there gives way, which
// the cursor never is on then.
func (g *grid[R]) pinned(first *R) *R {
	if !g.pins() {
		return first
	}
	for i := g.top - 1; i >= 0; i-- {
		if g.isHeading(g.shown[i]) {
			return g.shown[i]
		}
	}
	return first
}

// pins reports whether the first row belongs to a heading that has left, and
// others of that heading follow it: one that is the last stands for itself.
func (g *grid[R]) pins() bool {
	return g.heading != nil && g.sorted == natural && g.top > 0 && g.page > 3 && !g.isHeading(g.shown[g.top]) &&
		g.top+1 < len(g.shown) && !g.isHeading(g.shown[g.top+1])
}

// lastRowName counts the rows. Where the column that they are sorted by has left
// the screen it says so too, if there is room before the first sum.
func (g *grid[R]) lastRowName(shown []int) string {
	name, room := g.count(), g.nameRoom(shown)
	if by := g.unseenSort(); by != "" && lipgloss.Width(name+" "+by) <= room {
		return name + " " + by
	}
	return text.Clip(name, room)
}

// nameRoom gives the cells before the first sum that holds something.
func (g *grid[R]) nameRoom(shown []int) int {
	lefts, widths := g.spots(shown)
	for at, i := range shown {
		if sum := g.sums[i].Text; sum != "" {
			return lefts[at] + widths[at] - lipgloss.Width(sum) - minGap
		}
	}
	return g.width
}

func (g *grid[R]) headingOf(r *R) (string, bool) {
	if g.heading == nil {
		return "", false
	}
	l := g.look
	l.partial = g.filter != ""
	return g.heading(r, l)
}

// words gives the row under the cursor as the columns on the screen show it, for
// copying: the bare figures and names, without the signs beside them.
func (g *grid[R]) words() []string {
	r := g.current()
	if r == nil {
		return nil
	}
	var all []string
	for _, i := range g.visible() {
		c := g.columns[i]
		if c.picture {
			continue
		}
		shown := strings.Trim(c.show(r, g.look).Text, "▲▼▸▾└ ")
		if !c.left {
			shown = strings.TrimSuffix(shown, format.ClosedMark)
		}
		all = append(all, shown)
	}
	return all
}
