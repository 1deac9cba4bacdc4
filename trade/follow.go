package trade

import (
	"context"
	"time"

	"quipu/client"
)

// Follow reads the order of an entry until done agrees, for at most patience. It
// writes down what it learns. Errors: those of the calls and of the journal; the
// entry and the order are as they were read last.
func (t *Trader) Follow(ctx context.Context, e Entry, patience time.Duration, done func(client.Order) bool) (Entry, client.Order, error) {
	var order client.Order
	pause := 250 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		var err error
		if order, err = t.orderOf(ctx, e); err != nil {
			return e, order, err
		}
		found := has(order)
		if err := t.Journal.Learn(e.ID, found.state, order.ID, order.Status, e.Reason); err != nil {
			return e, order, err
		}
		if e, err = t.entry(e.ID); err != nil || done(order) || order.Closed() || waited >= patience {
			return e, order, err
		}
		if err := t.Pause(ctx, pause); err != nil {
			return e, order, err
		}
		pause = min(2*pause, 2*time.Second)
	}
}

func (t *Trader) orderOf(ctx context.Context, e Entry) (client.Order, error) {
	if e.OrderID != "" {
		return t.Broker.Order(ctx, e.OrderID)
	}
	return t.Broker.OrderByClientID(ctx, e.ID)
}
