package demo

import "github.com/shopspring/decimal"

// shortMargin is what a short sale is counted at: 3 % above the ask.
var shortMargin = dec("1.03")

// checkPower checks what the order costs against the buying power.
func (k *book) checkPower(q *quote, b orderRequest) error { return k.afford(q, b, nil) }

// afford refuses what the buying power does not pay for, beside the other open
// orders but the excepted one. What makes a position smaller needs none.
func (k *book) afford(q *quote, b orderRequest, except *order) error {
	if k.goesAgainst(q, b.Side) {
		return nil
	}
	v := k.value()
	cost, power := k.cost(q, b), k.free(v, except).Mul(decimal.NewFromInt(k.leverage()))
	switch q.class {
	case classCrypto:
		power = k.settledCash(v, except)
	case classOption:
		if power = k.free(v, except); cost.GreaterThan(power) {
			return forbidden("insufficient options buying power", map[string]any{"options_buying_power": power, "cost_basis": cost})
		}
	}
	if cost.GreaterThan(power) {
		return forbidden("insufficient buying power", map[string]any{"buying_power": power, "cost_basis": cost})
	}
	return nil
}

// cost is what an order takes of the buying power while it works.
func (k *book) cost(q *quote, b orderRequest) decimal.Decimal {
	if b.Notional != nil {
		return *b.Notional
	}
	return b.Qty.Mul(k.counted(q, b)).Mul(q.contracted)
}

// counted is the price that an order is counted at: its own, or the far side of
// the quote while the market runs and the last trade while it does not.
func (k *book) counted(q *quote, b orderRequest) decimal.Decimal {
	last, trades := q.latest()
	far := last
	if trades && q.moves(k.market.sessionRuns(k.market.now)) {
		far = last.Add(q.halfSpread(last))
	}
	switch {
	case b.Side == "sell" && b.LimitPrice != nil:
		return decimal.Max(*b.LimitPrice, far.Mul(shortMargin))
	case b.Side == "sell":
		return far.Mul(shortMargin)
	case b.LimitPrice != nil:
		return *b.LimitPrice
	case b.StopPrice != nil:
		return *b.StopPrice
	}
	return far
}

// reserved is the equity that open orders will take, but for the excepted one.
// Exits free nothing and take nothing until they are filled.
func (k *book) reserved(except *order) decimal.Decimal {
	var sum decimal.Decimal
	for _, o := range k.orders {
		if !o.open() || o == except || o.standby {
			continue
		}
		if o.OrderClass == "mleg" {
			if o.LimitPrice != nil && o.LimitPrice.IsPositive() { // a debit
				sum = sum.Add(o.Qty.Mul(*o.LimitPrice).Mul(decimal.NewFromInt(100)))
			}
			continue
		}
		if q := k.quoteOf(o); q != nil && !o.closing && !k.goesAgainst(q, o.Side) {
			cost := k.cost(q, o.asked())
			if o.next != nil { // the larger of both counts
				cost = decimal.Max(cost, k.cost(q, o.next.asked()))
			}
			sum = sum.Add(cost.Mul(k.share(q)))
		}
	}
	return sum
}

// share is how much of its cost an instrument takes of the equity.
func (k *book) share(q *quote) decimal.Decimal {
	if q.collateral && k.leverage() > 1 {
		return initialRate
	}
	return decimal.NewFromInt(1)
}

// free is the equity that backs no position and no open order.
func (k *book) free(v worth, except *order) decimal.Decimal {
	return decimal.Max(k.unbound(v).Sub(k.reserved(except)), decimal.Decimal{})
}

// unbound is the equity that backs no position.
func (k *book) unbound(v worth) decimal.Decimal {
	if k.leverage() == 1 {
		return k.cash
	}
	return decimal.Max(v.equity.Sub(v.initial), decimal.Decimal{})
}

// settledCash is what may be spent on what cannot be bought on margin.
func (k *book) settledCash(v worth, except *order) decimal.Decimal {
	return decimal.Max(decimal.Min(k.cash, k.unbound(v)).Sub(k.reserved(except)), decimal.Decimal{})
}
