package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// payout is what a share pays in a quarter, in dollars, and how many days
// before start it did so last.
type payout struct {
	each decimal.Decimal
	ago  int
}

var payouts = map[string]payout{
	"KO": {dec("0.485"), 5}, "JPM": {dec("1.25"), 19}, "AAPL": {dec("0.25"), 33},
	"MSFT": {dec("0.83"), 47}, "SPY": {dec("1.7458"), 61}, "NVDA": {dec("0.01"), 75},
}

// What else is booked once a month, and how many days before start it was last.
const (
	interestAgo = 8
	feeAgo      = 1
	aQuarter    = 91
	aMonth      = 30
)

// happened notes an activity that is no trade.
func (k *book) happened(name, kind string, at time.Time, amount decimal.Decimal) *activity {
	created := at.UTC()
	a := &activity{ID: activityID(at, k.env+name), ActivityType: kind, at: created, CreatedAt: &created,
		SubType: subTypes[kind], Date: at.In(newYork).Format(time.DateOnly), NetAmount: &amount, Currency: "USD", Status: "executed"}
	k.activities = append(k.activities, a)
	if k.listeners != nil {
		k.listeners.rouse(k.env)
	}
	return a
}

// subTypes are those of what this broker books: cash dividends, the trading activity
// fee, interest on credit.
var subTypes = map[string]string{"DIV": "CDIV", "FEE": "TAF", "INT": "CDT"}

// deposit is how the account began, in the first session while it was open.
func (k *book) deposit() {
	kind, at, amount, words := "JNLC", k.opened.Add(2*time.Minute), "100000", "practice money"
	if k.env == envLive {
		kind, at, amount, words = "CSD", k.opened.Add(2*time.Minute), "7500", "transfer from the bank"
	}
	if s := lastSession(at); !s.runs(at) {
		at = s.next().open.Add(2 * time.Minute)
	}
	k.happened("deposit", kind, at, dec(amount)).Description = words
}

// dividends are paid once a quarter for what is held, after the close.
func (k *book) dividends(h holding, since time.Time) {
	p, pays := payouts[h.quote.symbol]
	if !pays {
		return
	}
	for ago := p.ago; ; ago += aQuarter {
		day := k.daysAgo(ago)
		if !day.open.After(since) {
			return
		}
		size, each := h.quantity, p.each
		a := k.happened("dividend "+h.quote.symbol+day.close.Format(time.DateOnly), "DIV", day.close.Add(17*time.Minute), size.Mul(each).Round(2))
		a.Symbol, a.Qty, a.PerShareAmount = h.quote.symbol, &size, &each
	}
}

// interestAndFees are booked once a month, after the close.
func (k *book) interestAndFees() {
	for month := range 12 {
		paid, charged := k.daysAgo(interestAgo+aMonth*month).close, k.daysAgo(feeAgo+aMonth*month).close
		k.happened("interest "+paid.Format(time.DateOnly), "INT", paid.Add(31*time.Minute), k.cash.Mul(dec("0.0002")).Round(2))
		a := k.happened("fee "+charged.Format(time.DateOnly), "FEE", charged.Add(46*time.Minute), dec("-0.07"))
		a.Description, a.CreatedAt = "TAF fee", feesEntered(charged)
	}
}

// feesEntered is when the fees of a trading day are entered: on the day after it, in
// UTC.
func feesEntered(close time.Time) *time.Time {
	at := close.UTC().Truncate(24 * time.Hour).Add(24*time.Hour + 6*time.Hour + 30*time.Minute)
	return &at
}
