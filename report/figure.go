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

// Figure is a number of a template: printed it is as the screen shows it. One
// that is hidden holds its sign alone.
type Figure struct {
	text   string
	value  decimal.NullDecimal
	places int32
	hidden bool
}

// String is the number as the screen shows it.
func (f Figure) String() string { return f.text }

// Format implements fmt.Formatter: %f gives the bare number with the decimals
// asked for, every other verb what the screen shows. What is unknown or hidden
// is the same for all of them.
func (f Figure) Format(to fmt.State, verb rune) {
	said := f.text
	if verb == 'f' && f.value.Valid && !f.hidden {
		places, given := to.Precision()
		if !given {
			places = int(f.places)
		}
		said = f.value.Decimal.StringFixed(int32(min(places, mostPlaces)))
	}
	width, _ := to.Width()
	blanks := strings.Repeat(" ", max(min(width, mostWidth)-utf8.RuneCountInString(said), 0))
	if to.Flag('-') {
		said += blanks
	} else {
		said = blanks + said
	}
	_, _ = io.WriteString(to, said)
}

// Bounds of what a template may ask of one figure.
const mostPlaces, mostWidth = 30, 200

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

// figure makes one, and leaves out of a hidden one all but its sign as it is
// shown.
func figure(said string, d client.Decimal, places int32, hidden bool) Figure {
	value := d.NullDecimal
	if hidden && value.Valid {
		value.Decimal = decimal.NewFromInt(int64(format.Sign(value, places)))
	}
	return Figure{said, value, places, hidden}
}
