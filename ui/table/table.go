// Package table shows rows in columns: it filters, sorts and scrolls them, keeps
// the cursor on its row, drops columns where the window is narrow, and adds up. It
// is given rows and columns and returns lines; it knows neither keys nor accounts.
package table

import (
	"fmt"
	"slices"

	"quipu/format"
)

// Spec describes a table of R. Every account shares it; it never changes.
type Spec[R any] struct {
	Name     string // in the state file: "positions"
	Noun     string // one of its rows: "position"
	Columns  []format.Column[R]
	ID       func(*R) string                         // tells rows apart
	Matches  func(*R, string) bool                   // whether a row answers a filter, in capitals
	Heading  func(*R, format.Options) (string, bool) // a row that is a heading over those below it; nil for none
	IsPart   func(*R) bool                           // a row that belongs to the one above it and is not counted; nil for none
	TieBreak func(a, b *R) int                       // decides between equals
	PickID   func(*R) string                         // identifies a row that can be selected with others, "" for one that cannot; nil for none
	SortBy   string                                  // the title of the column that sorts at first, "" for the order given
}

// natural is the order in which rows were given, headings among them.
const natural = -1

// Table is a table on the screen: rows filtered, sorted and scrolled, with a
// cursor that stays on its row whatever happens around it. Only the rows on
// the screen are drawn and measured.
type Table[R any] struct {
	*Spec[R]
	Rows  []R
	Shown []*R
	sums  []format.Cell // of each column over what is shown; nil where none adds up

	widths      []int    // of the columns; they only grow, so that nothing jumps
	desired     []int    // the same of prose that is not cut
	hidden      []string // titles that the person does not want
	Unavailable string   // a title that cannot be shown here

	At       int    // the row under the cursor, an index of shown
	cursorID string // its id
	Top      int    // the first row on the screen

	sorted     int  // column, or natural
	descending bool // the way a column is sorted at first: figures from the largest, words from A
	filter     string
	picked     map[string]bool // ids of the selected rows; changed as a copy

	page, width int // rows on the screen, cells in a row
	options     format.Options
}

// New makes an empty table, sorted by the column that its spec names, largest
// first.
func New[R any](k *Spec[R]) Table[R] {
	return Table[R]{Spec: k, sorted: k.column(k.SortBy), descending: true}
}

// column gives the index of the column with a title, natural where none has it.
func (k *Spec[R]) column(title string) int {
	return slices.IndexFunc(k.Columns, func(c format.Column[R]) bool { return c.Title == title })
}

// SetRows takes new rows in.
func (g *Table[R]) SetRows(rows []R) {
	g.Rows = rows
	g.rebuild()
}

// Resize takes a new size in and lets the columns find their widths anew.
func (g *Table[R]) Resize(page, width int, l format.Options) {
	if g.width != width || g.options.Short != l.Short || g.options.Narrow != l.Narrow || g.options.Private != l.Private {
		g.widths = nil
	}
	again := g.options.Narrow != l.Narrow || g.options.Private != l.Private
	g.page, g.width, g.options = page, width, l
	g.options.Dated = g.dated()
	if again {
		g.addUp()
	}
	g.GoTo(g.At)
}

// dated reports whether the headings have left that name the day.
func (g *Table[R]) dated() bool { return g.Heading != nil && g.sorted != natural }

// rebuild filters and sorts the rows anew and keeps the cursor on its row.
func (g *Table[R]) rebuild() {
	g.options.Dated = g.dated()
	shown := make([]*R, 0, len(g.Rows))
	for i := range g.Rows {
		r := &g.Rows[i]
		switch {
		case g.IsHeading(r):
			if g.sorted != natural {
				continue
			}
			if n := len(shown); n > 0 && g.IsHeading(shown[n-1]) {
				shown = shown[:n-1] // nothing stands under it
			}
			shown = append(shown, r)
		case g.filter == "" || g.Matches(r, g.filter):
			shown = append(shown, r)
		}
	}
	if n := len(shown); n > 0 && g.IsHeading(shown[n-1]) {
		shown = shown[:n-1]
	}
	g.Shown = shown
	g.sort()
	g.addUp()
	g.findCursor()
}

// addUp takes the sums of the columns over what is shown.
func (g *Table[R]) addUp() {
	g.sums = nil
	for i, c := range g.Columns {
		if c.Sum == nil {
			continue
		}
		if g.sums == nil {
			g.sums = make([]format.Cell, len(g.Columns))
		}
		g.sums[i] = c.Sum(g.Shown, g.options)
	}
}

// findCursor puts the cursor where its row stands now, or where it stood.
func (g *Table[R]) findCursor() {
	if g.At < len(g.Shown) && g.At >= 0 && g.ID(g.Shown[g.At]) == g.cursorID {
		g.GoTo(g.At)
		return
	}
	for i, r := range g.Shown {
		if g.ID(r) == g.cursorID {
			g.GoTo(i)
			return
		}
	}
	g.GoTo(g.At)
}

// GoTo puts the cursor on row at, or the nearest below or above that is no
// heading, and scrolls as little as needed.
func (g *Table[R]) GoTo(at int) {
	if len(g.Shown) == 0 {
		g.At, g.Top, g.cursorID = 0, 0, ""
		g.measure()
		return
	}
	at = g.nearestRow(min(max(at, 0), len(g.Shown)-1), at >= g.At)
	g.At, g.cursorID = at, g.ID(g.Shown[at])
	page := max(g.page, 1)
	first := at
	if at > 0 && at < page && at == g.nearestRow(0, true) {
		first = 0 // the heading above the first row comes into sight with it
	}
	g.Top = min(max(g.Top, at-page+1), first)
	g.Top = max(min(g.Top, len(g.Shown)-page), 0)
	if at == g.Top && g.HeadingPinned() {
		g.Top-- // its heading stands in the first row
	}
	g.measure()
}

// nearestRow gives the nearest row that is no heading, downwards first or
// upwards first.
func (g *Table[R]) nearestRow(at int, down bool) int {
	for _, step := range []int{1, -1} {
		if !down {
			step = -step
		}
		for i := at; i >= 0 && i < len(g.Shown); i += step {
			if !g.IsHeading(g.Shown[i]) {
				return i
			}
		}
	}
	return at
}

// IsHeading reports whether a row is a heading, which the cursor passes over.
func (g *Table[R]) IsHeading(r *R) bool {
	if g.Heading == nil {
		return false
	}
	_, is := g.Heading(r, g.options)
	return is
}

// Current is the row under the cursor, nil where there is none.
func (g *Table[R]) Current() *R {
	if g.At >= len(g.Shown) || g.IsHeading(g.Shown[g.At]) {
		return nil
	}
	return g.Shown[g.At]
}

// OnScreen gives the rows between top and the end of the page.
func (g *Table[R]) OnScreen() []*R {
	end := min(g.Top+max(g.page, 0), len(g.Shown))
	return g.Shown[min(g.Top, end):end]
}

// counted is how many things are shown: headings and parts of others are none.
func (g *Table[R]) counted() int { return g.countedTo(len(g.Shown)) }

func (g *Table[R]) countedTo(end int) int {
	if g.Heading == nil && g.IsPart == nil {
		return end
	}
	n := 0
	for _, r := range g.Shown[:end] {
		if !g.IsHeading(r) && (g.IsPart == nil || !g.IsPart(r)) {
			n++
		}
	}
	return n
}

// Nth says which of the counted the cursor is on, or on a part of.
func (g *Table[R]) Nth() (n, of int) {
	return g.countedTo(min(g.At+1, len(g.Shown))), g.counted()
}

// count counts the rows that are shown, in words.
func (g *Table[R]) count() string {
	if g.filter != "" {
		return fmt.Sprintf("%d of %d", g.counted(), len(g.Rows))
	}
	return format.Plural(g.counted(), g.Noun)
}
