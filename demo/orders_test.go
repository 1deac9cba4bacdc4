package demo

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"
)

func (s *stage) orders(query string) []order {
	s.t.Helper()
	var all []order
	s.get("/v2/orders?"+query, "", &all)
	return all
}

func TestWorkingOrdersOfEveryKind(t *testing.T) {
	s := newStage(t, Options{})
	got := map[string]bool{}
	for _, o := range s.orders("nested=true&limit=500") {
		got[fmt.Sprintf("%s %s %s %s %s, %d legs", o.Symbol, o.Side, o.Type, o.OrderClass, o.Status, len(o.Legs))] = true
		if o.Notional != nil && o.Qty != nil {
			t.Errorf("%s has a quantity and an amount", o.Symbol)
		}
	}
	for _, want := range []string{
		"AAPL sell limit  new, 0 legs", "BRK.B sell stop  new, 0 legs", "NVDA sell trailing_stop  new, 0 legs", "TSLA buy stop_limit  new, 0 legs",
		"BTC/USD buy limit  new, 0 legs", "SPY buy market  pending_new, 0 legs", "AMZN buy limit bracket new, 2 legs", "  limit mleg new, 2 legs",
	} {
		if !got[want] {
			t.Errorf("no %q among %v", want, got)
		}
		delete(got, want)
	}
	if len(got) > 0 {
		t.Errorf("also %v", got)
	}
}

func TestCryptoOrderAndPositionShareTheAsset(t *testing.T) {
	s := newStage(t, Options{})
	var bitcoin position
	s.get("/v2/positions/BTCUSD", "", &bitcoin)
	found := s.orders("symbols=BTCUSD")
	if len(found) != 1 || found[0].Symbol != "BTC/USD" || found[0].AssetID != bitcoin.AssetID {
		t.Errorf("%+v for the asset %s", found, bitcoin.AssetID)
	}
}

func TestOrderFilters(t *testing.T) {
	s := newStage(t, Options{})
	all := s.orders("status=all&limit=500&nested=true")
	earlier := func(a, b order) int { return a.SubmittedAt.Compare(b.SubmittedAt) }
	if len(all) < 130 || !slices.IsSortedFunc(all, func(a, b order) int { return earlier(b, a) }) {
		t.Fatalf("%d orders, or out of order", len(all))
	}
	middle := all[len(all)/2]
	at := url.QueryEscape(middle.SubmittedAt.Format(time.RFC3339Nano))
	for query, want := range map[string]int{
		"":                                    10, // the bracket's legs stand beside it
		"nested=true":                         8,
		"status=all":                          50,
		"status=all&limit=3":                  3,
		"status=closed&nested=true&limit=500": len(all) - 8,
		"symbols=AAPL,SPY":                    2,
		"symbols=BTC/USD":                     1,
		"side=buy&nested=true":                4,
		"asset_class=crypto":                  1,
		"asset_class=all&limit=500":           10,
		"status=all&limit=500&nested=true&after=" + at:                  len(all) / 2,
		"status=all&limit=500&nested=true&until=" + at:                  len(all) - len(all)/2 - 1,
		"status=all&limit=500&nested=true&before_order_id=" + middle.ID: len(all) - len(all)/2 - 1,
		"status=all&limit=500&nested=true&after_order_id=" + middle.ID:  len(all) / 2,
	} {
		if got := s.orders(query); len(got) != want {
			t.Errorf("%q gives %d orders, want %d", query, len(got), want)
		}
	}
	if rising := s.orders("status=all&limit=500&direction=asc"); !slices.IsSortedFunc(rising, earlier) {
		t.Error("direction=asc does not rise")
	}
	for _, query := range []string{"status=new", "limit=0", "limit=501", "limit=x", "nested=maybe", "direction=up", "after=yesterday", "until=x", "before_order_id=x"} {
		s.refused("GET", "/v2/orders?"+query, "", 422, codeInvalid)
	}
}

func TestClosedOrdersOfEveryKind(t *testing.T) {
	s := newStage(t, Options{})
	kinds := map[string]int{}
	for _, o := range s.orders("status=closed&limit=500") {
		kinds[o.Status]++
		if (o.Status == "filled") != (o.FilledAt != nil) || (o.Status == "replaced") != (o.ReplacedBy != nil) {
			t.Errorf("%s of %s is filled at %v, replaced by %v", o.Status, o.Symbol, o.FilledAt, o.ReplacedBy)
		}
	}
	for _, status := range []string{"filled", "canceled", "expired", "rejected", "replaced"} {
		if kinds[status] == 0 {
			t.Errorf("no order is %s: %v", status, kinds)
		}
	}
}

func TestOneOrder(t *testing.T) {
	s := newStage(t, Options{})
	all := s.orders("nested=true")
	bracket := all[slices.IndexFunc(all, func(o order) bool { return o.OrderClass == "bracket" })]
	for path, legs := range map[string]int{"": 0, "?nested=true": 2} {
		var o order
		if s.get("/v2/orders/"+bracket.ID+path, "", &o); o.ID != bracket.ID || len(o.Legs) != legs {
			t.Errorf("%s has %d legs%s, want %d", o.ID, len(o.Legs), path, legs)
		}
	}
	var byClient, leg order
	if s.get("/v2/orders:by_client_order_id?client_order_id="+bracket.ClientOrderID, "", &byClient); byClient.ID != bracket.ID {
		t.Errorf("found %s by the client's id", byClient.ID)
	}
	if s.get("/v2/orders/"+bracket.Legs[1].ID, "", &leg); leg.Status != "held" || leg.Symbol != "AMZN" {
		t.Errorf("the leg is %+v", leg)
	}
	s.refused("GET", "/v2/orders/none", "", 404, codeNotFound)
	s.refused("GET", "/v2/orders:by_client_order_id", "", 404, codeNotFound)
}
