package sdk

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
	"github.com/alpacahq/alpaca-trade-api-go/v3/marketdata"
	"github.com/shopspring/decimal"

	"quipu/demo"
)

// prices is the SDK's market data client for the same address.
func prices(b *demo.Broker, token string) *marketdata.Client {
	if token != "" {
		return marketdata.NewClient(marketdata.ClientOpts{BaseURL: b.URL, OAuth: token})
	}
	return marketdata.NewClient(marketdata.ClientOpts{BaseURL: b.URL, APIKey: b.KeyID, APISecret: b.KeySecret.Reveal()})
}

func TestSDKReadsPrices(t *testing.T) {
	b, redirect, codes := newBroker(t)
	positions, err := clients(t, b, signIn(t, b, redirect, codes, "paper"))["keys"].GetPositions()
	if err != nil {
		t.Fatal(err)
	}
	sdk := prices(b, "")
	for _, p := range positions {
		if p.CurrentPrice == nil {
			continue
		}
		if price := latestOf(t, sdk, p); !decimal.NewFromFloat(price).Equal(*p.CurrentPrice) {
			t.Errorf("%s stands at %s, its last bar and trade at %v", p.Symbol, p.CurrentPrice, price)
		}
	}
}

// latestOf is where the last bar closed, which must be where the last trade
// was made, between bid and ask.
func latestOf(t *testing.T, sdk *marketdata.Client, p alpaca.Position) float64 {
	t.Helper()
	start := time.Now().AddDate(0, 0, -10)
	var last, trade, bid, ask float64
	var err error
	switch p.AssetClass {
	case alpaca.Crypto:
		symbol := p.Symbol[:3] + "/USD"
		bars, barsErr := sdk.GetCryptoBars(symbol, marketdata.GetCryptoBarsRequest{TimeFrame: marketdata.OneHour, Start: start, PageLimit: 50})
		snapshot, snapshotErr := sdk.GetCryptoSnapshot(symbol, marketdata.GetCryptoSnapshotRequest{})
		quote, quoteErr := sdk.GetLatestCryptoQuote(symbol, marketdata.GetLatestCryptoQuoteRequest{})
		if err = errors.Join(barsErr, snapshotErr, quoteErr); err == nil {
			last, trade, bid, ask = bars[len(bars)-1].Close, snapshot.LatestTrade.Price, quote.BidPrice, quote.AskPrice
		}
	case alpaca.USEquity:
		bars, barsErr := sdk.GetBars(p.Symbol, marketdata.GetBarsRequest{TimeFrame: marketdata.OneMin, Start: start, PageLimit: 1000, Feed: marketdata.IEX})
		snapshot, snapshotErr := sdk.GetSnapshot(p.Symbol, marketdata.GetSnapshotRequest{})
		quote, quoteErr := sdk.GetLatestQuote(p.Symbol, marketdata.GetLatestQuoteRequest{})
		if err = errors.Join(barsErr, snapshotErr, quoteErr); err == nil {
			last, trade, bid, ask = bars[len(bars)-1].Close, snapshot.LatestTrade.Price, quote.BidPrice, quote.AskPrice
			if snapshot.PrevDailyBar.Close != p.LastdayPrice.InexactFloat64() {
				t.Errorf("%s closed at %v, the position says %s", p.Symbol, snapshot.PrevDailyBar.Close, p.LastdayPrice)
			}
		}
	default:
		bars, barsErr := sdk.GetOptionBars(p.Symbol, marketdata.GetOptionBarsRequest{TimeFrame: marketdata.OneDay, Start: start})
		snapshot, snapshotErr := sdk.GetOptionSnapshot(p.Symbol, marketdata.GetOptionSnapshotRequest{})
		quote, quoteErr := sdk.GetLatestOptionQuote(p.Symbol, marketdata.GetLatestOptionQuoteRequest{})
		if err = errors.Join(barsErr, snapshotErr, quoteErr); err == nil {
			last, trade, bid, ask = bars[len(bars)-1].Close, snapshot.LatestTrade.Price, quote.BidPrice, quote.AskPrice
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if trade != last || bid >= last || ask <= last {
		t.Errorf("%s: the last bar %v, the last trade %v, between %v and %v", p.Symbol, last, trade, bid, ask)
	}
	return last
}

func TestSDKNeedsTheDataScope(t *testing.T) {
	b, redirect, codes := newBroker(t)
	_, err := prices(b, signIn(t, b, redirect, codes, "paper")).GetLatestQuote("KO", marketdata.GetLatestQuoteRequest{})
	var refused *alpaca.APIError
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusForbidden || refused.Code != 0 {
		t.Errorf("a token without the scope: %v", err)
	}
}

func TestSDKReadsAssetsAndCalendar(t *testing.T) {
	b, redirect, codes := newBroker(t)
	sdk := clients(t, b, signIn(t, b, redirect, codes, "paper"))["token"]
	assets, err := sdk.GetAssets(alpaca.GetAssetsRequest{Status: "active", AssetClass: "us_equity"})
	if err != nil || len(assets) < 10_000 {
		t.Fatalf("%d assets, %v", len(assets), err)
	}
	one, err := sdk.GetAsset("AAPL")
	if err != nil || one.Name != "Apple Inc. Common Stock" || !one.Tradable || one.MaintenanceMarginRequirement != 30 {
		t.Errorf("%+v, %v", one, err)
	}
	days, err := sdk.GetCalendar(alpaca.GetCalendarRequest{Start: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)})
	if err != nil || len(days) < 5 {
		t.Errorf("%d days, %v", len(days), err)
	}
	for _, day := range days {
		if day.Date == "2026-11-27" && day.Date != time.Now().Format(time.DateOnly) && day.Close != "13:00" {
			t.Errorf("%+v", day)
		}
	}
}

func TestSDKKeepsAWatchlist(t *testing.T) {
	b, redirect, codes := newBroker(t)
	sdk := clients(t, b, signIn(t, b, redirect, codes, "paper"))["keys"]
	made, err := sdk.CreateWatchlist(alpaca.CreateWatchlistRequest{Name: "Mine", Symbols: []string{"KO", "AMD"}})
	if err != nil || len(made.Assets) != 2 || made.Assets[1].Symbol != "AMD" {
		t.Fatalf("made %+v, %v", made, err)
	}
	if more, err := sdk.AddSymbolToWatchlist(made.ID, alpaca.AddSymbolToWatchlistRequest{Symbol: "BTC/USD"}); err != nil || len(more.Assets) != 3 {
		t.Errorf("one more: %+v, %v", more, err)
	}
	var refused *alpaca.APIError
	if _, err := sdk.AddSymbolToWatchlist(made.ID, alpaca.AddSymbolToWatchlistRequest{Symbol: "KO"}); !errors.As(err, &refused) || refused.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the same again: %v", err)
	}
	if err := sdk.RemoveSymbolFromWatchlist(made.ID, alpaca.RemoveSymbolFromWatchlistRequest{Symbol: "KO"}); err != nil {
		t.Error(err)
	}
	if other, err := sdk.UpdateWatchlist(made.ID, alpaca.UpdateWatchlistRequest{Name: "Ours", Symbols: []string{"TSM"}}); err != nil || other.Name != "Ours" || len(other.Assets) != 1 {
		t.Errorf("changed to %+v, %v", other, err)
	}
	if all, err := sdk.GetWatchlists(); err != nil || len(all) != 3 || all[2].ID != made.ID {
		t.Errorf("all: %+v, %v", all, err)
	}
	if err := sdk.DeleteWatchlist(made.ID); err != nil {
		t.Error(err)
	}
	if _, err := sdk.GetWatchlist(made.ID); !errors.As(err, &refused) || refused.StatusCode != http.StatusNotFound || refused.Code != 40410000 {
		t.Errorf("the deleted one: %v", err)
	}
}
