package client

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// MaxOpenOrders bounds the open orders that are read: four calls' worth of a listing.
const MaxOpenOrders = 4 * maxOrdersPerCall

// OpenOrders reads the orders that work, the newest MaxOpenOrders where there are
// more, newest first. Legs stand inside a parent that is open; those of a closed one
// stand by themselves and name it where that is known. more reports that there are, or may be, open orders beyond them.
// It makes two calls for each 500. Errors: see Error.
//
// Alpaca does not say what becomes of a leg whose parent is filled: the nested listing
// may leave it out, give it by itself or under the parent. The flat one may leave out
// legs. What one of the two gives is open.
func (c *Client) OpenOrders(ctx context.Context) (all []Order, more bool, err error) {
	var nested, flat []Order
	var moreNested, moreFlat bool
	err = concurrently([]func() error{
		func() (err error) { nested, moreNested, err = c.listOpen(ctx, false); return err },
		func() (err error) { flat, moreFlat, err = c.listOpen(ctx, true); return err },
	})
	if err != nil {
		return nil, false, err
	}
	all = working(nested, flat)
	more = moreNested || moreFlat || len(all) > MaxOpenOrders
	return all[:min(len(all), MaxOpenOrders)], more, nil
}

// listOpen reads one of the two listings.
func (c *Client) listOpen(ctx context.Context, flat bool) ([]Order, bool, error) {
	return c.readPages(ctx, "read open orders", OrderQuery{Flat: flat}, MaxOpenOrders)
}

// working joins listings by id: what is open, each order in its latest state, and the
// open legs of what is closed. They stand as the first listing has them; where another
// has more, the newest first.
func working(listings ...[]Order) []Order {
	latest := latestStates(listings)
	var all []Order
	shown := map[string]bool{}
	place := func(o Order) {
		if o.ID != "" {
			o = latest[o.ID]
		}
		if shown[o.ID] || o.Closed() {
			return
		}
		o.Legs = slices.Clone(o.Legs)
		for i, leg := range o.Legs {
			if leg.ID != "" {
				o.Legs[i] = latest[leg.ID]
				o.Legs[i].Legs = nil
			}
		}
		all = append(all, o)
		each([]Order{o}, func(o Order) { shown[o.ID] = o.ID != "" })
	}
	inside := legsOfOpen(latest)
	for _, list := range listings {
		before := len(all)
		each(list, func(o Order) {
			if !inside[o.ID] {
				place(o)
			}
		})
		each(list, func(o Order) { // two that name each other as legs
			if o.ID != "" {
				place(o)
			}
		})
		if before > 0 && len(all) > before {
			slices.SortStableFunc(all, func(a, b Order) int { return submission(b).Compare(submission(a)) })
		}
	}
	return all
}

// latestStates gives orders and legs by id, with the legs that any listing gives them.
func latestStates(listings [][]Order) map[string]Order {
	latest := map[string]Order{}
	for _, list := range listings {
		each(list, func(o Order) {
			if known, found := latest[o.ID]; found {
				o = LatestState(known, o)
			}
			latest[o.ID] = o
		})
	}
	return latest
}

// LatestState joins what is known about one order at several times: its latest state,
// with the legs and the parent that any of them gives. Of equally late ones it is the
// first. It is the zero Order of none.
func LatestState(known ...Order) Order {
	if len(known) == 0 {
		return Order{}
	}
	o := known[0]
	for _, other := range known[1:] {
		if isNewer(other.UpdatedAt, o.UpdatedAt) {
			o, other = other, o
		}
		if o.Legs == nil {
			o.Legs = other.Legs
		}
		o.Parent = cmp.Or(o.Parent, other.Parent)
	}
	return o
}

func legsOfOpen(all map[string]Order) map[string]bool {
	inside := map[string]bool{}
	for _, o := range all {
		for _, leg := range o.Legs {
			inside[leg.ID] = inside[leg.ID] || leg.ID != "" && !o.Closed()
		}
	}
	return inside
}

// each calls do with the orders of a list, each with its legs after it.
func each(list []Order, do func(Order)) {
	for _, o := range list {
		do(o)
		for _, leg := range o.Legs {
			do(leg)
		}
	}
}

// NameParents finds the parents of working exits that no listing of open orders tells,
// among the 500 newest closed orders of their instruments. It makes a call where there
// are any. Errors: see Error.
func (c *Client) NameParents(ctx context.Context, open []Order) error {
	return c.nameParents(ctx, orphansOf(open))
}

// orphansOf are the orders that may be exits of an order that is not among them.
func orphansOf(open []Order) []*Order {
	var orphans []*Order
	for i := range open {
		if o := &open[i]; o.Parent == "" && len(o.Legs) == 0 && !allSimple(open[i:i+1]) {
			orphans = append(orphans, o)
		}
	}
	return orphans
}

func (c *Client) nameParents(ctx context.Context, orphans []*Order) error {
	if len(orphans) == 0 {
		return nil
	}
	var symbols []string
	for _, o := range orphans {
		symbols = append(symbols, o.Symbol)
	}
	closed, err := c.readOrders(ctx, "read the parents of orders", OrderQuery{Status: "closed", Symbols: symbols})
	if err != nil {
		return err
	}
	for _, o := range orphans {
		if leg := FindOrder(closed, o.ID); leg != nil {
			o.Parent = leg.Parent
		}
	}
	return nil
}

// MergeOrders joins two lists by id, the newest submission first; an order of both is
// as the first has it.
func MergeOrders(first, second []Order) []Order {
	seen := make(map[string]bool, len(first)+len(second))
	all := make([]Order, 0, len(first)+len(second))
	for _, list := range [][]Order{first, second} {
		for _, o := range list {
			if !seen[o.ID] {
				seen[o.ID] = true
				all = append(all, o)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Order) int { return submission(b).Compare(submission(a)) })
	return all
}

// submission is the zero time where it is not known.
func submission(o Order) time.Time {
	if o.SubmittedAt == nil {
		return time.Time{}
	}
	return *o.SubmittedAt
}
