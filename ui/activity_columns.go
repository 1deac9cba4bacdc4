package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/ui/format"
)

// activityColumns is the table of activities from left to right.
var activityColumns = []column[activityRow]{
	{
		title: "Time", left: true,
		show:    func(r *activityRow, _ look) cell { return cell{text: activityTime(r), tone: faded} },
		compare: func(a, b *activityRow) int { return a.At.Compare(b.At) },
	},
	{
		title: "What", left: true,
		show: func(r *activityRow, _ look) cell { return cell{text: activityName(r.Activity)} },
		compare: func(a, b *activityRow) int {
			return strings.Compare(activityName(b.Activity), activityName(a.Activity))
		},
	},
	{
		title: "Symbol", left: true, leaves: 6,
		show: func(r *activityRow, l look) cell {
			if r.Symbol == "" {
				return cell{}
			}
			return cell{text: label(r.Symbol, "", l.short)}
		},
		compare: func(a, b *activityRow) int { return strings.Compare(b.Symbol, a.Symbol) },
	},
	{
		title: "Side", left: true, leaves: 4,
		show:    func(r *activityRow, _ look) cell { return cell{text: words(r.Side)} },
		compare: func(a, b *activityRow) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		title: "Qty", leaves: 3,
		show: func(r *activityRow, l look) cell {
			c := known(format.Quantity(r.Qty.NullDecimal))
			c.text = hide(l, c.text)
			return c
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Qty.NullDecimal },
	},
	{
		title: "Price", leaves: 2,
		show: func(r *activityRow, _ look) cell {
			if strings.Contains(r.Symbol, "/") {
				return known(format.CryptoPrice(r.Price.NullDecimal))
			}
			return known(format.Price(r.Price.NullDecimal))
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Price.NullDecimal },
	},
	{
		title: "Amount", leaves: 7,
		show: func(r *activityRow, l look) cell {
			d := r.Amount().NullDecimal
			c := cell{text: amount(l, format.SignedMoney(d))}
			if r.Type != "FILL" { // what was bought or sold changed its form, not the account's worth
				c.tone = gainOrLoss(d, 2)
			}
			return c
		},
		value: func(r *activityRow) decimal.NullDecimal { return r.Amount().NullDecimal },
	},
	{
		title: "Note", left: true, leaves: 1,
		show: func(r *activityRow, _ look) cell { return cell{text: clip(activityNote(r.Activity), 48), tone: faded} },
		compare: func(a, b *activityRow) int {
			return strings.Compare(activityNote(b.Activity), activityNote(a.Activity))
		},
	},
}

// activityKind is the table of activities.
var activityKind = &kind[activityRow]{
	name: "activity", noun: "activity", columns: activityColumns,
	id: func(r *activityRow) string { return r.key },
	matches: func(r *activityRow, filter string) bool {
		return strings.Contains(strings.ToUpper(r.Symbol+" "+activityName(r.Activity)+" "+r.Description), filter)
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

// activityNames are the types that have words of their own (Alpaca's list of
// activity types).
var activityNames = map[string]string{
	"CSD": "deposit", "CSW": "withdrawal", "TRANS": "transfer", "ACATC": "transfer of cash", "ACATS": "transfer of securities",
	"DIV": "dividend", "DIVCGL": "capital gain, long", "DIVCGS": "capital gain, short", "DIVFEE": "dividend fee", "DIVFT": "dividend tax adjusted",
	"DIVNRA": "dividend tax withheld", "DIVROC": "return of capital", "DIVTW": "dividend tax withheld", "DIVTXEX": "dividend, tax exempt",
	"FEE": "fee", "CFEE": "crypto fee", "PTC": "pass-through charge", "INT": "interest", "INTNRA": "interest tax withheld", "INTTW": "interest tax withheld",
	"JNL": "journal", "JNLC": "journal of cash", "JNLS": "journal of securities", "MA": "merger", "NC": "name change", "SPIN": "spin-off", "SPLIT": "split",
	"REORG": "reorganization", "SC": "symbol change", "SSO": "stock spin-off", "SSP": "stock split", "PTR": "pass-through rebate",
	"OPASN": "option assigned", "OPEXP": "option expired", "OPEXC": "option exercised", "OPXRC": "option exercised", "OPTRD": "option trade", "OPCA": "option adjusted",
	"MISC": "other",
}

func activityName(a client.Activity) string {
	switch {
	case a.Type == "FILL" && a.Execution == "partial_fill":
		return "partial fill"
	case a.Type == "FILL":
		return "fill"
	case activityNames[a.Type] != "":
		return activityNames[a.Type]
	default:
		return words(a.Type)
	}
}

func activityNote(a client.Activity) string {
	switch {
	case a.Description != "":
		return a.Description
	case a.Type == "FILL" && a.LeavesQty.Valid && !a.LeavesQty.Decimal.IsZero():
		return format.Quantity(a.LeavesQty.NullDecimal) + " left"
	case a.PerShareAmount.Valid && !a.PerShareAmount.Decimal.IsZero():
		return format.Price(a.PerShareAmount.NullDecimal) + " a share"
	default:
		return ""
	}
}
