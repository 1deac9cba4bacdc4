package demo

import (
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// change replaces an order with one of other terms, and gives that as it is
// taken.
func (k *book) change(r *http.Request) (any, error) {
	body, err := readOrder(r)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("order_id")
	o := k.find(func(o *order) bool { return o.ID == id })
	if o == nil {
		return nil, refusal{http.StatusNotFound, codeNotFound, "order not found for " + id}
	}
	if err := k.mayChange(o, body); err != nil {
		return nil, err
	}
	if fault := faultOf(r); fault != "" && o.atExchange() {
		return k.replaceLater(o, body, fault == "filled").copied(), nil
	}
	taken := k.replace(o, k.market.now, func(next *order) { next.take(body) }).copied()
	if taken.Status == "new" {
		taken.Status = "pending_new"
	}
	return taken, nil
}

// replace changes an order: the old one ends and a new one takes its place, in
// its group too.
func (k *book) replace(o *order, at time.Time, change func(*order)) *order {
	next := k.successor(o, at, change)
	k.takeOver(o, next, at, next.CreatedAt)
	return next
}

// successor makes the order that is to take another's place.
func (k *book) successor(o *order, at time.Time, change func(*order)) *order {
	k.count++
	next := *o
	when := k.stamp(at)
	name := k.serial("replacement")
	next.ID, next.ClientOrderID, next.Replaces = idOf("order", name), idOf("client order", name), &o.ID
	next.CreatedAt, next.SubmittedAt, next.UpdatedAt = when, when, when
	change(&next)
	next.ExpiresAt = next.expires(at)
	k.know(&next)
	k.ledger.filled[next.ID] = k.ledger.filled[o.ID]
	return &next
}

// takeOver ends an order and lets the one begin that takes its place.
func (k *book) takeOver(o, next *order, at, when time.Time) {
	held := o.Status == "held"
	o.Status, o.UpdatedAt, o.ReplacedAt, o.ReplacedBy, o.Legs = "replaced", when, &when, &next.ID, nil
	k.takePlace(o, next)
	k.tell(update{Event: "replaced", Timestamp: when, Order: o})
	if held {
		k.tell(update{Event: "held", Timestamp: when, Order: next})
	} else {
		k.work(next, at)
	}
	k.trim()
}

// takePlace enters the order that replaces another: a leg in its order's list,
// where the old one no longer belongs.
func (k *book) takePlace(o, next *order) {
	top := k.topOf(o)
	if top == o {
		k.enlist(next)
		return
	}
	top.Legs = slices.Clone(top.Legs)
	top.Legs[slices.Index(top.Legs, o)] = next
	i := slices.IndexFunc(k.orders, func(other *order) bool { return other.SubmittedAt.After(o.SubmittedAt) })
	if i < 0 {
		i = len(k.orders)
	}
	k.setOrders(slices.Insert(k.orders, i, o))
}

// take gives an order the terms of a change.
func (o *order) take(b orderRequest) {
	o.ClientOrderID = or(b.ClientOrderID, o.ClientOrderID)
	o.TimeInForce = or(b.TimeInForce, o.TimeInForce)
	for _, c := range []struct {
		from *decimal.Decimal
		to   **decimal.Decimal
	}{{b.Qty, &o.Qty}, {b.LimitPrice, &o.LimitPrice}, {b.StopPrice, &o.StopPrice}} {
		if c.from != nil {
			*c.to = c.from
		}
	}
	if b.StopPrice != nil {
		o.triggered = false
	}
	if b.Trail == nil {
		return
	}
	if o.TrailPercent != nil {
		o.TrailPercent = b.Trail
	} else {
		o.TrailPrice = b.Trail
	}
	o.setTrail()
}
