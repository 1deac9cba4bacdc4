package trade

import (
	"context"
	"slices"

	"quipu/client"
)

// CancelGroup is an order to cancel, and those that the broker cancels with it, as a
// person sees them.
type CancelGroup struct {
	Order client.Order
	With  []client.Order
}

// CancelGroups gives the orders to cancel, each once: one that goes with another of them
// is cancelled by that one's cancellation. open are the working orders.
func CancelGroups(orders, open []client.Order) []CancelGroup {
	var all []CancelGroup
	for _, o := range orders {
		goes := slices.ContainsFunc(all, func(g CancelGroup) bool { return g.Order.ID == o.ID || hasOrder(g.With, o.ID) })
		if !goes && !o.Closed() {
			all = append(all, CancelGroup{o, GoesWith(o, open)})
		}
	}
	return all
}

func hasOrder(all []client.Order, id string) bool {
	return slices.ContainsFunc(all, func(o client.Order) bool { return o.ID == id })
}

// OrderChangedError says why an order is not as it was when a person confirmed. Nothing
// was sent.
type OrderChangedError struct{ Why string }

func (e *OrderChangedError) Error() string { return "the order changed meanwhile: " + e.Why }

// CancelShown cancels an order that a person confirmed, once. open are the working orders
// as they were read after that. What was filled meanwhile is no reason to leave the rest.
// Errors: *OrderChangedError, otherwise those of Cancel.
func (t *Trader) CancelShown(ctx context.Context, shown CancelGroup, open []client.Order) (Entry, error) {
	if err := shown.Changed(open); err != nil {
		return Entry{}, err
	}
	return t.Cancel(ctx, shown.Order)
}

// Changed is an *OrderChangedError where the order is not as it was shown, by the working
// orders as they are now.
func (g *CancelGroup) Changed(open []client.Order) error {
	if why := g.changed(open); why != "" {
		return &OrderChangedError{why}
	}
	return nil
}

// changed says what is not as it was shown, "" where nothing is.
func (g *CancelGroup) changed(open []client.Order) string {
	now := client.FindOrder(open, g.Order.ID)
	if now == nil || now.Closed() {
		return "it no longer works"
	}
	if !sameTerms(*now, g.Order) {
		return "it is " + OrderWords(*now)
	}
	for _, other := range GoesWith(*now, open) {
		if !hasOrder(g.With, other.ID) {
			return OrderWords(other) + " would go with it"
		}
	}
	return ""
}

// sameTerms reports whether two states of an order ask for the same. The stop of a
// trailing one moves by itself.
func sameTerms(a, b client.Order) bool {
	same := func(x, y client.Decimal) bool { return x.Valid == y.Valid && x.Decimal.Equal(y.Decimal) }
	stop := a.Type == TrailingStop || same(a.StopPrice, b.StopPrice)
	return a.Side == b.Side && a.Type == b.Type && a.TimeInForce == b.TimeInForce && stop && same(a.Qty, b.Qty) && same(a.Notional, b.Notional) &&
		same(a.LimitPrice, b.LimitPrice) && same(a.TrailPrice, b.TrailPrice) && same(a.TrailPercent, b.TrailPercent)
}
