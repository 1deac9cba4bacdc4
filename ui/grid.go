package ui

import (
	"fmt"
	"slices"

	"quipu/format"
	"quipu/ui/text"
)

// kind is what a table of R is made of, the same for every account.
type kind[R any] struct {
	name    string // in the state file: "positions"
	noun    string // one of its rows: "position"
	columns []column[R]
	id      func(*R) string               // tells rows apart
	matches func(*R, string) bool         // whether a row answers a filter, in capitals
	heading func(*R, look) (string, bool) // a row that is a heading over those below it; nil for none
	part    func(*R) bool                 // a row that belongs to the one above it and is not counted; nil for none
	tied    func(a, b *R) int             // decides between equals
	sortBy  string                        // the title of the column that sorts at first, "" for the order given
}

// natural is the order in which rows were given, headings among them.
const natural = -1

// grid is a table on the screen: rows filtered, sorted and scrolled, with a
// cursor that stays on its row whatever happens around it. Only the rows on
// the screen are drawn and measured.
type grid[R any] struct {
	*kind[R]
	rows  []R
	shown []*R
	sums  []format.Cell // of each column over what is shown; nil where none adds up

	widths []int    // of the columns; they only grow, so that nothing jumps
	wants  []int    // the same of prose that is not cut
	hidden []string // titles that the person does not want
	barred string   // a title that cannot be shown here

	at     int    // the row under the cursor, an index of shown
	cursor string // its id
	top    int    // the first row on the screen

	sorted     int  // column, or natural
	descending bool // the way a column is sorted at first: figures from the largest, words from A
	filter     string

	page, width int // rows on the screen, cells in a row
	look        look
}

func newGrid[R any](k *kind[R]) grid[R] {
	return grid[R]{kind: k, sorted: k.column(k.sortBy), descending: true}
}

// column gives the index of the column with a title, natural where none has it.
func (k *kind[R]) column(title string) int {
	return slices.IndexFunc(k.columns, func(c column[R]) bool { return c.title == title })
}

// fill takes new rows in.
func (g *grid[R]) fill(rows []R) {
	g.rows = rows
	g.arrange()
}

// fit takes a new size in and lets the columns find their widths anew.
func (g *grid[R]) fit(page, width int, l look) {
	if g.width != width || g.look.short != l.short || g.look.tight != l.tight || g.look.private != l.private {
		g.widths = nil
	}
	again := g.look.tight != l.tight || g.look.private != l.private
	g.page, g.width, g.look = page, width, l
	if again {
		g.addUp()
	}
	g.goTo(g.at)
}

// arrange filters and sorts the rows anew and keeps the cursor on its row.
func (g *grid[R]) arrange() {
	shown := make([]*R, 0, len(g.rows))
	for i := range g.rows {
		r := &g.rows[i]
		switch {
		case g.isHeading(r):
			if g.sorted != natural {
				continue
			}
			if n := len(shown); n > 0 && g.isHeading(shown[n-1]) {
				shown = shown[:n-1] // nothing stands under it
			}
			shown = append(shown, r)
		case g.filter == "" || g.matches(r, g.filter):
			shown = append(shown, r)
		}
	}
	if n := len(shown); n > 0 && g.isHeading(shown[n-1]) {
		shown = shown[:n-1]
	}
	g.shown = shown
	g.sort()
	g.addUp()
	g.find()
}

// addUp takes the sums of the columns over what is shown.
func (g *grid[R]) addUp() {
	g.sums = nil
	for i, c := range g.columns {
		if c.sum == nil {
			continue
		}
		if g.sums == nil {
			g.sums = make([]format.Cell, len(g.columns))
		}
		g.sums[i] = c.sum(g.shown, g.look)
	}
}

// find puts the cursor where its row stands now, or where it stood.
func (g *grid[R]) find() {
	if g.at < len(g.shown) && g.at >= 0 && g.id(g.shown[g.at]) == g.cursor {
		g.goTo(g.at)
		return
	}
	for i, r := range g.shown {
		if g.id(r) == g.cursor {
			g.goTo(i)
			return
		}
	}
	g.goTo(g.at)
}

// goTo puts the cursor on row at, or the nearest below or above that is no
// heading, and scrolls as little as needed.
func (g *grid[R]) goTo(at int) {
	if len(g.shown) == 0 {
		g.at, g.top, g.cursor = 0, 0, ""
		g.measure()
		return
	}
	at = g.standing(min(max(at, 0), len(g.shown)-1), at >= g.at)
	g.at, g.cursor = at, g.id(g.shown[at])
	page := max(g.page, 1)
	first := at
	if at > 0 && at == g.standing(0, true) {
		first = 0 // the heading above the first row comes into sight with it
	}
	g.top = min(max(g.top, at-page+1), first)
	g.top = max(min(g.top, len(g.shown)-page), 0)
	if at == g.top && g.pins() {
		g.top-- // its heading stands in the first row
	}
	g.measure()
}

// standing gives the nearest row that is no heading, downwards first or
// upwards first.
func (g *grid[R]) standing(at int, down bool) int {
	for _, step := range []int{1, -1} {
		if !down {
			step = -step
		}
		for i := at; i >= 0 && i < len(g.shown); i += step {
			if !g.isHeading(g.shown[i]) {
				return i
			}
		}
	}
	return at
}

func (g *grid[R]) isHeading(r *R) bool {
	if g.heading == nil {
		return false
	}
	_, is := g.heading(r, g.look)
	return is
}

// current is the row under the cursor, nil where there is none.
func (g *grid[R]) current() *R {
	if g.at >= len(g.shown) || g.isHeading(g.shown[g.at]) {
		return nil
	}
	return g.shown[g.at]
}

// onScreen gives the rows between top and the end of the page.
func (g *grid[R]) onScreen() []*R {
	end := min(g.top+max(g.page, 0), len(g.shown))
	return g.shown[min(g.top, end):end]
}

// counted is how many things are shown: headings and parts of others are none.
func (g *grid[R]) counted() int { return g.countedTo(len(g.shown)) }

func (g *grid[R]) countedTo(end int) int {
	if g.heading == nil && g.part == nil {
		return end
	}
	n := 0
	for _, r := range g.shown[:end] {
		if !g.isHeading(r) && (g.part == nil || !g.part(r)) {
			n++
		}
	}
	return n
}

// nth says which of the counted the cursor is on, or on a part of.
func (g *grid[R]) nth() (n, of int) {
	return g.countedTo(min(g.at+1, len(g.shown))), g.counted()
}

// count counts the rows that are shown, in words.
func (g *grid[R]) count() string {
	if g.filter != "" {
		return fmt.Sprintf("%d of %d", g.counted(), len(g.rows))
	}
	return text.Plural(g.counted(), g.noun)
}
