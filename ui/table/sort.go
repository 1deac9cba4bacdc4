package table

import (
	"cmp"
	"slices"
	"strings"

	"quipu/format"
	"quipu/number"
)

func (g *Table[R]) sort() {
	if g.sorted == natural {
		return
	}
	parts := g.takeParts()
	g.sortWhole()
	if len(parts) == 0 {
		return
	}
	whole := g.Shown
	g.Shown = make([]*R, 0, len(whole)+len(parts))
	for _, r := range whole {
		g.Shown = append(append(g.Shown, r), parts[r]...)
	}
}

// takeParts removes the parts from the rows shown and gives them by what they are parts
// of: a leg follows its order, whatever the orders are sorted by.
func (g *Table[R]) takeParts() map[*R][]*R {
	if g.IsPart == nil {
		return nil
	}
	seen := make(map[*R]bool, len(g.Shown))
	for _, r := range g.Shown {
		seen[r] = true
	}
	parts := map[*R][]*R{}
	var of *R
	for i := range g.Rows {
		r := &g.Rows[i]
		switch {
		case !g.IsPart(r):
			of = r
		case seen[r] && seen[of]:
			parts[of] = append(parts[of], r)
			delete(seen, r)
		}
	}
	g.Shown = slices.DeleteFunc(slices.Clone(g.Shown), func(r *R) bool { return !seen[r] })
	return parts
}

// sortWhole sorts what is shown.
func (g *Table[R]) sortWhole() {
	c, tieBreak := g.Columns[g.sorted], g.TieBreak
	if tieBreak == nil {
		tieBreak = func(*R, *R) int { return 0 }
	}
	known, unknown := g.split(c)
	slices.SortStableFunc(unknown, tieBreak)
	if c.Value != nil {
		number.Sort(known, c.Value, g.descending, tieBreak)
		return
	}
	slices.SortStableFunc(known, func(a, b *R) int {
		order := c.Compare(a, b)
		if g.descending {
			order = -order
		}
		return cmp.Or(order, tieBreak(a, b))
	})
}

// split moves the rows without a value in a column behind all others, where they stay in
// both directions.
func (g *Table[R]) split(c format.Column[R]) (known, unknown []*R) {
	for _, r := range g.Shown {
		if g.Known(c, r) {
			known = append(known, r)
		} else {
			unknown = append(unknown, r)
		}
	}
	g.Shown = append(known, unknown...)
	return g.Shown[:len(known)], g.Shown[len(known):]
}

// Known reports whether a row has a value in a column to sort by.
func (g *Table[R]) Known(c format.Column[R], r *R) bool {
	if c.Value != nil {
		return c.Value(r).Valid
	}
	text := c.Show(r, g.options).Text
	return text != format.Unknown && (text != "" || !c.Words)
}

// SortNext goes to the next column that is on the screen.
func (g *Table[R]) SortNext(step int) {
	shown := g.visible()
	next := 0
	for i, c := range shown {
		if c == g.sorted {
			next = i + step
		}
	}
	if g.Heading != nil && (next < 0 || next >= len(shown)) {
		g.sorted = natural
	} else {
		g.sorted = shown[(next+len(shown))%len(shown)]
	}
	g.descending = true
	g.rebuild()
}

// SortOn sorts by a column, or reverses the order if it is sorted by it already.
func (g *Table[R]) SortOn(c int) {
	if g.sorted == c {
		g.descending = !g.descending
	} else {
		g.sorted, g.descending = c, true
	}
	g.rebuild()
}

// Reverse sorts the other way round.
func (g *Table[R]) Reverse() {
	if g.sorted == natural {
		return
	}
	g.descending = !g.descending
	g.rebuild()
}

// arrow is the direction of the sorting: up from A to Z and from the smallest.
func (g *Table[R]) arrow() string {
	if g.descending != g.Columns[g.sorted].Words {
		return "▼"
	}
	return "▲"
}

// UnseenSort names the column that the table is sorted by if it is not on the screen, ""
// if it is.
func (g *Table[R]) UnseenSort() string {
	if g.sorted == natural || slices.Contains(g.visible(), g.sorted) {
		return ""
	}
	return "by " + strings.ToLower(g.Columns[g.sorted].Title) + " " + g.arrow()
}
