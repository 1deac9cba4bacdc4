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
			k.bought(h, k.tradingTime(400-23*n%380, dice))
		}
	}
	for n := range trips {
		k.roundTrip(n, k.tradingTime(2+n*3/2, dice), dice)
	}
	for quarter := range 4 {
		k.dividends(k.daysAgo(20 + 91*quarter))
	}
	k.failures(dice)
	k.sortOrders()
	slices.SortFunc(k.activities, func(a, b *activity) int { return strings.Compare(a.ID, b.ID) })
}

// daysAgo is the session that many days before start, or the trading day's
// before that.
func (k *book) daysAgo(days int) session { return k.market.hours.daysAgo(days) }

// tradingTime is a moment in that session.
func (k *book) tradingTime(days int, dice *rand.Rand) time.Time {
	return k.daysAgo(days).open.Add(time.Duration(dice.Int64N(int64(sessionLength))))
}

// bought tells how a position was opened, in one order and two fills.
func (k *book) bought(h holding, at time.Time) {
	side, size := "buy", h.quantity.Abs()
	if h.quantity.IsNegative() {
		side = "sell"
	}
	o := k.newOrder("open "+h.quote.symbol, at, terms{symbol: h.quote.symbol, side: side, kind: "limit", force: force(h.quote),
		qty: size.String(), limit: h.entry.String()})
	part := size.Div(decimal.NewFromInt(3)).Truncate(0)
	k.filled(o, at.Add(1900*time.Millisecond), part, h.entry)
	k.filled(o, at.Add(7400*time.Millisecond), size.Sub(part), h.entry)
	k.orders = append(k.orders, o)
}

// roundTrip buys a few shares and sells them within hours.
func (k *book) roundTrip(n int, at time.Time, dice *rand.Rand) {
	symbols := []string{"AAPL", "MSFT", "NVDA", "AMZN", "JPM", "KO", "TSLA"}
	q := k.market.bySymbol[symbols[dice.IntN(len(symbols))]]
	price := decimal.New(q.open, -6).Mul(decimal.New(900+dice.Int64N(160), -3)).Round(2)
	size := fmt.Sprint(1 + dice.IntN(20))
	for i, side := range []string{"buy", "sell"} {
		o := k.newOrder(fmt.Sprintf("trip %d %s", n, side), at, terms{symbol: q.symbol, side: side, kind: "market", force: "day", qty: size})
		k.filled(o, at.Add(610*time.Millisecond), dec(size), price)
		k.orders = append(k.orders, o)
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
	o.FilledQty, o.FilledAvgPrice, o.Status, o.UpdatedAt = sum, &average, status, at
	if status == "filled" {
		o.FilledAt = &at
	}
	k.activities = append(k.activities, &activity{ID: activityID(at, o.ID+kind), ActivityType: fillType, at: at, TransactionTime: &at,
		Type: kind, Price: &price, Qty: &size, Side: o.Side, Symbol: o.Symbol, LeavesQty: &left, CumQty: &sum, OrderID: o.ID, OrderStatus: status})
	return kind
}

// activityID is Alpaca's form, which sorts by time: the time to the millisecond
// and a UUID.
func activityID(at time.Time, name string) string {
	stamp := at.UTC().Format("20060102150405.000")
	return stamp[:14] + stamp[15:] + "::" + idOf("activity", name)
}

// failures are orders that were never filled.
func (k *book) failures(dice *rand.Rand) {
	for n, f := range []struct{ symbol, status, limit string }{
		{"MSFT", "canceled", "390"}, {"KO", "expired", "59.5"}, {"AAPL", "rejected", "300"}, {"SPY", "canceled", "560.25"},
	} {
		at := k.tradingTime(3+8*n, dice)
		end := at.Add(47 * time.Minute).UTC()
		o := k.newOrder("nothing "+f.symbol, at, terms{symbol: f.symbol, side: "buy", kind: "limit", force: "day", qty: "5", limit: f.limit, status: f.status})
		o.UpdatedAt = end
		switch f.status {
		case "canceled":
			o.CanceledAt = &end
		case "expired":
			o.ExpiredAt = &end
		case "rejected":
			o.FailedAt = &end
		}
		k.orders = append(k.orders, o)
	}
	k.replaced(k.tradingTime(6, dice))
}

// replaced is a pair: the order that was changed and the one it became.
func (k *book) replaced(at time.Time) {
	first := k.newOrder("changed", at, terms{symbol: "JPM", side: "sell", kind: "limit", force: "day", qty: "10", limit: "262", status: "replaced"})
	second := k.newOrder("change", at.Add(9*time.Minute), terms{symbol: "JPM", side: "sell", kind: "limit", force: "day", qty: "10", limit: "259.5", status: "canceled"})
	when, end := second.CreatedAt, second.CreatedAt.Add(2*time.Hour)
	first.ReplacedAt, first.ReplacedBy, first.UpdatedAt = &when, &second.ID, when
	second.Replaces, second.CanceledAt, second.UpdatedAt = &first.ID, &end, end
	k.orders = append(k.orders, first, second)
}
