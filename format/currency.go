package format

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/market"
)

// MoneyIn gives an amount in its currency: Money where that is US dollars, otherwise
// the number and the currency's code, as 0.0624 BTC and 6,000.00 USDT.
func MoneyIn(d decimal.NullDecimal, currency string) string {
	if isDollars(currency) || !d.Valid {
		return Money(d)
	}
	return inCurrency(d.Decimal, currency)
}

// SignedMoneyIn is MoneyIn with a plus sign above zero.
func SignedMoneyIn(d decimal.NullDecimal, currency string) string {
	if isDollars(currency) || !d.Valid {
		return SignedMoney(d)
	}
	return plus(d.Decimal) + inCurrency(d.Decimal, currency)
}

// SpreadOf is PriceLike in the currency of an instrument.
func SpreadOf(d, price decimal.NullDecimal, symbol, class string) string {
	if currency := market.QuoteCurrency(symbol, class); !isDollars(currency) && d.Valid {
		return inCurrency(d.Decimal, currency)
	}
	return PriceLike(d, price)
}

// ChangeOf is ChangeLike in the currency of an instrument.
func ChangeOf(d, price decimal.NullDecimal, symbol, class string) string {
	if currency := market.QuoteCurrency(symbol, class); !isDollars(currency) && d.Valid {
		return plus(d.Decimal) + inCurrency(d.Decimal, currency)
	}
	return ChangeLike(d, price)
}

func isDollars(currency string) bool { return currency == market.USD || currency == "" }

// inCurrency writes coins without trailing zeros, to nine decimals or as many as four
// digits need, and everything else with the decimals of a price in dollars.
func inCurrency(d decimal.Decimal, currency string) string {
	if !isCoin(currency) {
		return strings.Replace(CryptoPrice(decimal.NewNullDecimal(d)), "$", "", 1) + " " + currency
	}
	return trimmed(d, min(max(9, digitsBehind(d, 4)), mostPlaces)) + " " + currency
}

func isCoin(currency string) bool { return currency == "BTC" || currency == "ETH" }
