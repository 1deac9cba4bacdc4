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

// QuoteCurrency is the currency of an instrument's prices: USD, but what stands
// behind the slash for a pair. Without a slash the end of a crypto symbol says it;
// where the class is not known, that of a symbol which is too long for a share.
func QuoteCurrency(symbol, class string) string {
	if class == Crypto || class == "" && len(symbol) > longestShare {
		symbol = Pair(symbol)
	}
	if _, quote, isPair := strings.Cut(symbol, "/"); isPair && quote != "" {
		return strings.ToUpper(quote)
	}
	return USD
}
