package ui

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"
)

// Nearly every figure fits an int64. Adding and comparing those without a big
// number is exact as well, and what makes ten thousand rows sort and add up
// between two key strokes.

// mostDigits is how many digits always fit an int64.
const mostDigits = 18

var powers = func() (p [mostDigits + 1]int64) {
	p[0] = 1
	for i := range mostDigits {
		p[i+1] = p[i] * 10
	}
	return p
}()

// small gives coefficient and exponent of a figure that fits.
func small(d decimal.Decimal) (coefficient int64, exponent int32, fits bool) {
	if d.NumDigits() > mostDigits {
		return 0, 0, false
	}
	return d.CoefficientInt64(), d.Exponent(), true
}

// raise writes a coefficient with an exponent that is lower by down digits.
func raise(coefficient int64, down int32) (int64, bool) {
	if down < 0 || down > mostDigits {
		return 0, false
	}
	by := powers[down]
	if coefficient > math.MaxInt64/by || coefficient < math.MinInt64/by {
		return 0, false
	}
	return coefficient * by, true
}

// compare is Cmp, without a big number where both fit.
func compare(a, b decimal.Decimal) int {
	x, xe, okX := small(a)
	y, ye, okY := small(b)
	if !okX || !okY {
		return a.Cmp(b)
	}
	low := min(xe, ye)
	x, okX = raise(x, xe-low)
	y, okY = raise(y, ye-low)
	switch {
	case !okX || !okY:
		return a.Cmp(b)
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

// byNumber compares two values; the unknown are below every number.
func byNumber(a, b decimal.NullDecimal) int {
	switch {
	case a.Valid && b.Valid:
		return compare(a.Decimal, b.Decimal)
	case a.Valid:
		return 1
	case b.Valid:
		return -1
	default:
		return 0
	}
}

// sum adds figures up, unknown until the first known one.
type sum struct {
	known    bool
	part     int64 // with exponent, while it fits
	exponent int32
	whole    decimal.Decimal // all that no longer did
}

func (s *sum) add(d decimal.NullDecimal) {
	if !d.Valid {
		return
	}
	s.known = true
	coefficient, exponent, fits := small(d.Decimal)
	if fits {
		fits = s.addSmall(coefficient, exponent)
	}
	if !fits {
		s.whole = s.whole.Add(d.Decimal)
	}
}

func (s *sum) addAbs(d decimal.NullDecimal) {
	if d.Valid {
		s.add(decimal.NewNullDecimal(d.Decimal.Abs()))
	}
}

func (s *sum) addSmall(coefficient int64, exponent int32) bool {
	low := min(s.exponent, exponent)
	part, ok := raise(s.part, s.exponent-low)
	more, okMore := raise(coefficient, exponent-low)
	if !ok || !okMore {
		return false
	}
	both := part + more
	if (both > part) != (more > 0) && more != 0 {
		return false // it ran over
	}
	s.part, s.exponent = both, low
	return true
}

func (s *sum) null() decimal.NullDecimal {
	if !s.known {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(s.whole.Add(decimal.New(s.part, s.exponent)))
}

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
		coefficient, exponent, fits := small(values[i].Decimal)
		if fits {
			all[i].key, fits = raise(coefficient, exponent-low)
		}
		if !fits {
			return nil, false
		}
	}
	return all, true
}

// sortByValue sorts rows by a figure, tied deciding between equals.
func sortByValue[R any](rows []*R, value func(*R) decimal.NullDecimal, descending bool, tied func(a, b *R) int) {
	sign := 1
	if descending {
		sign = -1
	}
	all, fit := keysOf(rows, value)
	if !fit {
		slices.SortStableFunc(rows, func(a, b *R) int { return cmp.Or(sign*byNumber(value(a), value(b)), tied(a, b)) })
		return
	}
	slices.SortStableFunc(all, func(a, b keyed[R]) int {
		if a.key != b.key {
			return sign * cmp.Compare(a.key, b.key)
		}
		return tied(a.row, b.row)
	})
	for i := range all {
		rows[i] = all[i].row
	}
}
