package number

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"
)

// keyed is a row with the figure it is sorted by.
type keyed[R any] struct {
	row *R
	key int64
}

// keysOf takes the figures once, as numbers with one exponent, and reports
// whether all of them fit.
func keysOf[R any](rows []*R, value func(*R) decimal.NullDecimal) ([]keyed[R], bool) {
	values := make([]decimal.NullDecimal, len(rows))
	low := int32(0)
	for i, r := range rows {
		values[i] = value(r)
		if values[i].Valid {
			low = min(low, values[i].Decimal.Exponent())
		}
	}
	all := make([]keyed[R], len(rows))
	for i, r := range rows {
		all[i] = keyed[R]{r, math.MinInt64} // the unknown are below every number
		if !values[i].Valid {
			continue
		}
		coefficient, exponent, fits := asInt64(values[i].Decimal)
		if fits {
			all[i].key, fits = rescale(coefficient, exponent-low)
		}
		if !fits {
			return nil, false
		}
	}
	return all, true
}

// Sort sorts rows by a figure, the unknown below every number; tieBreak orders
// rows of equal figures, whichever way the figures go.
func Sort[R any](rows []*R, value func(*R) decimal.NullDecimal, descending bool, tieBreak func(a, b *R) int) {
	sign := 1
	if descending {
		sign = -1
	}
	all, fit := keysOf(rows, value)
	if !fit {
		slices.SortStableFunc(rows, func(a, b *R) int { return cmp.Or(sign*Compare(value(a), value(b)), tieBreak(a, b)) })
		return
	}
	slices.SortStableFunc(all, func(a, b keyed[R]) int {
		if a.key != b.key {
			return sign * cmp.Compare(a.key, b.key)
		}
		return tieBreak(a.row, b.row)
	})
	for i := range all {
		rows[i] = all[i].row
	}
}
