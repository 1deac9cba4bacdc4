package demo

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// digitsOfPrice is how far an average price is worked out.
const digitsOfPrice = 9

// newHolding is a position that was there at yesterday's close.
func newHolding(q *quote, quantity, entry decimal.Decimal) holding {
	h := holding{quote: q, quantity: quantity, entry: entry}
	h.rollDay()
	return h
}

// rollDay makes yesterday's close what the day's profit is counted from.
func (h *holding) rollDay() {
	if last, ok := h.quote.lastPrice(); ok {
		h.base = h.units().Mul(last)
	}
}

// rollDay begins a day: what was earned before belongs to yesterday.
func (k *book) rollDay() {
	k.earned = decimal.Decimal{}
	for i := range k.holdings {
		k.holdings[i].rollDay()
	}
}

// trade changes cash and position for an execution and gives the position's
// quantity after it. Size is negative for a sale.
func (k *book) trade(q *quote, size, price decimal.Decimal) decimal.Decimal {
	k.cash = k.cash.Sub(size.Mul(q.contracted).Mul(price))
	i := slices.IndexFunc(k.holdings, func(h holding) bool { return h.quote == q })
	if i < 0 {
		k.holdings = append(k.holdings, holding{quote: q})
		i = len(k.holdings) - 1
	}
	h := &k.holdings[i]
	if closing := h.closedBy(size); !closing.IsZero() {
		k.earned = k.earned.Add(h.reduce(closing, price))
		size = size.Sub(closing)
	}
	if !size.IsZero() {
		h.enlarge(size, price)
	}
	left := h.quantity
	if left.IsZero() {
		k.holdings = slices.Delete(k.holdings, i, i+1)
	}
	return left
}

// closedBy is how much of an execution goes against the position.
func (h *holding) closedBy(size decimal.Decimal) decimal.Decimal {
	switch {
	case h.quantity.Sign()*size.Sign() >= 0:
		return decimal.Decimal{}
	case size.Abs().GreaterThan(h.quantity.Abs()):
		return h.quantity.Neg()
	}
	return size
}

// enlarge opens or adds to a position: its entry price becomes the average of
// all that was paid.
func (h *holding) enlarge(size, price decimal.Decimal) {
	sum := h.quantity.Add(size)
	paid := h.quantity.Mul(h.entry).Add(size.Mul(price))
	h.entry = paid.DivRound(sum, digitsOfPrice)
	h.quantity = sum
	h.base = h.base.Add(size.Mul(h.quote.contracted).Mul(price))
}

// reduce takes from a position, whose entry price stays, and gives what that
// earned since yesterday's close or, if bought today, since then. Of a position
// without a close yesterday nothing is known.
func (h *holding) reduce(size, price decimal.Decimal) decimal.Decimal {
	left := h.quantity.Add(size)
	base := h.base.Mul(left).DivRound(h.quantity, digitsOfFraction)
	gone := h.base.Sub(base)
	h.quantity, h.base = left, base
	if _, ok := h.quote.lastPrice(); !ok {
		return decimal.Decimal{}
	}
	return size.Neg().Mul(h.quote.contracted).Mul(price).Sub(gone)
}

// pay notes an activity that is no trade and changes the cash.
func (k *book) pay(kind, symbol, description string, amount decimal.Decimal, at time.Time) *activity {
	k.count++
	a := k.happened(k.serial(kind), kind, k.stamp(at), amount)
	a.Symbol, a.Description = symbol, description
	k.cash = k.cash.Add(amount)
	k.earned = k.earned.Add(amount)
	k.trim()
	return a
}
