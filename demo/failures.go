package demo

import (
	"math/rand/v2"
	"time"
)

// failures are orders that were never filled.
func (k *book) failures(dice *rand.Rand) {
	for n, f := range []struct{ symbol, status, limit string }{
		{"MSFT", "canceled", "390"}, {"KO", "expired", "59.5"}, {"AAPL", "rejected", "300"}, {"SPY", "canceled", "560.25"},
	} {
		day := k.daysAgo(3 + 8*n)
		at := day.moment(givenUp, dice)
		end := at.Add(givenUp).UTC()
		switch f.status {
		case "expired": // as every order for the day
			end = day.close.UTC()
		case "rejected": // who refuses does so at once
			end = at.Add(38 * time.Millisecond).UTC()
		}
		o := k.newOrder("nothing "+f.symbol, at, terms{symbol: f.symbol, side: "buy", kind: "limit", force: "day", qty: "5", limit: f.limit, status: f.status})
		o.end(f.status, end)
		k.enlist(o)
	}
	k.replaced(k.daysAgo(6).moment(changed+changedFor+time.Second, dice))
}

// replaced is a pair: the order that was changed and the one it became.
func (k *book) replaced(at time.Time) {
	first := k.newOrder("changed", at, terms{symbol: "JPM", side: "sell", kind: "limit", force: "day", qty: "10", limit: "262", status: "replaced"})
	second := k.newOrder("change", at.Add(changed), terms{symbol: "JPM", side: "sell", kind: "limit", force: "day", qty: "10", limit: "259.5", status: "canceled"})
	when, end := second.CreatedAt, second.CreatedAt.Add(changedFor)
	first.ReplacedAt, first.ReplacedBy, first.UpdatedAt = &when, &second.ID, when
	second.Replaces, second.CanceledAt, second.UpdatedAt = &first.ID, &end, end
	k.enlist(first, second)
}
