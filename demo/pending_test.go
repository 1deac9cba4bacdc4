package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const (
	slow      = 3 * time.Second // the usual delay
	slowKO    = `{"symbol":"KO","side":"buy","qty":"10","type":"limit","limit_price":"60","time_in_force":"day"}`
	slowIOC   = `{"symbol":"KO","side":"buy","qty":"10","type":"limit","limit_price":"63","time_in_force":"ioc"}`
	slowOCO   = `{"symbol":"KO","side":"sell","qty":"150","type":"limit","time_in_force":"gtc","order_class":"oco","take_profit":{"limit_price":"70"},"stop_loss":{"stop_price":"50"}}`
	slowBreak = `{"symbol":"KO","side":"buy","qty":"10","type":"limit","limit_price":"60","time_in_force":"gtc","order_class":"bracket","take_profit":{"limit_price":"70"},"stop_loss":{"stop_price":"50"}}`
)

// slowStage is a stage where the fault of every call can be changed.
func slowStage(t *testing.T, f Faults) *stage {
	t.Helper()
	return newStage(t, Options{StaticMarket: true, Faults: f})
}

// without does something while nothing is delayed.
func (s *stage) without(do func()) {
	faults := s.breaker.Faults
	s.breaker.Faults = Faults{}
	do()
	s.breaker.Faults = faults
}

// until gives the events up to one that is wanted last, as "event status".
func (w wire) until(last string) (all []string) {
	w.t.Helper()
	for {
		e := w.event()
		if all = append(all, e.Event+" "+e.Order.Status); all[len(all)-1] == last {
			return all
		}
	}
}

func (s *stage) cancels(id string) int {
	s.t.Helper()
	return s.call(http.MethodDelete, "/v2/orders/"+id, "", nil).StatusCode
}

// An order is pending, or accepted, until it has come to the exchange. Nothing fills it
// before.
func TestAnOrderComesToTheExchangeLater(t *testing.T) {
	s := slowStage(t, Faults{Pending: 1})
	heard := s.listening("", websocket.MessageBinary)
	for _, c := range []struct{ body, becomes string }{{slowKO, "new"}, {slowKO, "new"}, {slowIOC, "filled"}, {slowBreak, "new held held"}, {slowOCO, "new new"}} {
		o := s.submits(c.body)
		if o.Status != "pending_new" && o.Status != "accepted" {
			t.Errorf("it is taken as %s", o.Status)
		}
		s.price("KO", "59")
		if got := s.order(o.ID); got.Status != o.Status || !got.FilledQty.IsZero() {
			t.Errorf("it is %s before it comes there", got.Status)
		}
		s.price("KO", "62")
		s.wait(slow)
		if got := s.states(o.ID); got != c.becomes {
			t.Errorf("it becomes %s, want %s", got, c.becomes)
		}
		s.audits()
		s.without(func() { s.call(http.MethodDelete, "/v2/orders", "", nil) })
	}
	if got := heard.until("fill filled"); !slices.Contains(got, "pending_new pending_new") || !slices.Contains(got, "accepted accepted") || !slices.Contains(got, "new new") {
		t.Errorf("told %q", got)
	}
}

func TestAnOrderIsCancelledBeforeItComesToTheExchange(t *testing.T) {
	s := slowStage(t, Faults{Pending: 1})
	o := s.submits(slowKO)
	if status := s.cancels(o.ID); status != http.StatusNoContent || s.order(o.ID).Status != "canceled" {
		t.Errorf("%d, it is %s", status, s.order(o.ID).Status)
	}
	s.wait(slow)
	if got := s.order(o.ID).Status; got != "canceled" {
		t.Errorf("and then %s", got)
	}
}

// What is filled while a cancel is on its way stays so; the rest is cancelled.
func TestACancelTakesTime(t *testing.T) {
	for name, c := range map[string]struct {
		faults   Faults
		body     string
		fill     string // meanwhile
		becomes  string
		lastTold string
	}{
		"nothing happens":   {Faults{Pending: 1}, slowKO, "", "canceled", "canceled canceled"},
		"a part is filled":  {Faults{Pending: 1}, slowKO, "4", "canceled", "canceled canceled"},
		"it is filled":      {Faults{Pending: 1}, slowKO, "10", "filled", "order_cancel_rejected filled"},
		"it is filled last": {Faults{Filled: 1}, slowKO, "", "filled", "order_cancel_rejected filled"},
		"an exit is filled": {Faults{Pending: 1}, slowOCO, "150", "filled canceled", "order_cancel_rejected filled"},
		"an entry":          {Faults{Pending: 1}, slowBreak, "10", "filled new new", "order_cancel_rejected filled"},
		"a bracket":         {Faults{Pending: 1}, slowBreak, "", "canceled canceled canceled", "canceled canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			s := slowStage(t, c.faults)
			heard := s.listening("", websocket.MessageBinary)
			var o order
			s.without(func() { o = s.submits(c.body) })
			for range 2 { // to ask again changes nothing
				if status := s.cancels(o.ID); status != http.StatusNoContent {
					t.Fatalf("it is answered %d", status)
				}
			}
			if got := s.order(o.ID).Status; got != "pending_cancel" {
				t.Errorf("it is %s at first", got)
			}
			if got, no := s.changes(o.ID, `{"limit_price":"59"}`); got != "" || no.Code != codeInvalid {
				t.Errorf("it can be changed: %+v", no)
			}
			s.audits()
			if c.fill != "" {
				s.fill(o.ID, c.fill, "60")
				if c.fill == "4" && s.order(o.ID).Status != "pending_cancel" {
					t.Errorf("a part of it makes it %s", s.order(o.ID).Status)
				}
			}
			s.wait(slow)
			if got := s.states(o.ID); got != c.becomes {
				t.Errorf("it is %s, want %s", got, c.becomes)
			}
			s.audits()
			if got := heard.until(c.lastTold); !slices.Contains(got, "pending_cancel pending_cancel") {
				t.Errorf("told %q", got)
			}
		})
	}
}

// The order that is to take another's place works only when that is replaced; it is
// rejected where the other is filled before.
func TestAChangeTakesTime(t *testing.T) {
	for name, c := range map[string]struct {
		faults     Faults
		change     string
		fill       string // meanwhile
		old, next  string
		filledNext string
		lastTold   string
	}{
		"nothing happens":    {Faults{Pending: 1}, `{"limit_price":"61","client_order_id":"next"}`, "", "replaced", "new", "0", "replaced replaced"},
		"a part is filled":   {Faults{Pending: 1}, `{"limit_price":"61"}`, "4", "replaced", "new", "4", "replaced replaced"},
		"more than is asked": {Faults{Pending: 1}, `{"qty":"3"}`, "4", "partially_filled", "rejected", "0", "rejected rejected"},
		"it is filled":       {Faults{Pending: 1}, `{"limit_price":"61"}`, "10", "filled", "rejected", "0", "rejected rejected"},
		"it is filled last":  {Faults{Filled: 1}, `{"qty":"12"}`, "", "filled", "rejected", "0", "rejected rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			s := slowStage(t, c.faults)
			heard := s.listening("", websocket.MessageBinary)
			var o order
			s.without(func() { o = s.submits(slowKO) })
			var next order
			if status := s.ask(http.MethodPatch, "/v2/orders/"+o.ID, c.change, &next); status != http.StatusOK || next.Status != "pending_new" || next.Replaces == nil || *next.Replaces != o.ID {
				t.Fatalf("%d %+v", status, next)
			}
			if got := s.order(o.ID); got.Status != "pending_replace" || got.ReplacedBy != nil {
				t.Errorf("at first the old one is %s", got.Status)
			}
			for _, id := range []string{o.ID, next.ID} {
				if status := s.cancels(id); status != http.StatusUnprocessableEntity {
					t.Errorf("it can be cancelled: %d", status)
				}
				if _, no := s.changes(id, `{"limit_price":"58"}`); no.Code != codeInvalid {
					t.Errorf("it can be changed: %+v", no)
				}
			}
			s.audits()
			if c.fill != "" {
				s.fill(o.ID, c.fill, "60")
			}
			s.wait(slow)
			old, now := s.order(o.ID), s.order(next.ID)
			if old.Status != c.old || now.Status != c.next || now.FilledQty.String() != c.filledNext {
				t.Errorf("the old one is %s, the new one %s with %s filled", old.Status, now.Status, now.FilledQty)
			}
			s.audits()
			told := heard.until(c.lastTold)
			if refused := slices.Contains(told, "order_replace_rejected "+c.old); refused != (c.next == "rejected") || !slices.Contains(told, "pending_replace pending_replace") {
				t.Errorf("told %q", told)
			}
		})
	}
}

// A leg keeps its place in the group, and the shares are held once meanwhile.
func TestAChangeOfALegTakesTime(t *testing.T) {
	s := slowStage(t, Faults{Pending: 1})
	var o order
	s.without(func() { o = s.submits(slowBreak); s.fill(o.ID, "10", "60") })
	free := func() string {
		var p position
		s.get("/v2/positions/KO", "", &p)
		return p.QtyAvailable.String()
	}
	var nested order
	s.get("/v2/orders/"+o.ID+"?nested=true", "", &nested)
	next, _ := s.changes(nested.Legs[1].ID, `{"stop_price":"51"}`)
	s.audits()
	if got := free(); got != "150" {
		t.Errorf("%s are free meanwhile", got)
	}
	s.wait(slow)
	s.get("/v2/orders/"+o.ID+"?nested=true", "", &nested)
	if got := nested.Legs[1]; got.ID != next || got.Status != "new" || free() != "150" {
		t.Errorf("%+v with %s free", got, free())
	}
	s.price("KO", "50.5")
	if got := s.states(o.ID); got != "filled canceled filled" {
		t.Errorf("the group is %s", got)
	}
	s.audits()
}

// What is being replaced cannot be cancelled with the others; what is being cancelled goes.
func TestCancelAllTakesTime(t *testing.T) {
	s := slowStage(t, Faults{Pending: 1})
	var changed, other order
	s.without(func() { changed, other = s.submits(slowKO), s.submits(slowKO) })
	next, _ := s.changes(changed.ID, `{"limit_price":"61"}`)
	var answers []canceled
	var raw json.RawMessage
	if response := s.call(http.MethodDelete, "/v2/orders", "", &raw); response.StatusCode != http.StatusMultiStatus || json.Unmarshal(raw, &answers) != nil {
		t.Fatalf("%d %s", response.StatusCode, raw)
	}
	status := map[string]int{}
	for _, a := range answers {
		status[a.ID] = a.Status
	}
	if got := fmt.Sprint(status[changed.ID], status[next], status[other.ID]); got != "422 422 200" {
		t.Errorf("they are answered %s", got)
	}
	s.wait(slow)
	if got := s.order(changed.ID).Status + " " + s.order(next).Status + " " + s.order(other.ID).Status; got != "replaced new canceled" {
		t.Errorf("they become %s", got)
	}
	s.audits()
}
