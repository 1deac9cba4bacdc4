package ui

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"quipu/ui/theme"
)

const (
	minGap = 2
	maxGap = 5  // where words end the row
	farGap = 10 // where figures do, which stand at the right edge
)

// measure widens the columns for what is on the screen.
func (g *grid[R]) measure() {
	grown, wants := make([]int, len(g.columns)), make([]int, len(g.columns))
	copy(grown, g.widths)
	if g.widths != nil {
		copy(wants, g.wants)
	}
	rows := g.onScreen()
	for i, c := range g.columns {
		width := lipgloss.Width(c.title)
		if i == g.sorted {
			width += 2
		}
		if i == 0 && g.addUp != nil {
			width = max(width, lipgloss.Width(g.count()))
		}
		for _, r := range rows {
			if !g.isHeading(r) {
				width = max(width, lipgloss.Width(c.show(r, g.look).text))
			}
		}
		if c.sum != nil && g.addUp != nil {
			width = max(width, lipgloss.Width(c.sum(g.sums, g.look).text))
		}
		wants[i] = max(wants[i], width)
		if c.most > 0 {
			width = min(width, c.most)
		}
		grown[i] = max(grown[i], width)
	}
	g.widths, g.wants = grown, wants
}

// visible gives the columns that were not hidden and fit whole, dropping the
// least wanted first. One that stands in for others is there where they do not
// fit.
func (g *grid[R]) visible() []int {
	var wanted []int
	for i, c := range g.columns {
		if i == 0 || (c.title != g.barred && !slices.Contains(g.hidden, c.title) && c.instead == nil) {
			wanted = append(wanted, i)
		}
	}
	shown := g.fitting(wanted)
	for i, c := range g.columns {
		gone := func(j int) bool { return slices.Contains(c.instead, g.columns[j].title) }
		if c.instead == nil || !slices.ContainsFunc(wanted, func(j int) bool { return gone(j) && !slices.Contains(shown, j) }) {
			continue
		}
		wanted = append(slices.DeleteFunc(wanted, gone), i)
		slices.Sort(wanted)
		shown = g.fitting(wanted)
	}
	return shown
}

// fitting gives those of the columns that fit.
func (g *grid[R]) fitting(wanted []int) []int {
	shown := slices.Clone(wanted)
	for g.span(shown) > g.width {
		drop := -1
		for at, i := range shown {
			leaves := g.columns[i].leaves
			if leaves > 0 && (drop < 0 || leaves < g.columns[shown[drop]].leaves) {
				drop = at
			}
		}
		if drop < 0 {
			break
		}
		shown = slices.Delete(shown, drop, drop+1)
	}
	return shown
}

func (g *grid[R]) span(shown []int) int {
	width := minGap * (len(shown) - 1)
	for _, i := range shown {
		width += g.widthOf(i)
	}
	return width
}

func (g *grid[R]) widthOf(column int) int {
	if column < len(g.widths) {
		return g.widths[column]
	}
	return lipgloss.Width(g.columns[column].title)
}

// spots gives the columns' left edges and widths. The space between them is
// larger in a wide window, so that the table fills it without stretching one
// column alone; prose that was cut comes first. What is left goes to the first
// where figures end the row, and to nobody where words do.
func (g *grid[R]) spots(shown []int) (lefts, widths []int) {
	free, most := max(g.width-g.span(shown), 0), maxGap
	more := make([]int, len(shown))
	for at, i := range shown {
		if g.columns[i].most > 0 && i < len(g.wants) {
			more[at] = min(max(g.wants[i]-g.widthOf(i), 0), free)
			free -= more[at]
		}
	}
	atEdge := len(shown) > 0 && !g.columns[shown[len(shown)-1]].left
	if atEdge {
		most = farGap
	}
	gap := minGap
	if n := len(shown) - 1; n > 0 {
		gap = min(minGap+free/n, most)
		free -= (gap - minGap) * n
	}
	if atEdge {
		more[0] += free
	}
	left := 0
	for at, i := range shown {
		width := g.widthOf(i) + more[at]
		lefts, widths = append(lefts, left), append(widths, width)
		left += width + gap
	}
	return lefts, widths
}

// row draws one line of cells. A blank takes the ink of what stands before it:
// fewer changes of colour are fewer bytes to the terminal.
func (g *grid[R]) row(shown []int, cellOf func(i int) cell, b *brush, selected bool) string {
	lefts, widths := g.spots(shown)
	end := 0
	b.begin(selected)
	for at, i := range shown {
		c := cellOf(i)
		if g.columns[i].most > 0 {
			c.text = clip(c.text, widths[at])
		}
		room := widths[at] - lipgloss.Width(c.text)
		before, after := lefts[at]-end, max(room, 0)
		if !g.columns[i].left {
			before, after = before+max(room, 0), 0
		}
		b.blank(before)
		b.write(c)
		b.blank(after)
		end = lefts[at] + widths[at] + max(-room, 0) // longer ones reach into what follows, which is blank
	}
	if selected {
		b.blank(g.width - end)
	}
	return b.end()
}

// titleCell is a column's title, with the arrow where the table is sorted.
func (g *grid[R]) titleCell(i int) cell {
	title := g.columns[i].title
	switch {
	case i != g.sorted:
		return cell{text: title, tone: faded}
	default:
		return cell{text: title + " " + g.arrow(), strong: true}
	}
}

// arrow points the way that the sorted column goes: up from A to Z and from the
// least to the most.
func (g *grid[R]) arrow() string {
	if g.descending != g.columns[g.sorted].words {
		return "▼"
	}
	return "▲"
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
			words = clip(words, g.width-4)
			body = append(body, " "+t.Muted.Render(words+" "+strings.Repeat("┈", max(g.width-lipgloss.Width(words)-1, 0))))
			continue
		}
		body = append(body, " "+g.row(shown, func(i int) cell { return g.columns[i].show(r, g.look) }, figures, g.top+i == g.at))
	}
	if len(g.shown) == 0 {
		body = append(body, "")
		for _, line := range wrap(empty, g.width-2) {
			body = append(body, "  "+t.Muted.Render(line))
		}
	}
	if g.addUp == nil {
		return append(lines, fill(body, g.page)...)
	}
	lines = append(lines, fill(body, min(g.page, max(len(g.shown), 2)))...)
	sums := g.row(shown, func(i int) cell {
		switch c := g.columns[i]; {
		case i == 0:
			return cell{text: g.lastRowName(shown), tone: faded}
		case c.sum == nil:
			return cell{}
		default:
			return c.sum(g.sums, g.look)
		}
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

// pins reports whether the first row belongs to a heading that has left.
func (g *grid[R]) pins() bool {
	return g.heading != nil && g.sorted == natural && g.top > 0 && g.page > 3 && !g.isHeading(g.shown[g.top])
}

// lastRowName counts the rows, and says what they are sorted by where that column
// has left the screen and there is room before the first sum.
func (g *grid[R]) lastRowName(shown []int) string {
	name := g.count()
	by := g.unseenSort()
	if by == "" {
		return name
	}
	lefts, widths := g.spots(shown)
	room := g.width
	for at, i := range shown {
		if c := g.columns[i]; c.sum != nil {
			room = lefts[at] + widths[at] - lipgloss.Width(c.sum(g.sums, g.look).text) - minGap
			break
		}
	}
	if long := name + " " + by; lipgloss.Width(long) <= room {
		return long
	}
	return name
}

func (g *grid[R]) headingOf(r *R) (string, bool) {
	if g.heading == nil {
		return "", false
	}
	l := g.look
	l.partial = g.filter != ""
	return g.heading(r, l)
}

// columnAt gives the column that stands at cell x of a row, -1 for none.
func (g *grid[R]) columnAt(x int) int {
	shown := g.visible()
	lefts, widths := g.spots(shown)
	for at, i := range shown {
		if x >= lefts[at]-1 && x <= lefts[at]+widths[at] {
			return i
		}
	}
	return -1
}

// words gives the row under the cursor as its columns show it, for copying.
func (g *grid[R]) words() []string {
	r := g.current()
	if r == nil {
		return nil
	}
	var all []string
	for _, c := range g.columns {
		all = append(all, strings.TrimSpace(c.show(r, g.look).text))
	}
	return all
}
