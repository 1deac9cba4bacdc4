package demo

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// routing is how long an order may be pending before it is one that can be
// filled.
const routing = 46 * time.Second

// partly is how many orders there are to one that is filled in parts.
const partly = 3

// second lets the market reach the account's orders.
func (k *book) second(at time.Time) {
	open := k.market.sessionRuns(at)
	if k.wasOpen && !open {
		k.expire(at)
	}
	k.wasOpen = open
	for _, o := range k.working() {
		k.match(o, at, open)
	}
}

// working are the orders and legs that the market may reach.
func (k *book) working() []*order {
	var all []*order
	for _, top := range k.orders {
		if top.OrderClass == "mleg" { // nobody makes a price for a spread
			continue
		}
		if top.open() {
			all = append(all, top)
			continue
		}
		for _, leg := range top.Legs {
			if leg.open() {
				all = append(all, leg)
			}
		}
	}
	return all
}

// expire ends the orders for the day at the session's close. A coin's market
// has none.
func (k *book) expire(at time.Time) {
	for _, top := range k.orders {
		for _, o := range append([]*order{top}, top.Legs...) {
			if o.open() && o.TimeInForce == "day" && o.AssetClass != classCrypto && (o == top || !top.open()) {
				k.finish(o, "expired", at)
			}
		}
	}
}

// match fills an order if the price has reached it, now and then in parts.
func (k *book) match(o *order, at time.Time, open bool) {
	q := k.quoteOf(o)
	if q == nil || !o.open() || o.Status == "held" || !q.moves(open) {
		return
	}
	price, trades := q.latest()
	switch {
	case !trades:
	case o.Status == "pending_new":
		if !at.Before(o.SubmittedAt.Add(routing)) {
			k.route(o, at)
		}
	case o.reached(price):
		if size := k.portion(o, price); size.IsPositive() {
			k.execute(o, at, size, price)
		}
	}
}

// quoteOf is what an order is for, nil where the demo has no price for it.
func (k *book) quoteOf(o *order) *quote {
	return k.market.bySymbol[strings.ReplaceAll(o.Symbol, "/", "")]
}

// reached reports whether an order is filled at a price, and moves what it
// remembers of the price's way: the water mark of a trailing stop, and whether
// the stop was met.
func (o *order) reached(price decimal.Decimal) bool {
	o.trail(price)
	if o.StopPrice != nil && !o.triggered {
		o.triggered = o.beyond(*o.StopPrice, price)
		if !o.triggered {
			return false
		}
	}
	switch {
	case o.LimitPrice == nil:
		return true
	case o.Side == "buy":
		return price.LessThanOrEqual(*o.LimitPrice)
	}
	return price.GreaterThanOrEqual(*o.LimitPrice)
}

// beyond reports whether the price has run through a stop: up for a buy, down
// for a sale.
func (o *order) beyond(stop, price decimal.Decimal) bool {
	if o.Side == "buy" {
		return price.GreaterThanOrEqual(stop)
	}
	return price.LessThanOrEqual(stop)
}

// trail moves the water mark with the price, and the stop behind it.
func (o *order) trail(price decimal.Decimal) {
	if o.Type != "trailing_stop" || o.triggered {
		return
	}
	if o.HWM != nil && o.StopPrice != nil && !o.beyond(price, *o.HWM) {
		return // a sale's mark only rises, a buy's only falls
	}
	distance := decimal.Decimal{}
	switch {
	case o.TrailPrice != nil:
		distance = *o.TrailPrice
	case o.TrailPercent != nil:
		distance = price.Mul(*o.TrailPercent).Shift(-2)
	}
	stop := price.Sub(distance)
	if o.Side == "buy" {
		stop = price.Add(distance)
	}
	o.HWM, o.StopPrice = &price, &stop
}

// portion is how much of an order is filled at once: what is left, or now and
// then a part in whole shares. An amount of money buys what it pays for.
func (k *book) portion(o *order, price decimal.Decimal) decimal.Decimal {
	if o.Qty == nil {
		return o.Notional.Div(price.Mul(k.quoteOf(o).contracted)).Truncate(digitsOfPrice)
	}
	left := o.Qty.Sub(o.FilledQty)
	part := left.Mul(decimal.New(30+k.dice.Int64N(40), -2)).Truncate(0)
	if k.dice.IntN(partly) > 0 || part.IsZero() || o.OrderClass == "bracket" {
		return left
	}
	return part
}
