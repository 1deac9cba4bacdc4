package client

import (
	"context"
	"time"
)

// maxLookups bounds the calls of one cycle for orders that are no longer open.
const maxLookups = 8

// clockSlack is how much earlier than the last reading of orders the search for
// short-lived ones begins: the skew of the clocks is known to a second or so.
const clockSlack = 5 * time.Second

// reconcile compares two readings of the open orders and gives the events that
// the stream did not report: orders that are new, closed or further filled, and legs
// that were filled. It looks up those that are no longer open for the reason; where
// that fails, only the list of closed orders shows the order.
func (p *Poller) reconcile(ctx context.Context, before, now []Order) []OrderEvent {
	events := p.shortLived(ctx, before)
	known, found := map[string]Order{}, map[string]Order{}
	each(before, func(o Order) { known[o.ID] = o })
	each(now, func(o Order) { found[o.ID] = o })
	each(now, func(o Order) {
		if old, ok := known[o.ID]; ok && !o.Closed() && o.filledMore(old) {
			e := OrderEvent{Event: eventPartial, Order: o, Missed: true}
			e.Qty, e.Price = o.fillSince(&old)
			events = append(events, e)
		}
	})
	for _, o := range now {
		if _, ok := known[o.ID]; !ok {
			events = append(events, OrderEvent{Event: "new", Order: o, Missed: true})
		}
	}
	lookup := p.lookup(ctx, found)
	for _, old := range before {
		if o := lookup(old); o.Closed() {
			events = append(events, closedEvent(old, o))
		}
		for _, leg := range old.Legs {
			if o := lookup(leg); o.Closed() && o.filledMore(leg) {
				events = append(events, closedEvent(leg, o))
			}
		}
	}
	return events
}

// lookup gives an order as it is now: from what was found, or by asking for it, which
// tells its legs as well. One that cannot be asked for stays as it was.
func (p *Poller) lookup(ctx context.Context, found map[string]Order) func(Order) Order {
	lookups := 0
	return func(o Order) Order {
		if now, known := found[o.ID]; known {
			return now
		}
		if lookups == maxLookups || o.Closed() {
			return o
		}
		lookups++
		now, err := p.client.Order(ctx, o.ID)
		if err != nil {
			return o
		}
		each([]Order{now}, func(o Order) {
			if _, known := found[o.ID]; !known {
				found[o.ID] = o
			}
		})
		return now
	}
}

func (o Order) filledMore(before Order) bool {
	return o.FilledQty.Valid && o.FilledQty.Decimal.GreaterThan(before.FilledQty.Decimal)
}

// shortLived finds the orders that were sent and closed between two readings, as
// market orders are. It costs a call, and is made only after the stream was down
// or something was traded.
func (p *Poller) shortLived(ctx context.Context, before []Order) []OrderEvent {
	if !p.plan.closedDue || p.plan.ordersKnownUntil.IsZero() {
		return nil
	}
	since := p.plan.ordersKnownUntil.Add(p.snapshot.Skew - clockSlack)
	closed, _, err := p.client.AllOrders(ctx, OrderQuery{Status: "closed", After: since, Ascending: true}, MaxOpenOrders)
	if err != nil {
		return nil // closedDue stays set
	}
	p.plan.closedDue = false
	var events []OrderEvent
	for _, o := range closed {
		if o.Closed() && FindOrder(before, o.ID) == nil {
			events = append(events, closedEvent(Order{}, o))
		}
	}
	return events
}

// closedEvent is the event of an order that is no longer open.
func closedEvent(before, now Order) OrderEvent {
	e := OrderEvent{Event: now.Status, Order: now, Missed: true}
	if now.Status == "filled" {
		e.Event = eventFill
		e.Qty, e.Price = now.fillSince(&before)
		if now.FilledAt != nil {
			e.At = *now.FilledAt
		}
	}
	return e
}
