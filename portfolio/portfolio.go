// Package portfolio calculates what follows from what the broker says of an
// account: profits and losses, weights, totals, the periods of its history. Every
// derived figure of the screen and of the commands comes from here. Nothing is
// formatted here. A figure is unknown where what it follows from is.
package portfolio

import (
	"iter"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/number"
)

// Gain is a profit, or a loss below zero.
type Gain struct {
	Amount   client.Decimal // in the account's currency
	Fraction client.Decimal // of what it was made on, to eight decimals: 0.0084 is 0.84 %
}

// DayPL is what the day made or lost: equity less the close of the previous
// trading day, less what was deposited since and plus what was withdrawn
// (intraday_adjustments, deposits above zero; unknown counts as none). The fraction
// is of that close and what was deposited since, without its sign. Deposits count
// from the start of the day and withdrawals from its end, as daily returns are
// usually measured: an account that was funded today has a percentage, and one
// that is nearly emptied does not show one without meaning.
func DayPL(a *client.Account) Gain {
	moved, base := a.IntradayAdjustments.Decimal, a.LastEquity.NullDecimal
	amount := number.Sub(number.Sub(a.Equity.NullDecimal, base), decimal.NewNullDecimal(moved))
	base.Decimal = base.Decimal.Add(decimal.Max(moved, decimal.Decimal{}))
	return Gain{of(amount), of(number.Ratio(amount, base))}
}

// Weight is the share of the equity, a fraction to eight decimals. The value gives
// it its sign: a long position in an account that owes has a weight above zero.
func Weight(value, equity client.Decimal) client.Decimal {
	return of(number.Ratio(value.NullDecimal, equity.NullDecimal))
}

// Totals is what positions come to together. What the broker does not know of
// one of them is left out.
type Totals struct {
	Count  int
	Priced int            // how many of them have a value
	Value  client.Decimal // market value, shorts below zero
	Weight client.Decimal // of Value in the equity
	DayPL  client.Decimal // unrealized, of today
	OpenPL Gain           // unrealized, since they were opened; the fraction is of the cost without signs
}

// Total adds positions up. The fraction of OpenPL counts only positions that
// have both a result and a cost: what cost nothing has no share of it.
func Total(positions iter.Seq[*client.Position], equity client.Decimal) Totals {
	var t Totals
	var value, day, open, openOnCost, cost number.Sum
	for p := range positions {
		t.Count++
		if p.MarketValue.Valid {
			t.Priced++
		}
		value.Add(p.MarketValue.NullDecimal)
		day.Add(p.UnrealizedIntradayPL.NullDecimal)
		open.Add(p.UnrealizedPL.NullDecimal)
		if p.UnrealizedPL.Valid && p.CostBasis.Valid && !p.CostBasis.Decimal.IsZero() {
			openOnCost.Add(p.UnrealizedPL.NullDecimal)
			cost.AddAbs(p.CostBasis.NullDecimal)
		}
	}
	t.Value, t.DayPL = of(value.Total()), of(day.Total())
	t.OpenPL = Gain{of(open.Total()), of(number.Ratio(openOnCost.Total(), cost.Total()))}
	t.Weight = Weight(t.Value, equity)
	return t
}

// OpenPL is the OpenPL of Total.
func OpenPL(positions []client.Position) Gain {
	return Total(All(positions), client.Decimal{}).OpenPL
}

// All gives the positions of a list, which must not change meanwhile.
func All(positions []client.Position) iter.Seq[*client.Position] {
	return func(yield func(*client.Position) bool) {
		for i := range positions {
			if !yield(&positions[i]) {
				return
			}
		}
	}
}

// KeepDayPL gives the position now with the day's result that before had, where
// an order event has made it larger on the side that it was on and its own result
// is not read yet: a fill at about the price leaves the result nearly as it was,
// and without it the totals would jump by the whole of it. Where the position
// shrank or turned, an unknown part of the result went with what was sold, and now
// stays as it is.
func KeepDayPL(before, now *client.Position) *client.Position {
	if now.UnrealizedIntradayPL.Valid || !before.Qty.Valid || !now.Qty.Valid ||
		before.Qty.Decimal.Sign() != now.Qty.Decimal.Sign() || now.Qty.Decimal.Abs().Cmp(before.Qty.Decimal.Abs()) < 0 {
		return now
	}
	kept := *now
	kept.UnrealizedIntradayPL, kept.UnrealizedIntradayPLPC = before.UnrealizedIntradayPL, before.UnrealizedIntradayPLPC
	return &kept
}

func of(d decimal.NullDecimal) client.Decimal { return client.Decimal{NullDecimal: d} }
