package trade

import (
	"context"
	"errors"

	"quipu/client"
	"quipu/market"
)

// closeAll asks once to close every position.
func (f *flattener) closeAll(ctx context.Context) error {
	positions, err := f.positions(ctx)
	if err != nil {
		return err
	}
	for _, h := range positions {
		f.Answers = append(f.Answers, FlatAnswer{Symbol: h.Symbol, Qty: h.Qty, Left: h.Qty})
	}
	f.at(ClosingAll)
	switch {
	case len(positions) == 0:
		return nil
	case f.limits:
		return f.closeByLimits(ctx, positions)
	}
	var answers []client.CloseAnswer
	entry, err := f.request(ctx, Intent{Action: CloseAll, Held: heldOf(positions)}, func(ctx context.Context) (err error) { answers, err = f.Broker.CloseAllPositions(ctx); return err })
	for i := range f.Answers {
		f.Answers[i].Sent = entry.State.Counts()
	}
	for _, a := range answers {
		f.answer(a.Symbol, a.Order.ID, errOf(a.Err))
		f.refused(a.Symbol, errOf(a.Err), Facts{})
	}
	if entry.State == Unknown {
		for _, h := range positions {
			f.answer(h.Symbol, "", err)
		}
		return nil
	}
	return err
}

func heldOf(positions []client.Position) []Held {
	all := make([]Held, len(positions))
	for i, h := range positions {
		all[i] = Held{h.Symbol, h.AssetID, h.Qty}
	}
	return all
}

// errOf keeps a nil *client.Error from becoming an error.
func errOf(e *client.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// answer keeps what the broker said of one position.
func (f *flattener) answer(symbol, orderID string, err error) {
	for i := range f.Answers {
		a := &f.Answers[i]
		if !market.SameSymbol(a.Symbol, symbol) {
			continue
		}
		a.OrderID, a.Reason = orderID, reasonOf(err)
	}
	f.report()
}

// closeByLimits closes shares by limit orders at the quote, and coins at the
// market.
func (f *flattener) closeByLimits(ctx context.Context, positions []client.Position) error {
	for _, h := range positions {
		if err := f.closeOne(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// closeOne closes one position by an order of its own. What certainly did not reach the
// broker, or came too often, is sent again as a new order by new figures. Its error ends
// the kill switch: a refusal of one position does not.
func (f *flattener) closeOne(ctx context.Context, h client.Position) error {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		entry, err := f.sendClose(ctx, h)
		if entry.State.Counts() {
			f.closes = append(f.closes, entry.ID)
			f.sent(h.Symbol)
		}
		unread := entry.ID == "" && (stale(err) || !errors.As(err, new(*Refusal))) && try < sendTries
		if stale(err) {
			f.facts = Facts{} // all of it is read again
		}
		if over := errors.Is(err, client.ErrUnauthorized); err == nil || over || !unread && !sendsAgain(entry, err, try) {
			f.answer(h.Symbol, entry.OrderID, err)
			f.refused(h.Symbol, err, f.facts)
			if over {
				return err
			}
			return nil
		}
		if err := f.hold(ctx, err, try); err != nil {
			return err
		}
	}
}

// sendClose sends the order that closes a position, by figures that are read now.
func (f *flattener) sendClose(ctx context.Context, h client.Position) (Entry, error) {
	if f.limits && h.AssetClass == market.Option {
		return Entry{}, &Refusal{Problems: Problems{{Text: "options close in the regular session alone", By: byAlpaca}}}
	}
	facts, err := f.readFor(ctx, h)
	if err != nil {
		return Entry{}, err
	}
	if !facts.Fresh(f.Now()) {
		return Entry{}, errOldFacts
	}
	switch {
	case !f.limits:
		return f.closeMarket(ctx, facts)
	case isCrypto(h):
		return f.Send(ctx, PrepareClose(facts))
	}
	return f.Send(ctx, prepareLimitClose(facts))
}

// readFor reads what the close of a position is checked against, with the account of the
// close before while that is young.
func (f *flattener) readFor(ctx context.Context, h client.Position) (Facts, error) {
	read := f.Read
	if f.Next != nil && client.Age(f.facts.At, f.Now()) < freshFor/2 {
		read = func(ctx context.Context, symbol string) (Facts, error) { return f.Next(ctx, f.facts, symbol) }
	}
	facts, err := read(ctx, h.Symbol)
	switch {
	case err != nil:
		facts = Facts{} // a reading that failed is in part empty: the next close reads all of it
	case h.AssetClass == market.Option: // Alpaca lists none among its assets
		facts.Asset = client.Asset{ID: h.AssetID, Symbol: h.Symbol, Class: h.AssetClass}
	}
	f.facts = facts
	return facts, err
}

// sent notes that a request to close a position left, or may have.
func (f *flattener) sent(symbol string) {
	for i := range f.Answers {
		if market.SameSymbol(f.Answers[i].Symbol, symbol) {
			f.Answers[i].Sent = true
		}
	}
}

// prepareLimitClose makes a plan that closes shares at the far side of the quote,
// in extended hours too.
func prepareLimitClose(f Facts) Plan {
	side := f.closingSide()
	k := Ticket{Symbol: f.Asset.Symbol, Side: side, Type: Limit, TIF: "day", ExtendedHours: true, Limit: f.FarSide(side), Back: true}
	if have := f.held(); have.Valid {
		k.Size = Size{Shares, have.Decimal.Abs()}
	}
	return Prepare(k, f)
}

// SuspendTrading asks the broker to refuse new orders from now on. Errors: as with
// Send; client.ErrForbidden: the sign-in may not change the account's settings.
func (t *Trader) SuspendTrading(ctx context.Context) (Entry, error) {
	id, err := t.begin(Intent{Action: Suspend})
	if err != nil {
		return Entry{}, err
	}
	marked := t.Now()
	t.Journal.reach("before " + string(Suspend))
	err = t.leave(marked, func() error {
		_, err := t.Broker.SuspendTrade(client.Urgent(context.WithoutCancel(ctx)), true)
		return err
	})
	t.Journal.reach("after " + string(Suspend))
	return t.learn(id, client.Order{}, err)
}
