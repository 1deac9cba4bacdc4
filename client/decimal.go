package client

import (
	"encoding/json"
	"errors"
	"math/big"

	"github.com/shopspring/decimal"
)

// The longest number the API is known to send has 24 digits; these bounds keep
// "1e999999999" from eating the memory.
const (
	maxDigits   = 64
	maxExponent = 64
)

var (
	errNotDecimal    = errors.New("not a decimal number")
	errAbsurdDecimal = errors.New("a number of more than 64 digits or with an exponent beyond 64")
)

// Decimal is an amount, a price, a quantity or a fraction exactly as it was
// sent. It is unknown (Valid is false) where the API sent null, "" or nothing;
// an unknown number is never 0.
type Decimal struct{ decimal.NullDecimal }

// Known makes a Decimal of a known value.
func Known(d decimal.Decimal) Decimal { return Decimal{decimal.NewNullDecimal(d)} }

// ParseDecimal reads a decimal like -12.5 or 1.2e-7; "" is unknown. It refuses
// what is no number, more than 64 digits, and exponents beyond ±64.
func ParseDecimal(text string) (Decimal, error) {
	if text == "" {
		return Decimal{}, nil
	}
	d, err := parseDecimal([]byte(text))
	if err != nil {
		return Decimal{}, err
	}
	return Known(d), nil
}

// UnmarshalJSON implements json.Unmarshaler for strings, numbers and null.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	*d = Decimal{}
	if string(data) == "null" {
		return nil
	}
	text, err := unquote(data)
	if err != nil || len(text) == 0 {
		return err
	}
	value, err := parseDecimal(text)
	if err != nil {
		return err
	}
	*d = Known(value)
	return nil
}

// unquote gives what stands between the quotes of a JSON string, or the number
// itself.
func unquote(data []byte) ([]byte, error) {
	if len(data) < 2 || data[0] != '"' {
		return data, nil
	}
	inner := data[1 : len(data)-1]
	for _, b := range inner {
		if b == '\\' {
			var text string
			err := json.Unmarshal(data, &text)
			return []byte(text), err
		}
	}
	return inner, nil
}

// parseDecimal reads sign, digits, fraction and exponent in one pass. Up to 18
// digits, which is all but the oddest figure, need no big-number parsing.
func parseDecimal(text []byte) (decimal.Decimal, error) {
	negative, rest := cutSign(text)
	digits := make([]byte, 0, maxDigits)
	fraction, point := 0, false
	for len(rest) > 0 && rest[0] != 'e' && rest[0] != 'E' {
		b := rest[0]
		rest = rest[1:]
		switch {
		case b == '.' && !point:
			point = true
			continue
		case b < '0' || b > '9':
			return decimal.Decimal{}, errNotDecimal
		case len(digits) == maxDigits:
			return decimal.Decimal{}, errAbsurdDecimal
		}
		digits = append(digits, b)
		if point {
			fraction++
		}
	}
	if len(digits) == 0 {
		return decimal.Decimal{}, errNotDecimal
	}
	exponent, err := parseExponent(rest)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if exponent -= fraction; exponent < -maxExponent || exponent > maxExponent {
		return decimal.Decimal{}, errAbsurdDecimal
	}
	return compose(negative, digits, int32(exponent)), nil
}

func compose(negative bool, digits []byte, exponent int32) decimal.Decimal {
	if len(digits) > 18 {
		value, _ := new(big.Int).SetString(string(digits), 10) // digits only: cannot fail
		if negative {
			value.Neg(value)
		}
		return decimal.NewFromBigInt(value, exponent)
	}
	var value int64
	for _, b := range digits {
		value = value*10 + int64(b-'0')
	}
	if negative {
		value = -value
	}
	return decimal.New(value, exponent)
}

// parseExponent reads "", or e, an optional sign and digits.
func parseExponent(text []byte) (int, error) {
	if len(text) == 0 {
		return 0, nil
	}
	negative, rest := cutSign(text[1:])
	if len(rest) == 0 {
		return 0, errNotDecimal
	}
	exponent := 0
	for _, b := range rest {
		if b < '0' || b > '9' {
			return 0, errNotDecimal
		}
		if exponent = exponent*10 + int(b-'0'); exponent > maxExponent {
			return 0, errAbsurdDecimal
		}
	}
	if negative {
		exponent = -exponent
	}
	return exponent, nil
}

func cutSign(text []byte) (negative bool, rest []byte) {
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		return text[0] == '-', text[1:]
	}
	return false, text
}
