package contract

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quipu/demo"
)

func TestDataFollowsAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "market-data.openapi.yaml")
	b := newBroker(t, demo.Options{})
	shares, coin, call := "?symbols=AAPL,AMD,HALT,SIRI,SPY,NOSUCH", "?symbols=BTC/USD,DOGE/USD,NO/SUCH", "?symbols="+b.contractSymbol("")+","+b.contractSymbol("270")
	for _, at := range b.moments(time.Minute) {
		b.elapsed.Store(int64(at))
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
			b.get(strings.Replace(path, "{loc}", "us", 1)+query, "", &answer)
			follows(t, doc, http.MethodGet, path, answer)
		}
	}
}

func TestWatchlistsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{})
	var answer any
	b.send(http.MethodPost, "/v2/watchlists", "", `{"name":"New","symbols":["KO","HALT","BTC/USD"]}`, &answer)
	id, _ := answer.(map[string]any)["id"].(string)
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
		path := strings.NewReplacer("{watchlist_id}", id, "{symbol}", "SPY").Replace(c.path)
		b.send(c.method, path+c.query, "", c.body, &answer)
		follows(t, doc, c.method, c.path, answer)
	}
	var all any
	b.get("/v2/watchlists", "", &all)
	follows(t, doc, http.MethodGet, "/v2/watchlists", all)
}

func TestAssetsFollowAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "trading.openapi.yaml")
	b := newBroker(t, demo.Options{Positions: 1})
	var halted struct {
		ID string `json:"id"`
	}
	b.get("/v2/assets/HALT", "", &halted)
	for path, asked := range map[string][]string{
		"/v2/assets":                      {"/v2/assets", "/v2/assets?asset_class=crypto", "/v2/assets?asset_class=us_option"},
		"/v2/assets/{symbol_or_asset_id}": {"/v2/assets/AAPL", "/v2/assets/BTC%2FUSD", "/v2/assets/BTCUSD", "/v2/assets/QAAA", "/v2/assets/" + halted.ID},
	} {
		for _, each := range asked {
			var answer any
			b.get(each, "", &answer)
			follows(t, doc, http.MethodGet, path, answer)
		}
	}
}
