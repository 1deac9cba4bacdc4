package report

import (
	"github.com/shopspring/decimal"

	"quipu/client"
)

// What is computed here of what the broker said, and not read.

// dayPL is equity against the close of the trading day before.
func dayPL(a *client.Account) client.Decimal { return less(a.Equity, a.LastEquity) }

// dayShare is dayPL as a fraction of that close. A close below zero has its sign
// taken away: a loss is below zero whatever was lost from.
func dayShare(a *client.Account) client.Decimal {
	if !a.LastEquity.Valid {
		return client.Decimal{}
	}
	return ratio(dayPL(a), client.Known(a.LastEquity.Decimal.Abs()))
}

// less is a - b, unknown where either is.
func less(a, b client.Decimal) client.Decimal {
	if !a.Valid || !b.Valid {
		return client.Decimal{}
	}
	return client.Known(a.Decimal.Sub(b.Decimal))
}

// ratio is a/b to eight decimals, unknown where either is or b is zero.
func ratio(a, b client.Decimal) client.Decimal {
	if !a.Valid || !b.Valid || b.Decimal.IsZero() {
		return client.Decimal{}
	}
	return client.Known(a.Decimal.DivRound(b.Decimal, 8))
}

// openPL is what all positions together have gained. What the broker does not
// know is left out.
func openPL(all []client.Position) (gained client.Decimal) {
	for _, p := range all {
		if p.UnrealizedPL.Valid {
			gained = plus(gained, p.UnrealizedPL.Decimal)
		}
	}
	return gained
}

// openShare is openPL as a fraction of the cost without signs, of those
// positions that have both: what cost nothing has no share of it.
func openShare(all []client.Position) client.Decimal {
	var gained, cost client.Decimal
	for _, p := range all {
		if p.UnrealizedPL.Valid && p.CostBasis.Valid && !p.CostBasis.Decimal.IsZero() {
			gained = plus(gained, p.UnrealizedPL.Decimal)
			cost = plus(cost, p.CostBasis.Decimal.Abs())
		}
	}
	return ratio(gained, cost)
}

func plus(sum client.Decimal, more decimal.Decimal) client.Decimal {
	return client.Known(sum.Decimal.Add(more))
}
