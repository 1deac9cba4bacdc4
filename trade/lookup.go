package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
	"quipu/market"
)

// finding is what a lookup says about an entry; without a state it says nothing.
type finding struct {
	state  State
	order  client.Order
	reason string
}

// has is the finding of an order that the broker has.
func has(o client.Order) finding {
	if o.Closed() {
		return finding{Settled, o, ""}
	}
	return finding{Accepted, o, ""}
}

// lookUp asks the broker once what became of an entry. The error is that of a
// call that failed; that nothing was found is none.
func (t *Trader) lookUp(ctx context.Context, e Entry) (finding, error) {
	var found finding
	var err error
	switch e.Action {
	case Cancel:
		found, err = t.lookUpCancel(ctx, e)
	case Replace:
		found, err = t.lookUpReplace(ctx, e)
	case Close:
		found, err = t.lookUpClose(ctx, e)
	case CancelAll:
		found, err = t.lookUpCancelAll(ctx, e)
	case CloseAll:
		found, err = t.lookUpCloseAll(ctx, e)
	case Suspend:
		found, err = t.lookUpSuspend(ctx, e)
	default:
		found, err = t.lookUpOrder(ctx, e)
	}
	if errors.Is(err, client.ErrNotFound) {
		err = nil
	}
	return found, err
}

// lookUpOrder finds an order by its id. One that the broker does not know may
// still arrive.
func (t *Trader) lookUpOrder(ctx context.Context, e Entry) (finding, error) {
	order, err := t.orderOf(ctx, e)
	switch {
	case errors.Is(err, errForeign):
		return finding{Refused, client.Order{}, errForeign.Message}, nil
	case err != nil:
		return finding{}, err
	}
	return has(order), nil
}

// errForeign is that the broker does not know an entry's order: its id is that of another.
var errForeign = &client.Error{Doing: "read the order", Kind: client.ErrNotFound, Message: "another program's order has this id"}

// orderOf reads the order of an entry. Errors: those of the call, errForeign.
func (t *Trader) orderOf(ctx context.Context, e Entry) (client.Order, error) {
	if e.OrderID != "" {
		return t.Broker.Order(ctx, e.OrderID)
	}
	return t.orderByOwnID(ctx, e)
}

// orderByOwnID reads the order that has the id of an entry. Errors: as of orderOf.
func (t *Trader) orderByOwnID(ctx context.Context, e Entry) (client.Order, error) {
	order, err := t.Broker.OrderByClientID(ctx, e.ID)
	if err == nil && !e.Owns(order) {
		return client.Order{}, errForeign
	}
	return order, err
}

// Owns reports whether an order is the one of an entry: by the broker's id, and where
// that is not known by its own. That is another program's too where a person chose it,
// so what was asked for has to agree.
func (e *Entry) Owns(o client.Order) bool {
	if e.OrderID != "" {
		return e.OrderID == o.ID
	}
	sameSize := e.Action == Replace || e.Qty.Valid != o.Qty.Valid || e.Qty.Decimal.Equal(o.Qty.Decimal) // a part may be filled before it is replaced
	return e.ID != "" && e.ID == o.ClientOrderID && market.SameSymbol(e.Symbol, o.Symbol) && e.Side == o.Side && sameSize
}

// late reports whether a request that changes nothing by now never will.
func (t *Trader) late(e Entry) bool { return t.Now().Sub(e.At) >= lookFor }

func (t *Trader) lookUpCancel(ctx context.Context, e Entry) (finding, error) {
	order, err := t.Broker.Order(ctx, e.Target)
	switch {
	case err != nil:
		return finding{}, err
	case order.Closed(), order.Status == "pending_cancel":
		found := has(order)
		found.reason = tooLate(e, order)
		return found, nil
	case t.late(e):
		return finding{Refused, order, "the order works on: it was not cancelled"}, nil
	}
	return finding{}, nil
}

// lookUpReplace finds the new order, and where there is none looks at the old one.
func (t *Trader) lookUpReplace(ctx context.Context, e Entry) (finding, error) {
	order, err := t.orderByOwnID(ctx, e)
	if err == nil {
		return has(order), nil
	}
	if !errors.Is(err, client.ErrNotFound) {
		return finding{}, err
	}
	old, err := t.Broker.Order(ctx, e.Target)
	switch {
	case err != nil, old.Status == "pending_replace", old.Status == "replaced":
		return finding{}, err
	case old.Closed():
		return finding{Refused, client.Order{}, "the order was " + words(old.Status) + " first"}, nil
	case t.late(e):
		return finding{Refused, client.Order{}, "the order works on as it was: it was not replaced"}, nil
	}
	return finding{}, nil
}

// lookUpClose finds the order that closes a position among those that are younger
// than the newest one before: it has no id of ours. Without one a position that is
// gone says enough. One that is still there may be closed any moment.
func (t *Trader) lookUpClose(ctx context.Context, e Entry) (finding, error) {
	if e.OrderID != "" {
		order, err := t.Broker.Order(ctx, e.OrderID)
		return has(order), err
	}
	ours, err := t.ids()
	if err != nil {
		return finding{}, err
	}
	since := e.Since
	if since.IsZero() {
		since = e.At.Add(-clockError)
	}
	orders, _, err := t.Broker.AllOrders(ctx, client.OrderQuery{Status: "all", After: since, Ascending: true}, client.MaxOpenOrders)
	if err != nil {
		return finding{}, err
	}
	f := Facts{Asset: client.Asset{ID: e.AssetID, Symbol: e.Symbol}}
	for _, o := range orders {
		younger := o.SubmittedAt != nil && o.SubmittedAt.After(since)
		if younger && !ours[o.ClientOrderID] && f.isAsset(o.AssetID, o.Symbol) && o.Side == e.Side && o.Type == Market && o.Qty.Valid && o.Qty.Decimal.Equal(e.Qty.Decimal) {
			return has(o), nil
		}
	}
	f.Positions, err = t.Broker.Positions(ctx)
	if err != nil {
		return finding{}, err
	}
	if _, there := f.position(); !there {
		return finding{state: Settled, reason: "the position is closed"}, nil
	}
	return finding{}, nil
}

// lookUpSuspend reads whether new orders are suspended. A request that left a moment
// ago may still arrive.
func (t *Trader) lookUpSuspend(ctx context.Context, e Entry) (finding, error) {
	now, err := t.Broker.Configurations(ctx)
	switch {
	case err != nil:
		return finding{}, err
	case now.SuspendTrade.On:
		return finding{state: Settled, reason: "trading is suspended"}, nil
	case t.late(e):
		return finding{state: Refused, reason: "trading is not suspended"}, nil
	}
	return finding{}, nil
}

// clockError is how far this machine's clock may be off the broker's.
const clockError = 10 * time.Minute

// ids are the client_order_ids that the journal knows.
func (t *Trader) ids() (map[string]bool, error) {
	all, err := t.Journal.Entries()
	known := map[string]bool{}
	for _, e := range all {
		known[e.ID] = true
	}
	return known, err
}

// Proven asks once whether an accepted replacement has taken place: the broker's
// 200 is no proof, for an order that fills meanwhile wins. The entry says what is
// known; done is false while that may change. Errors: those of the call and of
// the journal.
func (t *Trader) Proven(ctx context.Context, e Entry) (entry Entry, done bool, err error) {
	ctx = client.Urgent(ctx)
	old, err := t.Broker.Order(ctx, e.Target)
	if err != nil {
		return e, false, err
	}
	next, err := t.orderByOwnID(ctx, e)
	switch {
	case err != nil && !errors.Is(err, client.ErrNotFound):
		return e, false, err
	case err == nil && next.Closed(), old.Status == "replaced" && err == nil:
		found := has(next)
		if old.Closed() && old.Status != "replaced" {
			found.reason = "the order was " + words(old.Status) + " first"
		}
		err = t.Journal.Learn(e.ID, found.state, next.ID, next.Status, found.reason)
	case old.Closed() && old.Status != "replaced":
		err = t.Journal.Learn(e.ID, Settled, "", "rejected", "the order was "+words(old.Status)+" first")
	default:
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	entry, err = t.entry(e.ID)
	return entry, err == nil, err
}
