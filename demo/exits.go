package demo

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// withLegs gives an order and its legs.
func (o *order) withLegs() []*order { return append([]*order{o}, o.Legs...) }

// openOrders are the orders and legs that may still be filled.
func (k *book) openOrders() []*order {
	living := k.living()
	all := make([]*order, 0, 3*len(living))
	for _, top := range living {
		if top.open() {
			all = append(all, top)
		}
		for _, leg := range top.Legs {
			if leg.open() {
				all = append(all, leg)
			}
		}
	}
	return all
}

// everyOrder are the orders with their legs.
func (k *book) everyOrder() []*order {
	var all []*order
	for _, top := range k.orders {
		all = append(append(all, top), top.Legs...)
	}
	return all
}

// topOf is the order that a leg hangs on, or the order itself.
func (k *book) topOf(o *order) *order {
	for _, top := range k.orders {
		if slices.Contains(top.Legs, o) {
			return top
		}
	}
	return o
}

// rivals are the exits that end when an exit is filled: the other legs of a
// bracket, the other order of an OCO.
func (k *book) rivals(o *order) []*order {
	top := k.topOf(o)
	exits := top.Legs
	if top.OrderClass == "oco" {
		exits = top.withLegs()
	}
	if !slices.Contains(exits, o) || top.OrderClass == "mleg" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(exits), func(other *order) bool { return other == o })
}

// filledPart moves what hangs on an order after an execution. What is sold by
// one exit cannot be sold by the other; the legs of an entry begin to work when
// it is filled whole.
func (k *book) filledPart(o *order, at time.Time, size decimal.Decimal) {
	for _, other := range k.rivals(o) {
		switch {
		case !other.open():
		case o.open():
			rest := other.Qty.Sub(size)
			other.Qty = &rest
		default:
			k.finish(other, "canceled", at)
		}
	}
	for _, leg := range o.Legs {
		if !o.open() && leg.Status == "held" {
			k.work(leg, at)
		}
	}
	if o.closing && o.open() && k.room(o).IsZero() { // an exit is for what was bought, and a part may be sold since
		k.cancelGroup(o)
	}
}

// work lets a leg begin. The market may be closed to it.
func (k *book) work(leg *order, at time.Time) {
	if k.trades(leg, at) {
		k.route(leg, at)
		return
	}
	leg.Status, leg.UpdatedAt = "accepted", k.stamp(at)
	k.tell(update{Event: "accepted", Timestamp: leg.UpdatedAt, Order: leg})
}

// cancelGroup cancels an order with all that it hangs together with.
func (k *book) cancelGroup(o *order) {
	for _, one := range k.topOf(o).withLegs() {
		if one.open() {
			k.finish(one, "canceled", k.market.now)
		}
	}
}
