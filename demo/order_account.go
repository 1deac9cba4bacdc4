package demo

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// leastShortEquity is what an account needs to sell short, in dollars.
var leastShortEquity = decimal.NewFromInt(2000)

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

// beforeClosing is how long before the end of the session the last orders for the close
// are taken.
const beforeClosing = 10 * time.Minute

// checkHours checks the windows of the auctions. The session of a half day ends early.
func (k *book) checkHours(_ *quote, b orderRequest) error {
	at := k.market.now.In(newYork)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	const evening = 19 * time.Hour
	last := exchangeHours(midnight(at)).coreTo.Add(-beforeClosing)
	if rests(midnight(at)) {
		last = clockTime(midnight(at), 16).Add(-beforeClosing)
	}
	switch {
	case b.TimeInForce == "opg" && clock >= 9*time.Hour+28*time.Minute && clock < evening:
		return forbidden("opg orders must be submitted after 7:00pm and before 9:28am", nil)
	case b.TimeInForce == "cls" && !at.Before(last) && clock < evening:
		return forbidden("cls orders must be submitted after 7:00pm and before "+last.Format("3:04pm"), nil)
	}
	return nil
}

// mostOfEquity is how many times the equity a position may be worth and still grow.
var mostOfEquity = decimal.NewFromInt(6)

// checkConcentration refuses to add to a position that is worth more than that.
func (k *book) checkConcentration(q *quote, b orderRequest) error {
	held := k.heldOf(q)
	price, trades := q.latest()
	if !trades || held.IsZero() || k.goesAgainst(q, b.Side) {
		return nil
	}
	if worth := held.Mul(q.contracted).Mul(price).Abs(); worth.GreaterThan(k.value().equity.Mul(mostOfEquity)) {
		return forbidden("account is restricted to liquidation only for "+q.symbol, map[string]any{"symbol": q.symbol})
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
		return k.checkLong(q)
	}
	return k.checkShort(q, b)
}

// checkLong refuses a purchase beside an order that would open a short position.
func (k *book) checkLong(q *quote) error {
	for _, o := range k.orders {
		if o.open() && o.Side == "sell" && k.quoteOf(o) == q && k.heldOf(q).IsZero() {
			return forbidden("cannot open a long buy while a short sell order is open", map[string]any{"existing_order_id": o.ID})
		}
	}
	return nil
}

// checkShort refuses what this account cannot sell without holding it.
func (k *book) checkShort(q *quote, b orderRequest) error {
	a, listed := k.market.asset(q.symbol)
	switch {
	case q.class == classCrypto:
		return forbidden("insufficient balance for "+strings.TrimSuffix(q.symbol, "USD"), map[string]any{"available": decimal.Decimal{}, "symbol": q.symbol})
	case b.Notional != nil || !b.Qty.IsInteger():
		return invalid("fractional orders cannot be sold short")
	case q.class == classOption: // one that shares cover: see checkOption
		return nil
	case !k.mayShort() || k.value().equity.LessThan(leastShortEquity):
		return forbidden("account is not allowed to short", nil)
	case listed && (!a.Shortable || a.BorrowStatus != "easy_to_borrow"):
		return invalid("asset " + a.Symbol + " cannot be sold short")
	}
	for _, o := range k.working() {
		if k.quoteOf(o) == q && o.Side == "buy" {
			return forbidden("cannot open a short sell while a long buy order is open", map[string]any{"existing_order_id": o.ID})
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
	return q.bought(*b.Notional)
}

// bought is how much an amount of money is at the present price.
func (q *quote) bought(amount decimal.Decimal) decimal.Decimal {
	price, trades := q.latest()
	if !trades {
		return decimal.Decimal{}
	}
	return amount.DivRound(price.Mul(q.contracted), digitsOfPrice)
}

// holders are the orders of one side that hold a position.
func (k *book) holders(q *quote, side string) []string {
	ids := []string{}
	for _, o := range k.openOrders() {
		if o.Side == side && !o.standby && k.quoteOf(o) == q {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// checkWash refuses what could trade with an order of the same account.
func (k *book) checkWash(q *quote, b orderRequest) error {
	if b.OrderClass == "bracket" || b.OrderClass == "oco" || b.Type == "trailing_stop" {
		return nil
	}
	for _, o := range k.openOrders() {
		if k.quoteOf(o) != q || o.Side == b.Side || o.OrderClass == "bracket" || o.OrderClass == "oco" || o.Type == "trailing_stop" {
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
