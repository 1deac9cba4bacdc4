package client

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quipu/market"
	"quipu/safe"
)

// maxOrdersPerCall is the limit of one answer.
const maxOrdersPerCall = 500

// OrderQuery says which orders to read.
type OrderQuery struct {
	Status       string    // open, closed or all; "" is open
	Limit        int       // 1 to 500; 0 is 500
	After, Until time.Time // of submission; zero is unbounded
	Symbols      []string  // crypto in either form; none is all
	Ascending    bool      // the oldest first, else the newest
	Flat         bool      // legs beside their parents, not inside them
}

func (q OrderQuery) limit() int {
	if q.Limit < 1 || q.Limit > maxOrdersPerCall {
		return maxOrdersPerCall
	}
	return q.Limit
}

func (q OrderQuery) values() url.Values {
	values := url.Values{"status": {"open"}, "limit": {strconv.Itoa(q.limit())}, "nested": {strconv.FormatBool(!q.Flat)}, "direction": {"desc"}}
	if q.Status != "" {
		values.Set("status", q.Status)
	}
	if q.Ascending {
		values.Set("direction", "asc")
	}
	setTime(values, "after", q.After)
	setTime(values, "until", q.Until)
	if len(q.Symbols) > 0 {
		values.Set("symbols", strings.Join(spellings(q.Symbols), ","))
	}
	return values
}

// spellings are symbols in both forms: Alpaca writes an order's pair with a slash, and
// its documents ask for one without.
func spellings(symbols []string) []string {
	var all []string
	for _, symbol := range symbols {
		for _, form := range market.Spellings(symbol) {
			if !slices.Contains(all, form) {
				all = append(all, form)
			}
		}
	}
	return all
}

// setTime writes a time the way the API reads it; the zero time is left out.
func setTime(values url.Values, name string, at time.Time) {
	if !at.IsZero() {
		values.Set(name, at.UTC().Format(time.RFC3339Nano))
	}
}

// Orders reads one page of orders, 500 at most, legs inside their parents unless the
// query wants them flat: see OrderPages and AllOrders for what follows. Errors: see
// Error.
func (c *Client) Orders(ctx context.Context, q OrderQuery) ([]Order, error) {
	return c.readOrders(ctx, "read orders", q)
}

func (c *Client) readOrders(ctx context.Context, doing string, q OrderQuery) ([]Order, error) {
	var wire []wireOrder
	err := c.get(ctx, call{doing: doing, path: ordersPath, query: q.values(), decode: func(body []byte) (err error) {
		wire, err = decodeList(body, maxOrders, func(_ int, w *wireOrder) error { return w.check() })
		return err
	}})
	if err != nil {
		return nil, err
	}
	all := orders(wire)
	inCurrency(all, c.otherCurrency())
	return all, nil
}

// Order reads one order by its id, with its legs. Errors: see Error.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	return c.oneOrder(func(decode func([]byte) error) error {
		return c.get(ctx, call{doing: "read order " + safe.Line(id, wordLimit), path: orderPath(id), query: url.Values{"nested": {"true"}}, decode: decode})
	})
}

var errNotOrder = errors.New("the answer is not an order: it has no id")

func (w *wireOrder) check() error {
	if w.ID == "" {
		return errNotOrder
	}
	return nil
}
