package portfolio

import (
	"quipu/client"
	"quipu/number"
)

// OrderPrice is the price from which an order works: its stop, else its limit; unknown
// of an order at the market.
func OrderPrice(o *client.Order) client.Decimal {
	if o.StopPrice.Valid {
		return o.StopPrice
	}
	return o.LimitPrice
}

// Distance is how far the market has to go to the price of a working order, as a
// fraction of the market's price to eight decimals: below zero where it has to fall.
// It is unknown of a closed order, and where either price is.
func Distance(o *client.Order, market client.Decimal) client.Decimal {
	price := OrderPrice(o)
	if o.Closed() || !price.Valid || !market.Valid || !market.Decimal.IsPositive() {
		return client.Decimal{}
	}
	return of(number.Ratio(number.Sub(price.NullDecimal, market.NullDecimal), market.NullDecimal))
}
