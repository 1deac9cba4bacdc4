package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
	"quipu/market"
)

func (f *flattener) positions(ctx context.Context) (all []client.Position, err error) {
	err = f.read(ctx, func(ctx context.Context) (err error) { all, err = f.Broker.Positions(ctx); return err })
	return all, err
}

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
	entry, err := f.request(ctx, CloseAll, func(ctx context.Context) (err error) { answers, err = f.Broker.CloseAllPositions(ctx); return err })
	for _, a := range answers {
		f.answer(a.Symbol, a.Order.ID, errOf(a.Err))
	}
	if entry.State == Unknown {
		for _, h := range positions {
			f.answer(h.Symbol, "", err)
		}
		return nil
	}
	return err
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
		if market.PositionSymbol(a.Symbol) != market.PositionSymbol(symbol) {
			continue
		}
		a.OrderID = orderID
		if err != nil {
			a.Reason = err.Error()
		}
	}
	f.tell(f.Flattening)
}

// closeByLimits closes shares by limit orders at the quote, and coins at the
// market.
func (f *flattener) closeByLimits(ctx context.Context, positions []client.Position) error {
	for _, h := range positions {
		if err := ctx.Err(); err != nil {
			return err
		}
		facts, err := f.Read(ctx, h.Symbol)
		if err != nil {
			f.answer(h.Symbol, "", err)
			continue
		}
		plan := PrepareClose(facts)
		if !isCrypto(h) {
			plan = prepareLimitClose(facts)
		}
		entry, err := f.Send(ctx, plan)
		f.answer(h.Symbol, entry.OrderID, err)
	}
	return nil
}

// prepareLimitClose makes a plan that closes shares at the far side of the quote,
// in extended hours too.
func prepareLimitClose(f Facts) Plan {
	side := f.closingSide()
	k := Ticket{Symbol: f.Asset.Symbol, Side: side, Type: Limit, TIF: "day", ExtendedHours: true, Limit: f.FarSide(side)}
	if have := f.held(); have.Valid {
		k.Size = Size{Shares, have.Decimal.Abs()}
	}
	return Prepare(k, f)
}

// readFlat reads until no order and no position is left. It ends before where
// nothing that is left can go: refused, or waiting for the open.
func (f *flattener) readFlat(ctx context.Context) error {
	pause := 250 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		orders, err := f.openOrders(ctx)
		if err != nil {
			return err
		}
		positions, err := f.positions(ctx)
		if err != nil {
			return err
		}
		f.see(positions)
		switch stage, err := f.end(orders, positions, waited); {
		case err != nil:
			return err
		case stage != "":
			f.Stage = stage
			return f.settleAll()
		}
		f.at(Watching)
		if err := f.Pause(ctx, pause); err != nil {
			return err
		}
		pause = min(2*pause, 10*time.Second)
	}
}

// see keeps what is left of the positions. One that is new is among them.
func (f *flattener) see(positions []client.Position) {
	for i := range f.Answers {
		f.Answers[i].Left = client.Known(zero)
	}
	for _, h := range positions {
		known := false
		for i := range f.Answers {
			if a := &f.Answers[i]; a.Symbol == h.Symbol {
				a.Left, known = h.Qty, true
			}
		}
		if !known {
			f.Answers = append(f.Answers, FlatAnswer{Symbol: h.Symbol, Qty: h.Qty, Left: h.Qty, Reason: "it came while the others were closed"})
		}
	}
}

// end gives the stage that ends the watching, "" to go on.
func (f *flattener) end(orders []client.Order, positions []client.Position, waited time.Duration) (Stage, error) {
	if len(orders) == 0 && len(positions) == 0 {
		return Flat, nil
	}
	moving, queued, unclear := 0, 0, false
	for _, h := range positions {
		facts := Facts{Asset: client.Asset{ID: h.AssetID, Symbol: h.Symbol}, Orders: orders}
		switch closes := len(facts.working()) > 0; {
		case closes && f.plan.waits(h) && !f.limits:
			queued++
		case closes:
			moving++
		}
		for _, a := range f.Answers {
			unclear = unclear || a.Symbol == h.Symbol && a.OrderID == "" && a.Reason != "" && len(facts.working()) == 0
		}
	}
	switch {
	case len(positions) > 0 && queued == len(positions):
		return Queued, nil
	case moving == 0 && waited >= AnswerTime && unclear && f.unknown():
		return "", ErrUnclear
	case moving == 0 && waited >= AnswerTime || waited >= flatPatience:
		return "", errNotFlat
	}
	return "", nil
}

// unknown reports whether an answer to closing all is lost.
func (f *flattener) unknown() bool {
	open, err := f.openEntries()
	return err != nil || len(open) > 0
}

func (f *flattener) openEntries() ([]Entry, error) {
	all, err := f.Journal.Entries()
	var open []Entry
	for _, e := range all {
		if e.State.Open() && (e.Action == CancelAll || e.Action == CloseAll) {
			open = append(open, e)
		}
	}
	return open, err
}

// settleAll settles what was asked for everything when nothing is left of it.
func (f *flattener) settleAll() error {
	all, err := f.Journal.Entries()
	for _, e := range all {
		switch {
		case e.Action == CancelAll && e.State.Counts(), e.Action == CloseAll && e.State.Counts() && f.Stage == Flat:
			err = errors.Join(err, f.Journal.Learn(e.ID, Settled, "", "", e.Reason))
		}
	}
	return err
}

// Interrupted gives the kill switch that began and did not end: its program
// ended. It may still run in another one. None is resumed by itself: a person
// begins a new one. ok is false where there is none.
func (t *Trader) Interrupted() (e Entry, ok bool, err error) {
	all, err := t.Journal.Entries()
	for _, entry := range all {
		if entry.Action == Flatten {
			e, ok = entry, entry.State == Sent
		}
	}
	return e, ok, err
}

// SuspendTrading asks the broker to refuse new orders from now on. Errors: as with
// Send; client.ErrForbidden: the sign-in may not change the account's settings.
func (t *Trader) SuspendTrading(ctx context.Context) (Entry, error) {
	id, err := t.begin(Suspend)
	if err != nil {
		return Entry{}, err
	}
	_, err = t.Broker.SuspendTrade(client.Urgent(context.WithoutCancel(ctx)), true)
	return t.learn(id, client.Order{}, err)
}
