package format

import (
	"testing"

	"github.com/shopspring/decimal"

	"quipu/market"
)

func TestInstrumentAndTrade(t *testing.T) {
	known := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(text)) }
	var unknown decimal.NullDecimal
	for what, pair := range map[string][2]string{
		"option":           {Instrument("AAPL261218C00250000", "us_option", false), "AAPL 18 Dec 26 250 C"},
		"short option":     {Instrument("AAPL261218C00250000", "us_option", true), "AAPL 250C 18Dec26"},
		"coin":             {Instrument("BTCUSD", "crypto", false), "BTC/USD"},
		"share":            {Instrument("BRK.B", "us_equity", false), "BRK.B"},
		"no symbol":        {Instrument("", "", false), Unknown},
		"legs":             {Legs("AAPL261218C00250000", 2), "AAPL 2 legs"},
		"price":            {PriceOf(known("12.5"), "AAPL", "us_equity"), "$12.50"},
		"coin's price":     {PriceOf(known("0.00001234"), "SHIBUSD", "crypto"), "$0.00001234"},
		"a coin above $1":  {PriceOf(known("1.2345"), "XRP/USD", "crypto"), "$1.2345"},
		"a coin in USDC":   {PriceOf(known("1.2345"), "XRP/USDC", "crypto"), "1.2345 USDC"},
		"limit":            {StatedPriceOf(known("187.12345"), "SOL/USD", "crypto"), "$187.12345"},
		"limit in USDC":    {StatedPriceOf(known("187.12345"), "SOL/USDC", "crypto"), "187.12345 USDC"},
		"limit in bitcoin": {StatedPriceOf(known("0.0012345678"), "LTC/BTC", "crypto"), "0.0012345678 BTC"},
		"limit of a share": {StatedPriceOf(known("12.5"), "AAPL", "us_equity"), "$12.50"},
		"no limit":         {StatedPriceOf(decimal.NullDecimal{}, "LTC/BTC", "crypto"), "—"},
		"in euros":         {PriceIn(known("187.2"), "EUR", "AAPL", "us_equity"), "187.20 EUR"},
		"in no currency":   {PriceIn(known("187.2"), "?", "AAPL", "us_equity"), "187.20 ?"},
		"limit in euros":   {StatedPriceIn(known("187.2"), "EUR"), "187.20 EUR"},
		"share with slash": {PriceOf(known("12.345"), "BRK/B", "us_equity"), "$12.345"},
		"a trail":          {OrderType("trailing_stop", known("0.12345"), decimal.NullDecimal{}, "USDT"), "trailing 0.12345 USDT"},
		"unknown class":    {PriceOf(known("0.00001234"), "SHIBUSD", ""), "$0.00001234"},
		"unknown, dollars": {PriceOf(known("12.5"), "SHIBUSD", ""), "$12.50"},
		"unknown, long":    {PriceOf(known("67890.123456"), "BTCUSD", ""), "$67,890.123456"},
		"unknown average":  {AverageIn(known("0.000012345678"), market.QuoteCurrency("SHIBUSD", ""), "SHIBUSD", ""), "$0.00001235"},
		"average":          {AverageIn(known("12.123456"), market.QuoteCurrency("AAPL", "us_equity"), "AAPL", "us_equity"), "$12.12"},
		"stop limit":       {OrderType("stop_limit", unknown, unknown, "USD"), "stop limit"},
		"trailing percent": {OrderType("trailing_stop", unknown, known("1.5"), ""), "trailing 1.5%"},
		"trailing dollars": {OrderType("trailing_stop", known("2"), unknown, "USD"), "trailing $2.00"},
		"part filled":      {Filled(known("40"), known("100"), unknown, "USD", false), "40 of 100"},
		"notional":         {Filled(unknown, unknown, known("250"), "USD", false), "0 of $250.00"},
		"private":          {Filled(known("40"), known("100"), unknown, "USD", true), Masked + " of " + Masked},
		"private, nothing": {Filled(known("0"), known("100"), unknown, "USD", true), "0 of " + Masked},
		"partial fill":     {Activity("FILL", "partial_fill", ""), "partial fill"},
		"dividend":         {Activity("DIV", "", "executed"), "dividend"},
		"canceled":         {Activity("DIV", "", "canceled"), "dividend, canceled"},
		"a correction":     {Activity("DIV", "", "correct"), "dividend, correct"},
		"trailing bitcoin": {OrderType("trailing_stop", known("0.001"), unknown, "BTC"), "trailing 0.001 BTC"},
		"notional bitcoin": {Filled(unknown, unknown, known("0.0624"), "BTC", false), "0 of 0.0624 BTC"},
		"price in bitcoin": {PriceOf(known("0.0312"), "ETH/BTC", ""), "0.0312 BTC"},
		"average bitcoin":  {AverageIn(known("0.0312"), market.QuoteCurrency("ETHBTC", "crypto"), "ETHBTC", "crypto"), "0.0312 BTC"},
		"tiny":             {PriceOf(known("0.0000000001234567"), "SHIB/BTC", "crypto"), "0.0000000001235 BTC"},
		"price in tether":  {PriceOf(known("60000"), "BTC/USDT", "crypto"), "60,000.00 USDT"},
		"amount in USDC":   {MoneyIn(known("-6000"), "USDC"), "-6,000.00 USDC"},
		"signed bitcoin":   {SignedMoneyIn(known("0.0624"), "BTC"), "+0.0624 BTC"},
		"signed dollars":   {SignedMoneyIn(known("6"), "USD"), "+$6.00"},
		"unknown bitcoin":  {MoneyIn(unknown, "BTC"), Unknown},
		"change":           {ChangeOf(known("0.0002"), known("0.0312"), "ETH/BTC", ""), "+0.0002 BTC"},
		"spread":           {SpreadOf(known("0.0001"), known("0.0312"), "ETH/BTC", ""), "0.0001 BTC"},
		"unknown activity": {Activity("NEW_THING", "", ""), "NEW THING"},
		"trailing a coin":  {OrderType("trailing_stop", known("0.00001234"), unknown, ""), "trailing $0.00001234"},
		"unknown enum":     {Words("held_for_orders"), "held for orders"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
}
