package trade

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// Unit is what a size is counted in.
type Unit int

// The units of a size.
const (
	NoSize        Unit = iota // nothing was typed yet
	Shares                    // shares or coins: 10
	Dollars                   // $500
	OfEquity                  // a fraction of the equity: 5%
	OfPower                   // a fraction of the buying power: 25% bp
	OfPosition                // a fraction of all that is held: all, half, 1/4
	DollarsAtRisk             // lost where the stop is hit: risk $200
)

// Size is how much to trade, as a person wants it. Fractions are 0 to 1.
type Size struct {
	Unit  Unit
	Value decimal.Decimal
}

// Bounds of what may be typed.
const (
	qtyDigits  = 9
	moneyPlace = 2
)

var (
	errSizeForm   = errors.New("write a quantity (10), dollars ($500), a share (5%, 25% bp), all, half, 1/4, or risk $200")
	errComma      = errors.New("a comma is read as neither a decimal point nor a separator: write 1.5, or 1500 without one")
	errNotAbove0  = errors.New("has to be above 0")
	errNineDigits = errors.New("at most 9 decimals")
	errCents      = errors.New("dollars have at most 2 decimals")
	errOver100    = errors.New("at most 100%")
	errTooLarge   = errors.New("is larger than any order")
)

// mostUnits is more than any order may have: what is above is a slip.
var mostUnits = decimal.New(1, 9)

// ParseSize reads a size as it is typed. "" is NoSize. Its errors complete a
// sentence about the field.
func ParseSize(text string) (Size, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if text == "" {
		return Size{}, nil
	}
	if strings.Contains(text, ",") {
		return Size{}, errComma
	}
	if share, found := positionShares[text]; found {
		return Size{OfPosition, share}, nil
	}
	if risk, found := strings.CutPrefix(text, "risk "); found {
		return dollars(risk, DollarsAtRisk)
	}
	if strings.HasPrefix(text, "$") {
		return dollars(text, Dollars)
	}
	if share, found := strings.CutSuffix(text, "% bp"); found {
		return percentage(share, OfPower)
	}
	if share, found := strings.CutSuffix(text, "%"); found {
		return percentage(share, OfEquity)
	}
	return bounded(text, Shares, qtyDigits, errNineDigits)
}

// thirdDigits are the decimals of a third: enough for a third of a large position not to
// lose a share when it is rounded down.
const thirdDigits = 28

var positionShares = map[string]decimal.Decimal{
	"all": decimal.NewFromInt(1), "half": decimal.New(5, -1), "1/2": decimal.New(5, -1),
	"1/4": decimal.New(25, -2), "3/4": decimal.New(75, -2),
	"1/3": decimal.NewFromInt(1).DivRound(decimal.NewFromInt(3), thirdDigits), "2/3": decimal.NewFromInt(2).DivRound(decimal.NewFromInt(3), thirdDigits),
}

func dollars(text string, unit Unit) (Size, error) {
	amount, found := strings.CutPrefix(text, "$")
	if !found {
		return Size{}, errSizeForm
	}
	return bounded(amount, unit, moneyPlace, errCents)
}

func percentage(text string, unit Unit) (Size, error) {
	size, err := bounded(text, unit, qtyDigits, errNineDigits)
	if err == nil && size.Value.GreaterThan(decimal.NewFromInt(100)) {
		err = errOver100
	}
	size.Value = size.Value.Shift(-2)
	return size, err
}

func bounded(text string, unit Unit, places int, tooMany error) (Size, error) {
	d, err := plainNumber(text)
	switch {
	case err != nil:
		return Size{}, err
	case d.Sign() <= 0:
		return Size{}, errNotAbove0
	case int(-d.Exponent()) > places:
		return Size{}, tooMany
	case d.GreaterThanOrEqual(mostUnits):
		return Size{}, errTooLarge
	}
	return Size{unit, d}, nil
}

// plainNumber reads digits with at most one point and a sign: no exponent, no
// separators, no other script's digits.
func plainNumber(text string) (decimal.Decimal, error) {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || digits == "." || len(digits) > 40 || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 {
		return decimal.Decimal{}, errSizeForm
	}
	return decimal.NewFromString(text)
}

// ParsePrice reads a price above 0 as it is typed. Its errors complete a
// sentence about the field.
func ParsePrice(text string) (decimal.Decimal, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "$")
	if strings.Contains(text, ",") {
		return decimal.Decimal{}, errComma
	}
	price, err := plainNumber(text)
	switch {
	case err != nil:
		return price, errPriceForm
	case price.Sign() <= 0:
		return price, errNotAbove0
	case -price.Exponent() > qtyDigits:
		return price, errNineDigits
	case price.GreaterThanOrEqual(mostUnits):
		return price, errors.New("is higher than any price")
	}
	return price, nil
}

var errPriceForm = errors.New("write a price like 232.30")

// of says a size that is no quantity yet, of an instrument: "all of AAPL".
func (s Size) of(symbol string) string {
	value := client.Known(s.Value)
	switch s.Unit {
	case Shares:
		return format.Quantity(value.NullDecimal) + " " + symbol
	case Dollars:
		return money(value) + " of " + symbol
	case OfEquity:
		return symbol + " for " + format.Share(value.NullDecimal) + " of the equity"
	case OfPower:
		return symbol + " for " + format.Share(value.NullDecimal) + " of the buying power"
	case OfPosition:
		if s.Value.Equal(one) {
			return "all of " + symbol
		}
		return format.Share(value.NullDecimal) + " of the position in " + symbol
	case DollarsAtRisk:
		return symbol + " at a risk of " + money(value)
	}
	return symbol
}
