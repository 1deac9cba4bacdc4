package report

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

func text(s string) Cell { return Cell{Text: s} }

func mask(s string, opt Options) string {
	if opt.Private && s != format.Unknown && s != "" {
		return format.Masked
	}
	return s
}

func money(d client.Decimal, opt Options) Cell { return text(mask(format.Money(d.NullDecimal), opt)) }

func quantity(d client.Decimal, opt Options) Cell {
	return text(mask(format.Quantity(d.NullDecimal), opt))
}

// profit shows gain or loss by sign and tone, and by an arrow where the amount
// is hidden.
func profit(d client.Decimal, opt Options) Cell {
	shown := format.SignedMoney(d.NullDecimal)
	if opt.Private && d.Valid {
		shown = format.Arrow(d.NullDecimal, 2) + " " + format.Masked
	}
	return Cell{shown, toneOf(d.NullDecimal, 2)}
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

// blank is an empty cell instead of the sign for unknown, for a value that has
// no meaning in the row.
func blank(s string) Cell {
	if s == format.Unknown {
		return Cell{}
	}
	return text(s)
}
