package market

import "strings"

// USD is the currency of shares, options and of the pairs that are quoted in it.
const USD = "USD"

// quotes are the currencies that Alpaca quotes pairs in. Of those that end alike
// the longer one comes first.
var quotes = []string{"USDT", "USDC", USD, "BTC", "ETH"}

// longestShare is how many letters the symbol of a share has at most, without those
// of its class.
const longestShare = 5

// Spellings are the forms in which an instrument's symbol is written, the given one
// first: crypto with a slash and without. A symbol without one that is short enough for
// a share stands for itself.
func Spellings(symbol string) []string {
	other := PositionSymbol(symbol)
	if other == symbol && len(symbol) > longestShare {
		other = Pair(symbol)
	}
	if other == symbol {
		return []string{symbol}
	}
	return []string{symbol, other}
}

// QuoteCurrency is the currency of an instrument's prices: USD, but what stands
// behind the slash for a pair. Without a slash the end of a crypto symbol says it;
// where the class is not known, that of a symbol which is too long for a share. A slash
// in the symbol of a share, as in BRK/B, says nothing.
func QuoteCurrency(symbol, class string) string {
	if class == Equity || class == Option {
		return USD
	}
	if class == Crypto || class == "" && len(symbol) > longestShare {
		symbol = Pair(symbol)
	}
	if _, quote, isPair := strings.Cut(symbol, "/"); isPair && quote != "" {
		return strings.ToUpper(quote)
	}
	return USD
}
