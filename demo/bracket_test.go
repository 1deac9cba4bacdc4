package demo

import (
	"strings"
	"testing"
	"time"
)

func TestBracketsLife(t *testing.T) {
	bracket := Ticket{Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: dec("4"), Limit: dec("60"), TakeProfit: dec("66"), StopLoss: dec("55")}
	for name, c := range map[string]struct{ prices, parent, profit, loss string }{
		"waits":          {"63 67 61", "new", "held", "held"},
		"is bought":      {"60", "filled", "new", "new"},
		"wins":           {"60 66", "filled", "filled", "canceled"},
		"loses":          {"60 54", "filled", "canceled", "filled"},
		"wins only once": {"60 66 54", "filled", "filled", "canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			id := s.place(bracket)
			for _, price := range strings.Fields(c.prices) {
				s.price("KO", price)
			}
			o := s.order(id)
			if o.Status != c.parent || o.Legs[0].Status != c.profit || o.Legs[1].Status != c.loss {
				t.Errorf("%s, %s, %s; want %+v", o.Status, o.Legs[0].Status, o.Legs[1].Status, c)
			}
			open := 0
			for _, listed := range s.orders("symbols=KO&nested=true") {
				open += 1 + len(listed.Legs)
			}
			if want := map[string]int{"waits": 3, "is bought": 2}[name]; open != want {
				t.Errorf("%d open orders are listed, want %d", open, want)
			}
		})
	}
}

func TestBracketIsCanceledWithItsLegs(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: dec("4"), Limit: dec("60"), TakeProfit: dec("66"), StopLoss: dec("55")})
	if err := s.Cancel(envPaper, id); err != nil {
		t.Fatal(err)
	}
	for _, o := range append(s.order(id).Legs, &order{Status: s.order(id).Status}) {
		if o.Status != "canceled" {
			t.Errorf("an order is %s", o.Status)
		}
	}
}

// A leg that is filled in part leaves the other one as much as there is to sell.
func TestLegsShareWhatThereIs(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.place(Ticket{Symbol: "ETHUSD", Side: "buy", TimeInForce: "gtc", Qty: dec("4"), TakeProfit: dec("9000"), StopLoss: dec("5")})
	s.fill(id, "4", "3400")
	s.fill(s.order(id).Legs[0].ID, "1", "9000")
	if o := s.order(id); o.Legs[1].Qty.String() != "3" || o.Legs[0].Status != "partially_filled" {
		t.Errorf("the loss leg sells %s, the profit leg is %s", o.Legs[1].Qty, o.Legs[0].Status)
	}
	var p position
	if s.get("/v2/positions/ETHUSD", "", &p); p.Qty.String() != "4.24" || p.QtyAvailable.String() != "1.24" {
		t.Errorf("%s, of which %s are available", p.Qty, p.QtyAvailable)
	}
}

func TestLegsFollowTheOrderThatReplacesTheirs(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	old := s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: dec("4"), Limit: dec("60"), TakeProfit: dec("66"), StopLoss: dec("55")})
	next, err := s.Replace(envPaper, old, dec("0"), dec("61"))
	if err != nil {
		t.Fatal(err)
	}
	s.price("KO", "60.5")
	if o := s.order(next); o.Status != "filled" || len(o.Legs) != 2 || o.Legs[0].Status != "new" || o.Legs[1].Status != "new" {
		t.Errorf("%+v", o)
	}
	if o := s.order(old); o.Status != "replaced" || len(o.Legs) != 0 {
		t.Errorf("%+v", o)
	}
}

// Each way of listing the legs of a filled bracket has them in one listing at least.
func TestNestingOfAFilledBracket(t *testing.T) {
	for nesting, want := range map[Nesting]string{
		LegsByThemselves: "nested new new, flat new new",
		LegsFlat:         "nested, flat new new",
		LegsUnderParent:  "nested filled(new new), flat",
	} {
		s := newStage(t, Options{StaticMarket: true, Nesting: nesting})
		s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: dec("4"), Limit: dec("60"), TakeProfit: dec("66"), StopLoss: dec("55")})
		s.price("KO", "60")
		got := strings.TrimRight("nested "+statuses(s.orders("symbols=KO&nested=true")), " ") + strings.TrimRight(", flat "+statuses(s.orders("symbols=KO")), " ")
		if got != want {
			t.Errorf("%d: %s, want %s", nesting, got, want)
		}
	}
}

func statuses(all []order) string {
	texts := make([]string, len(all))
	for i, o := range all {
		texts[i] = o.Status
		if legs := make([]order, len(o.Legs)); len(legs) > 0 {
			for i, leg := range o.Legs {
				legs[i] = *leg
			}
			texts[i] += "(" + statuses(legs) + ")"
		}
	}
	return strings.Join(texts, " ")
}

// Orders that were sent together fall out of a listing by time where no page holds
// them all, as the bounds are exclusive.
func TestOrdersByTime(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: dec("4"), Limit: dec("60")})
	one := s.orders("symbols=KO")[0]
	at := one.SubmittedAt.Format(time.RFC3339Nano)
	for query, want := range map[string]int{"until=" + at: 0, "after=" + at: 0, "before_order_id=" + one.ID: 0, "until=" + one.SubmittedAt.Add(1).Format(time.RFC3339Nano): 1} {
		if got := len(s.orders("symbols=KO&" + query)); got != want {
			t.Errorf("%s: %d orders, want %d", query, got, want)
		}
	}
}
