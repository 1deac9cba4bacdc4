package table

// Any is a Table whatever its rows are.
type Any interface {
	GoTo(at int)
	Position() (at, page, rows int)
	Nth() (n, of int)
	UnseenSort() string
	SortNext(step int)
	Reverse()
	SetFilter(filter string)
	Filter() string
	Texts() []string
	Arrangement() Arrangement
	Arrange(Arrangement)
	Titles() (all []string, hidden []string)
	ToggleColumn(title string)
	SortAt(x int)
	Select(row int) (again bool)
	Scroll(rows int)
	CanPick() bool
	Pick()
	Picked() []string
	KeepPicked(keep func(id string) bool)
}

// Arrangement is how a person has arranged a table, to be remembered.
type Arrangement struct {
	Hidden   []string // titles of columns
	SortedBy string   // the title of a column, "" for the order given
	Reversed bool     // the other way round than at first
}

var _ Any = (*Table[struct{}])(nil)

// Position gives the row under the cursor from 0, the rows on a page and the
// rows that the filter lets through.
func (g *Table[R]) Position() (at, page, rows int) { return g.At, max(g.page, 1), len(g.Shown) }

// SetFilter shows the rows that contain filter; "" shows all.
func (g *Table[R]) SetFilter(filter string) {
	g.filter = filter
	g.rebuild()
}

// Filter gives the filter, "" for none.
func (g *Table[R]) Filter() string { return g.filter }

// Arrangement is what is remembered of the table.
func (g *Table[R]) Arrangement() Arrangement {
	l := Arrangement{Hidden: g.hidden, Reversed: !g.descending}
	if g.sorted != natural {
		l.SortedBy = g.Columns[g.sorted].Title
	}
	return l
}

// Arrange restores how the table was arranged. It ignores a column that it does not
// have.
func (g *Table[R]) Arrange(l Arrangement) {
	g.hidden, g.descending = l.Hidden, !l.Reversed
	if l.SortedBy == "" && g.Heading != nil {
		g.sorted = natural
	}
	if c := g.column(l.SortedBy); c >= 0 {
		g.sorted = c
	}
	g.rebuild()
}

// Titles gives the columns that may be hidden, and those that are.
func (g *Table[R]) Titles() (all, hidden []string) {
	for _, c := range g.Columns[1:] {
		if c.FallbackFor == nil {
			all = append(all, c.Title)
		}
	}
	return all, g.hidden
}

// ToggleColumn hides a column, or shows it again.
func (g *Table[R]) ToggleColumn(title string) {
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

// SortAt sorts by the column at cell x.
func (g *Table[R]) SortAt(x int) {
	if c := g.columnAt(x); c >= 0 {
		g.SortOn(c)
	}
}

// Select puts the cursor on a row of the screen; again is whether it was
// there already.
func (g *Table[R]) Select(row int) (again bool) {
	at := g.Top + row
	if row < 0 || row >= g.page || at >= len(g.Shown) || g.IsHeading(g.Shown[at]) || row == 0 && g.HeadingPinned() {
		return false
	}
	again = at == g.At
	g.GoTo(at)
	return again
}

// Scroll moves the rows, and the cursor only as far as needed to stay on the screen.
func (g *Table[R]) Scroll(rows int) {
	if len(g.Shown) == 0 {
		return
	}
	page := max(g.page, 1)
	g.Top = max(min(g.Top+rows, len(g.Shown)-page), 0)
	first := g.Top
	if g.HeadingPinned() {
		first++
	}
	g.GoTo(min(max(g.At, first), g.Top+page-1))
}
