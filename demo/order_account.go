package demo

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// goesAgainst reports whether a side makes a position smaller.
func (k *book) goesAgainst(q *quote, side string) bool {
	held := k.heldOf(q)
	return held.IsPositive() && side == "sell" || held.IsNegative() && side == "buy"
}

func (k *book) heldOf(q *quote) decimal.Decimal {
	for _, h := range k.holdings {
		if h.quote == q {
			return h.quantity
		}
	}
	return decimal.Decimal{}
}

// checkHours checks the windows of the auctions.
func (k *book) checkHours(_ *quote, b orderRequest) error {
	at := k.market.now.In(newYork)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	const evening = 19 * time.Hour
	switch {
	case b.TimeInForce == "opg" && clock >= 9*time.Hour+28*time.Minute && clock < evening:
		return forbidden("opg orders must be submitted after 7:00pm and before 9:28am", nil)
	case b.TimeInForce == "cls" && clock >= 15*time.Hour+50*time.Minute && clock < evening:
		return forbidden("cls orders must be submitted after 7:00pm and before 3:50pm", nil)
	}
	return nil
}

// checkHolding checks sales against what is held and free, and purchases
// against a short position.
func (k *book) checkHolding(q *quote, b orderRequest) error {
	size := k.sizeOf(q, b)
	switch {
	case k.goesAgainst(q, b.Side):
		free := k.available(q).Abs()
		if size.GreaterThan(free) {
			return k.notFree(q, b.Side, size)
		}
		return nil
	case b.Side == "buy":
		return nil
	case q.class == classCrypto:
		return forbidden("insufficient balance for "+strings.TrimSuffix(q.symbol, "USD"), map[string]any{"available": decimal.Decimal{}, "symbol": q.symbol})
	case b.Notional != nil || !b.Qty.IsInteger():
		return invalid("fractional orders cannot be sold short")
	case !k.mayShort():
		return forbidden("account is not allowed to short", nil)
	}
	for _, o := range k.working() {
		if k.quoteOf(o) == q && o.Side == "buy" {
			return forbidden("cannot open a short sell while a long buy order is open", nil)
		}
	}
	return nil
}

// notFree refuses an order for more than a position has free.
func (k *book) notFree(q *quote, side string, asked decimal.Decimal) error {
	held, free := k.heldOf(q), k.available(q).Abs()
	return forbidden("insufficient qty available for order (requested: "+asked.String()+", available: "+free.String()+")", map[string]any{
		"available": free, "existing_qty": held, "held_for_orders": held.Abs().Sub(free), "symbol": q.symbol, "related_orders": k.holders(q, side),
	})
}

// sizeOf is the quantity that a request is for.
func (k *book) sizeOf(q *quote, b orderRequest) decimal.Decimal {
	if b.Qty != nil {
		return *b.Qty
	}
	price, trades := q.latest()
	if !trades {
		return decimal.Decimal{}
	}
	return b.Notional.DivRound(price, digitsOfPrice)
}

// holders are the orders of one side that hold a position.
func (k *book) holders(q *quote, side string) []string {
	ids := []string{}
	for _, o := range k.everyOrder() {
		if o.open() && o.Side == side && k.quoteOf(o) == q {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// checkWash refuses what could trade with an order of the same account.
func (k *book) checkWash(q *quote, b orderRequest) error {
	if b.OrderClass != "" || b.Type == "trailing_stop" {
		return nil
	}
	for _, o := range k.everyOrder() {
		if !o.open() || k.quoteOf(o) != q || o.Side == b.Side || o.OrderClass == "bracket" || o.OrderClass == "oco" || o.Type == "trailing_stop" {
			continue
		}
		if meets(b, o) {
			return forbidden("potential wash trade detected. use complex orders", map[string]any{"existing_order_id": o.ID, "reject_reason": "opposite side " + o.Type + " order exists"})
		}
	}
	return nil
}

// meets reports whether a request and a resting order could trade: always but
// for two limits that do not cross.
func meets(b orderRequest, o *order) bool {
	limited := func(kind string) bool { return kind == "limit" || kind == "stop_limit" }
	if !limited(b.Type) || !limited(o.Type) || b.LimitPrice == nil || o.LimitPrice == nil {
		return true
	}
	if b.Side == "buy" {
		return b.LimitPrice.GreaterThanOrEqual(*o.LimitPrice)
	}
	return o.LimitPrice.GreaterThanOrEqual(*b.LimitPrice)
}

// checkPower checks what the order costs against the buying power.
func (k *book) checkPower(q *quote, b orderRequest) error {
	if k.goesAgainst(q, b.Side) {
		return nil
	}
	price, trades := q.latest()
	if b.LimitPrice != nil {
		price = *b.LimitPrice
	} else if !trades {
		return nil
	}
	cost := k.sizeOf(q, b).Mul(price).Mul(q.contracted)
	if b.Notional != nil {
		cost = *b.Notional
	}
	power := k.power()
	if q.class == classCrypto {
		power = k.settledCash()
	}
	if cost.GreaterThan(power) {
		return forbidden("insufficient buying power", map[string]any{"buying_power": power, "cost_basis": cost})
	}
	return nil
}
