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
	if last, ok := q.lastPrice(); ok {
		h.base = h.units().Mul(last)
	}
	return h
}

// rollDay begins a day: what was earned before the end of the last one belongs to
// that.
func (k *book) rollDay() {
	k.earned = k.earnedSince
	for i := range k.holdings {
		k.holdings[i].base = k.holdings[i].next
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
		k.earn(h.reduce(closing, price))
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
	cost := size.Mul(h.quote.contracted).Mul(price)
	h.base, h.next = h.base.Add(cost), h.next.Add(cost)
}

// reduce takes from a position, whose entry price stays, and gives what that
// earned since yesterday's close or, if bought today, since then; and since the end
// of today. Of a position without a close yesterday nothing is known.
func (h *holding) reduce(size, price decimal.Decimal) (today, since decimal.Decimal) {
	left, before := h.quantity.Add(size), h.quantity
	h.quantity = left
	got := size.Neg().Mul(h.quote.contracted).Mul(price)
	part := func(from *decimal.Decimal) decimal.Decimal {
		gone := from.Sub(from.Mul(left).DivRound(before, digitsOfFraction))
		*from = from.Sub(gone)
		return got.Sub(gone)
	}
	today, since = part(&h.base), part(&h.next)
	if _, ok := h.quote.lastPrice(); !ok {
		today = decimal.Decimal{}
	}
	return today, since
}

// earn notes what was earned today, and since the end of today.
func (k *book) earn(today, since decimal.Decimal) {
	k.earned, k.earnedSince = k.earned.Add(today), k.earnedSince.Add(since)
}

// pay notes an activity that is no trade and changes the cash.
func (k *book) pay(kind, symbol, description string, amount decimal.Decimal, at time.Time) *activity {
	k.count++
	a := k.happened(k.serial(kind), kind, k.stamp(at), amount)
	a.Symbol, a.Description = symbol, description
	k.cash, k.ledger.cash = k.cash.Add(amount), k.ledger.cash.Add(amount)
	k.earn(amount, amount)
	k.trim()
	return a
}
