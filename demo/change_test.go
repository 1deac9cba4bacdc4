package demo

import (
	"fmt"
	"strings"
	"testing"
)

// Every change that Alpaca refuses, and those that it takes.
func TestChangesOfOrders(t *testing.T) {
	const limit = `"symbol":"KO","side":"buy","qty":"4","type":"limit","limit_price":"60","time_in_force":"day"`
	const bracket = limit + `,"order_class":"bracket","take_profit":{"limit_price":"66"},"stop_loss":{"stop_price":"55"}`
	const trail = `"symbol":"KO","side":"sell","qty":"4","type":"trailing_stop","trail_percent":"10","time_in_force":"gtc"`
	const stop = `"symbol":"KO","side":"sell","qty":"4","type":"stop","stop_price":"60","time_in_force":"gtc"`
	for _, c := range []struct{ order, change, says string }{
		{limit, `{"limit_price":"61"}`, ""},
		{limit, `{"qty":"5"}`, ""},
		{limit, `{"qty":"5","limit_price":"61","time_in_force":"gtc"}`, ""},
		{limit, `{"limit_price":"60"}`, "order parameters are not changed"},
		{limit, `{}`, "order parameters are not changed"},
		{limit, `{"limit_price":"61.001"}`, "sub-penny increment"},
		{limit, `{"limit_price":"-1"}`, "prices must be > 0"},
		{limit, `{"qty":"0"}`, "qty must be > filled_qty"},
		{limit, `{"qty":"4.5"}`, "qty of fractional orders cannot be changed"},
		{limit, `{"stop_price":"70"}`, "no such price"},
		{limit, `{"trail":"1"}`, "trail is for trailing stop orders"},
		{limit, `{"time_in_force":"never"}`, "time_in_force"},
		{limit, `{"time_in_force":"opg"}`, "opg orders must be submitted"},
		{limit, `{"qty":"1000000"}`, "insufficient buying power"},
		{`"symbol":"KO","side":"buy","qty":"4","type":"market","time_in_force":"day"`, `{"limit_price":"60"}`, "no such price"},
		{`"symbol":"KO","side":"buy","notional":"40","type":"market","time_in_force":"day"`, `{"time_in_force":"gtc"}`, "notional orders cannot be replaced"},
		{`"symbol":"KO","side":"buy","qty":"0.5","type":"limit","limit_price":"60","time_in_force":"day"`, `{"qty":"1"}`, "qty of fractional orders"},
		{`"symbol":"KO","side":"sell","qty":"4","type":"limit","limit_price":"70","time_in_force":"gtc"`, `{"qty":"150"}`, ""},
		{`"symbol":"KO","side":"sell","qty":"4","type":"limit","limit_price":"70","time_in_force":"gtc"`, `{"qty":"151"}`, "insufficient qty available"},
		{stop, `{"stop_price":"61"}`, ""},
		{stop, `{"stop_price":"63"}`, "stop price must be less than current price"},
		{trail, `{"trail":"5"}`, ""},
		{trail, `{"trail":"0.05"}`, "trail is too small"},
		{trail, `{"trail":"10"}`, "not changed"},
		{trail, `{"stop_price":"50"}`, "no such price"},
		{bracket, `{"limit_price":"61"}`, ""},
		{bracket, `{"limit_price":"66"}`, "take_profit.limit_price must be"},
		{bracket, `{"limit_price":"55"}`, "stop_loss.stop_price must be"},
		{bracket, `{"qty":"5"}`, "qty cannot be changed for advanced orders"},
	} {
		t.Run(c.order+c.change, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			id := s.submits("{" + c.order + "}").ID
			next, no := s.changes(id, c.change)
			if (next != "") != (c.says == "") || !strings.Contains(no.Message, c.says) {
				t.Errorf("answered %q %+v, want %q", next, no, c.says)
			}
			if o := s.order(id); (o.Status == "replaced") != (c.says == "") {
				t.Errorf("it is %s", o.Status)
			}
			s.audits()
		})
	}
}

// A chain of changes leads from the first order to the last one, and the id of
// each may be used once.
func TestChangesMakeAChain(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	ids := []string{s.submits(`{"symbol":"KO","side":"buy","qty":"4","type":"limit","limit_price":"60","time_in_force":"day","client_order_id":"first"}`).ID}
	for n := range 3 {
		next, no := s.changes(ids[n], fmt.Sprintf(`{"limit_price":"6%d","client_order_id":"change %d"}`, n+1, n))
		if next == "" {
			t.Fatalf("%+v", no)
		}
		ids = append(ids, next)
	}
	for n, id := range ids[:3] {
		o := s.order(id)
		if o.Status != "replaced" || *o.ReplacedBy != ids[n+1] || *s.order(ids[n+1]).Replaces != id {
			t.Errorf("%d: %+v", n, o)
		}
	}
	for _, used := range []string{"first", "change 0"} {
		if _, no := s.changes(ids[3], fmt.Sprintf(`{"limit_price":"50","client_order_id":%q}`, used)); no.Message != "client_order_id must be unique" || no.Code != codeBadRequest {
			t.Errorf("%s is taken twice: %+v", used, no)
		}
	}
	if _, no := s.changes(ids[0], `{"limit_price":"50"}`); no.Message != `order is already in "replaced" state` {
		t.Errorf("the first is changed again: %+v", no)
	}
}

// The quantity of a change includes what has filled.
func TestAChangedQuantityIncludesWhatHasFilled(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(`{"symbol":"INTC","side":"buy","qty":"10","type":"limit","limit_price":"20","time_in_force":"day"}`).ID
	s.fill(id, "6", "20")
	if _, no := s.changes(id, `{"qty":"6"}`); no.Message != "qty must be > filled_qty" {
		t.Errorf("%+v", no)
	}
	next, no := s.changes(id, `{"qty":"8"}`)
	if next == "" {
		t.Fatalf("%+v", no)
	}
	s.price("INTC", "19")
	var p position
	if s.get("/v2/positions/INTC", "", &p); p.Qty.String() != "8" {
		t.Errorf("%s are held", p.Qty)
	}
	s.audits()
}

// The mark of a trailing stop stays when its distance is changed.
func TestAChangedTrailKeepsItsMark(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(`{"symbol":"KO","side":"sell","qty":"4","type":"trailing_stop","trail_price":"5","time_in_force":"gtc"}`).ID
	s.prices("KO", "70 66")
	next, no := s.changes(id, `{"trail":"6"}`)
	if o := s.order(next); next == "" || o.HWM.String() != "70" || o.StopPrice.String() != "64" || o.TrailPrice.String() != "6" {
		t.Errorf("%+v %+v", o, no)
	}
}

func TestARefusedChangeLeavesTheOrderWorking(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(`{"symbol":"KO","side":"sell","qty":"4","type":"limit","limit_price":"70","time_in_force":"gtc"}`).ID
	if next, no := s.changes(id, `{"qty":"151"}`); next != "" || !strings.Contains(no.Message, "insufficient qty") {
		t.Fatalf("answered %q %+v", next, no)
	}
	s.price("KO", "71")
	if o := s.order(id); o.Status != "filled" {
		t.Errorf("at its price it is %s", o.Status)
	}
	s.audits()
}
