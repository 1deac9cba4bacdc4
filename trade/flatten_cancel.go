package trade

import (
	"context"
	"errors"
	"time"

	"quipu/client"
)

func (f *flattener) cancelAll(ctx context.Context) error {
	orders, err := f.openOrders(ctx)
	if err != nil {
		return err
	}
	f.Cancelled = everyOrder(orders)
	f.at(Cancelling)
	if len(orders) == 0 {
		return nil
	}
	entry, err := f.request(ctx, Intent{Action: CancelAll}, func(ctx context.Context) error { _, err := f.Broker.CancelAll(ctx); return err })
	f.Sent = entry.State.Counts()
	if entry.State == Unknown {
		return nil // what is open is read next
	}
	return err
}

func (f *flattener) openOrders(ctx context.Context) (orders []client.Order, err error) {
	err = f.read(ctx, func(ctx context.Context) (err error) { orders, _, err = f.Broker.OpenOrders(ctx); return err })
	if err == nil {
		f.Open = len(everyOrder(orders))
	}
	return orders, err
}

// readEmpty reads until nothing is open. An order that is neither cancelled nor on
// its way to it after some time is asked for by itself, once, and again where that did not
// reach the broker or came too often.
func (f *flattener) readEmpty(ctx context.Context) error {
	asked := map[string]bool{}
	pause := 250 * time.Millisecond
	for waited := time.Duration(0); ; {
		orders, err := f.openOrders(ctx)
		if err != nil {
			return err
		}
		f.at(Emptying)
		if len(orders) == 0 {
			return f.settle(CancelAll)
		}
		if waited >= emptyPatience {
			return errStillOpen
		}
		for _, o := range orders {
			if waited < AnswerTime || asked[o.ID] || o.Status == "pending_cancel" {
				continue
			}
			entry, err := f.Cancel(ctx, o)
			if err != nil && ctx.Err() != nil {
				return err
			}
			asked[o.ID] = err == nil || entry.State != NotSent && !errors.Is(err, client.ErrRateLimited)
		}
		if err := f.Pause(ctx, pause); err != nil {
			return err
		}
		waited += pause
		pause = min(2*pause, 2*time.Second)
	}
}
