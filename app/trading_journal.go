package app

import (
	"context"
	"errors"
	"os"

	"quipu/client"
	"quipu/trade"
)

// hasJournal reports whether a journal is open or an earlier run has left any.
func (t *Trading) hasJournal() bool {
	t.mu.Lock()
	open := t.trader != nil
	t.mu.Unlock()
	if open || t.account.Demo {
		return open
	}
	dir, err := t.account.journalDir()
	if err != nil {
		return false
	}
	_, err = os.Stat(dir)
	return err == nil
}

// Order reads an order that was sent as it is now, and brings the journal to it.
func (t *Trading) Order(ctx context.Context, id string) (client.Order, error) {
	order, err := t.account.Client.Order(client.Urgent(ctx), id)
	if err != nil {
		return order, err
	}
	return order, t.Observe(ctx, order)
}

// Observe brings the journal to orders that were read.
func (t *Trading) Observe(ctx context.Context, orders ...client.Order) error {
	trader, err := t.open(ctx)
	if err != nil {
		return err
	}
	_, err = trader.Observe(orders)
	return err
}

// Settle looks up once what is not known yet. It gives what is known now, and what is
// still unknown. An account that nothing was ever sent for has neither.
func (t *Trading) Settle(ctx context.Context) (settled, unknown []trade.Entry, err error) {
	if !t.hasJournal() {
		return nil, nil, nil
	}
	trader, err := t.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	settled, lookup := trader.Settle(ctx)
	unknown, err = trader.Unsettled()
	return settled, unknown, errors.Join(lookup, err)
}

// Bare is Trader.Bare: closes that left a position without what protected it.
func (t *Trading) Bare(ctx context.Context) ([]trade.Entry, error) {
	if !t.hasJournal() {
		return nil, nil
	}
	trader, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	return trader.Bare(ctx)
}

// Dismiss forgets an entry that is unknown, or that Bare or Interrupted gave, as a person
// said.
func (t *Trading) Dismiss(ctx context.Context, id string) error {
	trader, err := t.open(ctx)
	if err != nil {
		return err
	}
	return trader.Dismiss(id)
}

// Journal gives what the journal says of any of some orders, the oldest first. An account that
// nothing was ever sent for has no journal, which is no error.
func (t *Trading) Journal(ctx context.Context, orders ...client.Order) ([]trade.Entry, error) {
	if !t.hasJournal() {
		return nil, nil
	}
	trader, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	all, err := trader.Journal.Entries()
	return trade.About(all, orders...), err
}
