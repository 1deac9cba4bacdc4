package format

import (
	"time"

	"github.com/shopspring/decimal"
)

// Options is how figures are drawn now.
type Options struct {
	Private      bool
	Short        bool // names in short
	Narrow       bool // no room for arrows: the sign says it
	Stale        bool // the figures are not current
	Partial      bool // some rows are filtered out: a sum over all would not be theirs
	MarketClosed bool // the exchanges are closed: their prices are marked
	Now          time.Time
}

// Column is one column of a table of R. Adding one to a table's list is all it
// takes.
type Column[R any] struct {
	Title       string
	Left        bool     // names stand left, figures right
	Words       bool     // sorted from A to Z at first, figures from the largest
	MaxWidth    int      // of prose: it is cut to so many cells where there are no more to spare; 0 never is
	FallbackFor []string // titles of columns: it stands in for them where not all of them fit
	Picture     bool     // it shows no text: nothing to copy
	Priority    int      // which goes first as the window narrows; 0 never goes
	Show        func(r *R, l Options) Cell
	Sum         func(rows []*R, l Options) Cell
	Value       func(r *R) decimal.NullDecimal // what rows are sorted by
	Compare     func(a, b *R) int              // the same for what is no figure
}
