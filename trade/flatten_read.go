package trade

import (
	"context"
	"errors"
	"slices"
	"time"

	"quipu/client"
	"quipu/format"
)

func (f *flattener) positions(ctx context.Context) (all []client.Position, err error) {
	err = f.read(ctx, func(ctx context.Context) (err error) { all, err = f.Broker.Positions(ctx); return err })
	return all, err
}

// readFlat reads until no order and no position is left. It ends before where
// nothing that is left can go: refused, or waiting for the open.
func (f *flattener) readFlat(ctx context.Context) error {
	pause := 250 * time.Millisecond
	for {
		orders, err := f.openOrders(ctx)
		if err != nil {
			return err
		}
		positions, err := f.positions(ctx)
		if err != nil {
			return err
		}
		f.see(positions)
		if err := f.settleCloses(ctx); err != nil {
			return err
		}
		if err := f.closeFreed(ctx, positions); err != nil {
			return err
		}
		switch stage, err := f.end(orders, positions); {
		case err != nil:
			return err
		case stage != "":
			f.Stage = stage
			if stage == Flat {
				return f.settle(CloseAll)
			}
			return nil
		}
		f.at(Watching)
		if err := f.Pause(ctx, pause); err != nil {
			return err
		}
		f.watched += pause
		pause = min(2*pause, 10*time.Second)
		if len(f.held) > 0 {
			pause = min(pause, 2*time.Second)
		}
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
func (f *flattener) end(orders []client.Order, positions []client.Position) (Stage, error) {
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
	still := moving == 0 && f.watched-f.acted >= AnswerTime && !f.waitsForUnits(positions)
	switch {
	case len(positions) > 0 && queued == len(positions):
		return Queued, nil
	case still && unclear && f.unclear():
		return "", errUnclear
	case still || f.watched >= flatPatience:
		f.sayWhy(orders)
		return "", ErrNotFlat
	}
	return "", nil
}

// sayWhy says of the positions that were not closed, and not refused, whether their
// orders still work.
func (f *flattener) sayWhy(orders []client.Order) {
	for i := range f.Answers {
		a := &f.Answers[i]
		if !a.Stays() || a.Reason != "" || a.OrderID == "" {
			continue
		}
		a.Reason = "the order that closes it ended without closing it all"
		if slices.ContainsFunc(orders, func(o client.Order) bool { return o.ID == a.OrderID }) {
			a.Reason = "the order that closes it still works"
			if f.plan.Unsaid {
				a.Reason += ", and waits for the open if the market is closed"
			}
		}
	}
}

// settleCloses looks up the orders that were sent for one position each and have no
// answer. One that is not found may still arrive. Errors: those of the journal.
func (f *flattener) settleCloses(ctx context.Context) error {
	all, err := f.Journal.Entries()
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.State != Unknown || !slices.Contains(f.closes, e.ID) {
			continue
		}
		found, err := f.lookUp(ctx, e)
		if err != nil || found.state == "" {
			continue // the next round asks again
		}
		if err := f.Journal.Learn(e.ID, found.state, found.order.ID, found.order.Status, found.reason); err != nil {
			return err
		}
		f.answer(e.Symbol, found.order.ID, nil)
	}
	return nil
}

// unclear reports whether an answer to a close is lost.
func (f *flattener) unclear() bool {
	ids, err := f.lost()
	return err != nil || len(ids) > 0
}

// lost gives the ids of what was sent and has no answer.
func (f *flattener) lost() ([]string, error) {
	all, err := f.Journal.Entries()
	var ids []string
	for _, e := range all {
		if e.State.Open() && (e.Action == CancelAll || e.Action == CloseAll || slices.Contains(f.closes, e.ID)) {
			ids = append(ids, e.ID)
		}
	}
	return ids, err
}

// settle settles what was asked for everything when nothing is left of it.
func (f *flattener) settle(action Action) error {
	all, err := f.Journal.Entries()
	for _, e := range all {
		if e.Action == action && e.State.Counts() && e.State != Settled {
			err = errors.Join(err, f.Journal.Learn(e.ID, Settled, "", "", e.Reason))
		}
	}
	return err
}

// endRequests settles what the broker has answered: what became of each order and each
// position is told by itself.
func (f *flattener) endRequests() error {
	all, err := f.Journal.Entries()
	for _, e := range all {
		if e.State == Accepted && slices.Contains(f.requests, e.ID) {
			reason := format.Plural(f.Open, "order") + " and " + format.Plural(f.Left(), "position") + " were left when the kill switch ended"
			err = errors.Join(err, f.Journal.Learn(e.ID, Settled, "", "", reason))
		}
	}
	return err
}

// endEarlier ends the marks of kill switches that were cut short before this one: nobody
// is asked about them any more.
func (f *flattener) endEarlier(mark string) error {
	all, err := f.Journal.Entries()
	for _, e := range all {
		if e.ID == mark {
			break
		}
		if e.Action == Flatten && e.State == Sent {
			err = errors.Join(err, f.Journal.Learn(e.ID, Settled, "", "", "cut short; another kill switch followed"))
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
