package client

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxOrdersPerCall is the limit of one answer.
const maxOrdersPerCall = 500

// OrderQuery says which orders to read.
type OrderQuery struct {
	Status       string    // open, closed or all; "" is open
	Limit        int       // 1 to 500; 0 is 500
	After, Until time.Time // of submission; zero is unbounded
	Symbols      []string  // crypto with a slash; none is all
	Ascending    bool      // the oldest first, else the newest
}

func (q OrderQuery) values() url.Values {
	limit := q.Limit
	if limit < 1 || limit > maxOrdersPerCall {
		limit = maxOrdersPerCall
	}
	values := url.Values{"status": {"open"}, "limit": {strconv.Itoa(limit)}, "nested": {"true"}, "direction": {"desc"}}
	if q.Status != "" {
		values.Set("status", q.Status)
	}
	if q.Ascending {
		values.Set("direction", "asc")
	}
	setTime(values, "after", q.After)
	setTime(values, "until", q.Until)
	if len(q.Symbols) > 0 {
		values.Set("symbols", strings.Join(q.Symbols, ","))
	}
	return values
}

// setTime writes a time the way the API reads it; the zero time is left out.
func setTime(values url.Values, name string, at time.Time) {
	if !at.IsZero() {
		values.Set(name, at.UTC().Format(time.RFC3339Nano))
	}
}

// MaxOpenOrders bounds the open orders that are read: four calls' worth.
const MaxOpenOrders = 4 * maxOrdersPerCall

// OpenOrders reads the open orders, the newest MaxOpenOrders where there are
// more, newest first, with the legs of bracket and multi-leg orders inside their
// parents. It makes one call for each 500. Errors: see Error.
func (c *Client) OpenOrders(ctx context.Context) ([]Order, error) {
	all, _, err := c.openOrders(ctx)
	return all, err
}

// openOrders reports with more that there are, or may be, open orders beyond those.
func (c *Client) openOrders(ctx context.Context) (all []Order, more bool, err error) {
	var q OrderQuery
	var known map[string]bool
	for len(all) < MaxOpenOrders {
		page, err := c.readOrders(ctx, "read open orders", q)
		if err != nil {
			return nil, false, err
		}
		before := len(all)
		for _, o := range page {
			if !known[o.ID] {
				all = append(all, o)
			}
		}
		last := oldestSubmission(page)
		switch {
		case len(page) < maxOrdersPerCall:
			return all[:min(len(all), MaxOpenOrders)], len(all) > MaxOpenOrders, nil
		case last.IsZero() || len(all) == before:
			return all, true, nil // there is no way to ask for the rest
		}
		known = orderIDs(all)
		q.Until = last.Add(time.Millisecond) // orders sent together must not fall between two pages
	}
	return all[:MaxOpenOrders], true, nil
}

func oldestSubmission(page []Order) time.Time {
	if len(page) == 0 || page[len(page)-1].SubmittedAt == nil {
		return time.Time{}
	}
	return *page[len(page)-1].SubmittedAt
}

func orderIDs(all []Order) map[string]bool {
	ids := make(map[string]bool, len(all))
	for i := range all {
		ids[all[i].ID] = true
	}
	return ids
}

// Orders reads orders, at most 500 a call, legs inside their parents. Errors:
// see Error.
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
	return orders(wire), nil
}

// Order reads one order by its id, with its legs. Errors: see Error.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	return c.oneOrder(func(decode func([]byte) error) error {
		return c.get(ctx, call{doing: "read an order", path: orderPath(id), query: url.Values{"nested": {"true"}}, decode: decode})
	})
}

var errNotOrder = errors.New("the answer is not an order: it has no id")

func (w *wireOrder) check() error {
	if w.ID == "" {
		return errNotOrder
	}
	return nil
}
