package demo

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// ledger is a second account of cash and positions, kept by executions alone.
type ledger struct {
	cash      decimal.Decimal
	positions map[string]decimal.Decimal // by symbol
	filled    map[string]decimal.Decimal // by the id of an order and of those that replaced it
}

// openLedger begins the ledger with what the book has.
func (k *book) openLedger() {
	k.ledger = ledger{k.cash, map[string]decimal.Decimal{}, map[string]decimal.Decimal{}}
	for _, h := range k.holdings {
		k.ledger.positions[h.quote.symbol] = h.quantity
	}
	for _, o := range k.everyOrder() {
		k.ledger.filled[o.ID] = o.FilledQty
	}
}

// enter notes an execution.
func (l *ledger) enter(o *order, q *quote, size, price decimal.Decimal, cost fee) {
	signed := size
	if o.Side == "sell" {
		signed = size.Neg()
	}
	l.cash = l.cash.Sub(signed.Mul(price).Mul(q.contracted)).Sub(cost.dollars)
	l.positions[q.symbol] = l.positions[q.symbol].Add(signed).Sub(cost.coin)
	l.filled[o.ID] = l.filled[o.ID].Add(size)
}

// Audit adds an account up again and gives what does not agree: cash and
// positions to the last digit, orders with their executions and with each other,
// and that nothing open could turn a position around.
func (b *Broker) Audit(env string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.books[env]
	if !ok {
		return fmt.Errorf("audit: there is no account %q", env)
	}
	found := append(k.auditSums(), k.auditOrders()...)
	return errors.Join(append(found, k.auditExits()...)...)
}

func (k *book) auditSums() (found []error) {
	if !k.cash.Equal(k.ledger.cash) {
		found = append(found, fmt.Errorf("the cash is %s, the executions make it %s", k.cash, k.ledger.cash))
	}
	held := map[string]decimal.Decimal{}
	for _, h := range k.holdings {
		if _, twice := held[h.quote.symbol]; twice || h.quantity.IsZero() {
			found = append(found, fmt.Errorf("%s is held as %s, or twice", h.quote.symbol, h.quantity))
		}
		held[h.quote.symbol] = h.quantity
		if free := h.quantity.Sub(k.ordered(h)); free.Sign()*h.quantity.Sign() < 0 {
			found = append(found, fmt.Errorf("of %s %s are held and %s free", h.quantity, h.quote.symbol, free))
		}
	}
	for symbol, quantity := range k.ledger.positions {
		if !held[symbol].Equal(quantity) {
			found = append(found, fmt.Errorf("%s are held of %s, the executions make it %s", held[symbol], symbol, quantity))
		}
	}
	return found
}

func (k *book) auditOrders() (found []error) {
	ids, clients := map[string]bool{}, map[string]bool{}
	for _, o := range k.everyOrder() {
		if ids[o.ID] || clients[o.ClientOrderID] {
			found = append(found, fmt.Errorf("the order %s or its client's id %s is there twice", o.ID, o.ClientOrderID))
		}
		ids[o.ID], clients[o.ClientOrderID] = true, true
		if !o.FilledQty.Equal(k.ledger.filled[o.ID]) {
			found = append(found, fmt.Errorf("%s of the order %s are filled, the executions make it %s", o.FilledQty, o.ID, k.ledger.filled[o.ID]))
		}
		if whole := o.Qty != nil && o.Qty.Equal(o.FilledQty) || o.Qty == nil && o.FilledQty.IsPositive(); whole != (o.Status == "filled") && o.OrderClass != "mleg" {
			found = append(found, fmt.Errorf("the order %s is %s with %s of %v", o.ID, o.Status, o.FilledQty, o.Qty))
		}
		if (o.Status == "replaced") != (o.ReplacedBy != nil) {
			found = append(found, fmt.Errorf("the order %s is %s and was replaced by %v", o.ID, o.Status, o.ReplacedBy))
		}
	}
	return found
}

func (k *book) auditExits() (found []error) {
	for _, top := range k.orders {
		for _, leg := range top.Legs {
			held := leg.Status == "held"
			if held != (top.open() && leg.open()) && top.OrderClass != "oco" && top.OrderClass != "mleg" {
				found = append(found, fmt.Errorf("a leg is %s and its order %s", leg.Status, top.Status))
			}
			if leg.open() && top.Status != "filled" && !top.open() {
				found = append(found, fmt.Errorf("a leg of an order that is %s is %s", top.Status, leg.Status))
			}
		}
	}
	return found
}
