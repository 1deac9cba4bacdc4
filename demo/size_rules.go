package demo

import (
	"github.com/shopspring/decimal"
)

// mostDigits is how many decimals a size or an amount may have.
const mostDigits = 9

// mostCoins is what an order for crypto may be worth, in dollars.
var mostCoins = decimal.NewFromInt(200_000)

// checkAmount checks a size by itself and what it is worth.
func (k *book) checkAmount(q *quote, b orderRequest) error {
	price, trades := q.latest()
	value := decimal.Decimal{}
	switch {
	case b.Notional != nil:
		value = *b.Notional
	case b.LimitPrice != nil:
		value = b.Qty.Mul(*b.LimitPrice)
	case trades:
		value = b.Qty.Mul(price)
	}
	one := decimal.NewFromInt(1)
	switch {
	case b.Notional != nil && -b.Notional.Exponent() > mostDigits, b.Qty != nil && -b.Qty.Exponent() > mostDigits:
		return invalid("qty and notional have at most 9 decimals")
	case value.LessThan(one) && (b.Notional != nil || b.Side == "buy" && trades):
		return forbidden("cost basis must be >= minimal amount of order 1", nil)
	case q.class == classCrypto && value.GreaterThan(mostCoins):
		return forbidden("order value must be <= maximal amount of order 200000", nil)
	case q.class == classCrypto && b.Qty != nil:
		return k.checkCoins(q, *b.Qty)
	}
	return nil
}

// checkCoins checks a quantity of crypto against its asset.
func (k *book) checkCoins(q *quote, qty decimal.Decimal) error {
	a, listed := k.market.asset(q.symbol)
	if !listed {
		return nil
	}
	least, step := maybe(a.MinOrderSize), maybe(a.MinTradeIncrement)
	switch {
	case least != nil && qty.LessThan(*least):
		return invalid("qty must be >= minimal qty of order " + a.MinOrderSize)
	case step != nil && !qty.Mod(*step).IsZero():
		return invalid("qty increment must be " + a.MinTradeIncrement)
	}
	return nil
}

// checkStep checks a price, nil where there is none, against its step.
func (q *quote) checkStep(price *decimal.Decimal) error {
	switch {
	case price == nil:
		return nil
	case !price.IsPositive():
		return badRequest("prices must be > 0")
	case q.class == classEquity && !price.Mod(stepOf(*price)).IsZero():
		return invalid("invalid limit_price " + price.String() + ". sub-penny increment does not fulfill minimum pricing criteria")
	}
	if q.class != classCrypto {
		return nil
	}
	if a := theCatalogue().find[q.symbol]; a != nil && a.PriceIncrement != "" && !price.Mod(dec(a.PriceIncrement)).IsZero() {
		return invalid("invalid limit_price " + price.String() + ". price increment must be " + a.PriceIncrement)
	}
	return nil
}
