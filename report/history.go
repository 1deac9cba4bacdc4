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
		{"transfers", "what came into the account in the time frame less what went out: deposits, withdrawals, journals (CSD, CSW, JNL, JNLC), transfers of accounts (ACATC, ACATS), of securities (JNLS, FOPT) and of coins (OCT); null where the broker does not say how much", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.Transfers) }},
		{"pl", "equity against the known point before, of the first against base_value, less transfers, computed; dividends, interest and fees count in it", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.PL.Amount) }},
		{"pl_pct", "the same as a fraction of the value before and what was deposited since, computed", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.PL.Fraction) }},
		{"pl_since_start", "a running total: equity against base_value, less all transfers since, computed", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.SinceStart.Amount) }},
		{"pl_since_start_pct", "the same as a fraction of base_value and what was deposited since, computed", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.SinceStart.Fraction) }},
		{"profit_loss", "as the broker sends it: by its documents a running total since base_value; it may count transfers", true, func(p *portfolio.HistoryPoint) Value { return Decimal(p.ProfitLoss) }},
		{"profit_loss_pct", "the same as a fraction of base_value, as the broker sends it", false, func(p *portfolio.HistoryPoint) Value { return Decimal(p.ProfitLossPct) }},
	},
	Columns: []Column[portfolio.HistoryPoint]{
		{Title: "When", Left: true, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return text(pointTime(p.At, opt)) }},
		{Title: "Equity", Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return money(p.Equity, opt) }},
		{Title: "Transfers", Priority: 1, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell {
			return text(format.SignedAccountMoney(opt.Options, p.Transfers.NullDecimal))
		}},
		{Title: "P&L", Priority: 5, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return profit(p.PL.Amount, opt) }},
		{Title: "P&L %", Priority: 4, Show: func(p *portfolio.HistoryPoint, _ Options) format.Cell { return percent(p.PL.Fraction) }},
		{Title: "P&L since start", Priority: 3, Show: func(p *portfolio.HistoryPoint, opt Options) format.Cell { return profit(p.SinceStart.Amount, opt) }},
		{Title: "Since start %", Priority: 2, Show: func(p *portfolio.HistoryPoint, _ Options) format.Cell { return percent(p.SinceStart.Fraction) }},
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
