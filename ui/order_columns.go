package ui

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// orderColumns is the table of orders from left to right.
var orderColumns = []column[orderRow]{
	{
		title: "Order", left: true, words: true,
		show: func(r *orderRow, l look) format.Cell { return format.Cell{Text: r.name(l)} },
		compare: func(a, b *orderRow) int {
			return strings.Compare(orderLabel(*b.Order, false), orderLabel(*a.Order, false))
		},
	},
	{
		title: "Side", left: true, words: true, leaves: 11,
		show:    func(r *orderRow, _ look) format.Cell { return format.Cell{Text: format.Words(r.Side)} },
		compare: func(a, b *orderRow) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		title: "Type", left: true, words: true, leaves: 5,
		show:    func(r *orderRow, _ look) format.Cell { return format.Cell{Text: orderType(*r.Order)} },
		compare: func(a, b *orderRow) int { return strings.Compare(b.Type, a.Type) },
	},
	{
		title: "Limit", leaves: 8,
		show:  func(r *orderRow, _ look) format.Cell { return known(orderPrice(*r.Order, r.LimitPrice)) },
		value: func(r *orderRow) decimal.NullDecimal { return r.LimitPrice.NullDecimal },
	},
	{
		title: "Stop", leaves: 7,
		show:  func(r *orderRow, _ look) format.Cell { return known(orderPrice(*r.Order, r.StopPrice)) },
		value: func(r *orderRow) decimal.NullDecimal { return r.StopPrice.NullDecimal },
	},
	{
		title: "Price", instead: []string{"Limit", "Stop"}, leaves: 12,
		show:  func(r *orderRow, _ look) format.Cell { return format.Cell{Text: r.price()} },
		value: func(r *orderRow) decimal.NullDecimal { return r.mainPrice().NullDecimal },
	},
	{
		title: "Filled", leaves: 9,
		show:  func(r *orderRow, l look) format.Cell { return format.Cell{Text: filled(*r.Order, l)} },
		value: func(r *orderRow) decimal.NullDecimal { return r.FilledQty.NullDecimal },
	},
	{
		title: "Average", leaves: 3,
		show:  func(r *orderRow, _ look) format.Cell { return known(orderPrice(*r.Order, r.FilledAvgPrice)) },
		value: func(r *orderRow) decimal.NullDecimal { return r.FilledAvgPrice.NullDecimal },
	},
	{
		title: "In force", left: true, words: true, leaves: 2,
		show: func(r *orderRow, _ look) format.Cell {
			text := format.Words(r.TimeInForce)
			if r.ExtendedHours.On {
				text += " ext"
			}
			return format.Cell{Text: text}
		},
		compare: func(a, b *orderRow) int { return strings.Compare(b.TimeInForce, a.TimeInForce) },
	},
	{
		title: "Class", left: true, words: true, leaves: 1,
		show: func(r *orderRow, _ look) format.Cell {
			if r.Class == "simple" {
				return format.Cell{}
			}
			return format.Cell{Text: format.Words(r.Class), Tone: format.Muted}
		},
		compare: func(a, b *orderRow) int { return strings.Compare(b.Class, a.Class) },
	},
	{
		title: "Status", left: true, words: true, leaves: 10,
		show: func(r *orderRow, _ look) format.Cell {
			c := format.Cell{Text: format.Words(r.Status)}
			if r.Closed() && r.Status != "filled" {
				c.Tone = format.Muted
			}
			return c
		},
		compare: func(a, b *orderRow) int { return strings.Compare(b.Status, a.Status) },
	},
	{
		title: "When", leaves: 4,
		show: func(r *orderRow, l look) format.Cell {
			if !r.ended.IsZero() {
				return format.Cell{Text: format.Clock(r.ended), Tone: format.Muted}
			}
			if r.SubmittedAt == nil {
				return format.Cell{Text: format.Unknown}
			}
			return format.Cell{Text: format.Rough(l.now.Sub(*r.SubmittedAt))}
		},
		compare: func(a, b *orderRow) int { return compareTimes(a.SubmittedAt, b.SubmittedAt) },
	},
}

// ordersKind is the table of orders.
var ordersKind = &kind[orderRow]{
	name: "orders", noun: "order", columns: orderColumns,
	id:      func(r *orderRow) string { return r.key },
	matches: (*orderRow).matches,
	heading: func(r *orderRow, _ look) (string, bool) { return r.heading, r.heading != "" },
	part:    func(r *orderRow) bool { return r.depth > 0 },
	tied: func(a, b *orderRow) int {
		return cmp.Or(-compareTimes(a.SubmittedAt, b.SubmittedAt), strings.Compare(a.ID, b.ID))
	},
}

// known leaves a cell blank where a value has no meaning for the row.
func known(text string) format.Cell {
	if text == format.Unknown {
		return format.Cell{}
	}
	return format.Cell{Text: text}
}

func orderType(o client.Order) string {
	return format.OrderType(o.Type, o.TrailPrice.NullDecimal, o.TrailPercent.NullDecimal)
}

// mainPrice is the one that matters: at which it was done, which sets it to work,
// which is its limit.
func (r *orderRow) mainPrice() client.Decimal {
	switch {
	case r.Closed() && r.FilledAvgPrice.Valid:
		return r.FilledAvgPrice
	case r.StopPrice.Valid:
		return r.StopPrice
	default:
		return r.LimitPrice
	}
}

// price is the main price in words.
func (r *orderRow) price() string {
	done := r.Closed() && r.FilledAvgPrice.Valid
	switch price := known(orderPrice(*r.Order, r.mainPrice())).Text; {
	case !done && r.TrailPercent.Valid:
		return "trail " + format.Quantity(r.TrailPercent.NullDecimal) + "%"
	case !done && r.TrailPrice.Valid:
		return "trail " + orderPrice(*r.Order, r.TrailPrice)
	case !done && r.StopPrice.Valid:
		return "stop " + price
	default:
		return price
	}
}

func orderPrice(o client.Order, d client.Decimal) string {
	return format.PriceOf(d.NullDecimal, o.Symbol, o.AssetClass)
}

func filled(o client.Order, l look) string {
	return format.Filled(o.FilledQty.NullDecimal, o.Qty.NullDecimal, o.Notional.NullDecimal, l.private)
}
