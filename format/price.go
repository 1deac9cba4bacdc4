package format

import "github.com/shopspring/decimal"

var one = decimal.New(1, 0)

// Price gives a price per unit in US dollars: two decimals from $1 on, more
// where the broker sends a sub-penny price (to four), below $1 four, more
// where four would hide a digit (to six), and four digits where six would show zero.
func Price(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	sent := decimals(d.Decimal)
	switch {
	case d.Decimal.Abs().Cmp(one) >= 0:
		return dollars(d.Decimal, min(max(sent, 2), 4))
	case vanishes(d.Decimal, 6):
		return CryptoPrice(d)
	}
	return dollars(d.Decimal, min(max(sent, 4), 6))
}

// vanishes reports an amount other than zero that so many decimals show as zero.
func vanishes(d decimal.Decimal, places int32) bool { return !d.IsZero() && d.Round(places).IsZero() }

// CryptoPrice gives a price per coin in US dollars: two decimals from $1 on, more where
// they were sent and five digits have room for them, below it four significant digits:
// $67,890.12, $13.457, $1.2345, $0.4312, $0.00001234.
func CryptoPrice(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return Unknown
	case d.Decimal.IsZero():
		return dollars(d.Decimal, 2)
	case d.Decimal.Abs().Cmp(one) >= 0:
		return dollars(d.Decimal, max(2, min(decimals(d.Decimal), digitsBehind(d.Decimal, 5))))
	}
	return dollars(d.Decimal, decimalsOfDigits(d.Decimal))
}

const mostPlaces = 18

// decimalsOfDigits is how many decimals show four significant digits of an amount
// below one, 18 at most.
func decimalsOfDigits(d decimal.Decimal) int32 {
	if d.IsZero() {
		return 0
	}
	return min(digitsBehind(d, 4), mostPlaces)
}

// digitsBehind is how many of so many significant digits stand behind the point, below
// zero where there are more before it.
func digitsBehind(d decimal.Decimal, digits int32) int32 {
	return digits - int32(d.NumDigits()) - d.Exponent() //nolint:gosec // at most 64 digits arrive
}

// StatedPrice gives a price with every decimal that was sent, up to 18: at least two from
// $1 on and four below. Nothing of it is rounded away: where the class is unknown, a
// coin's price cannot be told from a share's, and a limit is what somebody chose.
func StatedPrice(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	least := int32(2)
	if d.Decimal.Abs().Cmp(one) < 0 {
		least = 4
	}
	return dollars(d.Decimal, min(max(decimals(d.Decimal), least), 18))
}

// AveragePrice gives an average, which has more decimals than any price had:
// two from $1 on, four below, and four digits where those would show zero.
func AveragePrice(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return Unknown
	case vanishes(d.Decimal, 4):
		return CryptoPrice(d)
	case d.Decimal.Abs().Cmp(one) >= 0:
		return dollars(d.Decimal, 2)
	default:
		return dollars(d.Decimal, 4)
	}
}

// PriceLike gives an amount per unit with as many decimals as Price or CryptoPrice
// needs for another: a spread of $0.02 where the price is $138.30, of $0.00000012
// where it is $0.00001234. It is cut to no fewer than it needs to differ from zero.
func PriceLike(d, price decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	return dollars(d.Decimal, placesLike(d.Decimal, price))
}

// ChangeLike is PriceLike with a plus sign above zero.
func ChangeLike(d, price decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	places := placesLike(d.Decimal, price)
	return plus(d.Decimal.Round(places)) + dollars(d.Decimal, places)
}

func placesLike(d decimal.Decimal, price decimal.NullDecimal) int32 {
	places := int32(2)
	if price.Valid && price.Decimal.Abs().Cmp(one) < 0 {
		places = max(4, decimalsOfDigits(price.Decimal))
	}
	for places < mostPlaces && vanishes(d, places) {
		places++
	}
	return places
}

// PerShare is what each share pays: $0.25 a share.
func PerShare(d decimal.NullDecimal, currency string) string {
	return StatedPriceIn(d, currency) + " a share"
}
