package client

import (
	"testing"

	"github.com/shopspring/decimal"

	"quipu/demo"
)

// TestDemoStream follows an order through the stream, cuts it and follows on.
func TestDemoStream(t *testing.T) {
	d := startDemo(t)
	poller := d.Poll(t.Context(), PollOptions{Stream: true})
	live := func() Update {
		t.Helper()
		return awaited(t, poller, func(u Update) bool { return u.Stream == StreamLive && u.Snapshot != nil })
	}
	quantity := func(u Update) string { return quantityOf(u.Snapshot, "KO") }
	if got := quantity(live()); got != "150" {
		t.Fatalf("it begins with %s of KO", got)
	}
	fill := func(qty, price string) {
		t.Helper()
		id, err := d.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: decimal.RequireFromString(qty), Limit: decimal.RequireFromString("1")})
		if err == nil {
			err = d.Fill("paper", id, decimal.RequireFromString(qty), decimal.RequireFromString(price))
		}
		if err != nil {
			t.Fatal(err)
		}
		for e := range poller.Events() {
			if e.Order.ID == id && e.Fills() {
				is(t, "quantity of the event", e.Qty, qty)
				is(t, "price of the event", e.Price, price)
				if e.Order.Status != "filled" || e.Order.Symbol != "KO" || e.Missed {
					t.Errorf("the event is %+v", e)
				}
				return
			}
		}
	}
	fill("10", "60")
	u := awaited(t, poller, func(u Update) bool { return u.Snapshot != nil && quantity(u) == "160" })
	if u.Stream != StreamLive {
		t.Errorf("stream %v", u.Stream)
	}
	d.Emit("paper", []byte(`{"stream":"trade_updates","data":{"event":"order_of_tea","order":{"id":"tea","symbol":"T\u001b[2J","status":"steeping"}}}`))
	for e := range poller.Events() {
		if e.Order.ID == "tea" {
			line(t, e.Order.Symbol)
			break
		}
	}
	d.CutStreams()
	rejoined := []byte(`{"stream":"trade_updates","data":{"event":"order_of_tea","order":{"id":"second cup","status":"steeping"}}}`)
	awaited(t, poller, func(Update) bool {
		d.Emit("paper", rejoined) // nobody hears it before the stream is joined again
		for {
			select {
			case e := <-poller.Events():
				if e.Order.ID == "second cup" {
					return true
				}
			default:
				return false
			}
		}
	})
	if joins := d.Calls()["GET /stream"]; joins < 2 {
		t.Errorf("joined %d times", joins)
	}
	fill("5", "61")
	awaited(t, poller, func(u Update) bool { return u.Snapshot != nil && quantity(u) == "165" })
}

// awaited reads updates until one is good.
func awaited(t *testing.T, p *Poller, good func(Update) bool) Update {
	t.Helper()
	var last Update
	for u := range p.Updates() {
		if last = u; good(u) {
			return u
		}
	}
	t.Fatalf("the poller went with %+v", last)
	return last
}

func quantityOf(s *Snapshot, symbol string) string {
	for _, p := range s.Positions {
		if p.Symbol == symbol {
			return p.Qty.Decimal.String()
		}
	}
	return "none"
}
