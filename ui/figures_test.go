package ui

import (
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// figures gives every size of number that an API may send, the edges of an
// int64 among them.
func someFigures() []decimal.Decimal {
	all := []decimal.Decimal{
		{}, decimal.New(1, 0), decimal.New(-1, 0), decimal.New(9223372036854775807, 0), decimal.New(-9223372036854775808, 0),
		decimal.New(9223372036854775807, -9), decimal.New(9223372036854775807, 30), decimal.New(1, -30), decimal.New(1, 30), decimal.New(-5, 18), decimal.New(-5, 19),
		decimal.RequireFromString("-514.790552088631999405963"), decimal.RequireFromString("123456789012345678901234567890.12"),
	}
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same figures in every run
	for range 200 {
		all = append(all, decimal.New(dice.Int64N(2_000_000)-1_000_000, -dice.Int32N(10)))
	}
	return all
}

func TestCompareIsCmp(t *testing.T) {
	for _, a := range someFigures() {
		for _, b := range someFigures() {
			if got, want := compare(a, b), a.Cmp(b); got != want {
				t.Fatalf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestSumIsAdd(t *testing.T) {
	all := someFigures()
	dice := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same figures in every run
	for range 300 {
		var s sum
		want := decimal.Decimal{}
		for range dice.IntN(40) {
			d := all[dice.IntN(len(all))]
			s.add(decimal.NewNullDecimal(d))
			s.add(decimal.NullDecimal{})
			want = want.Add(d)
		}
		if got := s.null(); got.Valid && !got.Decimal.Equal(want) {
			t.Fatalf("%s, want %s", got.Decimal, want)
		}
	}
	var none sum
	none.add(decimal.NullDecimal{})
	if none.null().Valid {
		t.Error("a sum of nothing is known")
	}
}
