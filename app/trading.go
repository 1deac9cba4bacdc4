package app

import (
	"context"
	"sync"

	"quipu/client"
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
