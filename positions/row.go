// Package positions describes the table of an account's positions: its rows and
// its columns. The screen and the command both show them, and add only what they
// alone have.
package positions

import (
	"cmp"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// Row is a position, and what its cells need besides.
type Row struct {
	*client.Position
	Equity  client.Decimal // of the account, for the weight
	Changed bool           // the price is not what it was when last shown

	option   format.Option // parsed once: its name is asked for at every drawing
	isOption bool
}

// NewRow makes a row of a position, which must not change meanwhile.
func NewRow(p *client.Position, equity client.Decimal) Row {
	r := Row{Position: p, Equity: equity}
	if p.AssetClass == market.Option {
		r.option, r.isOption = format.ParseOption(p.Symbol)
	}
	return r
}

// Name is the instrument's name; a short one says the same in less room.
func (r *Row) Name(short bool) string {
	switch {
	case r.isOption && short:
		return r.option.Short()
	case r.isOption:
		return r.option.Long()
	case r.AssetClass == market.Crypto:
		return market.Pair(r.Symbol)
	default:
		return cmp.Or(r.Symbol, format.Unknown)
	}
}

// Price writes a price that the broker tells of the position.
func (r *Row) Price(d client.Decimal) string {
	return format.PriceIn(d.NullDecimal, r.Currency(), r.Symbol, r.AssetClass)
}

// dayShare is the day's result as a fraction of what it was made on. What the
// price changed by is another figure: it is the same for whoever holds the
// instrument, and whenever it was bought.
func (r *Row) dayShare() decimal.NullDecimal {
	return portfolio.PositionDayPL(r.Position).Fraction.NullDecimal
}

// share is the result since the position was opened, as a fraction of its cost.
func (r *Row) share() decimal.NullDecimal {
	return portfolio.PositionPL(r.Position).Fraction.NullDecimal
}

// Weight is the position's share of the equity, a fraction to eight decimals.
func (r *Row) Weight() client.Decimal { return portfolio.Weight(r.MarketValue, r.Equity) }

// Total adds rows of one account up.
func Total(rows []*Row) portfolio.Totals {
	var equity client.Decimal
	if len(rows) > 0 {
		equity = rows[0].Equity
	}
	return portfolio.Total(func(yield func(*client.Position) bool) {
		for _, r := range rows {
			if !yield(r.Position) {
				return
			}
		}
	}, equity)
}
