package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"quipu/client"
	"quipu/format"
	"quipu/number"
	"quipu/portfolio"
	"quipu/positions"
)

// Positions are what the account holds: quipu positions.
var Positions = Register(Kind[client.Position]{
	Command: "positions",
	Name:    "positions", Empty: "No open positions.",
	Key:   func(p *client.Position) string { return p.AssetID + " " + p.Symbol },
	Count: countPositions,
	Fields: []Field[client.Position]{
		{"asset_id", "joins with orders, whose crypto symbols differ", false, func(p *client.Position) Value { return Text(p.AssetID) }},
		{"symbol", "AAPL, BTCUSD, or an option's OCC symbol", false, func(p *client.Position) Value { return Text(p.Symbol) }},
		{"exchange", "null for options", false, func(p *client.Position) Value { return Text(p.Exchange) }},
		{"asset_class", "us_equity, us_option or crypto", false, func(p *client.Position) Value { return Text(p.AssetClass) }},
		{"side", "long or short", false, func(p *client.Position) Value { return Text(p.Side) }},
		{"qty", "shares, contracts or units of a cryptocurrency; below zero for a short", true, func(p *client.Position) Value { return Decimal(p.Qty) }},
		{"qty_available", "not locked by open orders", true, func(p *client.Position) Value { return Decimal(p.QtyAvailable) }},
		{"currency", "of the prices: the account's, or what a pair of crypto is quoted in", false, func(p *client.Position) Value { return Text(p.Currency()) }},
		{"avg_entry_price", "per share, also for options", false, func(p *client.Position) Value { return Decimal(p.AvgEntryPrice) }},
		{"current_price", "per share; null where it does not trade", false, func(p *client.Position) Value { return Decimal(p.CurrentPrice) }},
		{"lastday_price", "at the close of the trading day before", false, func(p *client.Position) Value { return Decimal(p.LastdayPrice) }},
		{"change_today", "the change of the price, a fraction of lastday_price", false, func(p *client.Position) Value { return Decimal(p.ChangeToday) }},
		{"market_value", "below zero for a short; of options × 100 already", true, func(p *client.Position) Value { return Decimal(p.MarketValue) }},
		{"cost_basis", "below zero for a short", true, func(p *client.Position) Value { return Decimal(p.CostBasis) }},
		{"unrealized_pl", "since it was opened", true, func(p *client.Position) Value { return Decimal(p.UnrealizedPL) }},
		{"unrealized_plpc", "the same as a fraction of the cost without its sign, computed where the broker's has another sign", false, func(p *client.Position) Value { return Decimal(portfolio.PositionPL(p).Fraction) }},
		{"unrealized_intraday_pl", "of today", true, func(p *client.Position) Value { return Decimal(p.UnrealizedIntradayPL) }},
		{"unrealized_intraday_plpc", "the same as a fraction of the value that it was made on, computed to 8 decimals where the broker sends 0", false, func(p *client.Position) Value { return Decimal(portfolio.PositionDayPL(p).Fraction) }},
	},
	Columns: positionColumns(),
})

// positionColumns are the columns of the screen, without room for arrows.
func positionColumns() []Column[client.Position] {
	var all []Column[client.Position]
	for _, c := range positions.Columns {
		made := Column[client.Position]{
			Title: c.Title, Left: c.Left, Priority: c.Priority,
			Show: func(p *client.Position, opt Options) format.Cell {
				r := positions.NewRow(p, client.Decimal{NullDecimal: opt.Equity})
				return c.Show(&r, narrow(opt))
			},
		}
		if c.Sum != nil {
			made.Sum = func(all []client.Position, opt Options) format.Cell {
				return c.Sum(positionRows(all, opt), narrow(opt))
			}
		}
		all = append(all, made)
	}
	return all
}

func narrow(opt Options) format.Options {
	opt.Narrow = true
	return opt.Options
}

func positionRows(all []client.Position, opt Options) []*positions.Row {
	rows := make([]*positions.Row, len(all))
	for i := range all {
		r := positions.NewRow(&all[i], client.Decimal{NullDecimal: opt.Equity})
		rows[i] = &r
	}
	return rows
}

// ByValue puts the position that is worth most first, as the screen does; what
// has no value stands at the end.
func ByValue(all []client.Position) {
	slices.SortStableFunc(all, func(a, b client.Position) int {
		return cmp.Or(number.Compare(b.MarketValue.NullDecimal, a.MarketValue.NullDecimal), strings.Compare(a.Symbol, b.Symbol))
	})
}

// countPositions says how many there are, and how many have a value.
func countPositions(all []client.Position, opt Options) string {
	t := portfolio.Total(portfolio.All(all), client.Decimal{})
	switch {
	case t.Priced == t.Count:
		return format.Plural(t.Count, "position")
	case opt.Short:
		return fmt.Sprintf("%d, %d priced", t.Count, t.Priced)
	default:
		return fmt.Sprintf("%s, %d priced", format.Plural(t.Count, "position"), t.Priced)
	}
}
