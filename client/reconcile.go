package client

import (
	"context"
	"slices"
	"time"
)

// maxLookups bounds the calls of one cycle for orders that are no longer open.
const maxLookups = 8

// clockSlack is how much earlier than the last reading of orders the search for
// short-lived ones begins: the skew of the clocks is known to a second or so.
const clockSlack = 5 * time.Second

// reconcile compares two readings of the open orders and gives the events that
// the stream did not report: orders that are new, closed or further filled. It
// looks up the closed ones for the reason; where that fails, only the list of
// closed orders shows the order.
func (p *Poller) reconcile(ctx context.Context, before, now []Order) []OrderEvent {
	events := p.shortLived(ctx, before)
	known := make(map[string]*Order, len(before))
	for i := range before {
		known[before[i].ID] = &before[i]
	}
	for i := range now {
		o, old := now[i], known[now[i].ID]
		delete(known, o.ID)
		switch {
		case old == nil:
			events = append(events, OrderEvent{Event: "new", Order: o, Missed: true})
		case o.FilledQty.Valid && o.FilledQty.Decimal.GreaterThan(old.FilledQty.Decimal):
			e := OrderEvent{Event: eventPartial, Order: o, Missed: true}
			e.Qty, e.Price = o.fillSince(old)
			events = append(events, e)
		}
	}
	lookups := 0
	for i := range before {
		if known[before[i].ID] == nil || lookups == maxLookups {
			continue
		}
		lookups++
		o, err := p.client.Order(ctx, before[i].ID)
		if err == nil && o.Closed() {
			events = append(events, closedEvent(before[i], o))
		}
	}
	return events
}

// shortLived finds the orders that were sent and closed between two readings, as
// market orders are. It costs a call, and is made only after the stream was down
// or something was traded.
func (p *Poller) shortLived(ctx context.Context, before []Order) []OrderEvent {
	if !p.plan.closedDue || p.plan.ordersKnownUntil.IsZero() {
		return nil
	}
	since := p.plan.ordersKnownUntil.Add(p.snapshot.Skew - clockSlack)
	closed, err := p.client.Orders(ctx, OrderQuery{Status: "closed", After: since, Ascending: true})
	if err != nil {
		return nil // closedDue stays set
	}
	p.plan.closedDue = false
	var events []OrderEvent
	for _, o := range closed {
		if o.Closed() && !slices.ContainsFunc(before, func(b Order) bool { return b.ID == o.ID }) {
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
