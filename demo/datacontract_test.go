package demo

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDataFollowsAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "market-data.openapi.yaml")
	s := newStage(t, Options{})
	shares, coin, call := "?symbols=AAPL,AMD,HALT,SIRI,SPY,NOSUCH", "?symbols=BTC/USD,DOGE/USD,NO/SUCH", "?symbols="+contractSymbol(monday, callStrike)+","+contractSymbol(monday, 270)
	for _, at := range []time.Duration{0, time.Second, firstClose + time.Minute, firstClose + pause + time.Hour} {
		s.elapsed.Store(int64(at))
		for path, query := range map[string]string{
			"/v2/stocks/bars":                     shares + "&timeframe=1Hour&start=2026-01-20",
			"/v2/stocks/snapshots":                shares + "&feed=iex",
			"/v2/stocks/quotes/latest":            shares,
			"/v1beta3/crypto/{loc}/bars":          coin + "&timeframe=15Min&limit=10",
			"/v1beta3/crypto/{loc}/snapshots":     coin,
			"/v1beta3/crypto/{loc}/latest/quotes": coin,
			"/v1beta1/options/bars":               call + "&timeframe=1Day&start=2026-02-20&limit=3",
			"/v1beta1/options/snapshots":          call + "&limit=1",
			"/v1beta1/options/quotes/latest":      call + "&feed=indicative",
		} {
			var answer any
			s.get(strings.Replace(path, "{loc}", "us", 1)+query, "", &answer)
			follows(t, doc, http.MethodGet, path, answer)
		}
	}
}

func TestWatchlistsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	s := newStage(t, Options{})
	_, made, answer := s.send(http.MethodPost, "/v2/watchlists", `{"name":"New","symbols":["KO","HALT","BTC/USD"]}`)
	follows(t, doc, http.MethodPost, "/v2/watchlists", answer)
	for _, c := range []struct{ method, path, query, body string }{
		{"GET", "/v2/watchlists/{watchlist_id}", "", ""},
		{"PUT", "/v2/watchlists/{watchlist_id}", "", `{"name":"New","symbols":["AAPL","SPY"]}`},
		{"POST", "/v2/watchlists/{watchlist_id}", "", `{"symbol":"ETH/USD"}`},
		{"DELETE", "/v2/watchlists/{watchlist_id}/{symbol}", "", ""},
		{"GET", "/v2/watchlists:by_name", "?name=New", ""},
		{"PUT", "/v2/watchlists:by_name", "?name=New", `{"symbols":[]}`},
		{"POST", "/v2/watchlists:by_name", "?name=New", `{"symbol":"SOLUSD"}`},
	} {
		path := strings.NewReplacer("{watchlist_id}", made.ID, "{symbol}", "SPY").Replace(c.path)
		status, _, answer := s.send(c.method, path+c.query, c.body)
		if status != http.StatusOK {
			t.Errorf("%s %s answered %d %v", c.method, path, status, answer)
		}
		follows(t, doc, c.method, c.path, answer)
	}
	var all any
	s.get("/v2/watchlists", "", &all)
	follows(t, doc, http.MethodGet, "/v2/watchlists", all)
}

func TestAssetsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	s := newStage(t, Options{Positions: 1})
	for path, asked := range map[string][]string{
		"/v2/assets":                      {"/v2/assets", "/v2/assets?asset_class=crypto", "/v2/assets?asset_class=us_option"},
		"/v2/assets/{symbol_or_asset_id}": {"/v2/assets/AAPL", "/v2/assets/BTC%2FUSD", "/v2/assets/BTCUSD", "/v2/assets/QAAA", "/v2/assets/" + idOf("asset", "HALT")},
	} {
		for _, each := range asked {
			var answer any
			s.get(each, "", &answer)
			follows(t, doc, http.MethodGet, path, answer)
		}
	}
}
