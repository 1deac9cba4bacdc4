package ui

import (
	"cmp"
	"slices"
	"strings"
)

func (g *grid[R]) sort() {
	if g.sorted == natural {
		return
	}
	c, tied := g.columns[g.sorted], g.tied
	if tied == nil {
		tied = func(*R, *R) int { return 0 }
	}
	if c.value != nil {
		sortByValue(g.shown, c.value, g.descending, tied)
		return
	}
	slices.SortStableFunc(g.shown, func(a, b *R) int {
		order := c.compare(a, b)
		if g.descending {
			order = -order
		}
		return cmp.Or(order, tied(a, b))
	})
}

// sortBy goes to the next column that is on the screen.
func (g *grid[R]) sortBy(step int) {
	shown := g.visible()
	next := 0
	for i, c := range shown {
		if c == g.sorted {
			next = i + step
		}
	}
	if g.heading != nil && (next < 0 || next >= len(shown)) {
		g.sorted = natural
	} else {
		g.sorted = shown[(next+len(shown))%len(shown)]
	}
	g.descending = true
	g.arrange()
}

// sortOn sorts by a column, or turns it round when it is sorted by it already.
func (g *grid[R]) sortOn(c int) {
	if g.sorted == c {
		g.descending = !g.descending
	} else {
		g.sorted, g.descending = c, true
	}
	g.arrange()
}

// turn sorts the other way round.
func (g *grid[R]) turn() {
	if g.sorted == natural {
		return
	}
	g.descending = !g.descending
	g.arrange()
}

// arrow points the way that the sorted column goes: up from A to Z and from the
// least to the most.
func (g *grid[R]) arrow() string {
	if g.descending != g.columns[g.sorted].words {
		return "▼"
	}
	return "▲"
}

// unseenSort says what the table is sorted by where that column has left the
// screen, "" where it stands there.
func (g *grid[R]) unseenSort() string {
	if g.sorted == natural || slices.Contains(g.visible(), g.sorted) {
		return ""
	}
	return "by " + strings.ToLower(g.columns[g.sorted].title) + " " + g.arrow()
}
