package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// OrderRequest is a new order as POST /v2/orders takes it. Its JSON leaves out
// what is empty or unknown, and is the same each time.
type OrderRequest struct {
	ClientOrderID string      `json:"client_order_id,omitempty"` // at most 128 characters
	Symbol        string      `json:"symbol,omitempty"`          // crypto with a slash
	Side          string      `json:"side,omitempty"`
	Type          string      `json:"type"`
	TimeInForce   string      `json:"time_in_force"`
	Qty           Decimal     `json:"qty,omitzero"`      // or Notional, not both
	Notional      Decimal     `json:"notional,omitzero"` // US dollars
	LimitPrice    Decimal     `json:"limit_price,omitzero"`
	StopPrice     Decimal     `json:"stop_price,omitzero"`
	TrailPrice    Decimal     `json:"trail_price,omitzero"`
	TrailPercent  Decimal     `json:"trail_percent,omitzero"` // 1.5 is 1.5 %
	ExtendedHours bool        `json:"extended_hours,omitempty"`
	Class         string      `json:"order_class,omitempty"` // bracket, oto, oco; "" is simple
	TakeProfit    *TakeProfit `json:"take_profit,omitempty"`
	StopLoss      *StopLoss   `json:"stop_loss,omitempty"`
}

// TakeProfit is the exit with a profit of a bracket, an OTO or an OCO.
type TakeProfit struct {
	LimitPrice Decimal `json:"limit_price"`
}

// StopLoss is the exit with a loss. With a limit it is a stop-limit order.
type StopLoss struct {
	StopPrice  Decimal `json:"stop_price"`
	LimitPrice Decimal `json:"limit_price,omitzero"`
}

// ReplaceRequest changes a working order, as PATCH /v2/orders/{id} takes it.
// What is unknown stays as it is.
type ReplaceRequest struct {
	ClientOrderID string  `json:"client_order_id,omitempty"` // of the order that takes its place
	Qty           Decimal `json:"qty,omitzero"`              // the whole, with what is filled
	TimeInForce   string  `json:"time_in_force,omitempty"`
	LimitPrice    Decimal `json:"limit_price,omitzero"`
	StopPrice     Decimal `json:"stop_price,omitzero"`
	Trail         Decimal `json:"trail,omitzero"` // of the order's kind: a price or percent
}

const ordersPath = "/v2/orders"

// SubmitOrder sends a new order once, with the bytes of body, and gives the
// order as the broker accepted it: it may still reject it. Errors, besides those
// of Error: ErrNotSent, nothing left; ErrUnknownOutcome, the broker may have the
// order, and OrderByClientID finds it.
func (c *Client) SubmitOrder(ctx context.Context, body json.RawMessage) (Order, error) {
	return c.changeOrder(ctx, call{doing: "send the order", method: http.MethodPost, path: ordersPath, body: body})
}

// ReplaceOrder asks once to replace a working order and gives the order that is
// to take its place. A success is no proof: an order that fills meanwhile wins.
// Errors: as with SubmitOrder.
func (c *Client) ReplaceOrder(ctx context.Context, id string, body json.RawMessage) (Order, error) {
	return c.changeOrder(ctx, call{doing: "replace the order", method: http.MethodPatch, path: orderPath(id), body: body})
}

// CancelOrder asks to cancel an order. Success means that the broker takes the
// request, not that the order is cancelled. Errors: as with SubmitOrder;
// ErrRejected: the order is in a state that cannot be cancelled.
func (c *Client) CancelOrder(ctx context.Context, id string) error {
	return c.send(ctx, call{doing: "cancel the order", method: http.MethodDelete, path: orderPath(id)})
}

// OrderByClientID reads an order by the id that the client gave it, with its
// legs. ErrNotFound: the broker does not know it yet, or never will. Other
// errors: see Error.
func (c *Client) OrderByClientID(ctx context.Context, id string) (Order, error) {
	return c.oneOrder(func(decode func([]byte) error) error {
		return c.get(ctx, call{
			doing: "look up an order", path: ordersPath + ":by_client_order_id",
			query: url.Values{"client_order_id": {id}}, decode: decode,
		})
	})
}

func (c *Client) changeOrder(ctx context.Context, what call) (Order, error) {
	return c.oneOrder(func(decode func([]byte) error) error {
		what.decode = decode
		return c.send(ctx, what)
	})
}

func (c *Client) oneOrder(ask func(decode func([]byte) error) error) (Order, error) {
	var wire wireOrder
	if err := ask(func(body []byte) error { return decodeObject(body, &wire) }); err != nil {
		return Order{}, err
	}
	one := []Order{wire.whole()}
	inCurrency(one, c.otherCurrency())
	return one[0], nil
}

func orderPath(id string) string { return ordersPath + "/" + url.PathEscape(id) }
