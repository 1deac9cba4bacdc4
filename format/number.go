// Package format turns numbers into text, and is the only place that does:
// money, prices, quantities, percentages, ages and instrument names. Nothing
// passes through a float on its way. An unknown value is always Unknown, never
// zero.
package format

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Unknown stands for a value that the broker did not give.
const Unknown = "—"

// Masked stands for an amount while privacy is on. Its width says nothing of
// the amount's.
const Masked = "•••••"

// huge is where digits stop being readable and scientific notation begins.
var huge = decimal.New(1, 15)

var hundred = decimal.New(1, 2)

// Money gives US dollars with two decimals: $1,234.56, -$1,234.56.
func Money(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	return dollars(d.Decimal, 2)
}

// SignedMoney is Money with a plus sign where the rounded amount is above
// zero: +$12.30, -$5.00, $0.00.
func SignedMoney(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	return plus(d.Decimal.Round(2)) + dollars(d.Decimal, 2)
}

// Volume gives a number of shares or coins in short: 812, 1.2K, 45.6M, 7.89B.
func Volume(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	for _, unit := range []struct {
		size int32
		sign string
	}{{12, "T"}, {9, "B"}, {6, "M"}, {3, "K"}} {
		if d.Decimal.Abs().Cmp(decimal.New(1, unit.size)) >= 0 {
			return grouped(d.Decimal.Shift(-unit.size).Truncate(2), 2) + unit.sign
		}
	}
	return trimmed(d.Decimal, 2)
}

// Percent gives a fraction as a signed percentage with two decimals:
// 0.0122 is +1.22%.
func Percent(fraction decimal.NullDecimal) string {
	if !fraction.Valid {
		return Unknown
	}
	rounded := fraction.Decimal.Mul(hundred).Round(2)
	return plus(rounded) + grouped(rounded, 2) + "%"
}

// Share gives a fraction as an unsigned percentage with two decimals, for
// weights: 0.0208 is 2.08%, a short position's -0.0242 is -2.42%.
func Share(fraction decimal.NullDecimal) string {
	if !fraction.Valid {
		return Unknown
	}
	return grouped(fraction.Decimal.Mul(hundred).Round(2), 2) + "%"
}

// Quantity gives up to nine decimals, trailing zeros trimmed: 1,000,
// 3.141592653, -12.
func Quantity(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	return trimmed(d.Decimal, 9)
}

// Arrow gives the direction that a colour says too: ▲ above zero, ▼ below,
// a space for zero and unknown. It judges the value as it is shown: rounded
// to places decimals.
func Arrow(d decimal.NullDecimal, places int32) string {
	switch Sign(d, places) {
	case 1:
		return "▲"
	case -1:
		return "▼"
	default:
		return " "
	}
}

// Sign gives -1, 0 or 1 for d rounded to places decimals; 0 where unknown.
func Sign(d decimal.NullDecimal, places int32) int {
	if !d.Valid {
		return 0
	}
	return d.Decimal.Round(places).Sign()
}

func plus(rounded decimal.Decimal) string {
	if rounded.Sign() > 0 {
		return "+"
	}
	return ""
}

// dollars writes d with a dollar sign behind the minus.
func dollars(d decimal.Decimal, places int32) string {
	text := grouped(d.Round(places), places)
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		return "-$" + rest
	}
	return "$" + text
}

// grouped writes d with exactly places decimals and a comma every three
// digits. From 10^15 on it writes d.dddde±N.
func grouped(d decimal.Decimal, places int32) string {
	if d.Abs().Cmp(huge) >= 0 {
		return scientific(d)
	}
	text := d.StringFixed(places)
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// trimmed is grouped with at most places decimals, without trailing zeros.
func trimmed(d decimal.Decimal, places int32) string {
	rounded := d.Round(places)
	if rounded.Abs().Cmp(huge) >= 0 {
		return scientific(rounded)
	}
	return grouped(rounded, min(decimals(rounded), places))
}

// decimals counts the decimals that d needs.
func decimals(d decimal.Decimal) int32 {
	_, fraction, _ := strings.Cut(d.String(), ".")
	return int32(len(fraction)) //nolint:gosec // at most 64 digits arrive
}

func scientific(d decimal.Decimal) string {
	digits := d.Coefficient().Text(10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	exponent := int32(len(digits)) - 1 + d.Exponent() //nolint:gosec // at most 64 digits arrive
	for len(digits) < 4 {
		digits += "0"
	}
	return sign + digits[:1] + "." + digits[1:4] + "e" + decimal.NewFromInt32(exponent).String()
}
