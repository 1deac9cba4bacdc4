package demo

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// arrival is how long ago an order that arrives now was made.
const arrival = 12 * time.Millisecond

// place takes an order and routes it. Its legs wait until it is filled.
func (k *book) place(t terms, at time.Time, legs ...terms) *order {
	k.count++
	name := k.serial("order")
	t.status = "pending_new"
	o := k.newOrder(name, k.stamp(at.Add(-arrival)), t)
	k.last = o.UpdatedAt
	for _, leg := range legs {
		leg.status = "held"
		o.Legs = append(o.Legs, k.newOrder(name+" "+leg.kind, o.CreatedAt, leg))
	}
	k.orders = append(k.orders, o)
	k.tell(update{Event: "pending_new", Timestamp: o.UpdatedAt, Order: o})
	k.route(o, at)
	for _, leg := range o.Legs {
		k.tell(update{Event: "held", Timestamp: leg.UpdatedAt, Order: leg})
	}
	k.trim()
	return o
}

// route makes an order one that may be filled.
func (k *book) route(o *order, at time.Time) {
	o.Status, o.UpdatedAt = "new", k.stamp(at)
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
}

// replace changes an order: the old one ends and a new one takes its place.
func (k *book) replace(o *order, at time.Time, change func(*order)) *order {
	k.count++
	next := *o
	when := k.stamp(at)
	name := k.serial("replacement")
	next.ID, next.ClientOrderID, next.Replaces = idOf("order", name), idOf("client order", name), &o.ID
	next.CreatedAt, next.SubmittedAt, next.UpdatedAt = when, when, when
	change(&next)
	o.Status, o.UpdatedAt, o.ReplacedAt, o.ReplacedBy, o.Legs = "replaced", when, &when, &next.ID, nil
	k.orders = append(k.orders, &next)
	k.tell(update{Event: "replaced", Timestamp: when, Order: o})
	k.route(&next, at)
	k.trim()
	return &next
}

// execute fills an order, in part or whole, and moves what hangs on it.
func (k *book) execute(o *order, at time.Time, size, price decimal.Decimal) {
	when, signed := k.stamp(at), size
	if o.Side == "sell" {
		signed = size.Neg()
	}
	event := k.filled(o, when, size, price)
	left := k.trade(k.quoteOf(o), signed, price)
	k.tell(update{Event: event, Timestamp: when, Price: &price, Qty: &size, PositionQty: &left, Order: o})
	for _, other := range k.siblings(o) {
		switch {
		case !other.open():
		case o.open(): // what is sold cannot be sold by the other leg
			rest := other.Qty.Sub(size)
			other.Qty = &rest
		default:
			k.finish(other, "canceled", at)
		}
	}
	for _, leg := range o.Legs {
		if !o.open() && leg.Status == "held" {
			k.route(leg, at)
		}
	}
	k.trim()
}

// siblings are the other legs of a leg's order.
func (k *book) siblings(o *order) []*order {
	for _, top := range k.orders {
		if slices.Contains(top.Legs, o) {
			return slices.DeleteFunc(slices.Clone(top.Legs), func(leg *order) bool { return leg == o })
		}
	}
	return nil
}
