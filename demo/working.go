package demo

import (
	"slices"
	"time"
)

// placeOrders gives the paper account one working order of every kind that a
// screen has to show. Their prices are too far away to be reached soon.
//
// Those of earlier trading days were sent so long after the opening that a short
// day goes on as well, but the crypto's, which has no hours; today's so long
// before start.
func (k *book) placeOrders() {
	first := k.market.first
	k.enlist(
		k.newOrder("limit", first.sent(3, 2*time.Hour+25*time.Minute), terms{symbol: "AAPL", side: "sell", kind: "limit", force: "gtc", qty: "20", limit: "260"}),
		k.newOrder("stop", first.sent(7, 3*time.Hour+10*time.Minute), terms{symbol: "BRK.B", side: "sell", kind: "stop", force: "gtc", qty: "1", stop: "440"}),
		k.newOrder("trail", first.sent(1, 106*time.Minute), terms{symbol: "NVDA", side: "sell", kind: "trailing_stop", force: "gtc", qty: "50",
			stop: "125.712", trailPercent: "10", water: "139.68"}),
		k.newOrder("crypto", k.market.start.Add(-17*time.Hour), terms{symbol: "BTCUSD", side: "buy", kind: "limit", force: "gtc", qty: "0.001", limit: "58000"}),
		k.newOrder("cover", first.sent(2, 51*time.Minute), terms{symbol: "TSLA", side: "buy", kind: "stop_limit", force: "gtc", qty: "12",
			stop: "290", limit: "292.5"}),
		k.newQueued("notional", 41*time.Second, terms{symbol: "SPY", side: "buy", kind: "market", force: "day", notional: "250", status: "pending_new"}),
		k.bracket(k.sentToday(74*time.Minute)),
		k.spread(38*time.Minute),
	)
	k.sortOrders()
	k.markClosing()
}

// markClosing says of the orders of the start which of them close a position.
func (k *book) markClosing() {
	for _, top := range k.orders {
		for _, o := range top.withLegs() {
			if q := k.quoteOf(o); q != nil && o.open() {
				o.closing = o != top || k.goesAgainst(q, o.Side)
			}
		}
	}
}

// sent is so long after the opening that many trading days before a session.
func (s session) sent(daysAgo int, after time.Duration) time.Time {
	return s.sessionsBefore(daysAgo).open.Add(after)
}

// sentToday is so long before start or, while the exchange is closed, before
// its last close, and nearer to that where the session had only begun.
func (k *book) sentToday(ago time.Duration) time.Time {
	s := k.market.first
	return within2Hours(s.open, earliest(k.market.start, s.close), ago)
}

// queued is sentToday for an order that lasts for the day alone: while the
// exchange is closed it was sent since the close, for the next session.
func (k *book) queued(ago time.Duration, t terms) (time.Time, terms) {
	s := k.market.first
	if s.runs(k.market.start) {
		return k.sentToday(ago), t
	}
	t.status = "accepted"
	return within2Hours(s.close, k.market.start, ago), t
}

func (k *book) newQueued(name string, ago time.Duration, t terms) *order {
	at, asked := k.queued(ago, t)
	return k.newOrder(name, at, asked)
}

// within2Hours is so long before the end of a stretch of time, by as much nearer
// to it as the stretch is shorter than two hours.
func within2Hours(from, to time.Time, ago time.Duration) time.Time {
	const usual = 2 * time.Hour
	if length := to.Sub(from); length < usual {
		ago = time.Duration(length.Nanoseconds() / int64(usual/time.Second) * int64(ago/time.Second))
	}
	return to.Add(-ago)
}

// placeLiveOrder gives the live account its one working order: in whole shares,
// as one that lasts has to be, and for less than its cash.
func (k *book) placeLiveOrder() {
	k.enlist(k.newOrder("limit", k.market.first.sent(1, 163*time.Minute), terms{symbol: "SPY", side: "buy", kind: "limit",
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
func (k *book) spread(ago time.Duration) *order {
	parent := k.newQueued("spread", ago, terms{kind: "limit", force: "day", class: "mleg", qty: "1", limit: "1.85"})
	one := dec("1")
	for _, leg := range []struct {
		strike             int
		name, side, intent string
	}{
		{260, "spread low", "buy", "buy_to_open"},
		{270, "spread high", "sell", "sell_to_open"},
	} {
		o := k.newQueued(leg.name, ago, terms{symbol: contractSymbol(k.market.start, leg.strike), side: leg.side, force: "day",
			class: "mleg", qty: "1", intent: leg.intent})
		o.Type, o.OrderType, o.RatioQty = "market", "market", &one
		parent.Legs = append(parent.Legs, o)
	}
	return parent
}

// sortOrders puts the oldest first, as the listing reads them.
func (k *book) sortOrders() {
	k.setOrders(slices.SortedStableFunc(slices.Values(k.orders), func(a, b *order) int { return a.SubmittedAt.Compare(b.SubmittedAt) }))
}
