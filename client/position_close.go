package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

const positionsPath = "/v2/positions"

// ClosePart says how much of a position to close: a quantity or a percentage, and
// all of it where both are unknown.
type ClosePart struct {
	Qty        Decimal // at most 9 decimals
	Percentage Decimal // 0 to 100
}

var errTwoParts = errors.New("a quantity or a percentage, not both")

func (p ClosePart) values() (url.Values, error) {
	if p.Qty.Valid && p.Percentage.Valid {
		return nil, errTwoParts
	}
	query := url.Values{}
	for name, d := range map[string]Decimal{"qty": p.Qty, "percentage": p.Percentage} {
		if d.Valid && !d.Decimal.IsPositive() {
			return nil, errors.New(name + " has to be above 0")
		}
		if d.Valid {
			query.Set(name, d.Decimal.String())
		}
	}
	return query, nil
}

// ClosePosition asks once to close a position, or a part of it, with a market
// order, and gives that order. It takes no client_order_id: an answer that is
// lost cannot be looked up by one, and a part asked for twice closes twice.
// Errors: as with SubmitOrder; ErrForbidden with Details: orders hold the shares.
func (c *Client) ClosePosition(ctx context.Context, symbolOrID string, part ClosePart) (Order, error) {
	query, err := part.values()
	if err != nil {
		return Order{}, &Error{Doing: "close the position", Kind: ErrRejected, Message: err.Error(), Err: err, change: ErrNotSent}
	}
	return c.changeOrder(ctx, call{
		doing: "close the position", method: http.MethodDelete, path: positionsPath + "/" + url.PathEscape(symbolOrID), query: query,
	})
}

// CloseAnswer is what became of one position when all were to be closed.
type CloseAnswer struct {
	Symbol string
	Order  Order  // that closes it, where Err is nil
	Err    *Error // as that of ClosePosition; nil where the broker accepted the order
}

// CloseAllPositions asks once to close every position with market orders. It
// cancels no orders. Each position has an answer of its own. Errors: as with
// SubmitOrder, for all of them.
func (c *Client) CloseAllPositions(ctx context.Context) ([]CloseAnswer, error) {
	var all []CloseAnswer
	err := c.sendMany(ctx, "close all positions", positionsPath, func(p *partAnswer) {
		answer := CloseAnswer{Symbol: p.Symbol}
		answer.Order, answer.Err = p.order("close the position")
		all = append(all, answer)
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// CancelAnswer is what became of one order when all were to be cancelled.
type CancelAnswer struct {
	ID  string
	Err *Error // as that of CancelOrder; nil where the broker takes the request
}

// CancelAll asks once to cancel every working order. An accepted request is no
// proof that an order is cancelled. Errors: as with SubmitOrder, for all of them.
func (c *Client) CancelAll(ctx context.Context) ([]CancelAnswer, error) {
	var all []CancelAnswer
	err := c.sendMany(ctx, "cancel all orders", ordersPath, func(p *partAnswer) {
		all = append(all, CancelAnswer{p.ID, p.failure("cancel the order")})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// partAnswer is one answer of a body that has one for each part (207).
type partAnswer struct {
	ID     string          `json:"id"`
	Symbol string          `json:"symbol"`
	Status json.RawMessage `json:"status"`
	Body   json.RawMessage `json:"body"`
}

var errPart = errors.New("an answer for something that is not named")

func (p *partAnswer) check() error {
	tidyWords(&p.ID)
	tidy(&p.Symbol, symbolLimit)
	if p.ID == "" && p.Symbol == "" {
		return errPart
	}
	return nil
}

// sendMany makes a change that is answered with a list, once.
func (c *Client) sendMany(ctx context.Context, doing, path string, each func(*partAnswer)) error {
	return c.send(ctx, call{doing: doing, method: http.MethodDelete, path: path, multi: true, decode: func(body []byte) error {
		parts, err := decodeList(body, maxOrders, func(_ int, p *partAnswer) error { return p.check() })
		if err != nil {
			return err
		}
		for i := range parts {
			each(&parts[i])
		}
		return nil
	}})
}

// failure gives the error of a part, nil of one that is a success.
func (p *partAnswer) failure(doing string) *Error {
	status, _ := strconv.Atoi(string(p.Status)) // unreadable: no success
	if status >= 200 && status < 300 {
		return nil
	}
	e := refusalOf(status, p.Body)
	e.Doing = doing
	e.change = e.becameOf(true)
	return e
}

// order gives the order of a part, or why there is none.
func (p *partAnswer) order(doing string) (Order, *Error) {
	if e := p.failure(doing); e != nil {
		return Order{}, e
	}
	var wire wireOrder
	if err := decodeObject(p.Body, &wire); err != nil {
		return Order{}, &Error{Doing: doing, Kind: ErrUnreadable, Message: decodeReason(p.Body, err), Err: err, change: ErrUnknownOutcome}
	}
	return wire.whole(), nil
}
