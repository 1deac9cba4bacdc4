package trade

import (
	"context"
	"slices"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// lookUpCancelAll settles the cancellation of all orders once none works that was there
// before it. Orders that came later say nothing of it.
func (t *Trader) lookUpCancelAll(ctx context.Context, e Entry) (finding, error) {
	orders, _, err := t.Broker.OpenOrders(ctx)
	if err != nil {
		return finding{}, err
	}
	left := slices.DeleteFunc(everyOrder(orders), func(o client.Order) bool {
		return o.Status == "pending_cancel" || o.SubmittedAt != nil && o.SubmittedAt.After(e.At)
	})
	switch {
	case len(left) == 0:
		return finding{state: Settled, reason: "no order works that was there before"}, nil
	case t.late(e):
		return finding{state: Refused, reason: format.Plural(len(left), "order") + " of before worked on: not all were cancelled"}, nil
	}
	return finding{}, nil
}

// closeAllEarly is how much earlier than our clock says the broker may have taken a close.
const closeAllEarly = 2 * time.Second

// lookUpCloseAll settles the close of all positions once any order is found that it made,
// or none of the positions is left: the orders tell the rest by themselves. Positions that
// are all there, without such an order, may be closed any moment.
func (t *Trader) lookUpCloseAll(ctx context.Context, e Entry) (finding, error) {
	positions, err := t.Broker.Positions(ctx)
	if err != nil {
		return finding{}, err
	}
	left := slices.DeleteFunc(slices.Clone(e.Held), func(h Held) bool {
		return !slices.ContainsFunc(positions, func(p client.Position) bool { return h.is(p.AssetID, p.Symbol) })
	})
	switch {
	case len(positions) == 0, len(e.Held) > 0 && len(left) == 0:
		return finding{state: Settled, reason: "no position is left that was there before"}, nil
	case len(e.Held) == 0:
		return finding{}, nil
	}
	ours, err := t.ids()
	if err != nil {
		return finding{}, err
	}
	since := e.At.Add(-closeAllEarly)
	orders, _, err := t.Broker.AllOrders(ctx, client.OrderQuery{Status: "all", After: since, Ascending: true}, client.MaxOpenOrders)
	if err != nil {
		return finding{}, err
	}
	for _, o := range orders {
		younger := o.SubmittedAt != nil && o.SubmittedAt.After(since)
		if younger && !ours[o.ClientOrderID] && slices.ContainsFunc(e.Held, func(h Held) bool { return h.closedBy(o) }) {
			return finding{state: Settled, reason: "the broker took it; " + format.Plural(len(left), "position") + " of before " + isOrAre(len(left)) + " there still"}, nil
		}
	}
	return finding{}, nil
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (h Held) is(assetID, symbol string) bool {
	return h.AssetID != "" && h.AssetID == assetID || market.SameSymbol(h.Symbol, symbol)
}

// closedBy reports whether an order closes all of the position at the market.
func (h Held) closedBy(o client.Order) bool {
	side := market.Sell
	if h.Qty.Decimal.IsNegative() {
		side = market.Buy
	}
	return o.Type == Market && o.Side == side && h.is(o.AssetID, o.Symbol) && h.Qty.Valid && o.Qty.Valid && o.Qty.Decimal.Equal(h.Qty.Decimal.Abs())
}
