package demo

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
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

func (s *stage) activities(path string) []activity {
	s.t.Helper()
	var all []activity
	s.get("/v2/account/activities"+path, "", &all)
	return all
}

func TestActivitiesPage(t *testing.T) {
	s := newStage(t, Options{})
	for _, direction := range []string{"asc", "desc"} {
		var ids []string
		for token := ""; ; {
			page := s.activities("?page_size=40&direction=" + direction + "&page_token=" + token)
			for _, a := range page {
				ids = append(ids, a.ID)
			}
			if len(page) < 40 {
				break
			}
			token = page[len(page)-1].ID
		}
		if len(ids) < 150 || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: %d activities, or some twice", direction, len(ids))
		}
		if direction == "desc" {
			slices.Reverse(ids)
		}
		if !slices.IsSorted(ids) {
			t.Errorf("%s: out of order", direction)
		}
	}
	if got := len(s.activities("")); got != 100 {
		t.Errorf("a page has %d activities, want 100", got)
	}
}

func TestActivityFilters(t *testing.T) {
	s := newStage(t, Options{})
	first := s.activities("?direction=asc&page_size=1")[0]
	if first.ActivityType != "JNLC" || first.NetAmount.String() != "100000" {
		t.Errorf("the account began with %+v", first)
	}
	for path, kinds := range map[string]string{"/FILL": "FILL", "?activity_types=DIV,INT": "DIV INT", "?category=trade_activity": "FILL",
		"?category=non_trade_activity": "DIV FEE INT JNLC", "?activity_types=FEE&activity_types=INT": "FEE INT", "/TRANS": "",
		"?until=" + first.Date: "", "?date=" + first.Date: "JNLC"} {
		seen := map[string]bool{}
		for _, a := range s.activities(path) {
			seen[a.ActivityType] = true
		}
		var got []string
		for kind := range seen {
			got = append(got, kind)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != kinds {
			t.Errorf("%s gives %v, want %s", path, got, kinds)
		}
	}
	for _, query := range []string{"page_size=0", "page_size=101", "page_token=x", "direction=up", "category=x", "category=trade_activity&activity_types=DIV", "after=x", "date=x", "until=x"} {
		s.refused("GET", "/v2/account/activities?"+query, "", 422, codeInvalid)
	}
}

// What was bought must be what is held.
func TestFillsExplainThePositions(t *testing.T) {
	s := newStage(t, Options{})
	held := map[string]decimal.Decimal{}
	for token := ""; ; {
		page := s.activities("/FILL?direction=asc&page_token=" + token)
		for _, a := range page {
			size := *a.Qty
			if a.Side == "sell" {
				size = size.Neg()
			}
			symbol := strings.ReplaceAll(a.Symbol, "/", "")
			held[symbol] = held[symbol].Add(size)
		}
		if len(page) < 100 {
			break
		}
		token = page[len(page)-1].ID
	}
	for _, p := range s.positions() {
		if !held[p.Symbol].Equal(p.Qty) {
			t.Errorf("%s of %s were bought, %s are held", held[p.Symbol], p.Symbol, p.Qty)
		}
	}
}
