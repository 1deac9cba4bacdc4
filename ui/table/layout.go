package table

import (
	"cmp"
	"math"
	"slices"

	"charm.land/lipgloss/v2"

	"quipu/format"
)

const (
	minGap = 2
	maxGap = 5  // where words end the row
	farGap = 10 // where figures do, which stand at the right edge

	leastName = 6 // cells that a name keeps while figures can still be narrowed
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
		for at, r := range rows {
			if !g.IsHeading(r) {
				width = max(width, lipgloss.Width(c.Show(r, g.optionsAt(at)).Text))
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

// visible gives the columns that are not hidden and fit, without those of the lowest
// priority. A fallback is among them where not all columns fit that it replaces.
func (g *Table[R]) visible() []int {
	var wanted []int
	for i, c := range g.Columns {
		if i == 0 || (c.Title != g.Unavailable && !slices.Contains(g.hidden, c.Title) && c.FallbackFor == nil) {
			wanted = append(wanted, i)
		}
	}
	shown := g.fitting(wanted)
	for i, c := range g.Columns {
		replaced := func(j int) bool { return slices.Contains(c.FallbackFor, g.Columns[j].Title) }
		if c.FallbackFor == nil || !slices.ContainsFunc(wanted, func(j int) bool { return replaced(j) && !slices.Contains(shown, j) }) {
			continue
		}
		wanted = append(slices.DeleteFunc(wanted, replaced), i)
		slices.Sort(wanted)
		shown = g.fitting(wanted)
	}
	return shown
}

// fitting gives those of the columns that fit, some of them narrowed.
func (g *Table[R]) fitting(wanted []int) []int {
	shown := slices.Clone(wanted)
	for g.excess(shown) > 0 {
		drop := -1
		for at, i := range shown {
			priority := g.Columns[i].Priority
			if priority > 0 && (drop < 0 || priority < g.Columns[shown[drop]].Priority) {
				drop = at
			}
		}
		if drop < 0 || g.slack(shown[drop]) >= g.excess(shown) {
			break
		}
		shown = slices.Delete(shown, drop, drop+1)
	}
	return shown
}

// excess is by how many cells the columns are wider than the window.
func (g *Table[R]) excess(shown []int) int {
	width := minGap * (len(shown) - 1)
	for _, i := range shown {
		width += g.widthOf(i)
	}
	return width - g.width
}

// slack is by how many cells a column narrows before it leaves.
func (g *Table[R]) slack(column int) int {
	if least := g.Columns[column].MinWidth; least > 0 {
		return max(g.widthOf(column)-least, 0)
	}
	return 0
}

func (g *Table[R]) widthOf(column int) int {
	if column < len(g.widths) {
		return g.widths[column]
	}
	return lipgloss.Width(g.Columns[column].Title)
}

// place is where a column stands in a row, in cells.
type place struct{ column, left, width int }

func (p place) end() int { return p.left + p.width }

// places gives where the columns on the screen stand. The space between them is
// larger in a wide window, so that the table fills it without widening one column
// alone; prose that was clipped is widened first. The rest goes to the first column
// where figures end the row, and to none where words do.
func (g *Table[R]) places() []place {
	shown := g.visible()
	widths := g.narrowed(shown)
	free, most := max(-g.excess(shown), 0), maxGap
	for at, i := range shown {
		if g.Columns[i].MaxWidth > 0 && i < len(g.desired) {
			more := min(max(g.desired[i]-g.widthOf(i), 0), free)
			widths[at] += more
			free -= more
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
		widths[0] += free
	}
	all, left := make([]place, len(shown)), 0
	for at, i := range shown {
		all[at] = place{i, left, widths[at]}
		left += widths[at] + gap
	}
	return all
}

// narrowed gives the widths of columns. Where they do not fit, it narrows columns of
// figures that allow it, then names, then all figures.
func (g *Table[R]) narrowed(shown []int) []int {
	widths, excess := make([]int, len(shown)), g.excess(shown)
	for at, i := range shown {
		widths[at] = g.widthOf(i)
	}
	narrow := func(least func(format.Column[R]) int) {
		for at, i := range shown {
			cut := min(max(widths[at]-max(least(g.Columns[i]), 1), 0), max(excess, 0))
			widths[at] -= cut
			excess -= cut
		}
	}
	only := func(left bool, least int) func(format.Column[R]) int {
		return func(c format.Column[R]) int {
			if c.Left == left {
				return least
			}
			return math.MaxInt
		}
	}
	narrow(func(c format.Column[R]) int { return cmp.Or(c.MinWidth, math.MaxInt) })
	narrow(only(true, leastName))
	narrow(only(false, 1))
	narrow(only(true, 1))
	return widths
}

// columnAt gives the column that stands at cell x of a row, -1 for none.
func (g *Table[R]) columnAt(x int) int {
	for _, p := range g.places() {
		if x >= p.left-1 && x <= p.end() {
			return p.column
		}
	}
	return -1
}
