package trade

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// resolveSize makes a quantity, or an amount of dollars, of the size.
func (p *Plan) resolveSize() {
	size := p.Ticket.Size
	switch size.Unit {
	case NoSize:
		p.refuse(SizeField, byQuipu, "how much?")
	case Shares:
		p.Order.Qty = client.Known(size.Value)
	case Dollars:
		p.spend(client.Known(size.Value), true)
	case OfEquity:
		p.spend(times(p.facts.Account.Equity, size.Value), false)
	case OfPower:
		p.spend(times(p.power(), size.Value), false)
	case OfPosition:
		p.partOfPosition(size.Value)
	case DollarsAtRisk:
		p.risk(size.Value)
	}
}

func times(d client.Decimal, by decimal.Decimal) client.Decimal {
	if !d.Valid {
		return d
	}
	return client.Known(d.Decimal.Mul(by))
}

// power is what may be spent on the instrument.
func (p *Plan) power() client.Decimal {
	if p.facts.Asset.Class == market.Crypto {
		return p.facts.Account.NonMarginableBuyingPower
	}
	return p.facts.Account.BuyingPower
}

// entry is the price that a size in dollars is divided by: the order's own, or the
// market's where its type has none. It is unknown while the order's own is missing.
func (p *Plan) entry() client.Decimal {
	switch {
	case p.Order.Class == OCO && p.Order.TakeProfit != nil:
		return p.Order.TakeProfit.LimitPrice
	case p.Order.LimitPrice.Valid || p.Order.Type == Limit || p.Order.Type == StopLimit:
		return p.Order.LimitPrice
	case p.Order.StopPrice.Valid || p.Order.Type == Stop:
		return p.Order.StopPrice
	}
	return p.facts.price(p.Order.Side)
}

// spend makes a quantity that costs no more than amount. A market order of
// exact dollars is sent in dollars where the instrument can be divided.
func (p *Plan) spend(amount client.Decimal, exact bool) {
	price := p.entry()
	switch {
	case !amount.Valid:
		p.refuse(SizeField, byQuipu, "the account does not say how much that is")
		return
	case exact && p.Order.Type == Market && p.divisible() && p.Order.Class == "":
		p.Order.Notional = client.Known(amount.Decimal.Truncate(moneyPlace))
		return
	case !price.Valid || !price.Decimal.IsPositive():
		p.refuse(SizeField, byQuipu, "there is no price to turn the amount into a quantity")
		return
	}
	p.take(amount.Decimal.DivRound(price.Decimal, 16), "that buys less than can be traded")
	if exact {
		p.sayRest(amount.Decimal, price.Decimal)
	}
}

// sayRest says what of an amount of dollars is left, where that is a cent or more.
func (p *Plan) sayRest(amount, price decimal.Decimal) {
	if !p.Order.Qty.Valid {
		return
	}
	value := p.Order.Qty.Decimal.Mul(price)
	rest := amount.Sub(value).Truncate(moneyPlace)
	if !rest.IsPositive() {
		return
	}
	left := "stay"
	if !p.buys() {
		left = "are not sold"
	}
	p.warn(SizeField, p.unitsWords()+" = "+money(client.Known(value))+", "+money(client.Known(rest))+" "+left)
}

// unitsWords are the order's quantity with its unit: "2 shares".
func (p *Plan) unitsWords() string {
	qty := p.Order.Qty
	switch {
	case p.facts.Asset.Class == market.Crypto:
		base, _, _ := strings.Cut(p.Order.Symbol, "/")
		return format.Quantity(qty.NullDecimal) + " " + base
	case qty.Decimal.Equal(one):
		return "1 share"
	}
	return format.Quantity(qty.NullDecimal) + " shares"
}

func (p *Plan) divisible() bool {
	return p.facts.Asset.Class == market.Crypto || p.facts.Asset.Fractionable
}

// take uses a quantity that was calculated, rounded down: to whole shares where
// there is at least one.
func (p *Plan) take(qty decimal.Decimal, tooSmall string) {
	whole := qty.Truncate(0)
	switch {
	case p.facts.Asset.Class != market.Crypto && whole.IsPositive():
		qty = whole
	case p.divisible():
		qty = qty.Truncate(qtyDigits)
	default:
		qty = whole
	}
	p.takeExactly(qty, tooSmall)
}

func (p *Plan) takeExactly(qty decimal.Decimal, tooSmall string) {
	if !qty.IsPositive() {
		p.refuse(SizeField, byQuipu, tooSmall)
		return
	}
	p.Order.Qty = client.Known(qty)
}

// partOfPosition takes a fraction of all that is held. What other orders hold of it
// checkPosition refuses.
func (p *Plan) partOfPosition(share decimal.Decimal) {
	held := p.facts.held()
	switch {
	case !held.Valid: // checkPosition says so
		return
	case held.Decimal.IsZero():
		p.refuse(SizeField, byQuipu, "there is no position")
		return
	case !p.closes():
		p.refuse(SizeField, byQuipu, "a part of the position works only for an order that reduces it")
		return
	}
	all := held.Decimal.Abs()
	if share.Equal(one) {
		p.Order.Qty = client.Known(all)
		return
	}
	const tooSmall = "that is less than can be traded"
	part := all.Mul(share).Round(12)
	if p.keepsFraction(all) {
		p.takeExactly(part.Truncate(qtyDigits), tooSmall)
		return
	}
	p.take(part, tooSmall)
	if p.Order.Qty.Valid && p.kind() == wholeShares && !part.IsInteger() {
		p.warn(SizeField, format.Quantity(p.Order.Qty.NullDecimal)+" of "+format.Quantity(client.Known(part.Truncate(qtyDigits)).NullDecimal)+": whole shares only")
	}
}

// keepsFraction reports whether a part of what is held stays a fraction of a share: what
// is held is one, and the order can be for one.
func (p *Plan) keepsFraction(held decimal.Decimal) bool {
	a, o, r := p.facts.Asset, p.Order, rulesOf[brokenShares]
	if held.IsInteger() || !a.Fractionable || o.Class != "" || o.ExtendedHours && a.FractionsExtended.Known && !a.FractionsExtended.On {
		return false
	}
	return slices.Contains(r.types, o.Type) && slices.Contains(r.tifs, o.TimeInForce)
}

// risk makes a quantity that loses amount where the stop is hit.
func (p *Plan) risk(amount decimal.Decimal) {
	entry, stop := p.entry(), p.Ticket.StopLoss
	switch {
	case !stop.Valid:
		p.refuse(SizeField, byQuipu, "a size by risk needs a stop loss")
	case !entry.Valid:
		p.refuse(SizeField, byQuipu, "there is no price to measure the risk from")
	case entry.Decimal.Equal(stop.Decimal):
		p.refuse(SizeField, byQuipu, "the stop is at the entry: nothing would be at risk")
	default:
		p.take(amount.DivRound(entry.Decimal.Sub(stop.Decimal).Abs(), 16), "the risk of one is larger than that")
	}
}
