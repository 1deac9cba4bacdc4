package app

import (
	"context"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
)

// Cancel is Trader.Cancel.
func (t *Trading) Cancel(ctx context.Context, order client.Order) (trade.Entry, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, err
	}
	return trader.Cancel(ctx, order)
}

// PlanCancel is Trader.PlanCancel.
func (t *Trading) PlanCancel(ctx context.Context, of market.ID) (trade.Cancellation, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Cancellation{}, err
	}
	return trader.PlanCancel(ctx, of)
}

// CancelShown is Trader.CancelShown.
func (t *Trading) CancelShown(ctx context.Context, shown trade.CancelGroup, seen *trade.Seen) (e trade.Entry, gone bool, err error) {
	ctx = client.Urgent(ctx)
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, false, err
	}
	return trader.CancelShown(ctx, shown, seen)
}

// PlanFlat is Trader.PlanFlat.
func (t *Trading) PlanFlat(ctx context.Context) (trade.FlatPlan, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.FlatPlan{}, err
	}
	return trader.PlanFlat(ctx)
}

// Flatten is Trader.Flatten.
func (t *Trading) Flatten(ctx context.Context, plan trade.FlatPlan, limits bool, tell func(trade.Flattening)) trade.Flattening {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Flattening{Stage: trade.Failed, Err: err}
	}
	return trader.Flatten(ctx, plan, limits, tell)
}

// Interrupted is Trader.Interrupted.
func (t *Trading) Interrupted(ctx context.Context) (e trade.Entry, cut bool, err error) {
	if !t.hasJournal() {
		return trade.Entry{}, false, nil
	}
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, false, err
	}
	return trader.Interrupted()
}

// SuspendTrading is Trader.SuspendTrading.
func (t *Trading) SuspendTrading(ctx context.Context) (trade.Entry, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, err
	}
	return trader.SuspendTrading(ctx)
}
