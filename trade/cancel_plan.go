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
	Orders []client.Order
	More   bool // more orders are open than were read, and these are of the newest

	open []client.Order
}

// CancelOrders is the cancellation of orders. open are all that work, with their legs and
// the parents of those that stand alone: they tell what goes with each.
func CancelOrders(orders, open []client.Order) Cancellation {
	return Cancellation{Orders: orders, open: open}
}

// PlanCancel reads the working orders of an instrument; the zero ID is for all. Errors:
// those of the calls.
func (t *Trader) PlanCancel(ctx context.Context, of market.ID) (Cancellation, error) {
	ctx = client.Urgent(ctx)
	open, more, err := t.Broker.OpenOrders(ctx)
	if err == nil {
		err = t.Broker.NameParents(ctx, open)
	}
	if err != nil {
		return Cancellation{}, err
	}
	c := Cancellation{More: more, open: open}
	for _, o := range open {
		if !of.Known() || o.IsFor(of) {
			c.Orders = append(c.Orders, o)
		}
	}
	return c, nil
}

// Lines name each order and, below it, what goes with it.
func (c *Cancellation) Lines() []string {
	lines := make([]string, 0, len(c.Orders))
	for _, o := range c.Orders {
		lines = append(lines, OrderWords(o))
		for _, other := range GoesWith(o, c.open) {
			lines = append(lines, "with it: "+OrderWords(other))
		}
	}
	return lines
}

// Word is what confirms on a live account: the symbol, or cancel where the orders have
// none or several.
func (c *Cancellation) Word() string {
	for _, o := range c.Orders {
		if o.Symbol == "" || o.Symbol != c.Orders[0].Symbol {
			return "cancel"
		}
	}
	return c.Orders[0].Symbol
}

// CancelNext cancels the order at an index, those before it having been cancelled. gone
// reports that it went with one of them and that nothing was sent. Errors: as with
// Cancel.
func (t *Trader) CancelNext(ctx context.Context, c *Cancellation, at int) (entry Entry, gone bool, err error) {
	ctx = client.Urgent(ctx)
	o := c.Orders[at]
	if c.wentBefore(at) {
		now, err := t.Broker.Order(ctx, o.ID)
		if err == nil && (now.Status == "canceled" || now.Status == "pending_cancel") {
			return Entry{}, true, nil
		}
	}
	entry, err = t.Cancel(ctx, o)
	return entry, false, err
}

// wentBefore reports whether an order goes with one before it.
func (c *Cancellation) wentBefore(at int) bool {
	return slices.ContainsFunc(c.Orders[:at], func(before client.Order) bool {
		return slices.ContainsFunc(GoesWith(before, c.open), func(o client.Order) bool { return o.ID == c.Orders[at].ID })
	})
}
