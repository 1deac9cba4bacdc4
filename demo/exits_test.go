package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// submits sends an order and gives it as it is taken.
func (s *stage) submits(body string) order {
	s.t.Helper()
	var raw json.RawMessage
	if status := s.ask(http.MethodPost, "/v2/orders", body, &raw); status != http.StatusOK {
		s.t.Fatalf("%s is answered %d %s", body, status, raw)
	}
	var o order
	if err := json.Unmarshal(raw, &o); err != nil {
		s.t.Fatal(err)
	}
	return o
}

// changes replaces an order and gives the next one's id, or the refusal.
func (s *stage) changes(id, body string) (string, refusedBody) {
	s.t.Helper()
	var raw json.RawMessage
	s.ask(http.MethodPatch, "/v2/orders/"+id, body, &raw)
	o, no := read(s.t, raw)
	return o.ID, no
}

func (s *stage) audits() {
	s.t.Helper()
	if err := s.Audit(envPaper); err != nil {
		s.t.Error(err)
	}
}

// states gives the status of an order and of its legs.
func (s *stage) states(id string) string {
	s.t.Helper()
	o := s.order(id)
	all := []string{o.Status}
	for _, leg := range o.Legs {
		all = append(all, leg.Status)
	}
	return strings.Join(all, " ")
}

const oco = `{"symbol":"KO","side":"sell","type":"limit","time_in_force":"gtc","qty":"10","order_class":"oco","take_profit":{"limit_price":"66"},"stop_loss":{"stop_price":"60"}}`

// One exit of a pair ends the other, whichever it is, and so does a cancellation.
func TestOneExitEndsTheOther(t *testing.T) {
	for prices, want := range map[string]string{
		"63":    "new new",
		"66":    "filled canceled",
		"59":    "canceled filled",
		"66 59": "filled canceled",
	} {
		s := newStage(t, Options{StaticMarket: true})
		id := s.submits(oco).ID
		for _, price := range strings.Fields(prices) {
			s.price("KO", price)
		}
		if got := s.states(id); got != want {
			t.Errorf("%s: %s, want %s", prices, got, want)
		}
		s.audits()
	}
	for _, leg := range []bool{true, false} {
		s := newStage(t, Options{StaticMarket: true})
		id := s.submits(oco).ID
		gone := id
		if leg {
			gone = s.order(id).Legs[0].ID
		}
		s.call(http.MethodDelete, "/v2/orders/"+gone, "", nil)
		if got := s.states(id); got != "canceled canceled" {
			t.Errorf("canceled by its leg %v: %s", leg, got)
		}
	}
}

// The shares are held once for both exits.
func TestAPairOfExitsHoldsTheSharesOnce(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(oco).ID
	var p position
	if s.get("/v2/positions/KO", "", &p); p.QtyAvailable.String() != "140" {
		t.Errorf("%s are free", p.QtyAvailable)
	}
	s.fill(id, "4", "66")
	if o := s.order(id); o.Legs[0].Qty.String() != "6" {
		t.Errorf("the other exit sells %s", o.Legs[0].Qty)
	}
	if s.get("/v2/positions/KO", "", &p); p.QtyAvailable.String() != "140" || p.Qty.String() != "146" {
		t.Errorf("%s of %s are free", p.QtyAvailable, p.Qty)
	}
}

// An exit that was changed still excludes the other one: both would turn the
// position around.
func TestAChangedLegStaysInItsGroup(t *testing.T) {
	for _, c := range []struct{ leg, change, price, want string }{
		{"0", `{"limit_price":"67"}`, "67", "filled filled canceled"},
		{"1", `{"stop_price":"58"}`, "57", "filled canceled filled"},
	} {
		s := newStage(t, Options{StaticMarket: true})
		id := s.submits(`{"symbol":"KO","side":"buy","type":"limit","time_in_force":"gtc","qty":"10","limit_price":"63","order_class":"bracket","take_profit":{"limit_price":"66"},"stop_loss":{"stop_price":"60"}}`).ID
		s.price("KO", "62.9")
		old := s.order(id).Legs[c.leg[0]-'0'].ID
		next, no := s.changes(old, c.change)
		if next == "" || s.order(old).Status != "replaced" || s.order(next).Status != "new" {
			t.Fatalf("%s: %+v, %s is %s", c.change, no, old, s.order(old).Status)
		}
		s.price("KO", c.price)
		if got := s.states(id); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.change, c.price, got, c.want)
		}
		var p position
		if s.get("/v2/positions/KO", "", &p); p.Qty.String() != "150" {
			t.Errorf("%s are left", p.Qty)
		}
		s.audits()
	}
}

// An entry that is filled in part has no exits yet; what was sold of it
// meanwhile is not sold again by them.
func TestAPartialEntryKeepsItsLegsHeld(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(`{"symbol":"INTC","side":"buy","type":"limit","time_in_force":"gtc","qty":"10","limit_price":"24","order_class":"bracket","take_profit":{"limit_price":"26"},"stop_loss":{"stop_price":"20"}}`).ID
	s.fill(id, "4", "24")
	if got := s.states(id); got != "partially_filled held held" {
		t.Fatalf("after a part it is %s", got)
	}
	s.audits()
	var sale order
	s.call(http.MethodDelete, "/v2/positions/INTC", "", &sale)
	s.fill(sale.ID, "4", "24")
	s.fill(id, "6", "24")
	if got := s.states(id); got != "filled new new" {
		t.Errorf("it is %s", got)
	}
	s.audits()
	s.price("INTC", "19")
	if response := s.call(http.MethodGet, "/v2/positions/INTC", "", nil); response.StatusCode != http.StatusNotFound {
		t.Error("the exits sold more than there was")
	}
	if got := s.states(id); !strings.Contains(got, "canceled") || strings.Contains(got, "new") {
		t.Errorf("the exits of a position that is gone are %s", got)
	}
}

func TestCancellingALegCancelsItsGroup(t *testing.T) {
	for _, filled := range []bool{false, true} {
		s := newStage(t, Options{StaticMarket: true})
		id := s.submits(`{"symbol":"KO","side":"buy","type":"limit","time_in_force":"gtc","qty":"10","limit_price":"62","order_class":"bracket","take_profit":{"limit_price":"66"},"stop_loss":{"stop_price":"60"}}`).ID
		want := "canceled canceled canceled"
		if filled {
			s.price("KO", "61")
			want = "filled canceled canceled"
		}
		s.call(http.MethodDelete, "/v2/orders/"+s.order(id).Legs[0].ID, "", nil)
		if got := s.states(id); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Alpaca sends a buy stop as a stop-limit: in a fast market it stays open.
func TestABuyStopIsALimitOnceItIsMet(t *testing.T) {
	for _, c := range []struct{ symbol, stop, prices string }{
		{"KO", "65", "66.63 66.62*"},      // 2.5 % above
		{"INTC", "30", "31.21 29 31.20*"}, // 4 % above below $50; it was met, and stays so
		{"INTC", "30", "31.21 29*"},
	} {
		s := newStage(t, Options{StaticMarket: true})
		id := s.submits(fmt.Sprintf(`{"symbol":%q,"side":"buy","type":"stop","time_in_force":"day","qty":"1","stop_price":%q}`, c.symbol, c.stop)).ID
		for price := range strings.FieldsSeq(c.prices) {
			at, fills := strings.CutSuffix(price, "*")
			s.price(c.symbol, at)
			if got := s.order(id).Status; (got == "filled") != fills && fills {
				t.Errorf("%s: at %s it is %s", c.prices, at, got)
			}
		}
	}
}
