package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// Figure is a number of a template, printed as the screen shows it. A hidden
// figure keeps only its sign.
type Figure struct {
	text   string
	value  decimal.NullDecimal
	places int32
	hidden bool
}

// String is the number as the screen shows it.
func (f Figure) String() string { return f.text }

// Format implements fmt.Formatter: %f gives the bare number with the decimals
// asked for, every other verb what the screen shows. An unknown or hidden figure
// is the same with every verb.
func (f Figure) Format(to fmt.State, verb rune) {
	shown := f.text
	if verb == 'f' && f.value.Valid && !f.hidden {
		places, given := to.Precision()
		if !given {
			places = int(f.places)
		}
		shown = f.value.Decimal.StringFixed(int32(min(places, maxPlaces)))
	}
	width, _ := to.Width()
	blanks := strings.Repeat(" ", max(min(width, maxWidth)-utf8.RuneCountInString(shown), 0))
	if to.Flag('-') {
		shown += blanks
	} else {
		shown = blanks + shown
	}
	_, _ = io.WriteString(to, shown)
}

// Limits of the precision and the width that a template may ask for.
const maxPlaces, maxWidth = 30, 200

// Raw is the exact number, a fraction for a percentage; "" where it is unknown
// or hidden.
func (f Figure) Raw() string {
	if !f.value.Valid || f.hidden {
		return ""
	}
	return exact(f.value.Decimal)
}

// Up reports a number above zero, as it is shown.
func (f Figure) Up() bool { return format.Sign(f.value, f.places) > 0 }

// Down reports a number below zero, as it is shown.
func (f Figure) Down() bool { return format.Sign(f.value, f.places) < 0 }

// Arrow is ▲, ▼ or a blank.
func (f Figure) Arrow() string { return format.Arrow(f.value, f.places) }

// figure makes a Figure. A hidden one keeps the sign of the shown number, and
// no digits.
func figure(shown string, d client.Decimal, places int32, hidden bool) Figure {
	value := d.NullDecimal
	if hidden && value.Valid {
		value.Decimal = decimal.NewFromInt(int64(format.Sign(value, places)))
	}
	return Figure{shown, value, places, hidden}
}
