package client

import (
	"testing"
	"time"
)

func TestDemoMarketData(t *testing.T) {
	d := startDemo(t)
	positions, err := d.Positions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := []Instrument{{"BTC/USD", "crypto"}, {"NOSUCH", "us_equity"}}
	contract := ""
	for _, p := range positions {
		of = append(of, Instrument{p.Symbol, p.AssetClass})
		if p.AssetClass == "us_option" {
			contract = p.Symbol
		}
	}
	bars, err := d.data.Bars(t.Context(), of, BarQuery{Timeframe: "1Day", Start: time.Now().AddDate(0, -1, 0)})
	latest, err2 := d.data.Latest(t.Context(), of)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for _, symbol := range []string{"AAPL", "BRK.B", "BTCUSD", "BTC/USD", contract} {
		l := latest[symbol]
		if len(bars[symbol]) < 5 || !bars[symbol][0].Close.Valid || !l.Price.Valid || l.At.IsZero() || !l.Quote.Spread().Valid || !l.Previous.Close.Valid {
			t.Errorf("%s: %d bars, latest %+v", symbol, len(bars[symbol]), l)
		}
		for i, bar := range bars[symbol] {
			if i > 0 && !bar.At.After(bars[symbol][i-1].At) || bar.High.Decimal.LessThan(bar.Low.Decimal) {
				t.Errorf("%s: bar %d is %+v", symbol, i, bar)
			}
		}
	}
	if _, known := latest["NOSUCH"]; known || bars["NOSUCH"] != nil {
		t.Error("what nobody trades has a price")
	}
	for _, p := range positions {
		if l, known := latest[p.Symbol]; known && p.CurrentPrice.Valid && !l.Price.Decimal.Equal(p.CurrentPrice.Decimal) {
			t.Errorf("%s costs %v, its position says %v", p.Symbol, l.Price.Decimal, p.CurrentPrice.Decimal)
		}
	}
}

// TestDemoBarsInPages reads more than fits on one page.
func TestDemoBarsInPages(t *testing.T) {
	d := startDemo(t)
	query := BarQuery{Timeframe: "1Min", Start: time.Now().AddDate(0, 0, -10), End: time.Now().AddDate(0, 0, -1)}
	bars, err := d.data.Bars(t.Context(), []Instrument{{"BTCUSD", "crypto"}}, query)
	if err != nil || len(bars["BTCUSD"]) <= 10_000 {
		t.Fatalf("%d bars, %v", len(bars["BTCUSD"]), err)
	}
	for i, bar := range bars["BTCUSD"][1:] {
		if bar.At.Sub(bars["BTCUSD"][i].At) != time.Minute {
			t.Fatalf("after %v comes %v", bars["BTCUSD"][i].At, bar.At)
		}
	}
}
