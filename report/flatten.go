package report

import (
	"quipu/format"
	"quipu/market"
	"quipu/trade"
)

// Flatten is what became of each position when the kill switch closed all.
var Flatten = Register(Kind[trade.FlatAnswer]{
	Command: "flatten", Name: "positions", Empty: "There was no position.",
	Notes: ", those that there were. The exit code is 0 only where the account was read without an order and a position",
	Key:   func(a *trade.FlatAnswer) string { return a.Symbol },
	Fields: []Field[trade.FlatAnswer]{
		{"symbol", "crypto as BTCUSD", false, func(a *trade.FlatAnswer) Value { return Text(a.Symbol) }},
		{"qty", "when it was closed, shorts below zero", true, func(a *trade.FlatAnswer) Value { return Decimal(a.Qty) }},
		{"left", "as it was read last; 0 when it is gone", true, func(a *trade.FlatAnswer) Value { return Decimal(a.Left) }},
		{"order_id", "of the order that closes it; null where there is none, or it is not known", false, func(a *trade.FlatAnswer) Value { return Text(a.OrderID) }},
		{"reason", "of a refusal, or that the outcome is not known", false, func(a *trade.FlatAnswer) Value { return Text(a.Reason) }},
	},
	Columns: []Column[trade.FlatAnswer]{
		{Title: "Symbol", Left: true, Show: func(a *trade.FlatAnswer, _ Options) format.Cell {
			return text(format.Instrument(a.Symbol, market.ClassOf(a.Symbol), false))
		}},
		{Title: "Qty", Show: func(a *trade.FlatAnswer, opt Options) format.Cell {
			return text(format.Amount(opt.Options, format.Quantity(a.Qty.NullDecimal)))
		}},
		{Title: "Left", Show: func(a *trade.FlatAnswer, opt Options) format.Cell {
			return text(format.Amount(opt.Options, format.Quantity(a.Left.NullDecimal)))
		}},
		{Title: "Reason", Left: true, Show: func(a *trade.FlatAnswer, _ Options) format.Cell { return blank(a.Reason) }},
	},
})
