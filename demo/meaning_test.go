package demo

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// bare makes a call without credentials and gives its status and body.
func (s *stage) bare(method, path string) (*http.Response, refused) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	var raw json.RawMessage
	response := s.do(request, &raw)
	var body refused
	_ = json.Unmarshal(raw, &body)
	return response, body
}

type refused struct {
	Code    int
	Message string
}

func TestUnknownPathsAreAnsweredInJSON(t *testing.T) {
	s := newStage(t, Options{})
	for _, path := range []string{"/nothing", "/v4/clock", "/v1/account", "/oauth/nothing", "/favicon.ico"} {
		response, body := s.bare(http.MethodGet, path)
		if response.StatusCode != 404 || body.Code != codeNotFound || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") || response.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: %d %+v %v", path, response.StatusCode, body, response.Header)
		}
	}
	s.refused(http.MethodGet, "/v2/nothing", "", 404, codeNotFound)
	s.refused(http.MethodGet, "/v3/nothing", "", 404, codeNotFound)
}

func TestCoinPricesNeedNoCredentials(t *testing.T) {
	s := newStage(t, Options{})
	for path, want := range map[string]int{
		"/v1beta3/crypto/us/latest/quotes?symbols=BTC/USD": 200, "/v1beta3/crypto/us/snapshots?symbols=BTC/USD": 200,
		"/v1beta3/crypto/us/bars?symbols=BTC/USD&timeframe=1Hour": 200, "/v2/stocks/quotes/latest?symbols=AAPL": 401,
	} {
		if response, body := s.bare(http.MethodGet, path); response.StatusCode != want || response.Header.Get("X-Ratelimit-Limit") == "" {
			t.Errorf("%s: %d %+v", path, response.StatusCode, body)
		}
	}
}

func TestOptionOrdersAreFoundByTheirUnderlying(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.place(Ticket{Symbol: contractSymbol(monday, callStrike), Side: "sell", Type: "limit", Qty: dec("1"), Limit: dec("99")})
	for query, want := range map[string]bool{"asset_class=us_option&symbols=AAPL": true, "symbols=AAPL": false, "asset_class=us_option&symbols=AAP": false} {
		found := false
		for _, o := range s.orders(query + "&limit=500") {
			found = found || o.ID == id
		}
		if found != want {
			t.Errorf("%s finds it: %v", query, found)
		}
	}
	s.refused(http.MethodGet, "/v2/orders?after_order_id="+id+"&before_order_id="+id, "", 422, codeInvalid)
}
