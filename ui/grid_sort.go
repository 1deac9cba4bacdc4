package ui

import (
	"cmp"
	"slices"
	"strings"

	"quipu/format"
	"quipu/number"
)

func (g *grid[R]) sort() {
	if g.sorted == natural {
		return
	}
	parts := g.takeParts()
	g.sortWhole()
	if len(parts) == 0 {
		return
	}
	whole := g.shown
	g.shown = make([]*R, 0, len(whole)+len(parts))
	for _, r := range whole {
		g.shown = append(append(g.shown, r), parts[r]...)
	}
}

// takeParts takes the parts of what is shown out of it, by what they are parts of:
// a leg stands under its order, whatever the orders are sorted by.
func (g *grid[R]) takeParts() map[*R][]*R {
	if g.part == nil {
		return nil
	}
	seen := make(map[*R]bool, len(g.shown))
	for _, r := range g.shown {
		seen[r] = true
	}
	parts := map[*R][]*R{}
	var of *R
	for i := range g.rows {
		r := &g.rows[i]
		switch {
		case !g.part(r):
			of = r
		case seen[r] && seen[of]:
			parts[of] = append(parts[of], r)
			delete(seen, r)
		}
	}
	g.shown = slices.DeleteFunc(slices.Clone(g.shown), func(r *R) bool { return !seen[r] })
	return parts
}

// sortWhole sorts what is shown.
func (g *grid[R]) sortWhole() {
	c, tied := g.columns[g.sorted], g.tied
	if tied == nil {
		tied = func(*R, *R) int { return 0 }
	}
	known, unknown := g.split(c)
	slices.SortStableFunc(unknown, tied)
	if c.value != nil {
		number.Sort(known, c.value, g.descending, tied)
		return
	}
	slices.SortStableFunc(known, func(a, b *R) int {
		order := c.compare(a, b)
		if g.descending {
			order = -order
		}
		return cmp.Or(order, tied(a, b))
	})
}

// split puts the rows about which a column says nothing behind all others, where
// they stay whichever way it is sorted.
func (g *grid[R]) split(c column[R]) (known, unknown []*R) {
	for _, r := range g.shown {
		if g.isKnown(c, r) {
			known = append(known, r)
		} else {
			unknown = append(unknown, r)
		}
	}
	g.shown = append(known, unknown...)
	return g.shown[:len(known)], g.shown[len(known):]
}

func (g *grid[R]) isKnown(c column[R], r *R) bool {
	if c.value != nil {
		return c.value(r).Valid
	}
	text := c.show(r, g.look).Text
	return text != format.Unknown && (text != "" || !c.words)
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
