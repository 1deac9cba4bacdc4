package trade

// checkOCO checks the two exits of what is held.
func (p *Plan) checkOCO() {
	o := &p.Order
	if o.Type != Limit {
		p.refuse(TypeField, byAlpaca, "a pair of exits is a limit order")
	}
	if o.TimeInForce != "day" && o.TimeInForce != "gtc" {
		p.refuse(TIFField, byAlpaca, "exits are day or gtc")
	}
	if o.ExtendedHours {
		p.refuse(ExtendedField, byAlpaca, "exits do not trade in extended hours")
	}
	switch {
	case o.TakeProfit == nil:
		p.refuse(ProfitField, byAlpaca, "a pair of exits needs a take profit")
		return
	case o.StopLoss == nil:
		p.refuse(LossField, byAlpaca, "a pair of exits needs a stop loss")
		return
	case !p.closes():
		p.refuse(TicketField, byAlpaca, "there is no position that these would close")
		return
	}
	profit, loss, last := o.TakeProfit.LimitPrice, o.StopLoss, p.facts.Quote.Price
	p.checkStep(ProfitField, profit)
	p.checkStep(LossField, loss.StopPrice)
	p.checkStep(LossField, loss.LimitPrice)
	switch {
	case p.tooNear(loss.StopPrice.Decimal, profit.Decimal, p.buys()):
		p.refuse(LossField, byAlpaca, "has to be at least $0.01 "+direction(p.buys())+" the take profit, $"+profit.Decimal.String())
	case last.Valid && last.Decimal.IsPositive() && p.tooNear(loss.StopPrice.Decimal, last.Decimal, p.buys()):
		p.refuse(LossField, byAlpaca, "has to be at least $0.01 "+direction(p.buys())+" the market: last $"+last.Decimal.String())
	}
	if last.Valid && last.Decimal.IsPositive() && !p.tooNear(last.Decimal, profit.Decimal, !p.buys()) {
		p.warn(ProfitField, "the take profit is through the market: it fills at once")
	}
}
