package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/ui/table"
)

// positionColumns is the table from left to right.
var positionColumns = []format.Column[holding]{
	{
		Title: "Symbol", Left: true, Words: true,
		Show:    func(h *holding, l format.Options) format.Cell { return format.Cell{Text: h.label(l.Short)} },
		Compare: func(a, b *holding) int { return strings.Compare(b.label(false), a.label(false)) },
	},
	{
		Title: "Qty", Priority: 6,
		Show: func(h *holding, l format.Options) format.Cell {
			return format.Cell{Text: amount(l, format.Quantity(h.Qty.NullDecimal))}
		},
		Value: func(h *holding) decimal.NullDecimal { return h.Qty.NullDecimal },
	},
	{
		Title: "Avg cost", Priority: 4,
		Show:  func(h *holding, _ format.Options) format.Cell { return format.Cell{Text: h.average()} },
		Value: func(h *holding) decimal.NullDecimal { return h.AvgEntryPrice.NullDecimal },
	},
	{
		Title: "Price", Priority: 10,
		Show: func(h *holding, l format.Options) format.Cell {
			c := format.Cell{Text: h.price(h.CurrentPrice), Strong: h.changed}
			if l.MarketClosed && h.AssetClass != market.Crypto && h.CurrentPrice.Valid {
				c.Text, c.Tone = c.Text+format.ClosedMark, format.Muted
			}
			return c
		},
		Value: func(h *holding) decimal.NullDecimal { return h.CurrentPrice.NullDecimal },
	},
	{
		Title: "Day %", Priority: 9,
		Show:  func(h *holding, l format.Options) format.Cell { return percent(h.ChangeToday.NullDecimal, !l.Narrow) },
		Value: func(h *holding) decimal.NullDecimal { return h.ChangeToday.NullDecimal },
	},
	{
		Title: "Day P&L", Priority: 7,
		Show: func(h *holding, l format.Options) format.Cell {
			return profit(h.UnrealizedIntradayPL.NullDecimal, false, l)
		},
		Sum: func(rows []*holding, l format.Options) format.Cell {
			return profit(addUp(rows).DayPL.NullDecimal, false, l)
		},
		Value: func(h *holding) decimal.NullDecimal { return h.UnrealizedIntradayPL.NullDecimal },
	},
	{
		Title: "Value", Priority: 8,
		Show: func(h *holding, l format.Options) format.Cell {
			return format.Cell{Text: amount(l, format.Money(h.MarketValue.NullDecimal))}
		},
		Sum: func(rows []*holding, l format.Options) format.Cell {
			return format.Cell{Text: amount(l, format.Money(addUp(rows).Value.NullDecimal))}
		},
		Value: func(h *holding) decimal.NullDecimal { return h.MarketValue.NullDecimal },
	},
	{
		Title: "Weight", Priority: 3,
		Show: func(h *holding, _ format.Options) format.Cell {
			return format.Cell{Text: format.Share(h.weight().NullDecimal)}
		},
		Sum: func(rows []*holding, _ format.Options) format.Cell {
			return format.Cell{Text: format.Share(addUp(rows).Weight.NullDecimal)}
		},
		Value: func(h *holding) decimal.NullDecimal { return h.MarketValue.NullDecimal }, // all are shares of one equity
	},
	{
		Title: "Total P&L", Priority: 11,
		Show: func(h *holding, l format.Options) format.Cell {
			return profit(h.UnrealizedPL.NullDecimal, !l.Narrow, l)
		},
		Sum: func(rows []*holding, l format.Options) format.Cell {
			return profit(addUp(rows).OpenPL.Amount.NullDecimal, !l.Narrow, l)
		},
		Value: func(h *holding) decimal.NullDecimal { return h.UnrealizedPL.NullDecimal },
	},
	{
		Title: "Total %", Priority: 5,
		Show: func(h *holding, _ format.Options) format.Cell { return percent(h.UnrealizedPLPC.NullDecimal, false) },
		Sum: func(rows []*holding, _ format.Options) format.Cell {
			return percent(addUp(rows).OpenPL.Fraction.NullDecimal, false)
		},
		Value: func(h *holding) decimal.NullDecimal { return h.UnrealizedPLPC.NullDecimal },
	},
	{
		Title: "Working", Left: true, Priority: 2,
		Show: func(h *holding, l format.Options) format.Cell {
			return format.Cell{Text: working(h, l), Tone: format.Muted}
		},
		Compare: func(a, b *holding) int { return len(a.working) - len(b.working) },
	},
	{
		Title: trendTitle, Picture: true, Priority: 1,
		Show:  func(h *holding, _ format.Options) format.Cell { return h.trend },
		Value: func(h *holding) decimal.NullDecimal { return h.ChangeToday.NullDecimal },
	},
}

// trendTitle names the column that is there only with market data.
const trendTitle = "Trend"

// positionsKind is the table of positions.
var positionsKind = &table.Spec[holding]{
	Name: "positions", Noun: "position", Columns: positionColumns,
	ID:       func(h *holding) string { return h.key },
	Matches:  (*holding).matches,
	TieBreak: func(a, b *holding) int { return strings.Compare(a.Symbol, b.Symbol) },
	SortBy:   "Value",
}

// amount hides what privacy hides; the unknown stays what it is.
func amount(l format.Options, text string) string {
	if l.Private && text != format.Unknown {
		return format.Masked
	}
	return text
}

func profit(d decimal.NullDecimal, arrow bool, l format.Options) format.Cell {
	text := amount(l, format.SignedMoney(d))
	if arrow && d.Valid {
		text = format.Arrow(d, 2) + " " + text
	}
	return format.Cell{Text: text, Tone: format.ToneOf(d, 2)}
}

func percent(fraction decimal.NullDecimal, arrow bool) format.Cell {
	text := format.Percent(fraction)
	if arrow && fraction.Valid {
		text = format.Arrow(fraction, 4) + " " + text
	}
	return format.Cell{Text: text, Tone: format.ToneOf(fraction, 4)}
}
