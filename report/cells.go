package report

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// The cells that tables are made of.

func text(s string) Cell { return Cell{Text: s} }

func mask(s string, l Look) string {
	if l.Private && s != format.Unknown && s != "" {
		return format.Masked
	}
	return s
}

func money(d client.Decimal, l Look) Cell { return text(mask(format.Money(d.NullDecimal), l)) }

func quantity(d client.Decimal, l Look) Cell {
	return text(mask(format.Quantity(d.NullDecimal), l))
}

// profit says gain or loss by sign and tone; by arrow too where the amount is
// hidden.
func profit(d client.Decimal, l Look) Cell {
	said := format.SignedMoney(d.NullDecimal)
	if l.Private && d.Valid {
		said = format.Arrow(d.NullDecimal, 2) + " " + format.Masked
	}
	return Cell{said, toneOf(d.NullDecimal, 2)}
}

func percent(d client.Decimal) Cell {
	return Cell{format.Percent(d.NullDecimal), toneOf(d.NullDecimal, 4)}
}

func toneOf(d decimal.NullDecimal, places int32) Tone {
	switch format.Sign(d, places) {
	case 1:
		return Gain
	case -1:
		return Loss
	default:
		return Plain
	}
}

// blank leaves a cell empty where a value has no meaning for the row.
func blank(s string) Cell {
	if s == format.Unknown {
		return Cell{}
	}
	return text(s)
}
