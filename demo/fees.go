package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// What crypto costs, as a fraction of what is received: of an order that waits
// for the market to come to it, and of one that takes what there is.
var (
	makerFee = dec("0.0015")
	takerFee = dec("0.0025")
)

// fee is one that was taken and not yet told as an activity: in coin from a
// purchase, in dollars from a sale.
type fee struct {
	quote         *quote
	coin, dollars decimal.Decimal
	price         decimal.Decimal
}

// feeOf gives what an execution costs.
func (o *order) feeOf(q *quote, size, price decimal.Decimal) fee {
	f := fee{quote: q, price: price}
	if q.class != classCrypto {
		return f
	}
	rate := takerFee
	if o.rested {
		rate = makerFee
	}
	if o.Side == "buy" {
		f.coin = size.Mul(rate).Round(digitsOfPrice)
	} else {
		f.dollars = size.Mul(price).Mul(rate).Round(digitsOfPrice)
	}
	return f
}

// charge takes a fee in dollars. One in coin is left out of what is received:
// here it is paid for.
func (k *book) charge(f fee) {
	cost := f.dollars.Add(f.coin.Mul(f.price))
	k.cash = k.cash.Sub(cost)
	k.earn(cost.Neg(), cost.Neg())
	if !cost.IsZero() {
		k.fees = append(k.fees, f)
	}
}

// postFees tells the fees of a day as activities, after its end in New York.
func (k *book) postFees(at time.Time) {
	if len(k.fees) == 0 {
		k.feeDay = time.Time{}
		return
	}
	today := midnight(at)
	if k.feeDay.IsZero() {
		k.feeDay = today
	}
	if k.feeDay.Equal(today) {
		return
	}
	for _, f := range k.fees {
		k.count++
		a := k.happened(k.serial("CFEE"), "CFEE", k.stamp(at), f.dollars.Neg())
		a.Symbol, a.Description = f.quote.symbol, "Coin Pair Transaction Fee"
		if !f.coin.IsZero() {
			coin, price := f.coin.Neg(), f.price
			a.Qty, a.Price = &coin, &price
		}
	}
	k.fees, k.feeDay = nil, time.Time{}
	k.trim()
}
