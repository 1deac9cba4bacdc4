package format

import "github.com/shopspring/decimal"

var one = decimal.New(1, 0)

// Price gives a price per unit in US dollars: two decimals from $1 on, more
// where the broker sends a sub-penny price (to four), below $1 four, more
// where four would hide a digit (to six).
func Price(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	sent := decimals(d.Decimal)
	if d.Decimal.Abs().Cmp(one) >= 0 {
		return dollars(d.Decimal, min(max(sent, 2), 4))
	}
	return dollars(d.Decimal, min(max(sent, 4), 6))
}

// CryptoPrice gives a price per coin in US dollars: two decimals from $1 on,
// below it four significant digits: $67,890.12, $0.4312, $0.00001234.
func CryptoPrice(d decimal.NullDecimal) string {
	if !d.Valid {
		return Unknown
	}
	if d.Decimal.IsZero() || d.Decimal.Abs().Cmp(one) >= 0 {
		return dollars(d.Decimal, 2)
	}
	// The first significant decimal stands at -exponent of the leading digit.
	leading := int32(d.Decimal.NumDigits()) + d.Decimal.Exponent() //nolint:gosec // at most 64 digits arrive
	return dollars(d.Decimal, min(4-leading, 18))
}

// StatedPrice gives a price of an instrument of unknown class with every decimal that
// was sent, up to 18: at least two from $1 on and four below. A coin's price cannot
// be told from a share's by the symbol, so nothing of it is rounded away.
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
// two from $1 on, four below.
func AveragePrice(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return Unknown
	case d.Decimal.Abs().Cmp(one) >= 0:
		return dollars(d.Decimal, 2)
	default:
		return dollars(d.Decimal, 4)
	}
}

// PriceLike gives an amount per unit with as many decimals as Price gives to
// another: a spread of $0.02 where the price is $138.30. It is cut to no fewer
// than it needs to differ from zero, up to six.
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
		places = 4
	}
	for places < 6 && !d.IsZero() && d.Round(places).IsZero() {
		places++
	}
	return places
}

// PerShare is what each share pays: $0.25 a share.
func PerShare(d decimal.NullDecimal) string { return StatedPrice(d) + " a share" }
