package trade

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

var (
	one     = decimal.NewFromInt(1)
	penny   = decimal.New(1, -2)
	percent = decimal.New(1, -2)
	// leastTrail is the smallest trail_percent, in percent.
	leastTrail = decimal.New(1, -1)
)

// checkPrices checks which prices the type wants, their steps, and where they
// lie to the market.
func (p *Plan) checkPrices() {
	o := &p.Order
	p.want(LimitField, o.LimitPrice, o.Class != OCO && (o.Type == Limit || o.Type == StopLimit), "a limit price", o.Type)
	p.want(StopField, o.StopPrice, o.Type == Stop || o.Type == StopLimit, "a stop price", o.Type)
	p.checkTrail()
	p.checkStep(LimitField, o.LimitPrice)
	p.checkStep(StopField, o.StopPrice)
	p.checkStop()
	if p.Order.Type == StopLimit {
		p.checkStopLimit(LimitField, o.StopPrice, o.LimitPrice, p.buys())
	}
	p.checkMarketable()
}

func (p *Plan) want(field Field, price client.Decimal, wanted bool, what, kind string) {
	switch {
	case wanted && !price.Valid:
		p.refuse(field, byAlpaca, "a "+words(kind)+" order needs "+what)
	case !wanted && price.Valid:
		p.refuse(field, byAlpaca, "a "+words(kind)+" order takes no "+what[len("a "):])
	}
}

func (p *Plan) checkTrail() {
	o := &p.Order
	trails := o.Type == TrailingStop
	switch {
	case !trails && (o.TrailPrice.Valid || o.TrailPercent.Valid):
		p.refuse(TrailField, byAlpaca, "a "+words(o.Type)+" order takes no trail")
	case trails && o.TrailPrice.Valid == o.TrailPercent.Valid:
		p.refuse(TrailField, byAlpaca, "a trailing stop needs a distance: dollars or percent, one of them")
	case o.TrailPrice.Valid && !o.TrailPrice.Decimal.IsPositive():
		p.refuse(TrailField, byAlpaca, errNotAbove0.Error())
	case o.TrailPercent.Valid && o.TrailPercent.Decimal.LessThan(leastTrail):
		p.refuse(TrailField, byAlpaca, "at least 0.1%")
	case o.TrailPercent.Valid && o.TrailPercent.Decimal.GreaterThanOrEqual(decimal.NewFromInt(100)):
		p.refuse(TrailField, byQuipu, "has to be below 100%")
	}
	if trails && o.TimeInForce != "day" && o.TimeInForce != "gtc" {
		p.refuse(TIFField, byAlpaca, "a trailing stop is day or gtc")
	}
}

func (p *Plan) step(price decimal.Decimal) decimal.Decimal { return Step(p.facts.Asset, price) }

func (p *Plan) checkStep(field Field, price client.Decimal) {
	switch {
	case !price.Valid:
	case !price.Decimal.IsPositive():
		p.refuse(field, byAlpaca, errNotAbove0.Error())
	case !price.Decimal.Mod(p.step(price.Decimal)).IsZero():
		p.refuse(field, byAlpaca, "the price has to be a multiple of $"+p.step(price.Decimal).String())
	}
}

// checkStop refuses a stop on the side of the market where it would be hit at
// once, and says what becomes of one that is hit.
func (p *Plan) checkStop() {
	stop, last := p.Order.StopPrice, p.facts.Quote.Price
	if !stop.Valid || !stop.Decimal.IsPositive() {
		return
	}
	switch {
	case !last.Valid || !last.Decimal.IsPositive():
	case p.buys() && stop.Decimal.LessThanOrEqual(last.Decimal):
		p.refuse(StopField, byAlpaca, "a buy stop has to be above the market: last $"+last.Decimal.String())
	case !p.buys() && stop.Decimal.GreaterThanOrEqual(last.Decimal):
		p.refuse(StopField, byAlpaca, "a sell stop has to be below the market: last $"+last.Decimal.String())
	}
	if p.Order.Type == Stop && p.buys() && p.facts.Asset.Class != market.Crypto {
		p.warn(StopField, "Alpaca sends a buy stop that is hit as a stop-limit: it may stay open in a fast market")
	}
}

// checkStopLimit says of a limit on the wrong side of its stop that it may never fill.
func (p *Plan) checkStopLimit(field Field, stop, limit client.Decimal, buys bool) {
	switch {
	case !stop.Valid || !limit.Valid:
	case buys && limit.Decimal.LessThan(stop.Decimal):
		p.warn(field, "the limit is below the stop: when the stop is hit the order may never fill")
	case !buys && limit.Decimal.GreaterThan(stop.Decimal):
		p.warn(field, "the limit is above the stop: when the stop is hit the order may never fill")
	}
}

// checkMarketable says of a limit through the market that it fills at once.
func (p *Plan) checkMarketable() {
	limit, price := p.Order.LimitPrice, p.facts.price(p.Order.Side)
	if p.Order.Type != Limit || !limit.Valid || !price.Valid {
		return
	}
	away := limit.Decimal.Sub(price.Decimal).DivRound(price.Decimal, 6)
	if !p.buys() {
		away = away.Neg()
	}
	if away.GreaterThan(percent) {
		p.warn(LimitField, "the limit is through the market: it fills at once, at up to "+share(away)+" worse than the quote")
	}
}

// base is the price that the exits of an order are measured from.
func (p *Plan) base() client.Decimal {
	if p.Order.Class == OCO && p.Order.TakeProfit != nil {
		return p.Order.TakeProfit.LimitPrice
	}
	if p.Order.LimitPrice.Valid {
		return p.Order.LimitPrice
	}
	return p.facts.price(p.Order.Side)
}

// checkExits checks bracket and OTO orders.
func (p *Plan) checkExits() {
	o := &p.Order
	if o.Class == "" {
		return
	}
	if o.Class == OCO {
		p.checkOCO()
		return
	}
	field := p.exitField()
	if o.Type != Market && o.Type != Limit {
		p.refuse(field, byAlpaca, "only market and limit orders can have exits")
	}
	if o.TimeInForce != "day" && o.TimeInForce != "gtc" {
		p.refuse(TIFField, byAlpaca, "an order with exits is day or gtc")
	}
	if o.ExtendedHours {
		p.refuse(ExtendedField, byAlpaca, "an order with exits does not trade in extended hours")
	}
	if p.Reduces() || p.closes() {
		p.refuse(field, byAlpaca, "an order that closes a position cannot have exits")
	}
	p.checkProfit()
	p.checkLoss()
	if o.TakeProfit != nil && o.StopLoss != nil && p.wrongSide(o.TakeProfit.LimitPrice, o.StopLoss.StopPrice) {
		p.refuse(ProfitField, byAlpaca, "take profit and stop loss have to be on opposite sides of the entry")
	}
}

// closes reports whether the order goes against a position.
func (p *Plan) closes() bool {
	held := p.facts.held()
	return held.Valid && !held.Decimal.IsZero() && held.Decimal.IsPositive() != p.buys()
}

// wrongSide reports that high is not above low for a buy, or not below it for a
// sale.
func (p *Plan) wrongSide(high, low client.Decimal) bool {
	if p.buys() {
		return high.Decimal.LessThanOrEqual(low.Decimal)
	}
	return high.Decimal.GreaterThanOrEqual(low.Decimal)
}

func (p *Plan) checkProfit() {
	if p.Order.TakeProfit == nil {
		return
	}
	limit, base := p.Order.TakeProfit.LimitPrice, p.base()
	p.checkStep(ProfitField, limit)
	if base.Valid && p.tooNear(limit.Decimal, base.Decimal, p.buys()) {
		p.refuse(ProfitField, byAlpaca, "has to be at least $0.01 "+direction(p.buys())+" $"+base.Decimal.String())
	}
}

func (p *Plan) checkLoss() {
	if p.Order.StopLoss == nil {
		return
	}
	loss, base := p.Order.StopLoss, p.base()
	p.checkStep(LossField, loss.StopPrice)
	p.checkStep(LossField, loss.LimitPrice)
	p.checkStopLimit(LossField, loss.StopPrice, loss.LimitPrice, !p.buys())
	for _, from := range []client.Decimal{base, p.facts.Quote.Price} {
		if from.Valid && from.Decimal.IsPositive() && p.tooNear(loss.StopPrice.Decimal, from.Decimal, !p.buys()) {
			p.refuse(LossField, byAlpaca, "has to be at least $0.01 "+direction(!p.buys())+" $"+from.Decimal.String())
			return
		}
	}
}

// tooNear reports that a price is not at least a cent above, or below, another.
func (p *Plan) tooNear(price, from decimal.Decimal, above bool) bool {
	if above {
		return price.LessThan(from.Add(penny))
	}
	return price.GreaterThan(from.Sub(penny))
}

func direction(above bool) string {
	if above {
		return "above"
	}
	return "below"
}
