package demo

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

// Ticket is an order for Place. What is zero is not given; a given TakeProfit or
// StopLoss makes it a bracket.
type Ticket struct {
	Symbol       string          // as a position spells it, such as BTCUSD
	Side         string          // buy or sell
	Type         string          // market, limit, stop, stop_limit or trailing_stop; "" is market
	TimeInForce  string          // "" is day
	Qty          decimal.Decimal // shares, coins or contracts
	Notional     decimal.Decimal // dollars, in place of Qty
	Limit, Stop  decimal.Decimal
	TrailPrice   decimal.Decimal // dollars behind the best price
	TrailPercent decimal.Decimal // per cent behind it
	TakeProfit   decimal.Decimal // the limit of the leg that takes a profit
	StopLoss     decimal.Decimal // the stop of the leg that ends a loss
}

// Place takes an order for an account, "paper" or "live", as if another program
// of its owner had sent it, and gives the order's id. The market may fill it
// from the next second on.
func (b *Broker) Place(env string, t Ticket) (id string, err error) {
	err = b.act(env, "place an order", func(k *book, at time.Time) error {
		_, quoted := k.market.bySymbol[t.Symbol]
		if !quoted || t.Side != "buy" && t.Side != "sell" || t.Qty.IsPositive() == t.Notional.IsPositive() {
			return errors.New("want a symbol of the demo market, a side, and a quantity or an amount")
		}
		id = k.place(t.terms(), at, t.legs()...).ID
		return nil
	})
	return id, err
}

// Fill executes an order or leg of an account now, in part or whole, whatever
// the market says. An order for an amount of money is filled whole by any
// quantity.
func (b *Broker) Fill(env, orderID string, qty, price decimal.Decimal) error {
	return b.onOrder(env, "fill", orderID, func(k *book, o *order, at time.Time) error {
		if k.quoteOf(o) == nil || !qty.IsPositive() || !price.IsPositive() || o.Qty != nil && qty.GreaterThan(o.Qty.Sub(o.FilledQty)) {
			return fmt.Errorf("%s at %s: want a price above zero and no more than is left of an order in a symbol of the demo market", qty, price)
		}
		k.execute(o, at, qty, price)
		return nil
	})
}

// Cancel cancels an account's order now.
func (b *Broker) Cancel(env, orderID string) error { return b.finish(env, orderID, "canceled") }

// Expire lets an account's order expire now.
func (b *Broker) Expire(env, orderID string) error { return b.finish(env, orderID, "expired") }

// Reject lets the exchange reject an account's order now.
func (b *Broker) Reject(env, orderID string) error { return b.finish(env, orderID, "rejected") }

func (b *Broker) finish(env, orderID, status string) error {
	return b.onOrder(env, "end", orderID, func(k *book, o *order, at time.Time) error {
		k.finish(o, status, at)
		return nil
	})
}

// Replace gives an account's order another quantity and limit, zero leaves one
// as it is, and gives the id of the order that it becomes. Only an order that
// is no leg, is not for an amount of money and has not begun to fill can be
// replaced.
func (b *Broker) Replace(env, orderID string, qty, limit decimal.Decimal) (id string, err error) {
	err = b.onOrder(env, "replace", orderID, func(k *book, o *order, at time.Time) error {
		if o.Qty == nil || o.FilledQty.IsPositive() || !slices.Contains(k.orders, o) {
			return errors.New("only a whole order for a quantity can be replaced")
		}
		id = k.replace(o, at, func(next *order) {
			if qty.IsPositive() {
				next.Qty = &qty
			}
			if limit.IsPositive() {
				next.LimitPrice = &limit
			}
		}).ID
		return nil
	})
	return id, err
}

// Pay notes an activity that is no trade, such as DIV, INT or FEE, in an
// account, and changes its cash by the amount in dollars. The symbol may be "".
func (b *Broker) Pay(env, kind, symbol string, amount decimal.Decimal) error {
	return b.act(env, "pay", func(k *book, at time.Time) error {
		k.pay(kind, symbol, "", amount, at)
		return nil
	})
}

func (b *Broker) onOrder(env, what, orderID string, f func(*book, *order, time.Time) error) error {
	return b.act(env, what+" the order "+orderID, func(k *book, at time.Time) error {
		o := k.find(func(o *order) bool { return o.ID == orderID })
		if o == nil || !o.open() {
			return errors.New("there is no such open order")
		}
		return f(k, o, at)
	})
}

// act does something to an account at the present moment.
func (b *Broker) act(env, what string, f func(*book, time.Time) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.books[env]
	if !ok {
		return fmt.Errorf("%s: there is no account %q", what, env)
	}
	b.market.advance(b.now())
	if err := f(k, b.market.now); err != nil {
		return fmt.Errorf("%s in the %s account: %w", what, env, err)
	}
	return nil
}

// Grant gives a token as an approved sign-in would, for who needs no browser:
// env is paper or live, and scopes what was granted, trading, data or
// account:write; none is reading alone.
func (b *Broker) Grant(env string, scopes ...string) (safe.Secret, error) {
	if b.books[env] == nil {
		return safe.Secret{}, fmt.Errorf("grant: there is no account %q", env)
	}
	return safe.NewSecret(b.grants.give(caller{env: env, scopes: scopes})), nil
}
