package ui

import (
	"math"

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
