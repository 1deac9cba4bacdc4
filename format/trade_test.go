package format

import (
	"testing"

	"github.com/shopspring/decimal"
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
		"unknown class":    {PriceOf(known("0.00001234"), "SHIBUSD", ""), "$0.00001234"},
		"unknown, dollars": {PriceOf(known("12.5"), "SHIBUSD", ""), "$12.50"},
		"unknown, long":    {PriceOf(known("67890.123456"), "BTCUSD", ""), "$67,890.123456"},
		"unknown average":  {AverageOf(known("0.000012345678"), "SHIBUSD", ""), "$0.00001235"},
		"average":          {AverageOf(known("12.123456"), "AAPL", "us_equity"), "$12.12"},
		"stop limit":       {OrderType("stop_limit", unknown, unknown), "stop limit"},
		"trailing percent": {OrderType("trailing_stop", unknown, known("1.5")), "trailing 1.5%"},
		"trailing a coin":  {OrderType("trailing_stop", known("0.00001234"), unknown), "trailing $0.00001234"},
		"trailing dollars": {OrderType("trailing_stop", known("2"), unknown), "trailing $2.00"},
		"part filled":      {Filled(known("40"), known("100"), unknown, false), "40 of 100"},
		"notional":         {Filled(unknown, unknown, known("250"), false), "0 of $250.00"},
		"private":          {Filled(known("40"), known("100"), unknown, true), Masked + " of " + Masked},
		"private, nothing": {Filled(known("0"), known("100"), unknown, true), "0 of " + Masked},
		"partial fill":     {Activity("FILL", "partial_fill"), "partial fill"},
		"dividend":         {Activity("DIV", ""), "dividend"},
		"unknown activity": {Activity("NEW_THING", ""), "NEW THING"},
		"unknown enum":     {Words("held_for_orders"), "held for orders"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
}
