package report

import (
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// Activity is what changed the account: quipu activity.
var Activity = Register(Kind[client.Activity]{
	Command: "activity",
	Notes:   "; `more` beside it is true where there may be others beyond `--limit`",
	Name:    "activity", Empty: "No such activity.",
	Key: func(a *client.Activity) string { return a.ID },
	Fields: []Field[client.Activity]{
		{"id", "the activity's id", false, func(a *client.Activity) Value { return Text(a.ID) }},
		{"activity_type", "FILL, DIV, CSD, FEE, OPEXP and others", false, func(a *client.Activity) Value { return Text(a.Type) }},
		{"type", "of a fill: fill or partial_fill", false, func(a *client.Activity) Value { return Text(a.Execution) }},
		{"transaction_time", "of a fill; when the rest was entered", false, func(a *client.Activity) Value { return Time(&a.At) }},
		{"date", "of what is no fill, YYYY-MM-DD", false, func(a *client.Activity) Value { return Text(a.Date) }},
		{"symbol", "null where no instrument is concerned", false, func(a *client.Activity) Value { return Text(a.Symbol) }},
		{"side", "of a fill: buy, sell or sell_short", false, func(a *client.Activity) Value { return Text(a.Side) }},
		{"qty", "shares, contracts or units of a cryptocurrency", true, func(a *client.Activity) Value { return Decimal(a.Qty) }},
		{"price", "per share", false, func(a *client.Activity) Value { return Decimal(a.Price) }},
		{"leaves_qty", "of a fill: what its order has left", true, func(a *client.Activity) Value { return Decimal(a.LeavesQty) }},
		{"cum_qty", "of a fill: what its order has filled", true, func(a *client.Activity) Value { return Decimal(a.CumQty) }},
		{"net_amount", "of what is no fill", true, func(a *client.Activity) Value { return Decimal(a.NetAmount) }},
		{"amount", "what it came to in currency, fills too, computed; below zero for what was bought", true, func(a *client.Activity) Value { return Decimal(a.Amount()) }},
		{"cash_amount", "the same where it moved US dollars; null where it is in another currency, was cancelled or replaced by a correction", true, func(a *client.Activity) Value { return Decimal(a.CashAmount()) }},
		{"per_share_amount", "of a dividend", false, func(a *client.Activity) Value { return Decimal(a.PerShareAmount) }},
		{"currency", "of the price and the amounts: what the broker names, else the account's, or what a pair of crypto is quoted in", false, func(a *client.Activity) Value { return Text(a.AmountCurrency()) }},
		{"order_id", "of a fill", false, func(a *client.Activity) Value { return Text(a.OrderID) }},
		{"order_status", "of a fill: its order's after it", false, func(a *client.Activity) Value { return Text(a.OrderStatus) }},
		{"status", "executed, correct or canceled: a cancelled one does not count, a correction does in place of what it corrects", false, func(a *client.Activity) Value { return Text(a.Status) }},
		{"counts", "false where it was cancelled or replaced by a correction", false, func(a *client.Activity) Value { return Switch(a.Counts()) }},
		{"description", "the broker's words, which may name an amount", true, func(a *client.Activity) Value { return Text(a.Description) }},
	},
	Columns: []Column[client.Activity]{
		{Title: "When", Left: true, Show: func(a *client.Activity, opt Options) format.Cell { return text(activityDay(a, opt.Now)) }},
		{Title: "What", Left: true, Show: func(a *client.Activity, _ Options) format.Cell {
			return text(format.Activity(a.Type, a.Execution, a.State()))
		}},
		{Title: "Symbol", Left: true, Priority: 6, Show: func(a *client.Activity, opt Options) format.Cell {
			if a.Symbol == "" {
				return format.Cell{}
			}
			return text(format.Instrument(a.Symbol, "", opt.Short))
		}},
		{Title: "Side", Left: true, Priority: 4, Show: func(a *client.Activity, _ Options) format.Cell { return text(format.Words(a.Side)) }},
		{Title: "Qty", Priority: 3, Show: func(a *client.Activity, opt Options) format.Cell {
			return text(mask(blank(format.Quantity(a.Qty.NullDecimal)).Text, opt))
		}},
		{Title: "Price", Priority: 2, Show: func(a *client.Activity, _ Options) format.Cell {
			return blank(format.PriceIn(a.Price.NullDecimal, a.PriceCurrency(), a.Symbol, ""))
		}},
		{Title: "Amount", Show: func(a *client.Activity, opt Options) format.Cell {
			c := profit(a.Amount(), opt)
			if currency := a.AmountCurrency(); currency != market.USD {
				c = text(mask(format.SignedMoneyIn(a.Amount().NullDecimal, currency), opt))
			}
			switch {
			case !a.Counts():
				c.Tone = format.Muted
			case a.IsFill(): // what was bought or sold changed its form, not the account's worth
				c.Tone = format.Plain
			}
			return c
		}},
		{Title: "Note", Left: true, Priority: 1, Show: func(a *client.Activity, opt Options) format.Cell {
			if a.Description == "" && a.PerShareAmount.Valid { // a price, not an amount
				return text(format.PerShare(a.PerShareAmount.NullDecimal, a.AmountCurrency()))
			}
			return text(mask(a.Description, opt))
		}},
	},
})

// activityDay is day and time of a fill, the day alone of the rest: the broker
// dates them by the day.
func activityDay(a *client.Activity, now time.Time) string {
	if a.IsFill() || a.Date == "" {
		return format.Moment(a.At, now)
	}
	at, err := time.Parse(time.DateOnly, a.Date)
	if err != nil {
		return a.Date
	}
	return strings.TrimSpace(at.Format("2 Jan 2006"))
}
