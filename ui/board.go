package ui

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
	layout() arrangement
	lay(arrangement)
	titles() (all []string, hidden []string)
	hide(title string)
	sortAt(x int)
	selectRow(row int) (again bool)
	scroll(rows int)
}

// arrangement is how a person has arranged a table, to be remembered.
type arrangement struct {
	hidden    []string // titles of columns
	sorted    string   // the title of a column, "" for the order given
	ascending bool     // the other way round than at first
}

var _ board = (*grid[struct{}])(nil)

func (g *grid[R]) place() (at, page, rows int) { return g.at, max(g.page, 1), len(g.shown) }

func (g *grid[R]) search(filter string) {
	g.filter = filter
	g.arrange()
}

func (g *grid[R]) filtered() string { return g.filter }

// layout is what is remembered of the table.
func (g *grid[R]) layout() arrangement {
	l := arrangement{hidden: g.hidden, ascending: !g.descending}
	if g.sorted != natural {
		l.sorted = g.columns[g.sorted].title
	}
	return l
}

// lay puts the table as it was left. A column that is not known any more is
// passed over.
func (g *grid[R]) lay(l arrangement) {
	g.hidden, g.descending = l.hidden, !l.ascending
	if l.sorted == "" && g.heading != nil {
		g.sorted = natural
	}
	if c := g.column(l.sorted); c >= 0 {
		g.sorted = c
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
