package report

import (
	"quipu/client"
	"quipu/format"
)

func text(s string) format.Cell { return format.Cell{Text: s} }

func mask(s string, opt Options) string { return format.Amount(opt.Options, s) }

func money(d client.Decimal, opt Options) format.Cell {
	return text(format.AccountMoney(opt.Options, d.NullDecimal))
}

// profit shows gain or loss by sign and tone, and by an arrow where the amount
// is hidden.
func profit(d client.Decimal, opt Options) format.Cell {
	return format.ProfitCell(d.NullDecimal, opt.Private, opt.Options)
}

func percent(d client.Decimal) format.Cell { return format.PercentCell(d.NullDecimal, false) }

// blank is an empty cell instead of the sign for unknown, for a value that has
// no meaning in the row.
func blank(s string) format.Cell {
	if s == format.Unknown {
		return format.Cell{}
	}
	return text(s)
}
