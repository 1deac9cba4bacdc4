package ui

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/ui/table"
)

// activityColumns is the table of activities from left to right.
var activityColumns = []format.Column[activityRow]{
	{
		Title: "Time", Left: true,
		Show: func(r *activityRow, l format.Options) format.Cell {
			return format.Cell{Text: activityTime(r, l), Tone: format.Muted}
		},
		Compare: func(a, b *activityRow) int { return a.At.Compare(b.At) },
	},
	{
		Title: "What", Left: true, Words: true,
		Show: func(r *activityRow, _ format.Options) format.Cell { return format.Cell{Text: nameOf(r.Activity)} },
		Compare: func(a, b *activityRow) int {
			return strings.Compare(nameOf(b.Activity), nameOf(a.Activity))
		},
	},
	{
		Title: "Symbol", Left: true, Words: true, Priority: 6,
		Show: func(r *activityRow, l format.Options) format.Cell {
			if r.Symbol == "" {
				return format.Cell{}
			}
			return format.Cell{Text: format.Instrument(r.Symbol, "", l.Short)}
		},
		Compare: func(a, b *activityRow) int { return strings.Compare(b.Symbol, a.Symbol) },
	},
	{
		Title: "Side", Left: true, Words: true, Priority: 4,
		Show:    func(r *activityRow, _ format.Options) format.Cell { return format.Cell{Text: format.Words(r.Side)} },
		Compare: func(a, b *activityRow) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		Title: "Qty", Priority: 3,
		Show: func(r *activityRow, l format.Options) format.Cell {
			c := format.KnownCell(format.Quantity(r.Qty.NullDecimal))
			c.Text = hide(l, c.Text)
			return c
		},
		Value: func(r *activityRow) decimal.NullDecimal { return r.Qty.NullDecimal },
	},
	{
		Title: "Price", Priority: 2,
		Show: func(r *activityRow, _ format.Options) format.Cell {
			return format.KnownCell(format.PriceIn(r.Price.NullDecimal, r.PriceCurrency(), r.Symbol, ""))
		},
		Value: func(r *activityRow) decimal.NullDecimal { return r.Price.NullDecimal },
	},
	{
		Title: "Amount", Priority: 7,
		Show: func(r *activityRow, l format.Options) format.Cell {
			d := r.Amount().NullDecimal
			c := format.Cell{Text: format.Amount(l, format.SignedMoneyIn(d, r.AmountCurrency()))}
			switch {
			case !r.Counts():
				c.Tone = format.Muted
			case !r.IsFill(): // a fill exchanges cash for a position: no gain or loss
				c.Tone = format.ToneOf(d, 2)
			}
			return c
		},
		Value: func(r *activityRow) decimal.NullDecimal { return r.Amount().NullDecimal },
	},
	{
		Title: "Note", Left: true, Words: true, MaxWidth: 48, Priority: 1,
		Show: func(r *activityRow, l format.Options) format.Cell {
			return format.Cell{Text: activityNote(r.Activity, l), Tone: format.Muted}
		},
		Compare: func(a, b *activityRow) int {
			return strings.Compare(activityNote(b.Activity, format.Options{}), activityNote(a.Activity, format.Options{}))
		},
	},
}

// activityKind is the table of activities.
var activityKind = &table.Spec[activityRow]{
	Name: "activity", Noun: "activity", Columns: activityColumns,
	ID: func(r *activityRow) string { return r.key },
	Matches: func(r *activityRow, filter string) bool {
		return strings.Contains(strings.ToUpper(r.Symbol+" "+nameOf(r.Activity)+" "+r.Description), filter)
	},
	Heading: func(r *activityRow, l format.Options) (string, bool) { return activityHeading(r, l), r.heading != "" },
}

// activityHeading is a day's heading with its net, where that is known.
func activityHeading(r *activityRow, l format.Options) string {
	if !r.net.Valid || l.Partial {
		return r.heading
	}
	return r.heading + "   cash " + format.Amount(l, format.SignedMoney(r.net))
}

// activityTime is the time of day under the heading of its day, else with its date.
// The broker dates what is no fill by the day alone.
func activityTime(r *activityRow, l format.Options) string {
	timed := !r.At.IsZero() && (r.IsFill() || r.Execution != "")
	switch {
	case timed && (l.Dated || market.Date(r.At) != r.day):
		return format.Moment(r.At, l.Now)
	case timed:
		return format.Clock(r.At)
	case l.Dated:
		day, err := time.ParseInLocation(time.DateOnly, r.day, market.NewYork)
		if err != nil {
			return format.Unknown
		}
		return format.ShortDate(day, l.Now)
	default:
		return ""
	}
}

// hide is format.Amount for a text that may be empty.
func hide(l format.Options, text string) string {
	if text == "" {
		return ""
	}
	return format.Amount(l, text)
}

func nameOf(a client.Activity) string { return format.Activity(a.Type, a.Execution, a.State()) }

// activityNote is hidden if it may contain an amount, as the broker's text may.
func activityNote(a client.Activity, l format.Options) string {
	switch {
	case a.Description != "":
		return format.Amount(l, a.Description)
	case a.IsFill() && a.LeavesQty.Valid && !a.LeavesQty.Decimal.IsZero():
		return format.Amount(l, format.Quantity(a.LeavesQty.NullDecimal)) + " left"
	case a.PerShareAmount.Valid && !a.PerShareAmount.Decimal.IsZero():
		return format.PerShare(a.PerShareAmount.NullDecimal, a.AmountCurrency())
	default:
		return ""
	}
}
