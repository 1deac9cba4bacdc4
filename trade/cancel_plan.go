package trade

import (
	"context"
	"slices"

	"quipu/client"
	"quipu/market"
)

// Cancellation is which working orders are cancelled, each by a request of its own. It is
// a value: nothing is sent.
type Cancellation struct {
	Groups []CancelGroup
	More   bool // more orders are open than were read, and these are of the newest
}

// CancelGroup is an order to cancel, and those that the broker cancels with it, as a
// person sees them.
type CancelGroup struct {
	Order client.Order
	With  []client.Order
	after bool // one before takes it along
}

// CancelOrders is the cancellation of those orders that work, each once: a leg goes with
// its order. open are all that work, with their legs and the parents of those that stand
// alone: they tell what goes with each.
func CancelOrders(orders, open []client.Order) Cancellation {
	var all []CancelGroup
	for _, o := range orders {
		with := GoesWith(o, open)
		takes := func(g CancelGroup) bool { return g.Order.ID == o.ID || hasOrder(g.With, o.ID) }
		leg := slices.ContainsFunc(all, func(g CancelGroup) bool {
			return g.Order.ID == o.ID || hasOrder(g.With, o.ID) && !standsAlone(o.ID, open)
		})
		if !leg && !o.Closed() {
			all = append(all, CancelGroup{Order: o, With: with, after: slices.ContainsFunc(all, takes)})
		}
	}
	return Cancellation{Groups: all}
}

// standsAlone reports whether an order is read by itself, and not as a leg or with legs.
func standsAlone(id string, open []client.Order) bool {
	at := slices.IndexFunc(open, func(o client.Order) bool { return o.ID == id })
	return at >= 0 && len(open[at].Legs) == 0
}

func hasOrder(all []client.Order, id string) bool {
	return slices.ContainsFunc(all, func(o client.Order) bool { return o.ID == id })
}

// PlanCancel reads the working orders of an instrument; the zero ID is for all. Errors:
// those of the calls.
func (t *Trader) PlanCancel(ctx context.Context, of market.ID) (Cancellation, error) {
	ctx = client.Urgent(ctx)
	open, more, err := t.readWorking(ctx)
	if err != nil {
		return Cancellation{}, err
	}
	orders := slices.DeleteFunc(slices.Clone(open), func(o client.Order) bool { return of.Known() && !o.IsFor(of) })
	c := CancelOrders(orders, open)
	c.More = more
	return c, nil
}

// readWorking reads the working orders with the parents of exits.
func (t *Trader) readWorking(ctx context.Context) (open []client.Order, more bool, err error) {
	if open, more, err = t.Broker.OpenOrders(ctx); err != nil {
		return nil, false, err
	}
	return open, more, t.Broker.NameParents(ctx, open)
}

// Lines name each order and, below it, what goes with it.
func (c *Cancellation) Lines() []string {
	lines := make([]string, 0, len(c.Groups))
	for _, g := range c.Groups {
		lines = append(lines, OrderWords(g.Order))
		for _, other := range g.With {
			lines = append(lines, "with it: "+OrderWords(other))
		}
	}
	return lines
}

// Word is what confirms on a live account: the symbol, or cancel where the orders have
// none or several.
func (c *Cancellation) Word() string {
	for _, g := range c.Groups {
		if g.Order.Symbol == "" || g.Order.Symbol != c.Groups[0].Order.Symbol {
			return "cancel"
		}
	}
	return c.Groups[0].Order.Symbol
}
