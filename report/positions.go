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
)

// Positions are what the account holds: quipu positions.
var Positions = Register(Kind[client.Position]{
	Command: "positions",
	Name:    "positions", Empty: "No open positions.",
	Key: func(p *client.Position) string { return p.AssetID + " " + p.Symbol },
	Sum: sumPositions,
	Fields: []Field[client.Position]{
		{"asset_id", "joins with orders, whose crypto symbols differ", false, func(p *client.Position) Value { return Text(p.AssetID) }},
		{"symbol", "AAPL, BTCUSD, or an option's OCC symbol", false, func(p *client.Position) Value { return Text(p.Symbol) }},
		{"exchange", "null for options", false, func(p *client.Position) Value { return Text(p.Exchange) }},
		{"asset_class", "us_equity, us_option or crypto", false, func(p *client.Position) Value { return Text(p.AssetClass) }},
		{"side", "long or short", false, func(p *client.Position) Value { return Text(p.Side) }},
		{"qty", "shares, contracts or units of a cryptocurrency; below zero for a short", true, func(p *client.Position) Value { return Decimal(p.Qty) }},
		{"qty_available", "not locked by open orders", true, func(p *client.Position) Value { return Decimal(p.QtyAvailable) }},
		{"avg_entry_price", "per share, also for options", false, func(p *client.Position) Value { return Decimal(p.AvgEntryPrice) }},
		{"current_price", "per share; null where it does not trade", false, func(p *client.Position) Value { return Decimal(p.CurrentPrice) }},
		{"lastday_price", "at the close of the trading day before", false, func(p *client.Position) Value { return Decimal(p.LastdayPrice) }},
		{"change_today", "fraction of lastday_price", false, func(p *client.Position) Value { return Decimal(p.ChangeToday) }},
		{"market_value", "below zero for a short; of options × 100 already", true, func(p *client.Position) Value { return Decimal(p.MarketValue) }},
		{"cost_basis", "below zero for a short", true, func(p *client.Position) Value { return Decimal(p.CostBasis) }},
		{"unrealized_pl", "since it was opened", true, func(p *client.Position) Value { return Decimal(p.UnrealizedPL) }},
		{"unrealized_plpc", "the same as a fraction", false, func(p *client.Position) Value { return Decimal(p.UnrealizedPLPC) }},
		{"unrealized_intraday_pl", "of today", true, func(p *client.Position) Value { return Decimal(p.UnrealizedIntradayPL) }},
		{"unrealized_intraday_plpc", "the same as a fraction", false, func(p *client.Position) Value { return Decimal(p.UnrealizedIntradayPLPC) }},
	},
	Columns: []Column[client.Position]{
		{Title: "Symbol", Left: true, Show: func(p *client.Position, opt Options) Cell {
			return text(format.Instrument(p.Symbol, p.AssetClass, opt.Short))
		}},
		{Title: "Qty", Priority: 4, Show: func(p *client.Position, opt Options) Cell { return quantity(p.Qty, opt) }},
		{Title: "Avg cost", Priority: 2, Show: func(p *client.Position, _ Options) Cell {
			return text(format.AverageOf(p.AvgEntryPrice.NullDecimal, p.Symbol, p.AssetClass))
		}},
		{Title: "Price", Priority: 8, Show: func(p *client.Position, _ Options) Cell {
			return text(format.PriceOf(p.CurrentPrice.NullDecimal, p.Symbol, p.AssetClass))
		}},
		{Title: "Day %", Priority: 7, Show: func(p *client.Position, _ Options) Cell { return percent(p.ChangeToday) }},
		{Title: "Day P&L", Priority: 5, Show: func(p *client.Position, opt Options) Cell { return profit(p.UnrealizedIntradayPL, opt) }},
		{Title: "Value", Priority: 6, Show: func(p *client.Position, opt Options) Cell { return money(p.MarketValue, opt) }},
		{Title: "Weight", Priority: 1, Show: func(p *client.Position, opt Options) Cell {
			return text(format.Share(portfolio.Weight(p.MarketValue, client.Decimal{NullDecimal: opt.Equity}).NullDecimal))
		}},
		{Title: "Total P&L", Show: func(p *client.Position, opt Options) Cell { return profit(p.UnrealizedPL, opt) }},
		{Title: "Total %", Priority: 3, Show: func(p *client.Position, _ Options) Cell { return percent(p.UnrealizedPLPC) }},
	},
})

// ByValue puts the position that is worth most first, as the screen does; what
// has no value stands at the end.
func ByValue(all []client.Position) {
	slices.SortStableFunc(all, func(a, b client.Position) int {
		return cmp.Or(number.Compare(b.MarketValue.NullDecimal, a.MarketValue.NullDecimal), strings.Compare(a.Symbol, b.Symbol))
	})
}

// sumPositions is the last row: what can be added up.
func sumPositions(all []client.Position, opt Options) []string {
	t := portfolio.Total(portfolio.All(all), client.Decimal{NullDecimal: opt.Equity})
	what := fmt.Sprintf("%d positions", t.Count)
	switch {
	case t.Priced < t.Count && opt.Short:
		what = fmt.Sprintf("%d, %d priced", t.Count, t.Priced)
	case t.Priced < t.Count:
		what += fmt.Sprintf(", %d priced", t.Priced)
	}
	return []string{
		what, "", "", "", "", profit(t.DayPL, opt).Text, money(t.Value, opt).Text,
		format.Share(t.Weight.NullDecimal), profit(t.OpenPL.Amount, opt).Text, percent(t.OpenPL.Fraction).Text,
	}
}
