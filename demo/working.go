package demo

import (
	"slices"
	"time"
)

// placeOrders gives the paper account one working order of every kind that a
// screen has to show. Their prices are too far away to be reached soon.
//
// All were sent while the stock market was open but the crypto's, which has no
// hours: on earlier trading days so long after the opening that a short day
// goes on as well, and today so long before start.
func (k *book) placeOrders() {
	hours := k.market.hours
	k.orders = append(k.orders,
		k.newOrder("limit", hours.sent(3, 2*time.Hour+25*time.Minute), terms{symbol: "AAPL", side: "sell", kind: "limit", force: "gtc", qty: "20", limit: "260"}),
		k.newOrder("stop", hours.sent(7, 3*time.Hour+10*time.Minute), terms{symbol: "BRK.B", side: "sell", kind: "stop", force: "gtc", qty: "1", stop: "440"}),
		k.newOrder("trail", hours.sent(1, 106*time.Minute), terms{symbol: "NVDA", side: "sell", kind: "trailing_stop", force: "gtc", qty: "50",
			stop: "125.712", trailPercent: "10", water: "139.68"}),
		k.newOrder("crypto", k.market.start.Add(-17*time.Hour), terms{symbol: "BTCUSD", side: "buy", kind: "limit", force: "gtc", qty: "0.001", limit: "58000"}),
		k.newOrder("cover", hours.sent(2, 51*time.Minute), terms{symbol: "TSLA", side: "buy", kind: "stop_limit", force: "gtc", qty: "12",
			stop: "290", limit: "292.5"}),
		k.newOrder("notional", k.sentToday(41*time.Second), terms{symbol: "SPY", side: "buy", kind: "market", force: "day", notional: "250", status: "pending_new"}),
		k.bracket(k.sentToday(74*time.Minute)),
		k.spread(k.sentToday(38*time.Minute)),
	)
	k.sortOrders()
}

// sent is so long after the opening that many trading days ago.
func (t timetable) sent(daysAgo int, after time.Duration) time.Time {
	return t.sessionsAgo(daysAgo).open.Add(after)
}

// sentToday is so long before start, or nearer to it where the session that
// runs then has only begun.
func (k *book) sentToday(ago time.Duration) time.Time {
	const usual = 2 * time.Hour
	if ran := k.market.start.Sub(k.market.hours.first.open); ran < usual {
		ago = time.Duration(ran.Nanoseconds() / int64(usual/time.Second) * int64(ago/time.Second))
	}
	return k.market.start.Add(-ago)
}

// placeLiveOrder gives the live account its one working order: in whole shares,
// as one that lasts has to be, and for less than its cash.
func (k *book) placeLiveOrder() {
	k.orders = append(k.orders, k.newOrder("limit", k.market.hours.sent(1, 163*time.Minute), terms{symbol: "SPY", side: "buy", kind: "limit",
		force: "gtc", qty: "2", limit: "550"}))
	k.sortOrders()
}

// bracket buys Amazon lower and holds a profit and a loss order for after it.
func (k *book) bracket(at time.Time) *order {
	parent := k.newOrder("bracket", at, terms{symbol: "AMZN", side: "buy", kind: "limit", force: "gtc", class: "bracket", qty: "10", limit: "190"})
	parent.Legs = []*order{
		k.newOrder("bracket profit", at, terms{symbol: "AMZN", side: "sell", kind: "limit", force: "gtc", class: "bracket", qty: "10", limit: "230", status: "held"}),
		k.newOrder("bracket loss", at, terms{symbol: "AMZN", side: "sell", kind: "stop", force: "gtc", class: "bracket", qty: "10", stop: "180", status: "held"}),
	}
	return parent
}

// spread is a multi-leg order: it names nothing itself, its legs do.
func (k *book) spread(at time.Time) *order {
	parent := k.newOrder("spread", at, terms{kind: "limit", force: "day", class: "mleg", qty: "1", limit: "1.85"})
	one := dec("1")
	for _, leg := range []struct {
		strike             int
		name, side, intent string
	}{
		{260, "spread low", "buy", "buy_to_open"},
		{270, "spread high", "sell", "sell_to_open"},
	} {
		o := k.newOrder(leg.name, at, terms{symbol: contractSymbol(k.market.start, leg.strike), side: leg.side, force: "day",
			class: "mleg", qty: "1", intent: leg.intent})
		o.Type, o.OrderType, o.RatioQty = "market", "market", &one
		parent.Legs = append(parent.Legs, o)
	}
	return parent
}

// sortOrders puts the oldest first, as the listing reads them.
func (k *book) sortOrders() {
	slices.SortStableFunc(k.orders, func(a, b *order) int { return a.SubmittedAt.Compare(b.SubmittedAt) })
}
