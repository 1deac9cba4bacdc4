package demo

import (
	"slices"
	"time"
)

// placeOrders gives the paper account one working order of every kind that a
// screen has to show. Their prices are too far away to be reached soon.
func (k *book) placeOrders() {
	ago := func(d time.Duration) time.Time { return k.market.start.Add(-d) }
	k.orders = append(k.orders,
		k.newOrder("limit", ago(3*24*time.Hour+52*time.Minute), terms{symbol: "AAPL", side: "sell", kind: "limit", force: "gtc", qty: "20", limit: "260"}),
		k.newOrder("stop", ago(9*24*time.Hour+7*time.Minute), terms{symbol: "BRK.B", side: "sell", kind: "stop", force: "gtc", qty: "1", stop: "440"}),
		k.newOrder("trail", ago(26*time.Hour+31*time.Minute), terms{symbol: "NVDA", side: "sell", kind: "trailing_stop", force: "gtc", qty: "50",
			stop: "125.712", trailPercent: "10", water: "139.68"}),
		k.newOrder("crypto", ago(17*time.Hour), terms{symbol: "BTCUSD", side: "buy", kind: "limit", force: "gtc", qty: "0.001", limit: "58000"}),
		k.newOrder("cover", ago(2*24*time.Hour+14*time.Minute), terms{symbol: "TSLA", side: "buy", kind: "stop_limit", force: "gtc", qty: "12",
			stop: "290", limit: "292.5"}),
		k.newOrder("notional", ago(41*time.Second), terms{symbol: "SPY", side: "buy", kind: "market", force: "day", notional: "250", status: "pending_new"}),
		k.bracket(ago(74*time.Minute)),
		k.spread(ago(38*time.Minute)),
	)
	k.sortOrders()
}

// placeLiveOrder gives the live account its one working order.
func (k *book) placeLiveOrder() {
	k.orders = append(k.orders, k.newOrder("limit", k.market.start.Add(-5*time.Hour), terms{symbol: "SPY", side: "buy", kind: "limit",
		force: "gtc", qty: "1.5", limit: "550"}))
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
