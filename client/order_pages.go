package client

import (
	"context"
	"slices"
	"time"
)

// OrderPages is how far a listing of orders was read, page by page. Pages are bounded
// by time, and overlap by a millisecond, so that orders sent together do not fall
// between two. It is a value: After gives the next one.
type OrderPages struct {
	Next    OrderQuery // asks for the next page
	End     bool       // nothing follows
	LeftOut bool       // more were sent at one time than a page holds, or at no known time: some cannot be asked for

	size int // of a page
}

// NewOrderPages begins a listing with pages of q.Limit orders.
func NewOrderPages(q OrderQuery) OrderPages { return OrderPages{Next: q, size: q.limit()} }

// After gives the state after a page that Next asked for; fresh is how many of its
// orders were not known. A page without a fresh one is no end: where as many were
// sent at one time as a page holds, the next page is as large as it may be, and only
// what exceeds that is left out.
func (p OrderPages) After(page []Order, fresh int) OrderPages {
	q := &p.Next
	bound, step := &q.Until, time.Millisecond
	if q.Ascending {
		bound, step = &q.After, -time.Millisecond
	}
	last := lastSubmission(page)
	stuck := !bound.IsZero() && (q.Ascending && !last.After(*bound) || !q.Ascending && !last.Before(*bound))
	switch {
	case !p.full(countWithLegs(page)):
		p.End = true
	case last.IsZero() || stuck:
		p.End, p.LeftOut = true, true
	case fresh > 0:
		q.Limit, *bound = p.size, last.Add(step)
	case q.limit() < maxOrdersPerCall:
		q.Limit = maxOrdersPerCall
	default:
		q.Limit, *bound, p.LeftOut = p.size, last, true
	}
	return p
}

// full reports whether a page of n orders may be followed by another. One that is as
// large as the pages before, though it might be larger, may have met the broker's limit.
func (p OrderPages) full(n int) bool { return n == p.size || n >= p.Next.limit() }

// countWithLegs counts orders and legs: nobody says whether a page of nested orders is
// full by the number of orders or with their legs.
func countWithLegs(page []Order) int {
	n := len(page)
	for i := range page {
		n += len(page[i].Legs)
	}
	return n
}

// lastSubmission is when the last order of a page was sent whose time is known.
func lastSubmission(page []Order) time.Time {
	for _, o := range slices.Backward(page) {
		if o.SubmittedAt != nil {
			return *o.SubmittedAt
		}
	}
	return time.Time{}
}

// AllOrders reads orders page by page, most of them at most, legs inside their parents
// unless the query wants them flat. q.Limit counts for nothing. more reports that there
// are, or may be, others beyond them. It makes a call for each 500. Errors: see Error.
func (c *Client) AllOrders(ctx context.Context, q OrderQuery, most int) (all []Order, more bool, err error) {
	return c.readPages(ctx, "read orders", q, most)
}

func (c *Client) readPages(ctx context.Context, doing string, q OrderQuery, most int) (all []Order, more bool, err error) {
	q.Limit = min(most, maxOrdersPerCall)
	known := map[string]bool{}
	for pages := NewOrderPages(q); !pages.End; {
		if len(all) >= most {
			return all[:most], true, nil
		}
		page, err := c.readOrders(ctx, doing, pages.Next)
		if err != nil {
			return nil, false, err
		}
		before := len(all)
		for _, o := range page {
			if !known[o.ID] {
				known[o.ID] = true
				all = append(all, o)
			}
		}
		pages = pages.After(page, len(all)-before)
		more = pages.LeftOut
	}
	return all[:min(len(all), most)], more || len(all) > most, nil
}
