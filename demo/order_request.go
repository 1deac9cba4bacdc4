package demo

import (
	"encoding/json"
	"net/http"
	"slices"

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
	Intent        string           `json:"position_intent"`
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
	switch {
	case body.OrderClass == "simple":
		body.OrderClass = ""
	case body.OrderClass == "oco" && body.LimitPrice == nil && body.TakeProfit != nil:
		body.LimitPrice = body.TakeProfit.LimitPrice // the order itself takes the profit
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
	return k.accept(body, faultOf(r)), nil
}

// accept takes an order that nothing speaks against, and gives it as it is then:
// what becomes of it is told by the stream.
func (k *book) accept(b orderRequest, fault string) *order {
	o := k.enter(b.terms(), k.market.now, b.legs()...)
	if fault == "pending" {
		return k.releaseLater(o).copied()
	}
	taken := o.copied()
	k.release(o, k.market.now)
	if o.Status == "accepted" {
		taken = o.copied()
	}
	k.fillAtOnce(o, k.market.now)
	return taken
}

// copied is an order as it is at this moment, with its legs.
func (o *order) copied() *order {
	still := *o
	still.Legs = slices.Clone(o.Legs)
	for i, leg := range o.Legs {
		still.Legs[i] = leg.copied()
	}
	return &still
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
		symbol: b.Symbol, side: b.Side, kind: b.Type, force: b.TimeInForce, class: b.OrderClass, client: b.ClientOrderID, intent: b.Intent,
		qty: literal(b.Qty), notional: literal(b.Notional), limit: literal(b.LimitPrice), stop: literal(b.StopPrice),
		trail: literal(b.TrailPrice), trailPercent: literal(b.TrailPercent), extended: b.ExtendedHours,
	}
}

// legs are the exits that wait for the order.
func (b orderRequest) legs() []terms {
	side := opposite(b.Side)
	if b.OrderClass == "oco" {
		side = b.Side
	}
	leg := terms{symbol: b.Symbol, side: side, force: b.TimeInForce, class: b.OrderClass, qty: literal(b.Qty)}
	var all []terms
	if b.TakeProfit != nil && b.OrderClass != "oco" {
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

// asked is what is left of an order, as a request for it.
func (o *order) asked() orderRequest {
	b := orderRequest{Symbol: o.Symbol, Side: o.Side, Type: o.Type, TimeInForce: o.TimeInForce, Qty: o.Qty, Notional: o.Notional,
		LimitPrice: o.LimitPrice, StopPrice: o.StopPrice, TrailPrice: o.TrailPrice, TrailPercent: o.TrailPercent,
		ExtendedHours: o.ExtendedHours, OrderClass: o.OrderClass}
	if o.Qty != nil {
		left := o.Qty.Sub(o.FilledQty)
		b.Qty = &left
	}
	return b
}

func literal(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}
