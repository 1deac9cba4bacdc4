package trade

import (
	"github.com/shopspring/decimal"

	"quipu/market"
)

// leastShortEquity is the equity in US dollars that short sales need.
var leastShortEquity = decimal.NewFromInt(2000)

// opens reports whether the order buys what it does not only buy back.
func (p *Plan) opens() bool {
	held := p.facts.held()
	return p.buys() && (!held.Valid || !held.Decimal.IsNegative())
}

// mostOfEquity is how many times the equity a position may be worth; beyond that Alpaca
// only takes orders that make it smaller.
var mostOfEquity = decimal.NewFromInt(6)

// checkConcentration refuses to add to a position that is too large for that.
func (p *Plan) checkConcentration(held decimal.Decimal) {
	position, equity := p.facts.marketValue(), p.facts.Account.Equity
	if held.IsZero() || held.IsPositive() != p.buys() || !position.Valid || !equity.Valid {
		return
	}
	if position.Decimal.Abs().GreaterThan(equity.Decimal.Mul(mostOfEquity)) {
		p.refuse(SizeField, byAlpaca, "the position is worth more than six times the equity: it can only be made smaller")
	}
}

// checkPosition refuses sizes that the position does not allow.
func (p *Plan) checkPosition() {
	held := p.facts.held()
	if !held.Valid {
		p.refuseHeld(byQuipu, "the broker does not say how much is held")
		return
	}
	p.checkConcentration(held.Decimal)
	if p.buys() {
		p.checkCover(held.Decimal)
		return
	}
	p.checkSale(held.Decimal)
}

// checkCover refuses a purchase that would turn a short position into a long one.
func (p *Plan) checkCover(held decimal.Decimal) {
	if held.IsZero() {
		p.checkLong()
	}
	if !held.IsNegative() {
		return
	}
	if p.Order.Notional.Valid {
		p.refuseHeld(byQuipu, "say how many shares to buy back: the amount could cross zero")
		return
	}
	position, _ := p.facts.position()
	qty, free := p.Order.Qty, position.QtyAvailable
	switch {
	case !qty.Valid:
	case qty.Decimal.GreaterThan(held.Abs()):
		p.refuseHeld(byAlpaca, "you are short "+held.Abs().String()+p.otherSide("buy those back first, then open the long position"))
	case free.Valid && qty.Decimal.GreaterThan(free.Decimal.Abs()):
		p.refuseHeld(byAlpaca, "other orders hold "+held.Sub(free.Decimal).Abs().String()+" of them: "+free.Decimal.Abs().String()+" are free")
	}
}

// checkLong refuses a purchase beside an order that would open a short position.
func (p *Plan) checkLong() {
	for _, o := range p.facts.Orders {
		if o.Side == market.Sell && !o.Closed() && p.facts.isAsset(o.AssetID, o.Symbol) {
			p.refuse(SizeField, byAlpaca, "a short sale is open: a long position cannot be opened beside it")
			return
		}
	}
}

func (p *Plan) checkSale(held decimal.Decimal) {
	qty := p.Order.Qty
	if held.IsPositive() {
		if p.Order.Notional.Valid {
			p.checkSoldAmount()
			return
		}
		p.checkSold(held)
		return
	}
	switch {
	case p.kind() == coins:
		p.refuseHeld(byAlpaca, "there is nothing to sell")
	case !rulesOf[p.kind()].short:
		p.refuseHeld(byAlpaca, "fractions cannot be sold short")
	case !qty.Valid:
	default:
		p.checkShort()
	}
}

func (p *Plan) checkSold(held decimal.Decimal) {
	qty := p.Order.Qty
	if !qty.Valid {
		return
	}
	position, _ := p.facts.position()
	free := position.QtyAvailable
	switch {
	case qty.Decimal.GreaterThan(held):
		p.refuseHeld(byAlpaca, "you hold "+held.String()+p.otherSide("sell those first, then open the short position"))
	case free.Valid && qty.Decimal.GreaterThan(free.Decimal):
		p.refuseHeld(byAlpaca, "other orders hold "+held.Sub(free.Decimal).String()+" of them: "+free.Decimal.String()+" are free")
	}
}

// otherSide is how to get to the other side of a position, where an order as it is can.
func (p *Plan) otherSide(how string) string {
	if p.Ticket.closes || p.kind() != wholeShares || !p.buys() && !p.facts.Asset.Shortable {
		return ""
	}
	return ": " + how
}

func (p *Plan) checkSoldAmount() {
	position, _ := p.facts.position()
	price := p.facts.price(market.Sell)
	if position.QtyAvailable.Valid && price.Valid && p.Order.Notional.Decimal.GreaterThan(position.QtyAvailable.Decimal.Mul(price.Decimal)) {
		p.refuseHeld(byAlpaca, "that is more than the free part of the position")
	}
}

func (p *Plan) checkShort() {
	a, account := p.facts.Asset, p.facts.Account
	switch {
	case account.ShortingEnabled.Known && !account.ShortingEnabled.On:
		p.refuseHeld(byAlpaca, "the account may not sell short")
	case !a.Shortable:
		p.refuseHeld(byAlpaca, a.Symbol+" cannot be sold short")
	case !a.EasyToBorrow:
		p.refuseHeld(byQuipu, a.Symbol+" is hard to borrow: it needs a paid locate, which quipu does not order")
	case account.Equity.Valid && account.Equity.Decimal.LessThan(leastShortEquity):
		p.refuseHeld(byAlpaca, "short sales need an equity of $2,000")
	}
	for _, o := range p.facts.working() {
		if o.Side == market.Buy {
			p.refuse(SizeField, byAlpaca, "a buy order is open: a short position cannot be opened beside it")
			return
		}
	}
}
