package demo

import "github.com/shopspring/decimal"

// reached reports whether an order is filled at a price, and moves what it
// remembers of the price's way: the water mark of a trailing stop, and whether
// the stop was met.
func (o *order) reached(price decimal.Decimal) bool {
	o.trail(price)
	if o.StopPrice != nil && !o.triggered {
		o.triggered = o.beyond(*o.StopPrice, price)
		if !o.triggered {
			return false
		}
	}
	limit := o.limit()
	switch {
	case limit == nil:
		return true
	case o.Side == "buy":
		return price.LessThanOrEqual(*limit)
	}
	return price.GreaterThanOrEqual(*limit)
}

// limit is the worst price that an order takes, nil where it takes any. Alpaca
// sends a share's buy stop as a stop-limit, 4 % above a stop below $50 and 2.5 %
// above others.
func (o *order) limit() *decimal.Decimal {
	if o.LimitPrice != nil || o.Type != "stop" || o.Side != "buy" || o.AssetClass != classEquity {
		return o.LimitPrice
	}
	above := dec("1.025")
	if o.StopPrice.LessThan(decimal.NewFromInt(50)) {
		above = dec("1.04")
	}
	most := o.StopPrice.Mul(above)
	return &most
}

// beyond reports whether the price has run through a stop: up for a buy, down
// for a sale.
func (o *order) beyond(stop, price decimal.Decimal) bool {
	if o.Side == "buy" {
		return price.GreaterThanOrEqual(stop)
	}
	return price.LessThanOrEqual(stop)
}

// trail moves the water mark with the price, and the stop behind it.
func (o *order) trail(price decimal.Decimal) {
	if o.Type != "trailing_stop" || o.triggered {
		return
	}
	if o.HWM != nil && o.StopPrice != nil && !o.beyond(price, *o.HWM) {
		return // a sale's mark only rises, a buy's only falls
	}
	o.HWM = &price
	o.setTrail()
}

// setTrail puts the stop behind the water mark.
func (o *order) setTrail() {
	if o.HWM == nil {
		return
	}
	distance := decimal.Decimal{}
	switch {
	case o.TrailPrice != nil:
		distance = *o.TrailPrice
	case o.TrailPercent != nil:
		distance = o.HWM.Mul(*o.TrailPercent).Shift(-2)
	}
	stop := o.HWM.Sub(distance)
	if o.Side == "buy" {
		stop = o.HWM.Add(distance)
	}
	o.StopPrice = &stop
}
