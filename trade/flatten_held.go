package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
	"quipu/market"
)

// holding is a close that was refused while other orders held units of the position, as
// those do that were cancelled a moment ago.
type holding struct {
	refusals int
	next     time.Duration // of the watching, from when it is asked for again
}

// heldBack reports whether a close was refused because other orders hold units of the
// position. facts are what quipu refused it by.
func heldBack(err error, facts Facts) bool {
	if errors.As(err, new(*Refusal)) {
		return facts.unitsHeld()
	}
	var failure *client.Error
	if !errors.As(err, &failure) || errors.Is(err, client.ErrUnknownOutcome) {
		return false
	}
	d := failure.Details
	return len(d.RelatedOrders) > 0 || d.HeldForOrders.Valid && !d.HeldForOrders.Decimal.IsZero() ||
		d.Available.Valid && d.ExistingQty.Valid && d.Available.Decimal.Abs().LessThan(d.ExistingQty.Decimal.Abs())
}

// isFree reports whether no order holds units of a position, as far as is known.
func isFree(h client.Position) bool {
	return !h.QtyAvailable.Valid || !h.Qty.Valid || h.QtyAvailable.Decimal.Abs().GreaterThanOrEqual(h.Qty.Decimal.Abs())
}

// unitsHeld reports whether other orders hold units of the position.
func (f Facts) unitsHeld() bool {
	position, found := f.position()
	return found && !isFree(position)
}

// refused notes whether the close of a position was refused because its units are held.
func (f *flattener) refused(symbol string, err error, facts Facts) {
	key := market.PositionSymbol(symbol)
	if !facts.isAsset("", symbol) {
		facts = Facts{} // of another position
	}
	if err == nil || !heldBack(err, facts) {
		delete(f.held, key)
		return
	}
	if f.held == nil {
		f.held = map[string]holding{}
	}
	h := f.held[key]
	pauses := Pauses()
	f.held[key] = holding{h.refusals + 1, f.watched + pauses[min(h.refusals, len(pauses)-1)]}
}

// closeFreed closes each position that was refused while its units were held by a request
// of its own, once its units are free: once for each refusal. It asks for nothing while
// the answer to a close is unknown, and gives up after freePatience.
func (f *flattener) closeFreed(ctx context.Context, positions []client.Position) error {
	for _, h := range positions {
		held, is := f.held[market.PositionSymbol(h.Symbol)]
		if !is || !isFree(h) || f.watched < held.next || f.watched > freePatience || f.unclear() {
			continue
		}
		f.facts, f.acted = Facts{}, f.watched
		if err := f.closeOne(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// waitsForUnits reports whether a close may still be asked for again.
func (f *flattener) waitsForUnits(positions []client.Position) bool {
	for _, h := range positions {
		if _, is := f.held[market.PositionSymbol(h.Symbol)]; is && f.watched <= freePatience {
			return true
		}
	}
	return false
}

// closeMarket closes a position at the market as the close of all does: the broker alone
// refuses it. One that is gone needs nothing.
func (f *flattener) closeMarket(ctx context.Context, facts Facts) (Entry, error) {
	have := facts.held()
	switch {
	case facts.unitsHeld():
		return Entry{}, &Refusal{Problems: Problems{{Text: "other orders hold units of it", By: byAlpaca}}}
	case have.Valid && have.Decimal.IsZero():
		return Entry{}, nil
	}
	have.Decimal = have.Decimal.Abs()
	return f.Send(ctx, Plan{Action: Close, facts: facts, Order: client.OrderRequest{
		Symbol: facts.Asset.Symbol, Side: facts.closingSide(), Type: Market, TimeInForce: closingTIF(facts), Qty: have,
	}})
}
