package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
)

// positionColumns is the table from left to right.
var positionColumns = []column[holding]{
	{
		title: "Symbol", left: true, words: true,
		show:    func(h *holding, l look) format.Cell { return format.Cell{Text: h.label(l.short)} },
		compare: func(a, b *holding) int { return strings.Compare(b.label(false), a.label(false)) },
	},
	{
		title: "Qty", leaves: 6,
		show: func(h *holding, l look) format.Cell {
			return format.Cell{Text: amount(l, format.Quantity(h.Qty.NullDecimal))}
		},
		value: func(h *holding) decimal.NullDecimal { return h.Qty.NullDecimal },
	},
	{
		title: "Avg cost", leaves: 4,
		show:  func(h *holding, _ look) format.Cell { return format.Cell{Text: h.average()} },
		value: func(h *holding) decimal.NullDecimal { return h.AvgEntryPrice.NullDecimal },
	},
	{
		title: "Price", leaves: 10,
		show: func(h *holding, l look) format.Cell {
			c := format.Cell{Text: h.price(h.CurrentPrice), Strong: h.changed}
			if l.resting && h.AssetClass != market.Crypto && h.CurrentPrice.Valid {
				c.Text, c.Tone = c.Text+format.ClosedMark, format.Muted
			}
			return c
		},
		value: func(h *holding) decimal.NullDecimal { return h.CurrentPrice.NullDecimal },
	},
	{
		title: "Day %", leaves: 9,
		show:  func(h *holding, l look) format.Cell { return percent(h.ChangeToday.NullDecimal, !l.tight) },
		value: func(h *holding) decimal.NullDecimal { return h.ChangeToday.NullDecimal },
	},
	{
		title: "Day P&L", leaves: 7,
		show:  func(h *holding, l look) format.Cell { return profit(h.UnrealizedIntradayPL.NullDecimal, false, l) },
		sum:   func(rows []*holding, l look) format.Cell { return profit(addUp(rows).DayPL.NullDecimal, false, l) },
		value: func(h *holding) decimal.NullDecimal { return h.UnrealizedIntradayPL.NullDecimal },
	},
	{
		title: "Value", leaves: 8,
		show: func(h *holding, l look) format.Cell {
			return format.Cell{Text: amount(l, format.Money(h.MarketValue.NullDecimal))}
		},
		sum: func(rows []*holding, l look) format.Cell {
			return format.Cell{Text: amount(l, format.Money(addUp(rows).Value.NullDecimal))}
		},
		value: func(h *holding) decimal.NullDecimal { return h.MarketValue.NullDecimal },
	},
	{
		title: "Weight", leaves: 3,
		show: func(h *holding, _ look) format.Cell { return format.Cell{Text: format.Share(h.weight().NullDecimal)} },
		sum: func(rows []*holding, _ look) format.Cell {
			return format.Cell{Text: format.Share(addUp(rows).Weight.NullDecimal)}
		},
		value: func(h *holding) decimal.NullDecimal { return h.MarketValue.NullDecimal }, // all are shares of one equity
	},
	{
		title: "Total P&L", leaves: 11,
		show: func(h *holding, l look) format.Cell { return profit(h.UnrealizedPL.NullDecimal, !l.tight, l) },
		sum: func(rows []*holding, l look) format.Cell {
			return profit(addUp(rows).OpenPL.Amount.NullDecimal, !l.tight, l)
		},
		value: func(h *holding) decimal.NullDecimal { return h.UnrealizedPL.NullDecimal },
	},
	{
		title: "Total %", leaves: 5,
		show: func(h *holding, _ look) format.Cell { return percent(h.UnrealizedPLPC.NullDecimal, false) },
		sum: func(rows []*holding, _ look) format.Cell {
			return percent(addUp(rows).OpenPL.Fraction.NullDecimal, false)
		},
		value: func(h *holding) decimal.NullDecimal { return h.UnrealizedPLPC.NullDecimal },
	},
	{
		title: "Working", left: true, leaves: 2,
		show:    func(h *holding, l look) format.Cell { return format.Cell{Text: working(h, l), Tone: format.Muted} },
		compare: func(a, b *holding) int { return len(a.working) - len(b.working) },
	},
	{
		title: trendTitle, picture: true, leaves: 1,
		show:  func(h *holding, _ look) format.Cell { return h.trend },
		value: func(h *holding) decimal.NullDecimal { return h.ChangeToday.NullDecimal },
	},
}

// trendTitle names the column that is there only with market data.
const trendTitle = "Trend"

// positionsKind is the table of positions.
var positionsKind = &kind[holding]{
	name: "positions", noun: "position", columns: positionColumns,
	id:      func(h *holding) string { return h.key },
	matches: (*holding).matches,
	tied:    func(a, b *holding) int { return strings.Compare(a.Symbol, b.Symbol) },
	sortBy:  "Value",
}

// amount hides what privacy hides; the unknown stays what it is.
func amount(l look, text string) string {
	if l.private && text != format.Unknown {
		return format.Masked
	}
	return text
}

func profit(d decimal.NullDecimal, arrow bool, l look) format.Cell {
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
