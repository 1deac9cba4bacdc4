package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// perShare is what a share pays in a quarter, in dollars.
var perShare = map[string]decimal.Decimal{
	"AAPL": dec("0.25"), "MSFT": dec("0.83"), "NVDA": dec("0.01"), "JPM": dec("1.25"), "KO": dec("0.485"), "SPY": dec("1.7458"),
}

// happened notes an activity that is no trade.
func (k *book) happened(name, kind string, at time.Time, amount decimal.Decimal) *activity {
	created := at.UTC()
	a := &activity{ID: activityID(at, k.env+name), ActivityType: kind, at: created, CreatedAt: &created,
		Date: at.In(newYork).Format(time.DateOnly), NetAmount: &amount, Currency: "USD", Status: "executed"}
	k.activities = append(k.activities, a)
	return a
}

// deposit is how the account began.
func (k *book) deposit() {
	if k.env == envPaper {
		k.happened("deposit", "JNLC", k.opened.Add(2*time.Minute), dec("100000")).Description = "practice money"
		return
	}
	k.happened("deposit", "CSD", k.opened.Add(26*time.Hour), dec("7500")).Description = "transfer from the bank"
}

// dividends are paid once a quarter, and a little interest and a fee with them.
func (k *book) dividends(day session) {
	quarter := day.close.Format(time.DateOnly)
	for _, h := range k.holdings {
		rate, pays := perShare[h.quote.symbol]
		if !pays {
			continue
		}
		size, each := h.quantity, rate
		a := k.happened("dividend "+h.quote.symbol+quarter, "DIV", day.close.Add(17*time.Minute), size.Mul(rate).Round(2))
		a.Symbol, a.Qty, a.PerShareAmount = h.quote.symbol, &size, &each
	}
	k.happened("interest "+quarter, "INT", day.close.Add(31*time.Minute), dec("11.42"))
	k.happened("fee "+quarter, "FEE", day.close.Add(46*time.Minute), dec("-0.07")).Description = "TAF fee"
}
