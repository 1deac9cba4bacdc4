package format

import (
	"time"

	"github.com/shopspring/decimal"
)

// Options say how cells are written now.
type Options struct {
	Private      bool
	Short        bool   // names in short
	Narrow       bool   // no room for arrows: the sign says it
	Stale        bool   // the figures are not current
	Partial      bool   // some rows are filtered out: a sum over all would not be theirs
	MarketClosed bool   // the exchanges are closed: their prices are marked
	Dated        bool   // no heading names the day: a time of day has its date
	Currency     string // of the account's amounts; "" is US dollars
	Now          time.Time
}

// Column is one column of a table of R. A figure has Value, anything else that is
// sorted has Compare. Sum is nil where the column does not add up.
type Column[R any] struct {
	Title       string
	Left        bool     // names are aligned left, figures right
	Words       bool     // sorted from A to Z at first, figures from the largest
	MaxWidth    int      // in cells, for prose that may be clipped; 0 is without limit
	FallbackFor []string // titles of the columns that it replaces where not all of them fit
	Picture     bool     // it holds no text to copy
	Priority    int      // the lowest leaves first as the window narrows; 0 never leaves
	MinWidth    int      // in cells, to which a column of figures narrows before it leaves: a figure that does not fit is "…" then; 0 never narrows
	Show        func(r *R, l Options) Cell
	Sum         func(rows []*R, l Options) Cell
	Value       func(r *R) decimal.NullDecimal // what rows are sorted by
	Compare     func(a, b *R) int              // the same for what is no figure
}

// ColumnOf makes a column of A one of B, whose rows each have an A.
func ColumnOf[A, B any](c Column[A], of func(*B) *A) Column[B] {
	made := Column[B]{
		Title: c.Title, Left: c.Left, Words: c.Words, MaxWidth: c.MaxWidth,
		FallbackFor: c.FallbackFor, Picture: c.Picture, Priority: c.Priority, MinWidth: c.MinWidth,
		Show: func(r *B, o Options) Cell { return c.Show(of(r), o) },
	}
	if c.Sum != nil {
		made.Sum = func(rows []*B, o Options) Cell { return c.Sum(each(rows, of), o) }
	}
	if c.Value != nil {
		made.Value = func(r *B) decimal.NullDecimal { return c.Value(of(r)) }
	}
	if c.Compare != nil {
		made.Compare = func(a, b *B) int { return c.Compare(of(a), of(b)) }
	}
	return made
}

func each[A, B any](rows []*B, of func(*B) *A) []*A {
	all := make([]*A, len(rows))
	for i, r := range rows {
		all[i] = of(r)
	}
	return all
}
