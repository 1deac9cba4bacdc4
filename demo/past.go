package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// roundTrips is how often the paper account has bought and sold again: enough
// that orders and activities fill more than one page.
const roundTrips = 60

// livePast makes up what an account did before the program started: how every
// position came to be, dividends, a deposit, and orders that came to nothing.
// The dice are the market's seed.
func (k *book) livePast(trips int) {
	dice := newDice(k.market.seed, numberOf("past of "+k.env))
	k.deposit()
	for n, h := range k.holdings {
		if h.quote.symbol[0] != 'Q' || len(h.quote.symbol) != len("QAAA") { // thousands of synthetic ones tell nothing
			at := k.daysAgo(boughtAgo(n, h.quote)).moment(opening, dice)
			k.bought(h, at)
			k.dividends(h, at)
		}
	}
	for n := range trips {
		k.roundTrip(n, k.daysAgo(2+n*3/2).moment(longestTrip, dice), dice)
	}
	k.interestAndFees()
	k.failures(dice)
	k.sortOrders()
	slices.SortFunc(k.activities, func(a, b *activity) int { return strings.Compare(a.ID, b.ID) })
}

// How long what begins in a session goes on at most; all of it ends in the same
// session, also in one that is short.
const (
	opening     = 10 * time.Second
	longestTrip = 45 * time.Minute
	givenUp     = 47 * time.Minute
	changed     = 9 * time.Minute
	changedFor  = 2 * time.Hour
)

// daysAgo is the session that many days before start, or the trading day's
// before that.
func (k *book) daysAgo(days int) session { return k.market.first.daysBefore(days) }

// moment is one in a session that leaves so much time of it.
func (s session) moment(room time.Duration, dice *rand.Rand) time.Time {
	return s.open.Add(time.Duration(dice.Int64N(int64(s.close.Sub(s.open) - room))))
}

// boughtAgo is how many days before start the n-th position was opened: after
// the younger account was, and a contract after it was listed.
func boughtAgo(n int, q *quote) int {
	if q.follows != nil {
		return 41
	}
	return 380 - 23*n%360
}

// bought tells how a position was opened, in one order and two fills. What was
// paid on the average may be a part of a cent, a limit is not.
func (k *book) bought(h holding, at time.Time) {
	side, size := "buy", h.quantity.Abs()
	if h.quantity.IsNegative() {
		side = "sell"
	}
	o := k.newOrder("open "+h.quote.symbol, at, terms{symbol: h.quote.symbol, side: side, kind: "limit", force: force(h.quote),
		qty: size.String(), limit: h.quote.limit(side, h.entry).String()})
	part := size.Div(decimal.NewFromInt(3)).Truncate(0)
	k.filled(o, at.Add(1900*time.Millisecond), part, h.entry)
	k.filled(o, at.Add(7400*time.Millisecond), size.Sub(part), h.entry)
	k.enlist(o)
}

// limit is the price that an order is given to be filled at another: a whole
// number of the market's ticks, and not worse than it.
func (q *quote) limit(side string, price decimal.Decimal) decimal.Decimal {
	digits := q.decimals(price.Shift(6).IntPart())
	if side == "buy" {
		return price.RoundCeil(digits)
	}
	return price.RoundFloor(digits)
}

// roundTrip buys a few shares, no more than the cash pays for, and sells them
// within the hour.
func (k *book) roundTrip(n int, at time.Time, dice *rand.Rand) {
	symbols := []string{"AAPL", "MSFT", "NVDA", "AMZN", "JPM", "KO", "TSLA"}
	q := k.market.bySymbol[symbols[dice.IntN(len(symbols))]]
	price := decimal.New(q.open, -6).Mul(decimal.New(900+dice.Int64N(160), -3)).Round(2)
	size := fmt.Sprint(max(min(1+dice.Int64N(20), k.cash.Div(price).IntPart()), 1))
	for i, side := range []string{"buy", "sell"} {
		o := k.newOrder(fmt.Sprintf("trip %d %s", n, side), at, terms{symbol: q.symbol, side: side, kind: "market", force: "day", qty: size})
		k.filled(o, at.Add(610*time.Millisecond), dec(size), price)
		k.enlist(o)
		at = at.Add(time.Duration(3+dice.IntN(40)) * time.Minute)
		price = price.Mul(decimal.New(9_940+dice.Int64N(140)*int64(1-i), -4)).Round(2)
	}
}

func force(q *quote) string {
	switch q.class {
	case classCrypto:
		return "gtc"
	default:
		return "day"
	}
}

// filled notes an execution with its order and as an activity, and gives the
// event's name. An order for an amount of money is filled at once.
func (k *book) filled(o *order, at time.Time, size, price decimal.Decimal) string {
	if size.IsZero() {
		return ""
	}
	at = at.UTC()
	sum, average := o.FilledQty.Add(size), price
	if o.FilledAvgPrice != nil {
		average = o.FilledAvgPrice.Mul(o.FilledQty).Add(price.Mul(size)).DivRound(sum, digitsOfPrice)
	}
	var left decimal.Decimal
	if o.Qty != nil {
		left = o.Qty.Sub(sum)
	}
	kind, status := "fill", "filled"
	if left.IsPositive() {
		kind, status = "partial_fill", "partially_filled"
	}
	if status == "filled" || !o.pends() {
		o.Status = status
	}
	o.FilledQty, o.FilledAvgPrice, o.UpdatedAt = sum, &average, at
	if status == "filled" {
		o.FilledAt = &at
	}
	k.activities = append(k.activities, &activity{ID: activityID(at, o.ID+kind), ActivityType: fillType, at: at, TransactionTime: &at,
		Type: kind, Price: &price, Qty: &size, Side: o.Side, Symbol: o.Symbol, LeavesQty: &left, CumQty: &sum, OrderID: o.ID, OrderStatus: status, client: o.ClientOrderID})
	return kind
}

// activityID is Alpaca's form, which sorts by time: the time to the millisecond
// and a UUID.
func activityID(at time.Time, name string) string {
	stamp := at.UTC().Format("20060102150405.000")
	return stamp[:14] + stamp[15:] + "::" + idOf("activity", name)
}
