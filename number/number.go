// Package number compares, sums and sorts decimals that may be unknown. All of it
// is exact. Nearly every figure fits an int64; working on those without big
// numbers lets ten thousand rows sort and add up between two key strokes.
package number

import (
	"math"

	"github.com/shopspring/decimal"
)

// mostDigits is the number of digits that always fit an int64.
const mostDigits = 18

var powers = func() (p [mostDigits + 1]int64) {
	p[0] = 1
	for i := range mostDigits {
		p[i+1] = p[i] * 10
	}
	return p
}()

// asInt64 gives coefficient and exponent of a figure that fits.
func asInt64(d decimal.Decimal) (coefficient int64, exponent int32, fits bool) {
	if d.NumDigits() > mostDigits {
		return 0, 0, false
	}
	return d.CoefficientInt64(), d.Exponent(), true
}

// rescale gives the coefficient for an exponent that is lower by down, and false
// where it does not fit.
func rescale(coefficient int64, down int32) (int64, bool) {
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
	x, xe, okX := asInt64(a)
	y, ye, okY := asInt64(b)
	if !okX || !okY {
		return a.Cmp(b)
	}
	low := min(xe, ye)
	x, okX = rescale(x, xe-low)
	y, okY = rescale(y, ye-low)
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

// Compare gives -1, 0 or 1 for a below, equal to or above b. An unknown figure is
// below every number and equal to another unknown one.
func Compare(a, b decimal.NullDecimal) int {
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

// Sum adds figures up; it is unknown until the first known one. The zero value
// is ready for use.
type Sum struct {
	known       bool
	coefficient int64 // with exponent: the part that fits
	exponent    int32
	rest        decimal.Decimal // what does not fit
}

// Add adds d where it is known.
func (s *Sum) Add(d decimal.NullDecimal) {
	if !d.Valid {
		return
	}
	s.known = true
	coefficient, exponent, fits := asInt64(d.Decimal)
	if !fits || !s.addInt64(coefficient, exponent) {
		s.rest = s.rest.Add(d.Decimal)
	}
}

// AddAbs adds d without its sign where it is known.
func (s *Sum) AddAbs(d decimal.NullDecimal) {
	if d.Valid {
		s.Add(decimal.NewNullDecimal(d.Decimal.Abs()))
	}
}

// addInt64 reports false, and adds nothing, where the result does not fit.
func (s *Sum) addInt64(coefficient int64, exponent int32) bool {
	low := min(s.exponent, exponent)
	before, ok := rescale(s.coefficient, s.exponent-low)
	more, okMore := rescale(coefficient, exponent-low)
	if !ok || !okMore {
		return false
	}
	after := before + more
	if overflowed := (after > before) != (more > 0) && more != 0; overflowed {
		return false
	}
	s.coefficient, s.exponent = after, low
	return true
}

// Total is the sum of what was known.
func (s *Sum) Total() decimal.NullDecimal {
	if !s.known {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(s.rest.Add(decimal.New(s.coefficient, s.exponent)))
}

// Add is a + b, unknown where either is.
func Add(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Add(b.Decimal))
}

// Sub is a - b, unknown where either is.
func Sub(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Sub(b.Decimal))
}

// Ratio is a as a share of b without its sign, to eight decimals: a gain stays
// above zero, and a loss below, whatever it was made on. It is unknown where
// either is or b is zero.
func Ratio(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid || b.Decimal.IsZero() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.DivRound(b.Decimal.Abs(), 8))
}
