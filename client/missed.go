package client

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"
)

// mostLookups bounds the calls that one round spends on orders that are gone.
const mostLookups = 8

// Order reads one order by its id, with its legs. Errors: see Error.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	var wire wireOrder
	err := c.get(ctx, call{
		doing: "read an order", path: "/v2/orders/" + url.PathEscape(id), query: url.Values{"nested": {"true"}},
		decode: func(body []byte) error { return decodeObject(body, &wire) },
	})
	if err != nil {
		return Order{}, err
	}
	return wire.whole(), nil
}

var errNotOrder = errors.New("the answer is not an order: it has no id")

func (w *wireOrder) check() error {
	if w.ID == "" {
		return errNotOrder
	}
	return nil
}

// beforehand is how much earlier than the last reading of orders the search for
// short-lived ones begins: the clocks' difference is known to a second or so.
const beforehand = 5 * time.Second

// missed finds out by comparing what a stream would have told: orders that are
// new, gone or filled a little more since they were last read. Those that are
// gone are looked up, for only they can say why; one that cannot be looked up
// is left for the list of closed orders to show.
func (p *Poller) missed(ctx context.Context, before, now []Order) []OrderEvent {
	told := p.shortLived(ctx, before)
	known := make(map[string]*Order, len(before))
	for i := range before {
		known[before[i].ID] = &before[i]
	}
	for i := range now {
		o, old := now[i], known[now[i].ID]
		delete(known, o.ID)
		switch {
		case old == nil:
			told = append(told, OrderEvent{Event: "new", Order: o, Missed: true})
		case o.FilledQty.Valid && o.FilledQty.Decimal.GreaterThan(old.FilledQty.Decimal):
			told = append(told, OrderEvent{Event: eventPartial, Qty: Known(o.FilledQty.Decimal.Sub(old.FilledQty.Decimal)), Order: o, Missed: true})
		}
	}
	lookups := 0
	for i := range before {
		if known[before[i].ID] == nil || lookups == mostLookups {
			continue
		}
		lookups++
		o, err := p.client.Order(ctx, before[i].ID)
		if err == nil && o.Closed() {
			told = append(told, ended(before[i], o))
		}
	}
	return told
}

// shortLived finds the orders that were sent and done with between two
// readings: a market order seldom lives to be seen open. It costs a call, and
// is made only when there was a time nobody listened or something was traded.
func (p *Poller) shortLived(ctx context.Context, before []Order) []OrderEvent {
	if !p.plan.closedDue || p.plan.heardAt.IsZero() {
		return nil
	}
	since := p.plan.heardAt.Add(p.snapshot.Skew - beforehand)
	closed, err := p.client.Orders(ctx, OrderQuery{Status: "closed", After: since, Ascending: true})
	if err != nil {
		return nil // it stays due
	}
	p.plan.closedDue = false
	var told []OrderEvent
	for _, o := range closed {
		if o.Closed() && !slices.ContainsFunc(before, func(b Order) bool { return b.ID == o.ID }) {
			told = append(told, ended(Order{}, o))
		}
	}
	return told
}

// ended is the event of an order that is gone.
func ended(before, now Order) OrderEvent {
	e := OrderEvent{Event: now.Status, Order: now, Missed: true}
	if now.Status == "filled" {
		e.Event, e.Price = eventFill, now.FilledAvgPrice
		if now.FilledQty.Valid {
			e.Qty = Known(now.FilledQty.Decimal.Sub(before.FilledQty.Decimal))
		}
		if now.FilledAt != nil {
			e.At = *now.FilledAt
		}
	}
	return e
}
