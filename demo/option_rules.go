package demo

import (
	"github.com/shopspring/decimal"
)

// Options levels: what is written against what is held, what is bought besides.
const (
	levelCovered = 1
	levelLong    = 2
)

// optionsLevel is what an account may do with options: what was approved and its owner
// allows.
func (k *book) optionsLevel() int { return min(int(k.multiplier), k.config.MaxOptionsTradingLevel) }

// checkOption refuses orders for contracts that are outside the hours, beyond the level
// of the account, or not meant as they would be filled.
func (k *book) checkOption(q *quote, b orderRequest) error {
	intent := k.intentOf(q, b.Side)
	switch {
	case b.Intent != "" && b.Intent != intent:
		return invalid("position intent mismatch, inferred: " + intent + ", specified: " + b.Intent)
	case q.class != classOption:
		return nil
	case b.Type == "market" && !k.market.sessionRuns(k.market.now):
		return invalid("options market orders are only allowed during market hours")
	case intent == "buy_to_open" && k.optionsLevel() < levelLong:
		return forbidden("account not eligible for level2 options trading", nil)
	case intent == "sell_to_open" && (k.optionsLevel() < levelCovered || !k.covers(q, b)):
		return forbidden("account not eligible to trade uncovered option contracts", nil)
	}
	return nil
}

// intentOf is what an order does to the position, as Alpaca names it.
func (k *book) intentOf(q *quote, side string) string {
	if k.goesAgainst(q, side) {
		return side + "_to_close"
	}
	return side + "_to_open"
}

// covers reports whether free shares stand behind the calls that an order and those before
// it sell.
func (k *book) covers(q *quote, b orderRequest) bool {
	if q.follows == nil || b.Qty == nil {
		return false
	}
	written := b.Qty.Sub(decimal.Min(k.heldOf(q), decimal.Decimal{}))
	for _, o := range k.working() {
		if k.quoteOf(o) == q && o.Side == "sell" {
			written = written.Add(o.Qty.Sub(o.FilledQty))
		}
	}
	return written.Mul(q.contracted).LessThanOrEqual(k.available(q.follows))
}

// tradesBrokenExtended reports whether fractions of a share are traded in extended hours.
func (k *book) tradesBrokenExtended(q *quote) bool {
	a, listed := k.market.asset(q.symbol)
	return listed && a.has("fractional_eh_enabled")
}
