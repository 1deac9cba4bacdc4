package ui

import (
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
)

// look is how figures are drawn now.
type look struct {
	private bool
	short   bool // names in short
	tight   bool // no room for arrows: the sign says it
	old     bool // the figures are not current
	partial bool // some rows are filtered out: a sum over all would not be theirs
	resting bool // the exchanges are closed: their prices are marked
	now     time.Time
}

// column is one column of a table of R. Adding one to a table's list is all it
// takes.
type column[R any] struct {
	title   string
	left    bool     // names stand left, figures right
	words   bool     // sorted from A to Z at first, figures from the largest
	most    int      // of prose: it is cut to so many cells where there are no more to spare; 0 never is
	instead []string // titles of columns: it stands in for them where not all of them fit
	picture bool     // it shows no text: nothing to copy
	leaves  int      // which goes first as the window narrows; 0 never goes
	show    func(r *R, l look) format.Cell
	sum     func(rows []*R, l look) format.Cell
	value   func(r *R) decimal.NullDecimal // what rows are sorted by
	compare func(a, b *R) int              // the same for what is no figure
}
