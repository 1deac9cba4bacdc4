package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Each filter gives what has it, and nothing else; two give what has both.
func TestAssetFiltersSelect(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{})
	for query, has := range map[string]func(asset) bool{
		"":                                   func(a asset) bool { return a.Class == classEquity },
		"status=active":                      func(a asset) bool { return a.Class == classEquity && a.Status == "active" },
		"status=inactive&exchange=NYSE":      func(a asset) bool { return a.Status == "inactive" && a.Exchange == "NYSE" },
		"asset_class=crypto":                 func(a asset) bool { return a.Class == classCrypto && a.Exchange == "CRYPTO" },
		"asset_class=us_equity&exchange=OTC": func(a asset) bool { return a.Exchange == "OTC" },
		"attributes=has_options":             func(a asset) bool { return slices.Contains(a.Attributes, "has_options") },
		"attributes=ptp_no_exception,has_options": func(a asset) bool { return slices.Contains(a.Attributes, "has_options") }, // any of them
	} {
		var some []asset
		s.get("/v2/assets?"+query, "", &some)
		want := 0
		for _, a := range theCatalogue().all {
			if has(*a) && (strings.Contains(query, "asset_class=crypto") || a.Class == classEquity) {
				want++
			}
		}
		if len(some) != want || want == 0 {
			t.Errorf("%q gives %d assets, want %d", query, len(some), want)
		}
		for _, a := range some {
			if !has(a) {
				t.Errorf("%q gives %+v", query, a)
				break
			}
		}
	}
	for _, query := range []string{"asset_class=us_option", "asset_class=us_index", "exchange=CRYPTO", "attributes=ptp_with_exception"} {
		var none []asset
		if s.get("/v2/assets?"+query, "", &none); none == nil || len(none) != 0 {
			t.Errorf("%q gives %v, want an empty list", query, none)
		}
	}
	for _, query := range []string{"status=ACTIVE", "asset_class=us-equity", "exchange=nyse", "attributes=tradable", "attributes=has_options,x"} {
		s.refused(http.MethodGet, "/v2/assets?"+query, "", 422, codeInvalid)
	}
}

// easy_to_borrow has left the API, and borrow_status is of shares alone.
func TestOnlySharesSayWhetherTheyCanBeBorrowed(t *testing.T) {
	s := newStage(t, Options{})
	for symbol, want := range map[string]string{"AAPL": `"easy_to_borrow"`, "HALT": `"hard_to_borrow"`, "BTCUSD": ""} {
		var a map[string]json.RawMessage
		s.get("/v2/assets/"+symbol, "", &a)
		if _, old := a["easy_to_borrow"]; old || string(a["borrow_status"]) != want {
			t.Errorf("%s: %s, and easy_to_borrow is there: %v", symbol, a["borrow_status"], old)
		}
	}
}

// What users of the API report: 422 with the code of a bad request.
func TestWatchlistRefusalsHaveAlpacasWords(t *testing.T) {
	s := newStage(t, Options{})
	for _, c := range []struct {
		method, path, body string
		status, code       int
		message            string
	}{
		{"POST", "/v2/watchlists", `{"name":"Chips"}`, 422, 40010001, "watchlist name must be unique"},
		{"PUT", "/v2/watchlists:by_name?name=Chips", `{"name":"Crypto"}`, 422, 40010001, "watchlist name must be unique"},
		{"POST", "/v2/watchlists", `{"name":"New","symbols":["NOSUCH"]}`, 422, 40010001, "asset not found: NOSUCH"},
		{"POST", "/v2/watchlists:by_name?name=Chips", `{"symbols":["KO"]}`, 422, 40010001, "asset not found: "},
		{"GET", "/v2/watchlists:by_name?name=None", "", 404, 40410000, "watchlist not found"},
		{"GET", "/v2/watchlists:by_name", "", 404, 40410000, "watchlist not found"},
	} {
		status, got, _ := s.send(c.method, c.path, c.body)
		if said := fmt.Sprint(status, got.Code, got.Message); said != fmt.Sprint(c.status, c.code, c.message) {
			t.Errorf("%s %s %s: %s", c.method, c.path, c.body, said)
		}
	}
}
