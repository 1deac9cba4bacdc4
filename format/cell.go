package format

import (
	"github.com/shopspring/decimal"
)

// Cell is a text of a table or a card, and what it means.
type Cell struct {
	Text   string
	Tone   Tone
	Strong bool // it stands out, like a price that has just changed
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
