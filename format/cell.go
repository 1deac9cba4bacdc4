package format

import (
	"time"

	"github.com/shopspring/decimal"
)

// Cell is a text of a table or a card, and what it means.
type Cell struct {
	Text   string
	Tone   Tone
	Strong bool // it stands out, like a price that has just changed
}

// KnownCell is a cell with a text, empty where that says that a value is unknown.
func KnownCell(text string) Cell {
	if text == Unknown {
		return Cell{}
	}
	return Cell{Text: text}
}

// Tone is what a text means; a theme or a terminal chooses the colour.
type Tone int

// The tones, of which Plain is the zero value.
const (
	Plain  Tone = iota
	Muted       // a label, a note, a figure that is not current
	Gain        // above zero
	Loss        // below zero
	Accent      // it asks for attention
	Buy         // of an order
	Sell
)

// ToneOf judges d as it is shown, rounded to places decimals: Plain where that is
// zero, or d unknown.
func ToneOf(d decimal.NullDecimal, places int32) Tone {
	switch Sign(d, places) {
	case 1:
		return Gain
	case -1:
		return Loss
	default:
		return Plain
	}
}

// ClosedMark follows a price from outside the session.
const ClosedMark = "*"

// LastCell shows the price of a last trade, and on which day that was where it is
// not of the present session.
func LastCell(price string, at time.Time, current bool, o Options) Cell {
	if current || price == Unknown {
		return Cell{Text: price}
	}
	return Cell{Text: price + OnDay(at, o.Now), Tone: Muted}
}

// Amount hides the text of an amount while privacy is on. Unknown and "" stay as
// they are.
func Amount(o Options, text string) string {
	if o.Private && text != Unknown && text != "" {
		return Masked
	}
	return text
}

// AccountMoney is an amount in the account's currency, hidden while privacy is on.
func AccountMoney(o Options, d decimal.NullDecimal) string {
	return Amount(o, inAccount(d, o.Currency))
}

// SignedAccountMoney is AccountMoney with a plus sign above zero.
func SignedAccountMoney(o Options, d decimal.NullDecimal) string {
	text := inAccount(d, o.Currency)
	if d.Valid {
		text = plus(d.Decimal.Round(2)) + text
	}
	return Amount(o, text)
}

// inAccount has two decimals in every currency that an account can be in.
func inAccount(d decimal.NullDecimal, currency string) string {
	if isDollars(currency) || !d.Valid {
		return Money(d)
	}
	return grouped(d.Decimal.Round(2), 2) + " " + currency
}

// ProfitCell shows what was gained or lost in the account's currency, on request with an arrow before them.
func ProfitCell(d decimal.NullDecimal, arrow bool, o Options) Cell {
	text := SignedAccountMoney(o, d)
	if arrow && d.Valid {
		text = Arrow(d, 2) + " " + text
	}
	return Cell{Text: text, Tone: ToneOf(d, 2)}
}

// PercentCell shows a fraction as a signed percentage, on request with an arrow
// before it.
func PercentCell(fraction decimal.NullDecimal, arrow bool) Cell {
	text := Percent(fraction)
	if arrow && fraction.Valid {
		text = Arrow(fraction, 4) + " " + text
	}
	return Cell{Text: text, Tone: ToneOf(fraction, 4)}
}
