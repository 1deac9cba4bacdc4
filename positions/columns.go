package positions

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
)

// Columns are the columns from left to right. The one of the lowest priority leaves
// first; symbol and total P&L never leave. Priority 7 is free for a percentage that
// leaves after the value and before the day's P&L.
var Columns = []format.Column[Row]{
	{
		Title: "Symbol", Left: true, Words: true,
		Show:    func(r *Row, o format.Options) format.Cell { return format.Cell{Text: r.Name(o.Short)} },
		Compare: func(a, b *Row) int { return strings.Compare(b.Name(false), a.Name(false)) },
	},
	{
		Title: "Qty", Priority: 9, MinWidth: 7,
		Show: func(r *Row, o format.Options) format.Cell {
			return format.Cell{Text: format.Amount(o, format.Quantity(r.Qty.NullDecimal))}
		},
		Value: func(r *Row) decimal.NullDecimal { return r.Qty.NullDecimal },
	},
	{
		Title: "Avg cost", Priority: 5,
		Show: func(r *Row, _ format.Options) format.Cell {
			return format.Cell{Text: format.AverageIn(r.AvgEntryPrice.NullDecimal, r.Currency(), r.Symbol, r.AssetClass)}
		},
		Value: func(r *Row) decimal.NullDecimal { return r.AvgEntryPrice.NullDecimal },
	},
	{
		Title: "Price", Priority: 11,
		Show: func(r *Row, o format.Options) format.Cell {
			c := format.Cell{Text: r.Price(r.CurrentPrice), Strong: r.Changed}
			if o.MarketClosed && r.AssetClass != market.Crypto && r.CurrentPrice.Valid {
				c.Text, c.Tone = c.Text+format.ClosedMark, format.Muted
			}
			return c
		},
		Value: func(r *Row) decimal.NullDecimal { return r.CurrentPrice.NullDecimal },
	},
	{
		Title: "Chg %", Priority: 10,
		Show: func(r *Row, o format.Options) format.Cell {
			return format.PercentCell(r.ChangeToday.NullDecimal, !o.Narrow)
		},
		Value: func(r *Row) decimal.NullDecimal { return r.ChangeToday.NullDecimal },
	},
	{
		Title: "Day P&L", Priority: 8,
		Show: func(r *Row, o format.Options) format.Cell {
			return format.ProfitCell(r.UnrealizedIntradayPL.NullDecimal, false, o)
		},
		Sum: func(rows []*Row, o format.Options) format.Cell {
			return format.ProfitCell(Total(rows).DayPL.Amount.NullDecimal, false, o)
		},
		Value: func(r *Row) decimal.NullDecimal { return r.UnrealizedIntradayPL.NullDecimal },
	},
	{
		Title: "Day P&L %", Priority: 7,
		Show: func(r *Row, _ format.Options) format.Cell { return format.PercentCell(r.dayShare(), false) },
		Sum: func(rows []*Row, _ format.Options) format.Cell {
			return format.PercentCell(Total(rows).DayPL.Fraction.NullDecimal, false)
		},
		Value: (*Row).dayShare,
	},
	{
		Title: "Value", Priority: 6,
		Show: func(r *Row, o format.Options) format.Cell {
			return format.Cell{Text: format.AccountMoney(o, r.MarketValue.NullDecimal)}
		},
		Sum: func(rows []*Row, o format.Options) format.Cell {
			return format.Cell{Text: format.AccountMoney(o, Total(rows).Value.NullDecimal)}
		},
		Value: func(r *Row) decimal.NullDecimal { return r.MarketValue.NullDecimal },
	},
	{
		Title: "Weight", Priority: 3,
		Show: func(r *Row, _ format.Options) format.Cell {
			return format.Cell{Text: format.Share(r.Weight().NullDecimal)}
		},
		Sum: func(rows []*Row, _ format.Options) format.Cell {
			return format.Cell{Text: format.Share(Total(rows).Weight.NullDecimal)}
		},
		Value: func(r *Row) decimal.NullDecimal { return r.MarketValue.NullDecimal }, // all are shares of one equity
	},
	{
		Title: "Total P&L",
		Show: func(r *Row, o format.Options) format.Cell {
			return format.ProfitCell(r.UnrealizedPL.NullDecimal, !o.Narrow, o)
		},
		Sum: func(rows []*Row, o format.Options) format.Cell {
			return format.ProfitCell(Total(rows).OpenPL.Amount.NullDecimal, !o.Narrow, o)
		},
		Value: func(r *Row) decimal.NullDecimal { return r.UnrealizedPL.NullDecimal },
	},
	{
		Title: "Total %", Priority: 4,
		Show: func(r *Row, _ format.Options) format.Cell {
			return format.PercentCell(r.share(), false)
		},
		Sum: func(rows []*Row, _ format.Options) format.Cell {
			return format.PercentCell(Total(rows).OpenPL.Fraction.NullDecimal, false)
		},
		Value: (*Row).share,
	},
}
