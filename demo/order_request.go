package demo

import (
	"encoding/json"
	"net/http"

	"github.com/shopspring/decimal"
)

// mostBody is how much of a request is read, in bytes.
const mostBody = 64 << 10

// orderRequest is the body of a new order, or of a change to one.
type orderRequest struct {
	ClientOrderID string           `json:"client_order_id"`
	Symbol        string           `json:"symbol"`
	Side          string           `json:"side"`
	Type          string           `json:"type"`
	TimeInForce   string           `json:"time_in_force"`
	Qty           *decimal.Decimal `json:"qty"`
	Notional      *decimal.Decimal `json:"notional"`
	LimitPrice    *decimal.Decimal `json:"limit_price"`
	StopPrice     *decimal.Decimal `json:"stop_price"`
	TrailPrice    *decimal.Decimal `json:"trail_price"`
	TrailPercent  *decimal.Decimal `json:"trail_percent"`
	Trail         *decimal.Decimal `json:"trail"`
	ExtendedHours bool             `json:"extended_hours"`
	OrderClass    string           `json:"order_class"`
	TakeProfit    *exitRequest     `json:"take_profit"`
	StopLoss      *exitRequest     `json:"stop_loss"`
}

// exitRequest is an exit of a bracket or an OTO order.
type exitRequest struct {
	LimitPrice *decimal.Decimal `json:"limit_price"`
	StopPrice  *decimal.Decimal `json:"stop_price"`
}

func readOrder(r *http.Request) (orderRequest, error) {
	var body orderRequest
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, mostBody)).Decode(&body); err != nil {
		return body, refusal{http.StatusBadRequest, codeBadRequest, "request body format is invalid"}
	}
	if body.OrderClass == "simple" {
		body.OrderClass = ""
	}
	return body, nil
}

// submit takes a new order.
func (k *book) submit(r *http.Request) (any, error) {
	body, err := readOrder(r)
	if err != nil {
		return nil, err
	}
	q, err := k.quoteFor(body.Symbol)
	if err != nil {
		return nil, err
	}
	body.Symbol = q.symbol
	if err := k.mayOrder(q, body); err != nil {
		return nil, err
	}
	o := k.accept(body)
	if o.TimeInForce == "ioc" || o.TimeInForce == "fok" {
		k.fillOrKill(o)
	}
	return o.unrolled(true)[0], nil
}

// accept enters an order that nothing speaks against.
func (k *book) accept(b orderRequest) *order {
	return k.place(b.terms(), k.market.now, b.legs()...)
}

// fillOrKill fills an order at once or ends it.
func (k *book) fillOrKill(o *order) {
	q := k.quoteOf(o)
	price, trades := q.latest()
	if !trades || !q.moves(k.market.sessionRuns(k.market.now)) || !o.reached(price) {
		k.finish(o, "canceled", k.market.now)
		return
	}
	size := k.portion(o, price)
	if o.Qty != nil {
		size = *o.Qty
	}
	k.execute(o, k.market.now, size, price)
}

func (k *book) quoteFor(symbol string) (*quote, error) {
	if q, found := k.market.lookUp(symbol); found {
		return q, nil
	}
	if a, listed := k.market.asset(symbol); listed {
		return nil, invalid("asset " + a.Symbol + " is not tradable")
	}
	return nil, invalid("asset \"" + symbol + "\" not found")
}

// terms are what a request asks for.
func (b orderRequest) terms() terms {
	return terms{
		symbol: b.Symbol, side: b.Side, kind: b.Type, force: b.TimeInForce, class: b.OrderClass, client: b.ClientOrderID,
		qty: literal(b.Qty), notional: literal(b.Notional), limit: literal(b.LimitPrice), stop: literal(b.StopPrice),
		trail: literal(b.TrailPrice), trailPercent: literal(b.TrailPercent), extended: b.ExtendedHours,
	}
}

// legs are the exits that wait for the order.
func (b orderRequest) legs() []terms {
	side := "sell"
	if b.Side == "sell" {
		side = "buy"
	}
	leg := terms{symbol: b.Symbol, side: side, force: b.TimeInForce, class: b.OrderClass, qty: literal(b.Qty)}
	var all []terms
	if b.TakeProfit != nil {
		profit := leg
		profit.kind, profit.limit = "limit", literal(b.TakeProfit.LimitPrice)
		all = append(all, profit)
	}
	if b.StopLoss != nil {
		loss := leg
		loss.kind, loss.stop, loss.limit = "stop", literal(b.StopLoss.StopPrice), literal(b.StopLoss.LimitPrice)
		if b.StopLoss.LimitPrice != nil {
			loss.kind = "stop_limit"
		}
		all = append(all, loss)
	}
	return all
}

func literal(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// cancel asks for the end of an order. One that is a leg takes the other with
// it, and a parent its legs.
func (k *book) cancel(r *http.Request) (any, error) {
	id := r.PathValue("order_id")
	o := k.find(func(o *order) bool { return o.ID == id })
	if o == nil {
		return nil, refusal{http.StatusNotFound, codeNotFound, "order not found for " + id}
	}
	if err := o.mayEnd(); err != nil {
		return nil, err
	}
	k.cancelGroup(o)
	return nil, nil
}

func (o *order) mayEnd() error {
	if o.open() {
		return nil
	}
	return invalid("order is already in \"" + o.Status + "\" state")
}

func (k *book) cancelGroup(o *order) {
	for _, other := range k.siblings(o) {
		if other.open() {
			k.finish(other, "canceled", k.market.now)
		}
	}
	k.finish(o, "canceled", k.market.now)
}

// canceled is one order's part of the answer to cancelling all.
type canceled struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
}

func (k *book) cancelAll(*http.Request) (any, error) { return k.cancelEvery(), nil }

// cancelEvery cancels all that is open.
func (k *book) cancelEvery() []canceled {
	all := []canceled{}
	for _, o := range k.everyOrder() {
		if o.open() {
			k.cancelGroup(o)
			all = append(all, canceled{o.ID, http.StatusOK})
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

// change replaces an order with one of other terms.
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
	next := k.replace(o, k.market.now, func(next *order) { next.take(body) })
	return next.unrolled(true)[0], nil
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
	if b.Trail == nil {
		return
	}
	if o.HWM, o.StopPrice = nil, nil; o.TrailPercent != nil {
		o.TrailPercent = b.Trail
	} else {
		o.TrailPrice = b.Trail
	}
}

// mayChange gives why an order cannot be replaced.
func (k *book) mayChange(o *order, b orderRequest) error {
	switch {
	case !o.open():
		return o.mayEnd()
	case k.config.SuspendTrade:
		return k.checkSuspended(nil, b)
	case o.Status != "new" && o.Status != "partially_filled" && o.Status != "held":
		return invalid("order in state \"" + o.Status + "\" cannot be replaced")
	case o.Notional != nil:
		return invalid("notional orders cannot be replaced")
	case b.Qty != nil && o.OrderClass != "":
		return invalid("qty cannot be changed for advanced orders")
	case b.Qty != nil && (!b.Qty.IsInteger() || !o.Qty.IsInteger()):
		return invalid("qty of fractional orders cannot be changed")
	case b.Qty != nil && b.Qty.LessThanOrEqual(o.FilledQty):
		return invalid("qty must be > filled_qty")
	case b.ClientOrderID != "" && k.knowsClientID(b.ClientOrderID):
		return refusal{http.StatusUnprocessableEntity, codeBadRequest, "client_order_id must be unique"}
	case !o.changes(b):
		return invalid("order parameters are not changed")
	}
	return nil
}

// changes reports whether a change asks for other terms.
func (o *order) changes(b orderRequest) bool {
	trail := o.TrailPrice
	if o.TrailPercent != nil {
		trail = o.TrailPercent
	}
	differs := func(asked, is *decimal.Decimal) bool { return asked != nil && (is == nil || !asked.Equal(*is)) }
	return differs(b.Qty, o.Qty) || differs(b.LimitPrice, o.LimitPrice) || differs(b.StopPrice, o.StopPrice) ||
		differs(b.Trail, trail) || b.TimeInForce != "" && b.TimeInForce != o.TimeInForce
}

func (k *book) knowsClientID(id string) bool {
	return k.find(func(o *order) bool { return o.ClientOrderID == id }) != nil
}
