package report

import (
	"time"

	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// History is the account's equity over time: quipu history.
var History = Register(Kind[portfolio.HistoryPoint]{
	Command: "history",
	Notes:   ", the oldest point first; `base_value`, `base_value_asof` and `timeframe` stand beside it",
	Name:    "history", Empty: "There is no history of that period.",
	Key: func(p *portfolio.HistoryPoint) string { return p.At.UTC().Format(time.RFC3339) },
	Fields: []Field[portfolio.HistoryPoint]{
		{"timestamp", "the beginning of the point's time frame", false, func(p *portfolio.HistoryPoint) Value { return Time(&p.At) }},
		{"equity", "null where it is not known", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.Equity) }},
		{"change", "equity against the known point before, of the first against base_value, computed; deposits and withdrawals count in it", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.Change.Amount) }},
		{"change_pct", "the same as a fraction, computed", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.Change.Fraction) }},
		{"since_start", "a running total: equity against base_value, computed; deposits and withdrawals count in it", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.SinceStart.Amount) }},
		{"since_start_pct", "the same as a fraction, computed", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.SinceStart.Fraction) }},
		{"profit_loss", "as the broker sends it: by its documents a running total since base_value, not the point's own", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.ProfitLoss) }},
		{"profit_loss_pct", "the same as a fraction of base_value, as the broker sends it", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.ProfitLossPct) }},
	},
	Columns: []Column[portfolio.HistoryPoint]{
		{Title: "When", Left: true, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return text(pointTime(p.At, opt)) }},
		{Title: "Equity", Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return money(p.Equity, opt) }},
		{Title: "Change", Priority: 4, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return profit(p.Change.Amount, opt) }},
		{Title: "Change %", Priority: 3, Show: func(p *portfolio.HistoryPoint, _ Options) format.Cell { return percent(p.Change.Fraction) }},
		{Title: "Since start", Priority: 2, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return profit(p.SinceStart.Amount, opt) }},
		{Title: "Since start %", Priority: 1, Show: func(p *portfolio.HistoryPoint, _ Options) format.Cell { return percent(p.SinceStart.Fraction) }},
	},
})

// pointTime is the day for points that are days, else day and time.
func pointTime(at time.Time, opt Options) string {
	at = at.In(market.NewYork)
	if opt.Days {
		return format.FullDate(at)
	}
	return format.DateAndClock(at)
}
