package report

import (
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// History is the account's equity over time: quipu history.
var History = Register(Kind[client.Point]{
	Command: "history",
	Notes:   ", the oldest point first; `base_value`, `base_value_asof` and `timeframe` stand beside it",
	Name:    "history", Empty: "There is no history of that period.",
	Key: func(p *client.Point) string { return p.At.UTC().Format(time.RFC3339) },
	Fields: []Field[client.Point]{
		{"timestamp", "the beginning of the point's time frame", false, func(p *client.Point) Value { return Time(&p.At) }},
		{"equity", "null where it is not known", true, func(p *client.Point) Value { return Decimal(p.Equity) }},
		{"profit_loss", "as the broker counts it: against base_value, the equity before the period", true, func(p *client.Point) Value { return Decimal(p.ProfitLoss) }},
		{"profit_loss_pct", "the broker's fraction, of base_value", false, func(p *client.Point) Value { return Decimal(p.ProfitLossPct) }},
	},
	Columns: []Column[client.Point]{
		{Title: "When", Left: true, Show: func(p *client.Point, opt Options) format.Cell { return text(pointTime(p.At, opt)) }},
		{Title: "Equity", Show: func(p *client.Point, opt Options) format.Cell { return money(p.Equity, opt) }},
		{Title: "P&L", Show: func(p *client.Point, opt Options) format.Cell { return profit(p.ProfitLoss, opt) }},
		{Title: "P&L %", Priority: 1, Show: func(p *client.Point, _ Options) format.Cell { return percent(p.ProfitLossPct) }},
	},
})

// pointTime is the day for points that are days, else day and time.
func pointTime(at time.Time, opt Options) string {
	if opt.Days {
		return at.In(market.NewYork).Format("Mon 2 Jan 2006")
	}
	return at.In(market.NewYork).Format("Mon 2 Jan 15:04")
}
