package ui

import (
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/trade"
)

// showBracket shows the orders of an account with a bracket that replaced another order,
// which quipu sent from here.
func (s *story) showBracket() {
	s.t.Helper()
	at := func(ago time.Duration) *time.Time { t := time.Now().Add(-ago); return &t }
	leg := func(id, status string, price func(*client.Order)) client.Order {
		return sent(id, status, time.Hour, func(o *client.Order) {
			o.Side, o.Class, o.Parent, o.LimitPrice = "sell", "bracket", "o2", d("")
			price(o)
		})
	}
	o := sent("o2", "partially_filled", time.Hour, func(o *client.Order) {
		o.ClientOrderID, o.Class, o.Replaces, o.Intent = "quipu-2", "bracket", "o1", "buy_to_open"
		o.FilledQty, o.FilledAvgPrice, o.UpdatedAt, o.ExpiresAt = d("4"), d("119.99"), at(time.Minute), at(-24*time.Hour)
		o.Legs = []client.Order{
			leg("l1", "held", func(o *client.Order) { o.LimitPrice = d("130") }),
			leg("l2", "held", func(o *client.Order) { o.Type, o.StopPrice = "stop", d("110") }),
		}
	})
	old := sent("o1", "replaced", 2*time.Hour, func(o *client.Order) { o.ReplacedBy, o.LimitPrice, o.Replaces = "o2", d("118"), "o0" })
	oldest := sent("o0", "replaced", 3*time.Hour, func(o *client.Order) { o.ReplacedBy, o.LimitPrice = "o1", d("117") })
	s.broker.orders = []client.Order{o, oldest}
	s.broker.closed = []client.Order{old}
	s.trading.journal = []trade.Entry{
		{
			Intent: trade.Intent{ID: "quipu-2", Action: trade.Submit, Symbol: "AAPL"}, OrderID: "o2", State: trade.Accepted,
			Steps: []trade.Learned{{State: trade.Intended, At: *at(time.Hour)}, {State: trade.Sent, At: *at(time.Hour)}, {State: trade.Accepted, At: *at(time.Hour - 2*time.Second), Status: "accepted"}},
		},
		{Intent: trade.Intent{ID: "quipu-3", Action: trade.Submit, Symbol: "AAPL"}, OrderID: "other", State: trade.Accepted},
	}
	s.broker.publish(withOrders(o))
	s.passes(200 * time.Millisecond)
	s.press("2")
	s.passes(time.Second)
}

func TestOrderHasADetailOfItsOwn(t *testing.T) {
	tellTicket(t, func(s *story) {
		s.showBracket()
		s.press("enter")
		s.passes(time.Second)
		s.sees("Buy 10 AAPL limit $120.00", "partially filled", "4 of 10 @ $119.99", "good for the day", "Leg 1", "Leg 2", "sell 10 AAPL stop $110.00, held")
		s.golden()
		s.press("G")
		s.seesWrapped("o2", "quipu-2", "Submit from here: sent 31 Dec 18:00:0", "accepted 18:00:02")
		s.seesNot("quipu-3")
	})
}

// What the tables do not know is read, the whole chain.
func TestOrderDetailFollowsTheReplacements(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showBracket()
		s.press("enter")
		s.passes(time.Second)
		s.sees("buy 10 AAPL limit $118.00, replaced", "buy 10 AAPL limit $117.00, replaced")
	})
}

func TestOrderDetailFollowsTheOrder(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showBracket()
		s.press("enter")
		s.passes(time.Second)
		s.sees("x cancel", "m modify")
		filled, now := s.broker.orders[0], time.Now()
		filled.Status, filled.FilledQty, filled.UpdatedAt, filled.FilledAt = "filled", d("10"), &now, &now
		s.broker.orders[0] = filled
		s.broker.events <- client.OrderEvent{Event: "fill", Order: filled, Qty: d("6"), Price: d("120")}
		s.passes(2 * time.Second)
		s.sees("10 of 10 @ $119.99", "Filled")
		s.seesNot("x cancel", "m modify", "partially filled")
	})
}

func TestKeysOfAnOrderDetailActOnThatOrder(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showBracket()
		s.press("enter")
		s.passes(time.Second)
		s.press("m")
		s.passes(time.Second)
		s.sees("Buy 10 AAPL limit $120.00", "enter review")
		s.press("esc", "x")
		s.seesWrapped("Cancel: buy 10 AAPL limit $120.00, on PAPER PA3QUIPU7.", "With it goes: sell 10 AAPL stop $110.00.")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		if n := len(s.trading.cancelled); n != 1 || s.trading.cancelled[0].ID != "o2" {
			t.Fatalf("cancelled %v", s.trading.cancelled)
		}
		s.press("esc")
		s.sees("partially filled", "Leg 1")
		s.press("enter")
		s.passes(time.Second)
		s.sees("Average cost", "Orders")
		s.press("esc", "esc")
		s.sees("Open · 1")
	})
}

func TestIdsOfAnOrderAreCopied(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showBracket()
		s.press("enter", "y")
		s.sees("The order's ids were sent")
		if !strings.Contains(s.screen.rawText(), osc52("o2\tquipu-2")) {
			t.Error("the ids were not copied")
		}
	})
}

// An order that another program sent has no entry; the id of another machine's quipu
// tells where it comes from.
func TestOrderDetailSaysWhoSentTheOrder(t *testing.T) {
	for id, want := range map[string]string{"abc": "not sent by quipu on this machine", "quipu-9": "not sent from this machine: a quipu elsewhere"} {
		t.Run(id, func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				o := sent("o1", "new", time.Hour, func(o *client.Order) { o.ClientOrderID = id })
				s.broker.orders = []client.Order{o}
				s.broker.publish(withOrders(o))
				s.passes(200 * time.Millisecond)
				s.press("2", "enter")
				s.passes(time.Second)
				s.seesWrapped(want)
			})
		})
	}
}

// The order that has it as an exit was sent from here.
func TestDetailOfAnExitShowsTheJournalOfItsParent(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.showBracket()
		s.broker.orders = append(s.broker.orders, s.broker.orders[0].Legs...)
		s.press(" ", "down", "enter")
		s.passes(time.Second)
		s.seesWrapped("Parent: submit from here: sent")
		s.seesNot("not sent by quipu")
	})
}

func TestRejectedOrderSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		reason, want string
	}{
		"that the journal knows": {"insufficient buying power", "insufficient buying power"},
		"that nobody knows":      {"", "Alpaca gives none"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				s.broker.closed = []client.Order{sent("o1", "rejected", time.Hour, func(o *client.Order) { o.ClientOrderID = "quipu-1" })}
				s.trading.journal = []trade.Entry{{Intent: trade.Intent{ID: "quipu-1", Action: trade.Submit, Symbol: "AAPL", Side: "buy", Qty: d("10")}, State: trade.Refused, Reason: c.reason}}
				s.broker.publish(withOrders())
				s.passes(200 * time.Millisecond)
				s.press("2")
				s.passes(time.Second)
				s.press("enter")
				s.passes(time.Second)
				s.seesWrapped("rejected", "Reason "+c.want)
			})
		})
	}
}
