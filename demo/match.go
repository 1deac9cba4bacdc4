package demo

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	usmarket "quipu/market"
)

// routing is how long an order may be pending before it is one that can be
// filled.
const routing = 46 * time.Second

// partly is how many orders there are to one that is filled in parts.
const partly = 3

// second lets the market reach the account's orders.
func (k *book) second(at time.Time) {
	k.prune()
	open := k.market.sessionRuns(at)
	switch {
	case open && !k.wasOpen:
		k.auction("opg", at)
	case !open && k.wasOpen:
		k.auction("cls", at)
	}
	k.wasOpen = open
	k.arrive(at)
	k.expire(at)
	k.postFees(at)
	for _, o := range k.working() {
		k.match(o, at)
	}
}

// working are the orders and legs that the market may reach.
func (k *book) working() []*order {
	return slices.DeleteFunc(k.openOrders(), func(o *order) bool {
		return o.Status == "held" || o.OrderClass == "mleg" // nobody makes a price for a spread
	})
}

// match fills an order if the price has reached it, now and then in parts.
func (k *book) match(o *order, at time.Time) {
	q := k.quoteOf(o)
	if q == nil || !o.open() || o.away || o.Status == "held" || !k.trades(o, at) {
		return
	}
	price, trades := q.latest()
	switch {
	case !trades, q.halted():
	case o.Status == "accepted":
		k.admit(o, at)
	case o.Status == "pending_new":
		if !k.market.still && !at.Before(o.SubmittedAt.Add(routing)) { // at still prices it stays to be seen
			k.route(o, at)
		}
	case o.reached(price):
		k.fillAt(o, at, price)
	default:
		o.rested = true
	}
}

// fillAt fills as much as an order gets at once. What was to close a position
// that is gone has nothing left to do.
func (k *book) fillAt(o *order, at time.Time, price decimal.Decimal) {
	size := k.portion(o, price)
	if o.closing {
		size = decimal.Min(size, k.room(o))
	}
	if size.IsPositive() {
		k.execute(o, at, size, price)
		return
	}
	k.finish(o, "canceled", at)
}

// room is how much an order can still close.
func (k *book) room(o *order) decimal.Decimal {
	q := k.quoteOf(o)
	if !k.goesAgainst(q, o.Side) {
		return decimal.Decimal{}
	}
	return k.heldOf(q).Abs()
}

// quoteOf is what an order is for, nil where the demo has no price for it.
func (k *book) quoteOf(o *order) *quote {
	if o.quote == nil {
		o.quote = k.market.bySymbol[usmarket.PositionSymbol(o.Symbol)]
	}
	return o.quote
}

// portion is how much of an order is filled at once: what is left, or now and
// then a part in whole shares. An amount of money buys what it pays for.
func (k *book) portion(o *order, price decimal.Decimal) decimal.Decimal {
	if o.Qty == nil {
		return o.Notional.Div(price.Mul(k.quoteOf(o).contracted)).Truncate(digitsOfPrice)
	}
	left := o.Qty.Sub(o.FilledQty)
	if k.market.still { // a test says itself what is filled in parts
		return left
	}
	part := left.Mul(decimal.New(30+k.dice.Int64N(40), -2)).Truncate(0)
	if k.dice.IntN(partly) > 0 || part.IsZero() {
		return left
	}
	return part
}
