package app

import (
	"context"
	"errors"
	"os"
	"sync"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
)

// Facts reads what a ticket for an instrument is checked against. Errors: those of
// the calls.
func (a *Account) Facts(ctx context.Context, symbol string) (trade.Facts, error) {
	return trade.Read(ctx, a.Client, a.Data, symbol, a.RealMoney(), a.Now)
}

// PlanReplace reads an order and what its replacement depends on, the order last, and
// makes a plan of the change. Errors: those of the calls.
func (a *Account) PlanReplace(ctx context.Context, id string, change trade.Change) (trade.Plan, error) {
	order, err := a.Client.Order(ctx, id)
	if err != nil {
		return trade.Plan{}, err
	}
	facts, err := a.Facts(ctx, order.Symbol)
	if err != nil {
		return trade.Plan{}, err
	}
	if order, err = a.Client.Order(ctx, id); err != nil {
		return trade.Plan{}, err
	}
	return trade.PrepareReplace(order, change, facts), nil
}

// Trading is the trader of an account for a program that stays: its journal is opened
// when it is first needed, and once. It may be used from several goroutines. Its own calls
// for what was sent are client.Urgent, as those of a trade.Trader are.
type Trading struct {
	account *Account

	mu     sync.Mutex
	trader *trade.Trader // nil before it is needed
}

// Trading gives what a screen trades through.
func (a *Account) Trading() *Trading { return &Trading{account: a} }

func (t *Trading) open(ctx context.Context) (*trade.Trader, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.trader != nil {
		return t.trader, nil
	}
	trader, err := t.account.Trader(client.Urgent(ctx))
	if err != nil {
		return nil, err
	}
	t.trader = trader
	return trader, nil
}

// Facts reads what a ticket is checked against. Without a journal nothing can be
// sent: that is its error before a ticket is filled in.
func (t *Trading) Facts(ctx context.Context, symbol string) (trade.Facts, error) {
	if _, err := t.open(ctx); err != nil {
		return trade.Facts{}, err
	}
	return t.account.Facts(ctx, symbol)
}

// Problems are what the limits have against a plan now.
func (t *Trading) Problems(ctx context.Context, plan trade.Plan) (trade.Problems, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	return trader.Problems(plan)
}

// Send is Trader.SendConfirmed.
func (t *Trading) Send(ctx context.Context, plan trade.Plan) (trade.Entry, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, err
	}
	return trader.SendConfirmed(ctx, plan, func(ctx context.Context) (trade.Plan, error) {
		if plan.Action == trade.Replace {
			return t.account.PlanReplace(ctx, plan.Target().ID, plan.Change())
		}
		facts, err := t.account.Facts(ctx, plan.Order.Symbol)
		if err != nil {
			return trade.Plan{}, err
		}
		return trade.Prepare(plan.Fixed(), facts), nil
	})
}

// PlanReplace is Account.PlanReplace.
func (t *Trading) PlanReplace(ctx context.Context, id string, change trade.Change) (trade.Plan, error) {
	return t.account.PlanReplace(ctx, id, change)
}

// PlanClose reads a position and what holds its units, and makes a plan that closes all
// of it, with what the limits have against that.
func (t *Trading) PlanClose(ctx context.Context, symbol string) (trade.Closing, trade.Problems, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Closing{}, nil, err
	}
	facts, err := trader.Read(ctx, symbol)
	if err != nil {
		return trade.Closing{}, nil, err
	}
	closing := trade.PrepareClosing(facts, trade.All())
	problems, err := trader.Problems(closing.Plan)
	return closing, problems, err
}

// PlanExits reads a position and what holds its units, and makes a plan that sets exits
// in place of those, with what the limits have against that.
func (t *Trading) PlanExits(ctx context.Context, ticket trade.Ticket) (trade.Closing, trade.Problems, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Closing{}, nil, err
	}
	facts, err := trader.Read(ctx, ticket.Symbol)
	if err != nil {
		return trade.Closing{}, nil, err
	}
	closing := trade.PrepareExits(facts, ticket)
	problems, err := trader.Problems(closing.Plan)
	return closing, problems, err
}

// PutBack is Trader.PutBack for an entry that Bare gave.
func (t *Trading) PutBack(ctx context.Context, mark trade.Entry) (all []trade.Ticket, waiting []client.Order, err error) {
	trader, err := t.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	return trader.PutBack(ctx, mark.Symbol, mark.ExitGroups())
}

// Close is Trader.Close.
func (t *Trading) Close(ctx context.Context, closing trade.Closing, tell func(trade.Progress)) (trade.Closed, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Closed{}, err
	}
	return trader.Close(ctx, closing, tell)
}

// Cancel is Trader.Cancel.
func (t *Trading) Cancel(ctx context.Context, order client.Order) (trade.Entry, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Entry{}, err
	}
	return trader.Cancel(ctx, order)
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

// PlanCancel is Trader.PlanCancel.
func (t *Trading) PlanCancel(ctx context.Context, of market.ID) (trade.Cancellation, error) {
	trader, err := t.open(ctx)
	if err != nil {
		return trade.Cancellation{}, err
	}
	return trader.PlanCancel(ctx, of)
}

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

// Dismiss forgets an entry that is unknown, or that Bare or Interrupted gave, as a person
// said.
func (t *Trading) Dismiss(ctx context.Context, id string) error {
	trader, err := t.open(ctx)
	if err != nil {
		return err
	}
	return trader.Dismiss(id)
}

// Journal gives what the journal says of an order, the oldest first. An account that
// nothing was ever sent for has no journal, which is no error.
func (t *Trading) Journal(ctx context.Context, o client.Order) ([]trade.Entry, error) {
	if !t.hasJournal() {
		return nil, nil
	}
	trader, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	all, err := trader.Journal.Entries()
	return trade.About(all, o), err
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
