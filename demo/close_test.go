package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// refusedBody is that of a refusal.
type refusedBody struct {
	Code          int      `json:"code"`
	Message       string   `json:"message"`
	Symbol        string   `json:"symbol"`
	Available     string   `json:"available"`
	ExistingQty   string   `json:"existing_qty"`
	HeldForOrders string   `json:"held_for_orders"`
	RelatedOrders []string `json:"related_orders"`
}

// read gives an answer as an order and as a refusal: it is one of them.
func read(t *testing.T, raw json.RawMessage) (o order, no refusedBody) {
	t.Helper()
	for _, into := range []any{&o, &no} {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
	}
	if (o.ID == "") == (no.Code == 0) {
		t.Errorf("neither an order nor a refusal, or both: %s", raw)
	}
	return o, no
}

// AAPL: 60 held, 20 of them by a sell limit. KO: 150. TSLA: 12 short, held by a
// buy stop-limit. BRK.B: 3.141592653, one of them held by a stop. ETH: 1.25.
func TestAPositionIsClosedAtTheMarket(t *testing.T) {
	for asked, want := range map[string]string{
		"KO":                          "sell market 150 day",
		"KO?qty=10":                   "sell market 10 day",
		"KO?percentage=50":            "sell market 75 day",
		"KO?percentage=0.9":           "sell market 1 day",
		"KO?percentage=0.1":           "422 40010001 qty must be > 0",
		"AAPL?qty=40":                 "sell market 40 day",
		"AAPL":                        "403 40310000 insufficient qty available for order (requested: 60, available: 40)",
		"TSLA":                        "403 40310000 insufficient qty available for order (requested: 12, available: 0)",
		"BRK.B?percentage=10":         "sell market 0.314159265 day",
		"ETHUSD":                      "sell market 1.25 gtc",
		"ETH%2FUSD?percentage=33.3":   "sell market 0.41625 gtc",
		"KO?qty=151":                  "403 40310000 insufficient qty available for order (requested: 151, available: 150)",
		"KO?qty=1&percentage=1":       "422 40010001 only one of qty or percentage is accepted",
		"KO?qty=0":                    "422 40010001 qty or percentage must be a number above 0",
		"KO?qty=-1":                   "422 40010001 qty or percentage must be a number above 0",
		"KO?qty=all":                  "422 40010001 qty or percentage must be a number above 0",
		"KO?percentage=100.000000001": "422 40010001 percentage must be between 0 and 100",
		"INTC":                        "404 40410000 no position in that symbol",
		"HALT":                        "422 42210000 asset HALT is not tradable",
	} {
		t.Run(asked, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			var raw json.RawMessage
			response := s.call(http.MethodDelete, "/v2/positions/"+asked, "", &raw)
			o, no := read(t, raw)
			said := fmt.Sprintf("%d %d %s", response.StatusCode, no.Code, no.Message)
			if response.StatusCode == http.StatusOK {
				said = fmt.Sprint(o.Side, " ", o.Type, " ", o.Qty, " ", o.TimeInForce)
			}
			if said != want {
				t.Errorf("%s, want %s", said, want)
			}
		})
	}
}

// What holds the shares is named: without it nobody could free them.
func TestAHeldPositionSaysWhatHoldsIt(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	var no refusedBody
	s.call(http.MethodDelete, "/v2/positions/AAPL", "", &no)
	selling := s.orders("symbols=AAPL&side=sell")
	if no.Available != "40" || no.ExistingQty != "60" || no.HeldForOrders != "20" || no.Symbol != "AAPL" || !slices.Equal(no.RelatedOrders, []string{selling[0].ID}) {
		t.Errorf("%+v", no)
	}
	s.call(http.MethodDelete, "/v2/orders/"+selling[0].ID, "", nil)
	var o order
	if response := s.call(http.MethodDelete, "/v2/positions/AAPL", "", &o); response.StatusCode != http.StatusOK || o.Qty.String() != "60" {
		t.Errorf("%d %+v", response.StatusCode, o)
	}
}

func TestAClosedPositionIsGoneOnceTheOrderIsFilled(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	var before, after account
	s.get("/v2/account", "", &before)
	s.call(http.MethodDelete, "/v2/positions/KO", "", nil)
	s.price("KO", "62.94")
	s.get("/v2/account", "", &after)
	if s.call(http.MethodGet, "/v2/positions/KO", "", nil).StatusCode != http.StatusNotFound || !after.Cash.Sub(before.Cash).Equal(dec("9441")) {
		t.Errorf("the cash goes from %s to %s", before.Cash, after.Cash)
	}
}

// Each position has an answer of its own: an order or a refusal.
func TestAllPositionsAreClosed(t *testing.T) {
	for query, want := range map[string]string{
		"":                     "AAPL 403, BRK.B 403, BTCUSD 403, HALT 422, NVDA 403, SPY 403, TSLA 403",
		"?cancel_orders=false": "AAPL 403, BRK.B 403, BTCUSD 403, HALT 422, NVDA 403, SPY 403, TSLA 403",
		"?cancel_orders=true":  "HALT 422",
	} {
		s := newStage(t, Options{StaticMarket: true})
		held := len(s.positions())
		var all []struct {
			Symbol string
			Status int
			Body   json.RawMessage
		}
		if response := s.call(http.MethodDelete, "/v2/positions"+query, "", &all); response.StatusCode != http.StatusMultiStatus || len(all) != held {
			t.Fatalf("%d answers %d of %d positions", response.StatusCode, len(all), held)
		}
		var not []string
		for _, one := range all {
			if one.Status != http.StatusOK {
				not = append(not, fmt.Sprint(one.Symbol, " ", one.Status))
			}
			if o, _ := read(t, one.Body); (one.Status == http.StatusOK) != (o.ID != "") {
				t.Errorf("%s: %d %s", one.Symbol, one.Status, one.Body)
			}
		}
		slices.Sort(not)
		if got := strings.Join(not, ", "); got != want {
			t.Errorf("%q: not closed are %s, want %s", query, got, want)
		}
	}
}

func TestClosingNeedsTheScopeOfTrading(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	reader := s.signIn("scope", "data")
	for _, path := range []string{"/v2/positions", "/v2/positions/KO"} {
		if got := s.call(http.MethodDelete, path, reader, nil).StatusCode; got != http.StatusForbidden {
			t.Errorf("DELETE %s is answered %d", path, got)
		}
	}
	if len(s.orders("symbols=KO")) != 0 {
		t.Error("it was closed all the same")
	}
}
