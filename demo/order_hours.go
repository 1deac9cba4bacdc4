package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// lasting is how many days an order lasts that is good till canceled.
const lasting = 90

// trades reports whether an order's market is open to it at a moment.
func (k *book) trades(o *order, at time.Time) bool {
	q := k.quoteOf(o)
	switch {
	case q == nil || q.class == classCrypto:
		return true
	case o.TimeInForce == "opg", o.TimeInForce == "cls":
		return false // they wait for the auction
	case k.market.sessionRuns(at):
		return true
	}
	return o.ExtendedHours && k.outside(q, at)
}

// outside reports whether a share is traded at a moment outside the session.
func (k *book) outside(q *quote, at time.Time) bool {
	if k.market.extendedAt(at) {
		return true
	}
	a, listed := k.market.asset(q.symbol)
	return listed && a.has("overnight_tradable") && !k.config.DisableOvernightTrading && phaseOf(nightHours, at).word == "core"
}

// expires gives when an order ends by itself that arrives at a time, nil for what ends
// at once, at an auction or never. An order for the day that takes extended hours lives
// to their end.
func (o *order) expires(at time.Time) *time.Time {
	at = at.In(newYork)
	switch {
	case o.TimeInForce == "gtc":
		end := clockTime(midnight(at).AddDate(0, 0, lasting), 16).UTC()
		return &end
	case o.TimeInForce != "day" || o.AssetClass == classCrypto:
		return nil
	}
	for day := midnight(at); ; day = tradingDayAfter(day) {
		h := exchangeHours(day)
		end := h.coreTo
		if o.ExtendedHours {
			end = h.post
		}
		if !rests(day) && end.After(at) {
			end = end.UTC()
			return &end
		}
	}
}

// expire ends the orders whose time is over, a leg after its order.
func (k *book) expire(at time.Time) {
	for _, top := range k.living() {
		k.expireOne(top, at)
		for _, leg := range top.Legs {
			if !top.open() {
				k.expireOne(leg, at)
			}
		}
	}
}

func (k *book) expireOne(o *order, at time.Time) {
	switch {
	case o.ExpiresAt == nil || at.Before(*o.ExpiresAt) || !o.open():
	case o.TimeInForce == "gtc":
		k.cancelGroup(o)
	default:
		k.finish(o, "expired", at)
	}
}

// auction fills the orders for the open or the close whole, or ends them.
func (k *book) auction(force string, at time.Time) {
	for _, o := range k.openOrders() {
		if !o.open() || o.away || o.TimeInForce != force {
			continue
		}
		k.admit(o, at)
		if o.open() {
			k.fillOrKill(o, at)
		}
	}
}

// admit routes an order that waited for its market, or rejects it: what was free
// when it was taken may be spent.
func (k *book) admit(o *order, at time.Time) {
	q := k.quoteOf(o)
	if o.closing && k.room(o).IsZero() || k.afford(q, o.asked(), o) != nil {
		k.finish(o, "rejected", at)
		return
	}
	k.route(o, at)
}

// fillAtOnce fills or ends an order that does not wait.
func (k *book) fillAtOnce(o *order, at time.Time) {
	if o.TimeInForce == "ioc" || o.TimeInForce == "fok" {
		k.fillOrKill(o, at)
	}
}

// fillOrKill fills an order at once or ends it. One that may be filled in part
// is canceled for the rest.
func (k *book) fillOrKill(o *order, at time.Time) {
	q := k.quoteOf(o)
	price, trades := q.latest()
	if !trades || q.halted() || !o.reached(price) || o.TimeInForce != "opg" && o.TimeInForce != "cls" && !k.trades(o, at) {
		k.finish(o, "canceled", at)
		return
	}
	size := k.portion(o, price)
	if o.Qty != nil && o.TimeInForce != "ioc" {
		size = *o.Qty
	}
	if o.closing {
		size = decimal.Min(size, k.room(o))
	}
	if size.IsPositive() {
		k.execute(o, at, size, price)
	}
	if o.open() {
		k.finish(o, "canceled", at)
	}
}
