package ui

import (
	"fmt"
	"testing"
	"time"

	"quipu/client"
)

// submittedAt is a closed order in an instrument of its own.
func submittedAt(n int, at time.Time) client.Order {
	return sent(fmt.Sprintf("c%04d", n), "filled", 0, func(o *client.Order) { o.Symbol, o.SubmittedAt = fmt.Sprintf("S%04d", n), &at })
}

// showClosed opens the orders and goes to the end again and again.
func (s *story) showClosed() {
	s.broker.publish(withOrders())
	s.passes(200 * time.Millisecond)
	s.press("2")
	s.passes(time.Second)
	s.goToTheEnd()
}

func (s *story) goToTheEnd() {
	for range 12 {
		s.press("G")
		s.passes(2 * time.Second)
	}
	s.press("G")
}

// TestClosedOrdersSentTogetherAreReached: a page without a new order is not the last.
func TestClosedOrdersSentTogetherAreReached(t *testing.T) {
	for _, c := range []struct {
		same, older int
		leftOut     bool
	}{{150, 100, false}, {620, 100, true}} {
		tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
			at := time.Now().Add(-time.Hour)
			for n := range c.same + c.older {
				s.broker.closed = append(s.broker.closed, submittedAt(n, at.Add(-time.Duration(max(n-c.same+1, 0))*time.Second)))
			}
			s.showClosed()
			s.sees(fmt.Sprintf("S%04d", c.same+c.older-1))
			const words = "some of those sent at one time are left out"
			if c.leftOut {
				s.sees(words)
			} else {
				s.seesNot(words, "the latest")
			}
			read := len(s.broker.asked)
			s.passes(time.Minute)
			if len(s.broker.asked) != read {
				s.t.Errorf("%d reads behind the end", len(s.broker.asked)-read)
			}
		})
	}
}

// TestClosedOrdersOfALongPauseAreReached: while nobody read them, more were closed than
// the first page holds.
func TestClosedOrdersOfALongPauseAreReached(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		begun := time.Now()
		for n := range 120 {
			s.broker.closed = append(s.broker.closed, submittedAt(n, begun.Add(-time.Duration(n+1)*time.Hour)))
		}
		s.showClosed()
		s.sees("S0119")
		var latest []client.Order
		for n := range 250 {
			latest = append(latest, submittedAt(1000+n, begun.Add(-time.Duration(n+1)*time.Second)))
		}
		s.broker.mu.Lock()
		s.broker.closed = append(latest, s.broker.closed...)
		s.broker.mu.Unlock()
		s.press("r")
		s.passes(3 * time.Second)
		s.goToTheEnd()
		s.sees("S0119")
		s.press("/")
		s.types("S1249")
		s.press("enter")
		s.seesNot("No order")
	})
}

// TestAnOrderThatEndsIsShownAtOnce: it is among the closed ones before they are read
// again, and a leg of an open order stays with that one.
func TestAnOrderThatEndsIsShownAtOnce(t *testing.T) {
	m := play(everyView(t.Context())["portfolio"], "2", closedOrdersRead{})
	end := func(o client.Order) { m = play(m, eventReceived{m.now, client.OrderEvent{Event: o.Status, Order: o}}) }
	leg := sent("leg", "canceled", time.Hour)
	parent := sent("p", "new", time.Hour, func(o *client.Order) { o.Legs = []client.Order{sent("leg", "held", time.Hour)} })
	snapshot := withOrders(parent)
	m = play(m, updateReceived{at: m.now, update: client.Update{Snapshot: &snapshot, State: client.Fresh}})
	end(sent("f", "filled", 90*24*time.Hour))
	end(sent("w", "new", time.Minute))
	end(leg)
	closed := m.current().portfolio.orders.closed
	if len(closed) != 1 || closed[0].ID != "f" {
		t.Errorf("closed are %+v", closed)
	}
	m = play(m, closedOrdersRead{orders: []client.Order{sent("g", "filled", time.Minute), sent("f", "filled", 90*24*time.Hour)}})
	if closed = m.current().portfolio.orders.closed; len(closed) != 2 || closed[0].ID != "g" {
		t.Errorf("after a reading they are %+v", closed)
	}
}

// TestAFilterSaysThatNotAllWasRead in the tables that are read page by page.
func TestAFilterSaysThatNotAllWasRead(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		for n := range 250 {
			at := time.Now().Add(-time.Duration(n+1) * time.Hour)
			s.broker.closed = append(s.broker.closed, submittedAt(n, at))
			s.broker.activities = append(s.broker.activities, client.Activity{ID: fmt.Sprintf("a%03d", n), Type: "FILL", Symbol: fmt.Sprintf("S%04d", n), Side: "sell", Qty: d("1"), Price: d("1"), At: at})
		}
		s.broker.publish(withOrders())
		s.passes(200 * time.Millisecond)
		for tab, words := range map[string][]string{"2": {"No order that was read matches S0249.", "the latest 100 closed orders"}, "3": {"Nothing that was read matches S0249.", "the latest 100 activities"}} {
			s.press(tab)
			s.passes(time.Second)
			s.seesNot(words[1])
			s.press("/")
			s.types("S0249")
			s.press("enter")
			s.passes(time.Second)
			s.sees(words...)
			s.press("esc")
		}
	})
}

// TestActivitiesOfALongPauseAreReached: more happened than the first page holds.
func TestActivitiesOfALongPauseAreReached(t *testing.T) {
	page := func(from, to int) []client.Activity {
		var all []client.Activity
		for n := from; n < to; n++ {
			all = append(all, client.Activity{ID: fmt.Sprint(n), Type: "FILL", At: time.Date(2026, 11, 24, 12, 0, -n, 0, time.UTC)})
		}
		return all
	}
	m := play(everyView(t.Context())["portfolio"], "3", activitiesRead{activities: page(1000, 1100)}, activitiesRead{activities: page(1100, 1130), older: true}, activitiesRead{older: true})
	if s := m.current().portfolio.activity; len(s.all) != 130 || !s.whole {
		t.Fatalf("%d are read, whole %v", len(s.all), s.whole)
	}
	m = play(m, activitiesRead{activities: page(990, 1090)})
	if s := m.current().portfolio.activity; len(s.all) != 140 || !s.whole {
		t.Errorf("with a page that overlaps %d are read, whole %v", len(s.all), s.whole)
	}
	m = play(m, activitiesRead{activities: page(100, 200)})
	if s := m.current().portfolio.activity; len(s.all) != 100 || s.whole || s.lastToken != "199" {
		t.Errorf("behind a gap %d are read, whole %v, the next page begins after %s", len(s.all), s.whole, s.lastToken)
	}
	m = play(m, activitiesRead{activities: page(150, 200), older: true}, activitiesRead{activities: page(120, 150), older: true})
	if m.current().portfolio.activity.whole {
		t.Error("a page without a new activity ends the list")
	}
}
