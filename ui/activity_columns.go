package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// activityColumns is the table of activities from left to right.
var activityColumns = []column[activityRow]{
	{
		title: "Time", left: true,
		show: func(r *activityRow, _ look) format.Cell {
			return format.Cell{Text: activityTime(r), Tone: format.Muted}
		},
		compare: func(a, b *activityRow) int { return a.At.Compare(b.At) },
	},
	{
		title: "What", left: true, words: true,
		show: func(r *activityRow, _ look) format.Cell { return format.Cell{Text: nameOf(r.Activity)} },
		compare: func(a, b *activityRow) int {
			return strings.Compare(nameOf(b.Activity), nameOf(a.Activity))
		},
	},
	{
		title: "Symbol", left: true, words: true, leaves: 6,
		show: func(r *activityRow, l look) format.Cell {
			if r.Symbol == "" {
				return format.Cell{}
			}
			return format.Cell{Text: format.Instrument(r.Symbol, "", l.short)}
		},
		compare: func(a, b *activityRow) int { return strings.Compare(b.Symbol, a.Symbol) },
	},
	{
		title: "Side", left: true, words: true, leaves: 4,
		show:    func(r *activityRow, _ look) format.Cell { return format.Cell{Text: format.Words(r.Side)} },
		compare: func(a, b *activityRow) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		title: "Qty", leaves: 3,
		show: func(r *activityRow, l look) format.Cell {
			c := known(format.Quantity(r.Qty.NullDecimal))
			c.Text = hide(l, c.Text)
			return c
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Qty.NullDecimal },
	},
	{
		title: "Price", leaves: 2,
		show: func(r *activityRow, _ look) format.Cell {
			return known(format.PriceOf(r.Price.NullDecimal, r.Symbol, ""))
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Price.NullDecimal },
	},
	{
		title: "Amount", leaves: 7,
		show: func(r *activityRow, l look) format.Cell {
			d := r.Amount().NullDecimal
			c := format.Cell{Text: amount(l, format.SignedMoney(d))}
			if r.Type != "FILL" { // what was bought or sold changed its form, not the account's worth
				c.Tone = format.ToneOf(d, 2)
			}
			return c
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Amount().NullDecimal },
	},
	{
		title: "Note", left: true, words: true, most: 48, leaves: 1,
		show: func(r *activityRow, l look) format.Cell {
			return format.Cell{Text: activityNote(r.Activity, l), Tone: format.Muted}
		},
		compare: func(a, b *activityRow) int {
			return strings.Compare(activityNote(b.Activity, look{}), activityNote(a.Activity, look{}))
		},
	},
}

// activityKind is the table of activities.
var activityKind = &kind[activityRow]{
	name: "activity", noun: "activity", columns: activityColumns,
	id: func(r *activityRow) string { return r.key },
	matches: func(r *activityRow, filter string) bool {
		return strings.Contains(strings.ToUpper(r.Symbol+" "+nameOf(r.Activity)+" "+r.Description), filter)
	},
	heading: func(r *activityRow, l look) (string, bool) { return activityHeading(r, l), r.heading != "" },
}

// activityHeading is a day's heading with its net, where that is known.
func activityHeading(r *activityRow, l look) string {
	if !r.net.Valid || l.partial {
		return r.heading
	}
	return r.heading + "   cash " + amount(l, format.SignedMoney(r.net))
}

func activityTime(r *activityRow) string {
	if r.At.IsZero() || (r.Type != "FILL" && r.Execution == "") {
		return ""
	}
	return format.Clock(r.At)
}

// hide is amount for a text that may be blank.
func hide(l look, text string) string {
	if text == "" {
		return ""
	}
	return amount(l, text)
}

func nameOf(a client.Activity) string { return format.Activity(a.Type, a.Execution) }

// activityNote is hidden where it may name an amount, as the broker's words may.
func activityNote(a client.Activity, l look) string {
	switch {
	case a.Description != "":
		return amount(l, a.Description)
	case a.Type == "FILL" && a.LeavesQty.Valid && !a.LeavesQty.Decimal.IsZero():
		return amount(l, format.Quantity(a.LeavesQty.NullDecimal)) + " left"
	case a.PerShareAmount.Valid && !a.PerShareAmount.Decimal.IsZero():
		return format.PerShare(a.PerShareAmount.NullDecimal)
	default:
		return ""
	}
}
