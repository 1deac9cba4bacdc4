package table

import (
	"slices"

	"charm.land/lipgloss/v2"
)

const (
	minGap = 2
	maxGap = 5  // where words end the row
	farGap = 10 // where figures do, which stand at the right edge
)

// measure widens the columns for what is on the screen.
func (g *Table[R]) measure() {
	grown, wants := make([]int, len(g.Columns)), make([]int, len(g.Columns))
	copy(grown, g.widths)
	if g.widths != nil {
		copy(wants, g.desired)
	}
	rows := g.OnScreen()
	for i, c := range g.Columns {
		width := lipgloss.Width(c.Title)
		if i == g.sorted {
			width += 2
		}
		if i == 0 && g.sums != nil {
			width = max(width, lipgloss.Width(g.count()))
		}
		for _, r := range rows {
			if !g.IsHeading(r) {
				width = max(width, lipgloss.Width(c.Show(r, g.options).Text))
			}
		}
		if g.sums != nil {
			width = max(width, lipgloss.Width(g.sums[i].Text))
		}
		wants[i] = max(wants[i], width)
		if c.MaxWidth > 0 {
			width = min(width, c.MaxWidth)
		}
		grown[i] = max(grown[i], width)
	}
	g.widths, g.desired = grown, wants
}

// visible gives the columns that were not hidden and fit whole, dropping the
// least wanted first. One that stands in for others is there where they do not
// fit.
func (g *Table[R]) visible() []int {
	var wanted []int
	for i, c := range g.Columns {
		if i == 0 || (c.Title != g.Unavailable && !slices.Contains(g.hidden, c.Title) && c.FallbackFor == nil) {
			wanted = append(wanted, i)
		}
	}
	shown := g.fitting(wanted)
	for i, c := range g.Columns {
		gone := func(j int) bool { return slices.Contains(c.FallbackFor, g.Columns[j].Title) }
		if c.FallbackFor == nil || !slices.ContainsFunc(wanted, func(j int) bool { return gone(j) && !slices.Contains(shown, j) }) {
			continue
		}
		wanted = append(slices.DeleteFunc(wanted, gone), i)
		slices.Sort(wanted)
		shown = g.fitting(wanted)
	}
	return shown
}

// fitting gives those of the columns that fit.
func (g *Table[R]) fitting(wanted []int) []int {
	shown := slices.Clone(wanted)
	for g.span(shown) > g.width {
		drop := -1
		for at, i := range shown {
			leaves := g.Columns[i].Priority
			if leaves > 0 && (drop < 0 || leaves < g.Columns[shown[drop]].Priority) {
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

func (g *Table[R]) span(shown []int) int {
	width := minGap * (len(shown) - 1)
	for _, i := range shown {
		width += g.widthOf(i)
	}
	return width
}

func (g *Table[R]) widthOf(column int) int {
	if column < len(g.widths) {
		return g.widths[column]
	}
	return lipgloss.Width(g.Columns[column].Title)
}

// layout gives the columns' left edges and widths. The space between them is
// larger in a wide window, so that the table fills it without stretching one
// column alone; prose that was cut comes first. What is left goes to the first
// where figures end the row, and to nobody where words do.
func (g *Table[R]) layout(shown []int) (lefts, widths []int) {
	free, most := max(g.width-g.span(shown), 0), maxGap
	more := make([]int, len(shown))
	for at, i := range shown {
		if g.Columns[i].MaxWidth > 0 && i < len(g.desired) {
			more[at] = min(max(g.desired[i]-g.widthOf(i), 0), free)
			free -= more[at]
		}
	}
	atEdge := len(shown) > 0 && !g.Columns[shown[len(shown)-1]].Left
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

// columnAt gives the column that stands at cell x of a row, -1 for none.
func (g *Table[R]) columnAt(x int) int {
	shown := g.visible()
	lefts, widths := g.layout(shown)
	for at, i := range shown {
		if x >= lefts[at]-1 && x <= lefts[at]+widths[at] {
			return i
		}
	}
	return -1
}
