package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/state"
)

// board is the table of a tab, whatever its rows are.
type board interface {
	goTo(at int)
	place() (at, page, rows int)
	nth() (n, of int)
	unseenSort() string
	sortBy(step int)
	turn()
	search(filter string)
	filtered() string
	words() []string
	layout() state.Table
	lay(state.Table)
	titles() (all []string, hidden []string)
	hide(title string)
	sortAt(x int)
	selectRow(row int) (again bool)
	scroll(rows int)
}

var _ = []board{(*grid[holding])(nil)}

func (g *grid[R]) place() (at, page, rows int) { return g.at, max(g.page, 1), len(g.shown) }

func (g *grid[R]) search(filter string) {
	g.filter = filter
	g.arrange()
}

func (g *grid[R]) filtered() string { return g.filter }

// layout is what is remembered of the table.
func (g *grid[R]) layout() state.Table {
	l := state.Table{Hidden: g.hidden, Ascending: !g.descending}
	if g.sorted != natural {
		l.Sorted = g.columns[g.sorted].title
	}
	return l
}

// lay puts the table as it was left. A column that is not known any more is
// passed over.
func (g *grid[R]) lay(l state.Table) {
	g.hidden, g.descending = l.Hidden, !l.Ascending
	if l.Sorted == "" && g.heading != nil {
		g.sorted = natural
	}
	for i, c := range g.columns {
		if c.title == l.Sorted {
			g.sorted = i
		}
	}
	g.arrange()
}

// titles gives the columns that may be hidden, and those that are.
func (g *grid[R]) titles() (all, hidden []string) {
	for _, c := range g.columns[1:] {
		if c.instead == nil {
			all = append(all, c.title)
		}
	}
	return all, g.hidden
}

// hide hides a column, or shows it again.
func (g *grid[R]) hide(title string) {
	var left []string
	found := false
	for _, h := range g.hidden {
		if h == title {
			found = true
			continue
		}
		left = append(left, h)
	}
	if !found {
		left = append(left, title)
	}
	g.hidden, g.widths = left, nil
	g.measure()
}

// sortAt sorts by the column whose title stands at cell x.
func (g *grid[R]) sortAt(x int) {
	if c := g.columnAt(x); c >= 0 {
		g.sortOn(c)
	}
}

// selectRow puts the cursor on a row of the screen; again is whether it was
// there already.
func (g *grid[R]) selectRow(row int) (again bool) {
	at := g.top + row
	if row < 0 || row >= g.page || at >= len(g.shown) || g.isHeading(g.shown[at]) || row == 0 && g.pins() {
		return false
	}
	again = at == g.at
	g.goTo(at)
	return again
}

// scroll moves the rows under the window, and the cursor only as far as it
// must to stay in sight.
func (g *grid[R]) scroll(rows int) {
	if len(g.shown) == 0 {
		return
	}
	page := max(g.page, 1)
	g.top = max(min(g.top+rows, len(g.shown)-page), 0)
	first := g.top
	if g.pins() {
		first++
	}
	g.goTo(min(max(g.at, first), g.top+page-1))
}

// move is what the keys of moving do to a table; it reports whether the key
// was one of them.
func move(b board, msg tea.KeyPressMsg) bool {
	at, page, rows := b.place()
	switch {
	case key.Matches(msg, keys.Up):
		b.goTo(at - 1)
	case key.Matches(msg, keys.Down):
		b.goTo(at + 1)
	case key.Matches(msg, keys.Top):
		b.goTo(0)
	case key.Matches(msg, keys.Bottom):
		b.goTo(rows - 1)
	case key.Matches(msg, keys.PageUp):
		b.goTo(at - page)
	case key.Matches(msg, keys.PageDown):
		b.goTo(at + page)
	default:
		return false
	}
	return true
}
