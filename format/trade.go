package format

import (
	"cmp"
	"strings"

	"quipu/market"

	"github.com/shopspring/decimal"
)

// Words writes an enum of the broker's as words: stop_limit is stop limit. An
// unknown one stays as it is.
func Words(value string) string { return strings.ReplaceAll(value, "_", " ") }

// Class names a class of assets: US equity. "" is Unknown.
func Class(class string) string {
	return cmp.Or(strings.Replace(Words(class), "us ", "US ", 1), Unknown)
}

// Instrument names an instrument by its symbol and class: an option by what its
// symbol says, in short or in full, a coin as a pair. "" is Unknown.
func Instrument(symbol, class string, short bool) string {
	option, is := ParseOption(symbol)
	switch {
	case is && short:
		return option.Short()
	case is:
		return option.Long()
	case class == market.Crypto:
		return market.Pair(symbol)
	case symbol == "":
		return Unknown
	default:
		return symbol
	}
}

// Legs names an order that has no symbol of its own, by its first leg's and
// how many there are: AAPL 2 legs.
func Legs(symbol string, count int) string {
	if option, is := ParseOption(symbol); is {
		symbol = option.Underlying
	}
	return symbol + " " + Plural(count, "leg")
}

// PriceOf is Price, CryptoPrice where the instrument is a coin, or StatedPrice where
// its class is "", unknown: in the currency that it is quoted in.
func PriceOf(d decimal.NullDecimal, symbol, class string) string {
	return PriceIn(d, market.QuoteCurrency(symbol, class), symbol, class)
}

// PriceIn is PriceOf in a currency that is known otherwise, as of an account's own prices.
func PriceIn(d decimal.NullDecimal, currency, symbol, class string) string {
	if !isDollars(currency) {
		return MoneyIn(d, currency)
	}
	if isCoinOf(symbol, class) {
		return CryptoPrice(d)
	}
	if class == "" {
		return StatedPrice(d)
	}
	return Price(d)
}

// isCoinOf reports a coin: by its class, and where that is not known by a slash.
func isCoinOf(symbol, class string) bool {
	return class == market.Crypto || class == "" && strings.Contains(symbol, "/")
}

// StatedPriceOf is StatedPrice in the currency that the instrument is quoted in: of a
// limit, a stop or a trail, which is shown as it was sent.
func StatedPriceOf(d decimal.NullDecimal, symbol, class string) string {
	return StatedPriceIn(d, market.QuoteCurrency(symbol, class))
}

// StatedPriceIn is StatedPrice in a currency.
func StatedPriceIn(d decimal.NullDecimal, currency string) string {
	if isDollars(currency) || !d.Valid {
		return StatedPrice(d)
	}
	if isCoin(currency) {
		return trimmed(d.Decimal, mostPlaces) + " " + currency
	}
	return strings.Replace(StatedPrice(d), "$", "", 1) + " " + currency
}

// AverageIn is AveragePrice, or CryptoPrice where the instrument is a coin, in a currency.
func AverageIn(d decimal.NullDecimal, currency, symbol, class string) string {
	if !isDollars(currency) {
		return MoneyIn(d, currency)
	}
	if isCoinOf(symbol, class) {
		return CryptoPrice(d)
	}
	if class == "" && d.Decimal.Abs().Cmp(one) < 0 {
		return CryptoPrice(d) // four digits of whatever it is
	}
	return AveragePrice(d)
}

// OrderType names an order's type; a trailing stop by how far it trails, in
// its currency or in percent.
func OrderType(kind string, trailPrice, trailPercent decimal.NullDecimal, currency string) string {
	switch {
	case trailPercent.Valid:
		return "trailing " + Quantity(trailPercent) + "%"
	case trailPrice.Valid:
		return "trailing " + StatedPriceIn(trailPrice, currency)
	default:
		return Words(kind)
	}
}

// Filled says how much of an order is done: 40 of 100, or of an amount where
// it has no quantity, in its currency. private hides both, but not that nothing is
// done.
func Filled(done, qty, notional decimal.NullDecimal, currency string, private bool) string {
	if !done.Valid {
		done = decimal.NewNullDecimal(decimal.Decimal{})
	}
	whole := Quantity(qty)
	if !qty.Valid && notional.Valid {
		whole = MoneyIn(notional, currency)
	}
	switch {
	case !private:
		return Quantity(done) + " of " + whole
	case done.Decimal.IsZero():
		return "0 of " + Masked
	default:
		return Masked + " of " + Masked
	}
}

// activities are the types of activity that have words of their own (Alpaca's
// list of activity types).
var activities = map[string]string{
	"CSD": "deposit", "CSW": "withdrawal", "TRANS": "transfer", "ACATC": "transfer of cash", "ACATS": "transfer of securities",
	"DIV": "dividend", "DIVCGL": "capital gain, long", "DIVCGS": "capital gain, short", "DIVFEE": "dividend fee", "DIVFT": "dividend tax adjusted",
	"DIVNRA": "dividend tax withheld", "DIVROC": "return of capital", "DIVTW": "dividend tax withheld", "DIVTXEX": "dividend, tax exempt",
	"FEE": "fee", "CFEE": "crypto fee", "PTC": "pass-through charge", "INT": "interest", "INTNRA": "interest tax withheld", "INTTW": "interest tax withheld",
	"JNL": "journal", "JNLC": "journal of cash", "JNLS": "journal of securities", "MA": "merger", "NC": "name change", "SPIN": "spin-off", "SPLIT": "split",
	"REORG": "reorganization", "SC": "symbol change", "SSO": "stock spin-off", "SSP": "stock split", "PTR": "pass-through rebate",
	"OPASN": "option assigned", "OPEXP": "option expired", "OPEXC": "option exercised", "OPXRC": "option exercised", "OPTRD": "option trade", "OPCA": "option adjusted",
	"MISC": "other",
}

// Activity names what happened by its type; a fill also by its execution, which
// is fill or partial_fill. A status other than executed follows: a canceled one does
// not count.
func Activity(kind, execution, status string) string {
	if status != "" && !strings.EqualFold(status, "executed") {
		return Activity(kind, execution, "") + ", " + Words(status)
	}
	switch {
	case kind == market.Fill && execution == "partial_fill":
		return "partial fill"
	case kind == market.Fill:
		return "fill"
	case activities[kind] != "":
		return activities[kind]
	default:
		return Words(kind)
	}
}
