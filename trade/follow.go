package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
)

// Follow reads the order of an entry until done agrees, for at most patience. It
// writes down what it learns, and goes on when a call fails. Errors: that of the
// last call, a sign-in that ended, and those of the journal; the entry and the order
// are as they were read last.
func (t *Trader) Follow(ctx context.Context, e Entry, patience time.Duration, done func(client.Order) bool) (Entry, client.Order, error) {
	ctx = client.Urgent(ctx)
	var order client.Order
	pause := 250 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		now, err := t.orderOf(ctx, e)
		if err != nil && (errors.Is(err, client.ErrUnauthorized) || waited >= patience) {
			return e, order, err
		}
		if err == nil {
			order = now
			if e, err = t.noted(e, order); err != nil || done(order) || order.Closed() || waited >= patience {
				return e, order, err
			}
		}
		if err := t.Pause(ctx, pause); err != nil {
			return e, order, err
		}
		pause = min(2*pause, 2*time.Second)
	}
}

// noted writes down what an order is by now, and gives its entry.
func (t *Trader) noted(e Entry, order client.Order) (Entry, error) {
	found := has(order)
	reason := e.Reason
	if late := tooLate(e, order); late != "" {
		reason = late
	}
	if err := t.Journal.Learn(e.ID, found.state, order.ID, order.Status, reason); err != nil {
		return e, err
	}
	return t.entry(e.ID)
}
