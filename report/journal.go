package report

import (
	"slices"

	"quipu/client"
	"quipu/format"
	"quipu/trade"
)

// Journal is what was sent, or was about to be sent: quipu journal, and the
// answer of the commands that trade.
var Journal = Register(Kind[trade.Entry]{
	Command: "journal",
	Notes:   ", the newest first. `quipu buy`, `sell`, `replace`, `close` and `cancel` print the entries that they made, as one list",
	Name:    "entries", Empty: "Nothing was sent yet.",
	Key: func(e *trade.Entry) string { return e.ID },
	Fields: []Field[trade.Entry]{
		{"id", "client_order_id of an order, also of one that replaces another", false, func(e *trade.Entry) Value { return Text(e.ID) }},
		{"action", "submit, replace, close (a whole position), cancel; of the kill switch: flatten (its beginning and end), cancel all, close all, suspend; of a close that cancels exits first: unprotect (its beginning and end)", false, func(e *trade.Entry) Value { return Text(string(e.Action)) }},
		{"state", "sent (under way, or the program ended), not sent, refused, unknown (never send it again: it is looked up), accepted, settled, dismissed", false, func(e *trade.Entry) Value { return Text(string(e.State)) }},
		{"symbol", "crypto as BTC/USD", false, func(e *trade.Entry) Value { return Text(e.Symbol) }},
		{"side", "buy or sell", false, func(e *trade.Entry) Value { return Text(e.Side) }},
		{"qty", "null for an order in dollars", true, func(e *trade.Entry) Value { return Decimal(e.Qty) }},
		{"value", "estimate in dollars when it was sent", true, func(e *trade.Entry) Value { return Decimal(e.Value) }},
		{"reduces", "it could only make the position smaller", false, func(e *trade.Entry) Value { return Flag(client.KnownFlag(e.Reduces)) }},
		{"order_id", "the broker's; null until it is known", false, func(e *trade.Entry) Value { return Text(e.OrderID) }},
		{"status", "of the order when it was read last; how a kill switch ended", false, func(e *trade.Entry) Value { return Text(e.Status) }},
		{"reason", "of a refusal or a failure, in words", false, func(e *trade.Entry) Value { return Text(e.Reason) }},
		{"target", "id of the order to replace or to cancel", false, func(e *trade.Entry) Value { return Text(e.Target) }},
		{"exits", "of an unprotect: what is cancelled, in words", false, func(e *trade.Entry) Value { return Text(e.ExitWords()) }},
		{"after", "of a close: id of the unprotect before it", false, func(e *trade.Entry) Value { return Text(e.After) }},
		{"body", "exactly what was sent, as text; empty where the request has none", true, func(e *trade.Entry) Value { return Text(string(e.Body)) }},
		{"at", "when it was confirmed", false, func(e *trade.Entry) Value { return Time(&e.At) }},
		{"latest", "when something was learned about it last", false, func(e *trade.Entry) Value { return Time(&e.Latest) }},
	},
	Columns: []Column[trade.Entry]{
		{Title: "Confirmed", Left: true, Priority: 5, Show: func(e *trade.Entry, opt Options) format.Cell { return moment(&e.At, opt) }},
		{Title: "Action", Left: true, Priority: 4, Show: func(e *trade.Entry, _ Options) format.Cell { return text(string(e.Action)) }},
		{Title: "Side", Left: true, Show: func(e *trade.Entry, _ Options) format.Cell { return text(e.Side) }},
		{Title: "Qty", Show: func(e *trade.Entry, opt Options) format.Cell {
			return text(format.Amount(opt.Options, format.Quantity(e.Qty.NullDecimal)))
		}},
		{Title: "Symbol", Left: true, Show: func(e *trade.Entry, _ Options) format.Cell { return text(e.Symbol) }},
		{Title: "Value", Priority: 3, Show: func(e *trade.Entry, opt Options) format.Cell {
			return text(format.Amount(opt.Options, format.Money(e.Value.NullDecimal)))
		}},
		{Title: "State", Left: true, Show: func(e *trade.Entry, _ Options) format.Cell { return text(string(e.State)) }},
		{Title: "Status", Left: true, Priority: 6, Show: func(e *trade.Entry, _ Options) format.Cell { return blank(format.Words(e.Status)) }},
		{Title: "Reason", Left: true, Priority: 2, Show: func(e *trade.Entry, _ Options) format.Cell { return blank(e.Reason) }},
		{Title: "Order ID", Left: true, Priority: 1, Show: func(e *trade.Entry, _ Options) format.Cell { return blank(e.OrderID) }},
	},
})

// Sent is Journal for the commands that trade: the id of the order, which other commands
// want, stays where the terminal is narrow.
func Sent() Kind[trade.Entry] {
	sent := Journal
	sent.Columns = slices.Clone(sent.Columns)
	sent.Columns[len(sent.Columns)-1].Priority = 0
	return sent
}

// Plan is an order that --dry-run shows.
var Plan = Register(Kind[trade.Plan]{
	Command: "buy --dry-run", Name: "plan", Single: true,
	Notes: ", of `quipu sell`, `replace` and `close` too. The figures are estimates, of a replacement for what is not filled yet",
	Key:   func(p *trade.Plan) string { return p.Order.Symbol },
	Fields: []Field[trade.Plan]{
		{"symbol", "crypto as BTC/USD", false, func(p *trade.Plan) Value { return Text(p.Order.Symbol) }},
		{"side", "buy or sell", false, func(p *trade.Plan) Value { return Text(p.Order.Side) }},
		{"qty", "null for an order in dollars", true, func(p *trade.Plan) Value { return Decimal(p.Order.Qty) }},
		{"notional", "dollars instead of a quantity", true, func(p *trade.Plan) Value { return Decimal(p.Order.Notional) }},
		{"words", "the order in words", true, func(p *trade.Plan) Value { return Text(p.Sentence()) }},
		{"sendable", "no rule and no limit is against it", false, func(p *trade.Plan) Value { return Flag(client.KnownFlag(p.Problems.Sendable())) }},
		{"problems", "what is against it, or worth knowing", false, func(p *trade.Plan) Value { return Text(p.Problems.String()) }},
		{"value", "cost or proceeds in dollars", true, func(p *trade.Plan) Value { return Decimal(p.Estimate.Value) }},
		{"buying_power", "now", true, func(p *trade.Plan) Value { return Decimal(p.Estimate.PowerBefore) }},
		{"buying_power_after", "while the order works", true, func(p *trade.Plan) Value { return Decimal(p.Estimate.PowerAfter) }},
		{"position_after", "quantity once it is filled, shorts below zero", true, func(p *trade.Plan) Value { return Decimal(p.Estimate.PositionAfter) }},
		{"share_after", "of that position in the equity, a fraction", false, func(p *trade.Plan) Value { return Decimal(p.Estimate.ShareAfter) }},
		{"reduces", "it can only make the position smaller", false, func(p *trade.Plan) Value { return Flag(client.KnownFlag(p.Reduces())) }},
		{"body", "exactly what would be sent but for client_order_id, as text", true, func(p *trade.Plan) Value { return Text(p.Body()) }},
	},
	Columns: []Column[trade.Plan]{
		{Title: "Order", Left: true, Show: func(p *trade.Plan, _ Options) format.Cell { return text(p.Sentence()) }},
		{Title: "Buying power", Show: func(p *trade.Plan, opt Options) format.Cell {
			return text(change(p.Estimate.PowerBefore, p.Estimate.PowerAfter, opt))
		}},
		{Title: "Position after", Show: func(p *trade.Plan, opt Options) format.Cell {
			share := ""
			if p.Estimate.ShareAfter.Valid {
				share = " · " + format.Share(p.Estimate.ShareAfter.NullDecimal) + " of equity"
			}
			return text(format.Amount(opt.Options, format.Quantity(p.Estimate.PositionAfter.NullDecimal)) + share)
		}},
		{Title: "Body", Left: true, Show: func(p *trade.Plan, _ Options) format.Cell { return text(p.Body()) }},
	},
})

// Plans are the orders that quipu submit --dry-run shows, and quipu close --reverse
// --dry-run.
var Plans = Register(severalPlans())

func severalPlans() Kind[trade.Plan] {
	several := Plan
	several.Command, several.Name, several.Single = "submit --dry-run", "plans", false
	several.Notes = ", in the order of the tickets; close --reverse --dry-run prints them too, the close before what opens the other side. The figures are estimates"
	return several
}

// change shows a figure before and after: "$1,200.00 → $900.00".
func change(before, after client.Decimal, opt Options) string {
	return format.Amount(opt.Options, format.Money(before.NullDecimal)+" → "+format.Money(after.NullDecimal))
}
