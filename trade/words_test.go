package trade

import (
	"testing"

	"quipu/client"
	"quipu/format"
)

// An order in words names each price that it has, and says which is which.
func TestOrderInWordsNamesEachPrice(t *testing.T) {
	limit, stop, trails := dec("292.5"), dec("290"), dec("10")
	for want, o := range map[string]client.Order{
		"buy 12 TSLA market":                             {Type: Market},
		"buy 12 TSLA limit $292.50":                      {Type: Limit, LimitPrice: limit},
		"buy 12 TSLA stop $290.00":                       {Type: Stop, StopPrice: stop},
		"buy 12 TSLA stop $290.00 limit $292.50":         {Type: StopLimit, StopPrice: stop, LimitPrice: limit},
		"buy 12 TSLA stop limit":                         {Type: StopLimit},
		"buy 12 TSLA trailing stop 10% (now $125.71)":    {Type: TrailingStop, TrailPercent: trails, StopPrice: dec("125.712")},
		"buy 12 TSLA trailing stop $10.00":               {Type: TrailingStop, TrailPrice: trails},
		"buy 12 TSLA trailing stop $10.00 (now $290.00)": {Type: TrailingStop, TrailPrice: trails, StopPrice: stop},
	} {
		o.Side, o.Symbol, o.AssetClass, o.Qty = "buy", "TSLA", "us_equity", dec("12")
		if got := OrderWords(o); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEntryInWordsNamesThePricesThatWereSent(t *testing.T) {
	for body, want := range map[string]string{
		`{"type":"market"}`:                                              "",
		`{"type":"limit","limit_price":"2500.5"}`:                        "limit $2,500.50",
		`{"type":"stop_limit","stop_price":"290","limit_price":"292.5"}`: "stop $290.00 limit $292.50",
		`{"type":"trailing_stop","trail_percent":"10"}`:                  "trailing stop 10%",
		``: "",
	} {
		e := Entry{Intent: Intent{Action: Submit, Symbol: "TSLA", Body: []byte(body)}}
		if got := e.PriceWords(); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// An amount is of an instrument where that is named, and stands alone where it is not.
func TestAmountInWordsWithoutAnInstrument(t *testing.T) {
	o := client.Order{Symbol: "SPY", Side: "buy", Type: Market, Notional: dec("250")}
	for name, want := range map[string]string{"SPY": "buy $250.00 of SPY market", "": "buy $250.00 market"} {
		if got := OrderWordsAs(o, name, format.Options{}); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
