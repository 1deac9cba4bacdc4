package trade

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// checkFlat reads the account that a kill switch has called flat.
func (w *world) checkFlat() {
	w.surely(func(ctx context.Context) error {
		orders, _, err := w.witness.client.OpenOrders(ctx)
		if err != nil {
			return err
		}
		positions, err := w.witness.client.Positions(ctx)
		if err == nil && len(orders)+len(positions) > 0 {
			w.fail("it is called flat with %d orders and %d positions", len(orders), len(positions))
		}
		return err
	})
}

// checkBared looks at each position whose exits a close has cancelled: while nothing
// protects it, the mark of that is there.
func (w *world) checkBared() {
	for symbol, closing := range w.bared {
		if w.cancelledFor(closing) == 0 {
			if w.now().Sub(closing.until) > time.Minute { // no cancellation is under way any more
				delete(w.bared, symbol)
			}
			continue
		}
		bare := false
		for range 3 { // the market may close or protect it between two readings
			if bare = w.isBare(symbol, closing.Closing); !bare || w.isMarked(symbol) {
				break
			}
		}
		switch {
		case !bare:
			delete(w.bared, symbol)
		case !w.isMarked(symbol):
			w.fail("nothing protects %s since a close has cancelled %s, and nothing says so", symbol, OrderWords(closing.Cancel[0]))
		}
	}
}

// cancelledFor counts the requests to cancel for a closing that the broker has done.
func (w *world) cancelledFor(closing baring) int {
	all, err := w.witness.Journal.Entries()
	if err != nil {
		w.fail("%w", err)
	}
	n := 0
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range all {
		if fate := w.fates[e.ID]; e.Action == Cancel && fate != nil && fate.status == http.StatusNoContent && !e.At.Before(closing.Plan.facts.At) && !e.At.After(closing.until) {
			for _, o := range closing.Cancel {
				if o.ID == e.Target {
					n++
				}
			}
		}
	}
	return n
}

func (w *world) isBare(symbol string, closing Closing) (bare bool) {
	w.surely(func(ctx context.Context) error {
		f, err := w.witness.Read(ctx, symbol)
		if err != nil {
			return err
		}
		have, covered := f.held(), f.covered()
		bare = have.Valid && covered.Valid && f.closingSide() == closing.Plan.Order.Side &&
			covered.Decimal.LessThan(decimal.Min(have.Decimal.Abs(), closing.covered.Decimal))
		return nil
	})
	return bare
}

func (w *world) isMarked(symbol string) (marked bool) {
	w.surely(func(ctx context.Context) error {
		marks, err := w.witness.Bare(ctx)
		for _, m := range marks {
			marked = marked || m.Symbol == symbol
		}
		return err
	})
	return marked
}

// agree settles what is unknown and compares the journal with the broker.
func (w *world) agree() {
	for _, p := range w.programs {
		p.wire.breaks(nil)
	}
	time.Sleep(time.Minute) // what is under way arrives
	for _, p := range w.programs {
		w.surely(func(ctx context.Context) error { _, err := p.Settle(ctx); return err })
	}
	all, err := w.witness.Journal.Entries()
	if err != nil {
		w.fail("%w", err)
	}
	for _, e := range all {
		if !w.agreed[e.ID+e.At.String()] && w.failed() == nil {
			w.compare(e)
		}
	}
}

// compare compares an entry with what came to the broker and with its order there.
func (w *world) compare(e Entry) {
	w.mu.Lock()
	got := fate{action: e.Action}
	if w.fates[e.ID] != nil {
		got = *w.fates[e.ID]
	}
	w.mu.Unlock()
	done := got.status >= 200 && got.status < 300
	switch {
	case e.State == Intended, e.State == Sent && !e.Action.marks():
		w.fail("%s %s is still %s", e.Action, e.ID, e.State)
	case e.State == NotSent && got.asked > 0:
		w.fail("%s %s was not sent, it says, and came", e.Action, e.ID)
	case e.State == Refused && done && (e.Action != Suspend || w.now().Sub(e.At) < 2*time.Minute): // it is taken back later
		w.fail("%s %s was refused (%s), it says, and the broker has done it", e.Action, e.ID, e.Reason)
	case e.Action == Submit || e.Action == Replace:
		w.compareOrder(e, done)
	case e.Action == Close && e.OrderID != "":
		w.surely(func(ctx context.Context) error { _, err := w.witness.client.Order(ctx, e.OrderID); return err })
		w.agreed[e.ID+e.At.String()] = true
	default:
		w.agreed[e.ID+e.At.String()] = !e.State.Open()
	}
}

func (w *world) compareOrder(e Entry, done bool) {
	var order client.Order
	there := false
	w.surely(func(ctx context.Context) error {
		var err error
		order, err = w.witness.client.OrderByClientID(ctx, e.ID)
		there = err == nil
		if errors.Is(err, client.ErrNotFound) {
			return nil
		}
		return err
	})
	if there && (e.State == Accepted || e.State == Dismissed) { // as a poll does
		if _, err := w.witness.Observe([]client.Order{order}); err != nil {
			w.fail("%w", err)
		}
		e, _ = w.witness.entry(e.ID)
	}
	says := e.State == Accepted || e.State == Settled && e.OrderID != ""
	switch {
	case there != done:
		w.fail("%s %s: the broker has done it: %t, and has the order: %t", e.Action, e.ID, done, there)
	case there != says:
		w.fail("the journal says %s %s of %s %s, and the broker has the order: %t (%s)", e.State, e.Reason, e.Action, e.ID, there, order.Status)
	case there && order.ID != e.OrderID:
		w.fail("%s %s is the order %s, the journal says %s", e.Action, e.ID, order.ID, e.OrderID)
	case there && (e.State == Settled) != order.Closed(), e.State == Settled && there && e.Status != order.Status:
		w.fail("%s %s is %s, the journal says %s %s", e.Action, e.ID, order.Status, e.State, e.Status)
	}
	w.agreed[e.ID+e.At.String()] = !e.State.Open() && e.State != Accepted
}
