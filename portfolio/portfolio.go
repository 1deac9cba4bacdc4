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

// PositionDayPL is what a position made or lost today. The fraction is of what it
// was made on, without its sign: the value at the last close of what was held
// then, and the cost of what was bought since. It is computed where the broker's
// cannot be true: see withFraction.
func PositionDayPL(p *client.Position) Gain {
	return withFraction(p.UnrealizedIntradayPL, p.UnrealizedIntradayPLPC, dayBase(p))
}

// PositionPL is what a position made or lost since it was opened. The fraction is of its
// cost, without its sign.
func PositionPL(p *client.Position) Gain {
	return withFraction(p.UnrealizedPL, p.UnrealizedPLPC, p.CostBasis.NullDecimal)
}

// withFraction takes the broker's fraction of an amount, or computes it where the broker
// sends none, the zero that it sends for what was bought today, or one of the other sign,
// as of a short position's value or cost, which are below zero.
func withFraction(amount, fraction client.Decimal, on decimal.NullDecimal) Gain {
	if !fraction.Valid || amount.Valid && fraction.Decimal.Sign() != amount.Decimal.Sign() {
		fraction = of(number.Ratio(amount.NullDecimal, on))
	}
	return Gain{amount, fraction}
}

// dayBase is what a position's result of the day was made on, below zero for a
// short: its value without the result.
func dayBase(p *client.Position) decimal.NullDecimal {
	return number.Sub(p.MarketValue.NullDecimal, p.UnrealizedIntradayPL.NullDecimal)
}

// Totals is what positions come to together. What the broker does not know of
// one of them is left out.
type Totals struct {
	Count  int
	Priced int            // how many of them have a value
	Value  client.Decimal // market value, shorts below zero
	Weight client.Decimal // of Value in the equity
	DayPL  Gain           // unrealized, of today; the fraction is of what it was made on, without signs
	OpenPL Gain           // unrealized, since they were opened; the fraction is of the cost without signs
}

// Total adds positions up. The fractions count only positions that have both a
// result and something that it was made on: what cost nothing has no share of it.
func Total(positions iter.Seq[*client.Position], equity client.Decimal) Totals {
	var t Totals
	var value, day, open number.Sum
	var dayShare, openShare share
	for p := range positions {
		t.Count++
		if p.MarketValue.Valid {
			t.Priced++
		}
		value.Add(p.MarketValue.NullDecimal)
		day.Add(p.UnrealizedIntradayPL.NullDecimal)
		open.Add(p.UnrealizedPL.NullDecimal)
		dayShare.add(p.UnrealizedIntradayPL.NullDecimal, dayBase(p))
		openShare.add(p.UnrealizedPL.NullDecimal, p.CostBasis.NullDecimal)
	}
	t.Value = of(value.Total())
	t.DayPL = Gain{of(day.Total()), dayShare.fraction()}
	t.OpenPL = Gain{of(open.Total()), openShare.fraction()}
	t.Weight = Weight(t.Value, equity)
	return t
}

// share is the results of several, and what they were made on, without signs.
type share struct{ made, on number.Sum }

func (s *share) add(made, on decimal.NullDecimal) {
	if made.Valid && on.Valid && !on.Decimal.IsZero() {
		s.made.Add(made)
		s.on.AddAbs(on)
	}
}

func (s *share) fraction() client.Decimal { return of(number.Ratio(s.made.Total(), s.on.Total())) }

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
	kept.UnrealizedIntradayPL = before.UnrealizedIntradayPL // the fraction follows from it, and from what is held now
	return &kept
}

func of(d decimal.NullDecimal) client.Decimal { return client.Decimal{NullDecimal: d} }
