package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quipu/ui/orderview"

	"quipu/client"
	"quipu/format"
)

// sent gives an order that was sent at a time before now.
func sent(id, status string, ago time.Duration, change ...func(*client.Order)) client.Order {
	at := time.Now().Add(-ago)
	o := client.Order{
		ID: id, AssetID: "1", Symbol: "AAPL", AssetClass: "us_equity", Side: "buy", Type: "limit", Status: status, TimeInForce: "day",
		Qty: d("10"), LimitPrice: d("120"), FilledQty: d("0"), SubmittedAt: &at,
	}
	if o.Closed() {
		o.CanceledAt = &at
	}
	for _, c := range change {
		c(&o)
	}
	return o
}

// withOrders gives the snapshot open orders.
func withOrders(open ...client.Order) client.Snapshot {
	s := sampleSnapshot()
	s.Orders = open
	return s
}

func TestOrdersOpenAndClosedByDay(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.closed = []client.Order{
			sent("c1", "filled", 2*time.Hour, func(o *client.Order) { o.FilledQty, o.FilledAvgPrice = d("10"), d("119.5") }),
			sent("c2", "canceled", 26*time.Hour),
			sent("c3", "expired", 400*24*time.Hour),
		}
		s.broker.publish(withOrders(
			sent("o1", "new", 41*time.Second),
			sent("o2", "partially_filled", 3*time.Hour, func(o *client.Order) { o.FilledQty, o.FilledAvgPrice = d("4"), d("119.99") }),
			sent("o3", "new", 9*24*time.Hour, func(o *client.Order) { o.Qty, o.Notional, o.Type, o.LimitPrice = d(""), d("250"), "market", d("") }),
			sent("o4", "new", time.Hour, func(o *client.Order) {
				o.Type, o.TrailPercent, o.StopPrice, o.LimitPrice = "trailing_stop", d("5"), d("114"), d("")
			}),
		))
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.sees("Open · 4", "4 of 10", "$119.99", "0 of $250.00", "trailing 5%", "$114.00", "Today", "Yesterday", "10 of 10", "$119.50", "canceled", "9 d")
		s.golden()
	})
}

func TestLegsAreFoldedUnderTheirParentAndChainsJoined(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		leg := func(id, side string) client.Order {
			return sent(id, "held", time.Hour, func(o *client.Order) { o.Side = side })
		}
		s.broker.closed = []client.Order{
			sent("old2", "replaced", 2*time.Hour, func(o *client.Order) { o.Replaces, o.ReplacedBy, o.LimitPrice = "old1", "o2", d("118") }),
			sent("old1", "replaced", 3*time.Hour, func(o *client.Order) { o.ReplacedBy, o.LimitPrice = "old2", d("117") }),
		}
		s.broker.publish(withOrders(
			sent("o1", "new", time.Hour, func(o *client.Order) {
				o.Class = "bracket"
				o.Legs = []client.Order{leg("l1", "sell"), leg("l2", "sell")}
			}),
			sent("o2", "new", time.Hour, func(o *client.Order) { o.Replaces = "old2" }),
			sent("o3", "new", time.Hour, func(o *client.Order) {
				o.Symbol, o.Side, o.AssetID, o.Class = "", "", "", "mleg"
				o.Legs = []client.Order{{ID: "m1", Symbol: "SPY261218C00600000"}, {ID: "m2", Symbol: "SPY261218C00610000"}}
			}),
		))
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.sees("▸ AAPL", "SPY 2 legs", "space expand")
		s.seesNot("└", "replaced", "$117.00")
		s.press(" ")
		s.sees("▾ AAPL", "└ AAPL", "held", "space fold")
		s.press("down", "down", "down")
		s.press(" ")
		s.sees("replaced", "$118.00", "$117.00")
		s.press(" ")
		s.seesNot("$117.00")
	})
}

func TestReplacedOrdersInACycleEnd(t *testing.T) {
	a := sent("a", "replaced", time.Hour, func(o *client.Order) { o.Replaces, o.ReplacedBy = "b", "b" })
	b := sent("b", "new", time.Hour, func(o *client.Order) { o.Replaces = "a" })
	rows := orderview.Rows([]client.Order{b}, []client.Order{a}, map[string]bool{"b": true}, time.Now())
	if len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
}

// Whatever orders say of each other, each of them is in the table once.
func TestEveryClosedOrderIsShownOnce(t *testing.T) {
	order := func(id, replaces, by string) client.Order {
		return sent(id, "replaced", time.Hour, func(o *client.Order) { o.Replaces, o.ReplacedBy = replaces, by })
	}
	for name, closed := range map[string][]client.Order{
		"two that name each other":       {order("a", "b", "b"), order("b", "a", "a")},
		"three in a circle":              {order("a", "c", "b"), order("b", "a", "c"), order("c", "b", "a")},
		"one that names itself":          {order("a", "a", "a")},
		"one whose successor is silent":  {order("a", "", "b"), order("b", "", "")},
		"one whose successor has others": {order("a", "", "b"), order("b", "c", ""), order("c", "", "b")},
		"a chain":                        {order("c", "b", ""), order("b", "a", "c"), order("a", "", "b")},
		"a chain from a circle":          {order("c", "b", ""), order("b", "a", "a"), order("a", "b", "b")},
	} {
		open := map[string]bool{}
		for _, o := range closed {
			open[o.ID] = true
		}
		shown := map[string]int{}
		for _, r := range orderview.Rows(nil, closed, open, time.Now()) {
			if r.Heading == "" {
				shown[r.ID]++
			}
		}
		for _, o := range closed {
			if shown[o.ID] != 1 {
				t.Errorf("%s: %s is shown %d times", name, o.ID, shown[o.ID])
			}
		}
	}
}

func TestClosedOrdersAreReadPageByPage(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		for i := range 250 {
			s.broker.closed = append(s.broker.closed, sent(fmt.Sprintf("c%03d", i), "filled", time.Duration(i+1)*time.Hour, func(o *client.Order) { o.Symbol = fmt.Sprintf("S%03d", i) }))
		}
		s.broker.publish(withOrders())
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		if n := len(s.broker.asked); n != 1 {
			t.Fatalf("%d reads", n)
		}
		for range 4 {
			s.press("G")
			s.passes(2 * time.Second)
		}
		s.press("G")
		s.sees("S249")
		s.passes(time.Minute)
		if n := len(s.broker.asked); n != 3 {
			t.Errorf("%d reads for three pages", n)
		}
	})
}

func TestFailedReadOfOrdersIsRetriedLater(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.ordersErr = &client.Error{Kind: client.ErrServer, Status: 502}
		s.broker.publish(withOrders())
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.sees("The closed orders cannot be read: 502 bad gateway")
		s.passes(time.Minute)
		if n := len(s.broker.asked); n < 3 || n > 6 {
			t.Errorf("%d tries in a minute", n)
		}
		s.broker.ordersErr = nil
		s.passes(20 * time.Second)
		s.sees("No orders yet")
	})
}

func TestFilterAndSortOfOrders(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.closed = []client.Order{sent("c1", "canceled", 2*time.Hour, func(o *client.Order) { o.Symbol = "MSFT" })}
		s.broker.publish(withOrders(sent("o1", "new", time.Hour), sent("o2", "new", time.Hour, func(o *client.Order) { o.Symbol = "TSLA" })))
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.press("/")
		s.types("msf")
		s.sees("MSFT")
		s.seesNot("TSLA", "Open ·")
		s.press("esc", "o")
		s.sees("Order ▲", "TSLA") // from A to Z
		s.seesNot("Open ·")
	})
}

func TestFillIsShownAtOnce(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		o := sent("o1", "filled", time.Minute, func(o *client.Order) { o.FilledQty, o.FilledAvgPrice = d("10"), d("119.5") })
		s.broker.events <- client.OrderEvent{Event: "fill", ExecutionID: "e1", Price: d("119.5"), Qty: d("10"), Order: o}
		s.passes(200 * time.Millisecond)
		s.sees("Bought 10 AAPL at $119.50")
		s.press("p")
		s.broker.events <- client.OrderEvent{Event: "partial_fill", ExecutionID: "e2", Price: d("119.5"), Qty: d("7"), Order: o}
		s.passes(20 * time.Second)
		s.seesNot("Bought 7", "Bought 10")
	})
}

// TestLastFillOfAnOrderTellsTheWholeOfIt: the total and its average price, not the last part.
func TestLastFillOfAnOrderTellsTheWholeOfIt(t *testing.T) {
	order := func(qty, average string) client.Order {
		return sent("o", "filled", 0, func(o *client.Order) { o.Qty, o.FilledQty, o.FilledAvgPrice = d("3"), d(qty), d(average) })
	}
	for says, e := range map[string]client.OrderEvent{
		"Bought 1 AAPL at $119.00, 1 of 3":      {Event: "partial_fill", Qty: d("1"), Price: d("119"), Order: order("1", "119")},
		"Bought 3 AAPL at $120.20 on average":   {Event: "fill", Qty: d("2"), Price: d("120.8"), Order: order("3", "120.2")},
		"Bought 3 AAPL at $119.3333 on average": {Event: "fill", Qty: d("1"), Price: d("118"), Order: order("3", "119.333333")},
		"Bought 3 AAPL at $120.80":              {Event: "fill", Qty: d("3"), Price: d("120.8"), Order: order("3", "120.8")},
		"Bought 3 AAPL at $120.25 on average":   {Event: "fill", Price: d("121"), Order: order("3", "120.25")},
		"Canceled: buy 3 AAPL limit $120.00, 2 of 3 filled": {Event: "canceled", Order: func() client.Order {
			o := order("2", "120")
			o.Status = "canceled"
			return o
		}()},
		"Expired: buy 3 AAPL limit $120.00": {Event: "expired", Order: sent("o", "expired", 0, func(o *client.Order) { o.Qty, o.FilledQty = d("3"), d("0") })},
	} {
		if got := eventWords(e, format.Options{}); got != says {
			t.Errorf("%q, not %q", got, says)
		}
	}
}

func TestEventWords(t *testing.T) {
	base := sent("o", "new", 0)
	for event, want := range map[string]string{
		"new": "New: buy 10 AAPL limit $120.00", "canceled": "Canceled: buy 10 AAPL limit $120.00", "order_of_tea": "Order of tea: buy 10 AAPL limit $120.00",
		"pending_new": "", "rejected": "Rejected: buy 10 AAPL limit $120.00",
	} {
		if got := eventWords(client.OrderEvent{Event: event, Order: base}, format.Options{}); got != want {
			t.Errorf("%s: %q, want %q", event, got, want)
		}
	}
	late := base
	late.Status = "filled"
	for event, want := range map[string]string{
		"order_cancel_rejected": "Not cancelled, filled first: buy 10 AAPL limit $120.00", "order_replace_rejected": "Not changed, filled first: buy 10 AAPL limit $120.00",
	} {
		if got := eventWords(client.OrderEvent{Event: event, Order: late}, format.Options{}); got != want {
			t.Errorf("%s: %q, want %q", event, got, want)
		}
	}
	private := eventWords(client.OrderEvent{Event: "fill", Qty: d("7"), Price: d("1.5"), Order: base}, format.Options{Private: true})
	if strings.Contains(private, "7") || !strings.Contains(private, "$1.50") {
		t.Errorf("in private: %q", private)
	}
	unknown := eventWords(client.OrderEvent{Event: "fill", Order: client.Order{ID: "x"}}, format.Options{})
	if !strings.Contains(unknown, "—") {
		t.Errorf("nothing is known of it: %q", unknown)
	}
}

// The notification of a fill replaces the one that the order was sent.
func TestLatestNotificationOfAnOrderReplacesEarlierOnes(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.publish(withOrders())
		s.passes(200 * time.Millisecond)
		o := sent("o1", "new", 0)
		s.broker.events <- client.OrderEvent{Event: "new", Order: o}
		other := sent("o2", "new", 0, func(o *client.Order) { o.Symbol = "TSLA" })
		s.broker.events <- client.OrderEvent{Event: "new", Order: other}
		s.passes(100 * time.Millisecond)
		s.sees("New: ")
		s.broker.events <- client.OrderEvent{Event: "fill", Qty: d("5"), Price: d("120"), Order: o}
		s.passes(100 * time.Millisecond)
		s.seesNot("New: buy 10 AAPL", "New: sell 10 AAPL")
		s.sees("TSLA")
		s.passes(4 * time.Second)
		s.sees("$120.00")
	})
}

// A multi-leg order has no symbol: a request for the orders of its leg does not return it.
func TestDetailListsTheMultiLegOrderItWasOpenedFrom(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.broker.publish(withOrders(sent("m", "new", 38*time.Minute, func(o *client.Order) {
			o.Symbol, o.Side, o.AssetID, o.Class, o.Qty, o.LimitPrice = "", "", "", "mleg", d("1"), d("1.85")
			o.Legs = []client.Order{{ID: "m1", Symbol: "SPY261218C00600000", AssetID: "s6", Side: "buy"}, {ID: "m2", Symbol: "SPY261218C00610000", Side: "sell"}}
		})))
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.press("enter")
		s.passes(time.Second)
		s.sees("Leg 1", "Leg 2")
		s.press("enter")
		s.passes(time.Second)
		s.sees("SPY 18 Dec 26 600 C", "2 legs  0 of 1  limit $1.85  new")
	})
}

// TestWorkingOrdersOfACoinWithAnotherID: the broker may give a position and an order in
// one coin two asset ids.
func TestWorkingOrdersOfACoinWithAnotherID(t *testing.T) {
	coin := client.Position{AssetID: "p", Symbol: "BTCUSD", AssetClass: "crypto", Qty: d("1")}
	contract := client.Position{AssetID: "c", Symbol: "SPY261218C00600000", AssetClass: "us_option", Qty: d("1")}
	s := client.Snapshot{Positions: []client.Position{coin, contract}, Orders: []client.Order{
		{ID: "o1", AssetID: "another", Symbol: "BTC/USD", AssetClass: "crypto", Side: "sell"},
		{ID: "o2", AssetID: "p", Side: "sell"},
		{ID: "o3", AssetID: "x", Symbol: "AAPL"},
		{ID: "o4", Class: "mleg", Legs: []client.Order{{ID: "l1", Symbol: "SPY261218C00600000"}, {ID: "l2", Symbol: "SPY261218C00610000"}}},
	}}
	rows := holdings(&s, nil, false)
	for i, want := range []string{"o1 o2", "l1"} {
		var ids []string
		for _, o := range rows[i].working {
			ids = append(ids, o.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s has %q at work, want %q", rows[i].Symbol, got, want)
		}
	}
	s.Positions[0].AssetID = "another"
	if again := holdings(&s, rows, false); again[0].key != rows[0].key {
		t.Errorf("the row of one coin is %q and then %q", rows[0].key, again[0].key)
	}
}

func TestOrdersOfAnInstrument(t *testing.T) {
	share := instrument{symbol: "AAPL", asset: "a1"}
	for _, c := range []struct {
		order client.Order
		is    bool
	}{
		{client.Order{Symbol: "AAPL"}, true},
		{client.Order{Symbol: "AAPL.OLD", AssetID: "a1"}, true},
		{client.Order{Legs: []client.Order{{Symbol: "AAPL"}}}, true},
		{client.Order{Symbol: "MSFT", AssetID: "a2"}, false},
		{client.Order{}, false},
	} {
		if got := len(ordersOf([]client.Order{c.order}, share)) == 1; got != c.is {
			t.Errorf("%+v: %v", c.order, got)
		}
	}
}

func TestRowPositionCountsOrdersNotLegs(t *testing.T) {
	tell(t, telling{width: 130, height: 24, change: withToken("paper")}, func(s *story) {
		for i := range 30 {
			s.broker.closed = append(s.broker.closed, sent(fmt.Sprintf("c%02d", i), "filled", time.Duration(i+1)*24*time.Hour))
		}
		s.broker.publish(withOrders(sent("o1", "new", time.Hour, func(o *client.Order) {
			o.Legs = []client.Order{sent("l1", "held", time.Hour), sent("l2", "held", time.Hour)}
		})))
		s.passes(200 * time.Millisecond)
		s.press("2", " ")
		s.passes(time.Second)
		s.sees("1 of 31")
		s.press("down", "down") // the legs are the first order's
		s.sees("1 of 31")
		s.press("down")
		s.sees("2 of 31")
		s.press("G")
		s.sees("31 of 31")
	})
}

// Without room for limit and stop, one column shows the main price.
func TestOrdersHaveAPriceInANarrowWindow(t *testing.T) {
	tell(t, telling{width: 50, height: 24, change: withToken("paper")}, func(s *story) {
		s.broker.closed = []client.Order{sent("c1", "filled", 2*time.Hour, func(o *client.Order) { o.Symbol, o.FilledQty, o.FilledAvgPrice = "MSFT", d("10"), d("119.5") })}
		s.broker.publish(withOrders(
			sent("o1", "new", time.Hour),
			sent("o2", "new", time.Hour, func(o *client.Order) { o.Type, o.LimitPrice, o.StopPrice = "stop", d(""), d("440") }),
			sent("o3", "new", time.Hour, func(o *client.Order) {
				o.Type, o.LimitPrice, o.StopPrice, o.TrailPercent = "trailing_stop", d(""), d("125.712"), d("10")
			}),
		))
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.sees("Price", "$120.00", "stop $440.00", "trail 10%", "$119.50")
		s.resize(130, 30)
		s.sees("Limit", "Stop", "$440.00")
		s.seesNot("Price", "stop $")
		s.resize(200, 30)
		for _, line := range strings.Split(s.screen.text(), "\n") {
			if strings.Contains(line, "AAPL") && strings.Contains(line, strings.Repeat(" ", 60)) {
				t.Errorf("the columns are not spread: %q", line)
			}
		}
	})
}

func TestClosedOrdersThatAreKeptAreBounded(t *testing.T) {
	m := everyView(t.Context())["portfolio"]
	at := m.now
	closed := make([]client.Order, maxClosed+10)
	for i := range closed {
		at = at.Add(-time.Hour)
		submitted := at
		closed[i] = client.Order{ID: fmt.Sprint("c", i), Symbol: "AAPL", Status: "filled", SubmittedAt: &submitted}
	}
	m = play(m, "2", closedOrdersRead{orders: closed})
	o := m.current().portfolio.orders
	if len(o.closed) != maxClosed || o.closed[0].ID != "c0" || !o.whole {
		t.Errorf("%d orders are kept from %s on, whole %v", len(o.closed), o.closed[0].ID, o.whole)
	}
	if shown := shownBy(m); !strings.Contains(shown, "the latest 5000 closed orders") {
		t.Errorf("it is not said that there may be older ones:\n%s", shown)
	}
}

func TestRemarkShowsThatMoreOrdersAreOpen(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		snapshot := withOrders(sent("o1", "new", time.Hour), sent("o2", "new", 2*time.Hour))
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.press("2")
		s.passes(time.Second)
		s.seesNot("open orders")
		snapshot.MoreOrders = true
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("the latest 2 open orders", "Orders 2+")
	})
}

func TestOrderRowsAreMadeWhenTheyAreShown(t *testing.T) {
	m := everyView(t.Context())["portfolio"]
	submitted := m.now
	m = play(m, closedOrdersRead{orders: []client.Order{{ID: "c", Symbol: "ZETA", Status: "filled", SubmittedAt: &submitted}}})
	if rows := m.current().portfolio.orders.grid.Rows; len(rows) != 0 {
		t.Errorf("%d rows were made for a table that is not shown", len(rows))
	}
	if shown := shownBy(play(m, "2")); !strings.Contains(shown, "ZETA") {
		t.Errorf("the order is not shown:\n%s", shown)
	}
}
