package number

import (
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// someFigures gives every size of number that an API may send, the edges of an
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

func TestCompareAgreesWithCmp(t *testing.T) {
	for _, a := range someFigures() {
		for _, b := range someFigures() {
			if got, want := compare(a, b), a.Cmp(b); got != want {
				t.Fatalf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestSumAgreesWithAdd(t *testing.T) {
	all := someFigures()
	dice := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same figures in every run
	for range 300 {
		var s Sum
		want := decimal.Decimal{}
		for range dice.IntN(40) {
			d := all[dice.IntN(len(all))]
			s.Add(decimal.NewNullDecimal(d))
			s.Add(decimal.NullDecimal{})
			want = want.Add(d)
		}
		if got := s.Total(); got.Valid && !got.Decimal.Equal(want) {
			t.Fatalf("%s, want %s", got.Decimal, want)
		}
	}
	var none Sum
	none.Add(decimal.NullDecimal{})
	if none.Total().Valid {
		t.Error("a sum of nothing is known")
	}
}

func TestSortIsExactWhetherFiguresFitOrNot(t *testing.T) {
	type row struct{ d decimal.NullDecimal }
	figures := someFigures()
	dice := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same figures in every run
	for try := range 60 {
		from := figures
		if try%2 == 0 {
			from = figures[13:] // all of them fit
		}
		var rows []*row
		for range 100 {
			r := &row{}
			if dice.IntN(10) > 0 {
				r.d = decimal.NewNullDecimal(from[dice.IntN(len(from))])
			}
			rows = append(rows, r)
		}
		descending := try%3 == 0
		Sort(rows, func(r *row) decimal.NullDecimal { return r.d }, descending, func(*row, *row) int { return 0 })
		for i := 1; i < len(rows); i++ {
			if order := Compare(rows[i-1].d, rows[i].d); order > 0 && !descending || order < 0 && descending {
				t.Fatalf("%v stands before %v", rows[i-1].d, rows[i].d)
			}
		}
	}
}

func TestSubAndRatioOfUnknownFigures(t *testing.T) {
	known := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.NewFromInt(n)) }
	unknown := decimal.NullDecimal{}
	if got := Sub(known(5), known(7)); !got.Valid || got.Decimal.String() != "-2" {
		t.Errorf("5 - 7 is %v", got)
	}
	if got := Ratio(known(2), known(3)); !got.Valid || got.Decimal.String() != "0.66666667" {
		t.Errorf("2 / 3 is %v", got)
	}
	for name, got := range map[string]decimal.NullDecimal{
		"? - 1": Sub(unknown, known(1)), "1 - ?": Sub(known(1), unknown),
		"? / 1": Ratio(unknown, known(1)), "1 / ?": Ratio(known(1), unknown), "1 / 0": Ratio(known(1), known(0)),
	} {
		if got.Valid {
			t.Errorf("%s is %v", name, got)
		}
	}
}
