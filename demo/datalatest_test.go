package demo

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// seenSnapshot is one as a program reads it.
type seenSnapshot struct {
	LatestTrade struct {
		T time.Time
		P decimal.Decimal
	}
	LatestQuote struct {
		T      time.Time
		BP, AP decimal.Decimal
	}
	MinuteBar, DailyBar, PrevDailyBar *seenBar
}

func TestSnapshotsAgreeWithPositions(t *testing.T) {
	s := newStage(t, Options{})
	for _, at := range []time.Duration{0, 20 * time.Minute, firstClose + time.Minute, firstClose + overnight + time.Hour} {
		s.elapsed.Store(int64(at))
		var shares, calls map[string]seenSnapshot
		s.get("/v2/stocks/snapshots?symbols=AAPL,TSLA,SIRI,HALT,NOSUCH", "", &shares)
		call := contractSymbol(monday, callStrike)
		var answer struct{ Snapshots map[string]seenSnapshot }
		s.get("/v1beta1/options/snapshots?symbols="+call, "", &answer)
		if calls = answer.Snapshots; len(shares) != 4 || len(calls) != 1 {
			t.Fatalf("%d shares, %d calls", len(shares), len(calls))
		}
		for _, p := range s.positions() {
			one, ok := shares[p.Symbol]
			if !ok {
				one, ok = calls[p.Symbol]
			}
			day := p.CurrentPrice
			if p.AssetClass == classEquity && !lastSession(s.now()).runs(s.now()) { // its day is over
				last := s.closeOf(p.Symbol)
				day = &last
			}
			switch {
			case !ok:
			case p.CurrentPrice == nil:
				if !one.LatestQuote.AP.IsZero() || !one.LatestQuote.BP.IsZero() || !one.LatestTrade.P.IsPositive() || one.LatestTrade.T.After(monday.AddDate(0, -1, 0)) {
					t.Errorf("the halted %s: %+v", p.Symbol, one)
				}
			case !one.LatestTrade.P.Equal(*p.CurrentPrice) || !one.MinuteBar.C.Equal(*p.CurrentPrice) || !one.DailyBar.C.Equal(*day) ||
				!one.PrevDailyBar.C.Equal(*p.LastdayPrice) || !one.LatestQuote.BP.LessThan(*p.CurrentPrice) || !one.LatestQuote.AP.GreaterThan(*p.CurrentPrice):
				t.Errorf("%s after %s stands at %s after %s: %+v", p.Symbol, at, p.CurrentPrice, p.LastdayPrice, one)
			}
		}
	}
}

// What nobody holds has a price that does not depend on who asks when.
func TestLateListing(t *testing.T) {
	early, late := newStage(t, Options{}), newStage(t, Options{})
	invented := theCatalogue().all[5000].Symbol
	paths := []string{"/v2/stocks/quotes/latest?symbols=AMD," + invented, "/v1beta3/crypto/us/snapshots?symbols=SOL/USD,BTC/USD",
		stockBars + "?timeframe=1Day&limit=3&sort=desc&start=2026-01-01&symbols=TSM", "/v1beta1/options/snapshots?symbols=" + contractSymbol(monday, 260)}
	firsts := make([]any, len(paths))
	for i, path := range paths {
		early.get(path, "", &firsts[i])
	}
	early.wait(firstClose + overnight + 20*time.Minute)
	late.wait(firstClose + overnight + 20*time.Minute)
	for i, path := range paths {
		var second, third any
		early.get(path, "", &second)
		late.get(path, "", &third)
		if fmt.Sprint(second) != fmt.Sprint(third) || fmt.Sprint(firsts[i]) == fmt.Sprint(second) {
			t.Errorf("%s: %v, and asked late %v", path, second, third)
		}
	}
}

func TestSnapshotsOfContractsComeInPages(t *testing.T) {
	s := newStage(t, Options{})
	var page struct {
		Snapshots map[string]seenSnapshot
		Next      *string `json:"next_page_token"`
	}
	path := "/v1beta1/options/snapshots?limit=2&symbols="
	for _, strike := range []int{240, 250, 260} {
		path += contractSymbol(monday, strike) + ","
	}
	if s.get(path, "", &page); len(page.Snapshots) != 2 || page.Next == nil {
		t.Fatalf("%+v", page)
	}
	token := *page.Next
	page.Snapshots, page.Next = nil, nil
	if s.get(path+"&page_token="+token, "", &page); len(page.Snapshots) != 1 || page.Next != nil || page.Snapshots[contractSymbol(monday, 260)].LatestTrade.P.IsZero() {
		t.Errorf("%+v", page)
	}
}

func TestWhoMayReadData(t *testing.T) {
	s := newStage(t, Options{})
	trader, reader := s.signIn("scope", "trading"), s.signIn("scope", "data")
	for _, path := range []string{stockBars + "?symbols=KO&timeframe=1Day", "/v2/stocks/snapshots?symbols=KO", "/v1beta3/crypto/us/latest/quotes?symbols=BTC/USD"} {
		s.refused(http.MethodGet, path, trader, 403, 0)
		s.refused(http.MethodGet, path, "no-such-token", 401, 0)
		var answer any
		s.get(path, reader, &answer)
	}
	s.refused(http.MethodPost, stockBars, "", 405, codeNotAllowed)
	s.refused(http.MethodGet, "/v1beta1/news", "", 404, codeNotFound)
}

func TestDataRefusesNonsense(t *testing.T) {
	s := newStage(t, Options{})
	for _, query := range []string{"", "symbols=KO", "symbols=KO&timeframe=60Min", "symbols=KO&timeframe=24H", "symbols=KO&timeframe=2Day", "symbols=KO&timeframe=5M",
		"timeframe=1Day", "symbols=ko&timeframe=1Day", "symbols=BTC/USD&timeframe=1Day", "symbols=KO&timeframe=1Day&limit=0", "symbols=KO&timeframe=1Day&limit=10001",
		"symbols=KO&timeframe=1Day&start=yesterday", "symbols=KO&timeframe=1Day&start=2026-02-02&end=2026-01-01", "symbols=KO&timeframe=1Day&sort=up",
		"symbols=KO&timeframe=1Day&feed=opra", "symbols=KO&timeframe=1Day&adjustment=none", "symbols=KO&timeframe=1Day&page_token=x", "symbols=KO&timeframe=1Day&currency=EUR",
		"symbols=KO&timeframe=1Day&asof=then"} {
		s.refused(http.MethodGet, stockBars+"?"+query, "", 400, 0)
	}
	s.refused(http.MethodGet, coinBars+"?symbols=BTCUSD&timeframe=1Day", "", 400, 0)
	s.refused(http.MethodGet, "/v1beta3/crypto/mars/snapshots?symbols=BTC/USD", "", 400, 0)
	s.refused(http.MethodGet, "/v1beta1/options/snapshots?symbols=AAPL", "", 400, 0)
}
