package demo

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// arrival is how long ago an order that arrives now was made.
const arrival = 12 * time.Millisecond

// place takes an order and routes it.
func (k *book) place(t terms, at time.Time, legs ...terms) *order {
	o := k.enter(t, at, legs...)
	k.release(o, at)
	return o
}

// enter takes an order: the market has not seen it yet. Its legs wait until it
// is filled.
func (k *book) enter(t terms, at time.Time, legs ...terms) *order {
	k.count++
	name := k.serial("order")
	t.status = "pending_new"
	o := k.newOrder(name, k.stamp(at.Add(-arrival)), t)
	if q := k.quoteOf(o); q != nil {
		o.closing = k.goesAgainst(q, o.Side)
	}
	k.last, o.ExpiresAt = o.UpdatedAt, o.expires(at)
	for i, leg := range legs {
		leg.status = "held"
		l := k.newOrder(fmt.Sprintf("%s leg %d", name, i), o.CreatedAt, leg)
		l.closing, l.ExpiresAt = true, l.expires(at)
		o.Legs = append(o.Legs, l)
	}
	k.enlist(o)
	k.tell(update{Event: "pending_new", Timestamp: o.UpdatedAt, Order: o})
	return o
}

// release routes an order, or lets it wait for its market.
func (k *book) release(o *order, at time.Time) {
	k.work(o, at)
	for _, leg := range o.Legs {
		if o.OrderClass == "oco" {
			k.work(leg, at)
			continue
		}
		k.tell(update{Event: "held", Timestamp: leg.UpdatedAt, Order: leg})
	}
	k.trim()
}

// route makes an order one that may be filled.
func (k *book) route(o *order, at time.Time) {
	o.Status, o.UpdatedAt = "new", k.stamp(at)
	if q := k.quoteOf(o); q != nil {
		if price, trades := q.latest(); trades {
			o.trail(price)
		}
	}
	k.tell(update{Event: "new", Timestamp: o.UpdatedAt, Order: o})
}

// end notes that an order has come to nothing: canceled, expired or rejected.
func (o *order) end(status string, at time.Time) {
	o.Status, o.UpdatedAt = status, at
	switch status {
	case "canceled":
		o.CanceledAt = &at
	case "expired":
		o.ExpiredAt = &at
	case "rejected":
		o.FailedAt = &at
	}
}

// finish ends an order without a fill, as canceled, expired or rejected, and
// what waited for it.
func (k *book) finish(o *order, status string, at time.Time) {
	end := k.stamp(at)
	o.end(status, end)
	if o.OrderClass == "mleg" { // its legs are no orders of their own
		for _, leg := range o.Legs {
			leg.Status, leg.UpdatedAt, leg.CanceledAt, leg.ExpiredAt, leg.FailedAt = status, end, o.CanceledAt, o.ExpiredAt, o.FailedAt
		}
	}
	k.tell(update{Event: status, Timestamp: end, Order: o})
	if o.OrderClass != "mleg" {
		for _, leg := range o.Legs {
			if leg.open() {
				k.finish(leg, "canceled", at)
			}
		}
	}
	k.resolve(o, at)
}

// execute fills an order, in part or whole, and moves what hangs on it.
func (k *book) execute(o *order, at time.Time, size, price decimal.Decimal) {
	when, signed := k.stamp(at), size
	q := k.quoteOf(o)
	event, cost := k.filled(o, when, size, price), o.feeOf(q, size, price)
	k.count++
	execution := idOf("execution", k.serial("execution"))
	k.activities[len(k.activities)-1].ref = execution
	if o.Side == "sell" {
		signed = size.Neg()
	}
	left := k.trade(q, signed.Sub(cost.coin), price)
	k.charge(cost)
	k.ledger.enter(o, q, size, price, cost)
	k.tell(update{Event: event, ExecutionID: execution, Timestamp: when, Price: &price, Qty: &size, PositionQty: &left, Order: o})
	k.filledPart(o, at, size)
	if !o.open() {
		k.resolve(o, at)
	}
	k.trim()
}
