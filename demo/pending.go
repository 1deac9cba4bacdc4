package demo

import (
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// slowly is the key of a request's context with the fault that delays what it asks for.
type slowly struct{}

// faultOf is "pending" or "filled" where the request takes time, otherwise "".
func faultOf(r *http.Request) string {
	fault, _ := r.Context().Value(slowly{}).(string)
	return fault
}

// waiting is a request about an order that is on its way to the exchange.
type waiting struct {
	due   time.Time
	order *order
	first bool // the order is filled before it arrives
	done  func(at time.Time)
}

// wait lets a request arrive later, or at once when the order ends before.
func (k *book) wait(o *order, first bool, done func(at time.Time)) {
	k.waiting = append(k.waiting, waiting{k.market.now.Add(k.delay), o, first, done})
}

// arrive does what is due.
func (k *book) arrive(at time.Time) {
	for len(k.waiting) > 0 && !at.Before(k.waiting[0].due) {
		w := k.waiting[0]
		if w.first && w.order.open() {
			k.waiting[0].first = false
			k.fillRest(w.order, at)
			continue // which may have resolved it
		}
		k.waiting = k.waiting[1:]
		w.done(at)
	}
}

// resolve does what waits for an order that has ended.
func (k *book) resolve(o *order, at time.Time) {
	var due []waiting
	k.waiting = slices.DeleteFunc(k.waiting, func(w waiting) bool {
		if w.order == o {
			due = append(due, w)
		}
		return w.order == o
	})
	for _, w := range due {
		w.done(at)
	}
}

// fillRest fills what is left of an order, at its own price where it has one.
func (k *book) fillRest(o *order, at time.Time) {
	q := k.quoteOf(o)
	if q == nil {
		return
	}
	price, trades := q.latest()
	switch {
	case !trades, q.halted():
		return
	case o.LimitPrice != nil:
		price = *o.LimitPrice
	case o.StopPrice != nil:
		price = *o.StopPrice
	}
	var size decimal.Decimal
	if o.Qty == nil {
		size = k.portion(o, price)
	} else {
		size = o.Qty.Sub(o.FilledQty)
	}
	if o.closing {
		size = decimal.Min(size, k.room(o))
	}
	if size.IsPositive() {
		k.execute(o, at, size, price)
	}
}

// atExchange reports whether an order works there, where a request about it takes time.
func (o *order) atExchange() bool { return o.Status == "new" || o.Status == "partially_filled" }

// pends reports whether a cancel or a change of an order is on its way.
func (o *order) pends() bool { return o.Status == "pending_cancel" || o.Status == "pending_replace" }

// pend says that a cancel or a change of an order is on its way.
func (k *book) pend(o *order, status string) {
	o.Status, o.UpdatedAt = status, k.stamp(k.market.now)
	k.tell(update{Event: status, Timestamp: o.UpdatedAt, Order: o})
}

// workOn lets an order go on that was to be cancelled or replaced.
func (o *order) workOn() {
	switch {
	case !o.pends():
	case o.FilledQty.IsPositive():
		o.Status = "partially_filled"
	default:
		o.Status = "new"
	}
}

// refused tells that a cancel or a change was accepted and is not done.
func (k *book) refused(o *order, event string, at time.Time) {
	k.tell(update{Event: event, Timestamp: k.stamp(at), Order: o})
}

// releaseLater lets an order come to the exchange later.
func (k *book) releaseLater(o *order) *order {
	o.away = true
	if k.count%2 == 0 {
		k.pend(o, "accepted")
	}
	k.wait(o, false, func(at time.Time) {
		o.away = false
		if o.open() {
			k.release(o, at)
			k.fillAtOnce(o, at)
		}
	})
	return o
}

// cancelLater cancels an order and its group later: what is filled until then stays so.
func (k *book) cancelLater(o *order, first bool) {
	group := k.topOf(o).withLegs()
	for _, one := range group {
		if one.atExchange() {
			k.pend(one, "pending_cancel")
		}
	}
	k.wait(o, first, func(at time.Time) {
		if o.open() {
			k.cancelGroup(o)
			return
		}
		if o.Status == "filled" {
			k.refused(o, "order_cancel_rejected", at)
		}
		for _, one := range group {
			one.workOn()
		}
	})
}

// replaceLater replaces an order later, unless it is filled until then: the order that
// was to take its place is rejected.
func (k *book) replaceLater(o *order, b orderRequest, first bool) *order {
	next := k.successor(o, k.market.now, func(next *order) { next.take(b) })
	next.Status, next.away, next.standby, next.Legs = "pending_new", true, true, nil
	k.enlist(next)
	o.next = next
	k.pend(o, "pending_replace")
	k.wait(o, first, func(at time.Time) {
		next.away, next.standby, o.next = false, false, nil
		switch {
		case !next.open():
			o.workOn()
			k.refused(o, "order_replace_rejected", at)
		case !o.pends(), b.Qty != nil && b.Qty.LessThanOrEqual(o.FilledQty):
			o.workOn()
			k.refused(o, "order_replace_rejected", at)
			next.FilledQty, next.FilledAvgPrice = decimal.Decimal{}, nil
			delete(k.ledger.filled, next.ID)
			k.finish(next, "rejected", at)
		default:
			k.setOrders(slices.DeleteFunc(k.orders, func(one *order) bool { return one == next }))
			next.inherit(o, b)
			k.ledger.filled[next.ID] = k.ledger.filled[o.ID]
			k.takeOver(o, next, at, k.stamp(at))
		}
	})
	return next
}

// inherit gives an order what became of the one whose place it takes.
func (o *order) inherit(from *order, b orderRequest) {
	o.Legs, o.FilledQty, o.FilledAvgPrice, o.rested = from.Legs, from.FilledQty, from.FilledAvgPrice, from.rested
	if b.Qty == nil {
		o.Qty = from.Qty
	}
	if b.StopPrice == nil {
		o.triggered = from.triggered
	}
	if o.Type == "trailing_stop" {
		o.HWM = from.HWM
		o.setTrail()
	}
}
