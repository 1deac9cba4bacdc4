package trade

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
	"quipu/number"
)

// Estimate is what an order would do, as far as quipu can tell. Alpaca has no
// preview: nothing of it is promised. Amounts are US dollars; what cannot be
// told is unknown.
type Estimate struct {
	Value         client.Decimal // of the order: cost of a purchase, proceeds of a sale; above 0
	Fee           client.Decimal // of crypto, taken from what is received
	PowerBefore   client.Decimal // buying power now
	PowerAfter    client.Decimal // while the order works; a sale of what is held frees it when it is filled
	PositionAfter client.Decimal // quantity with its sign, once filled
	ValueAfter    client.Decimal // of that position at the order's price, with its sign
	ShareAfter    client.Decimal // of the equity, a fraction
	FromBid       client.Decimal // the limit less the bid
	FromAsk       client.Decimal
	FromLast      client.Decimal
}

// cryptoFee is the highest fee of a taker, as a fraction of what is received.
var cryptoFee = decimal.New(25, -4)

// shortMargin is what a short sale is counted at: 3 % above the ask.
var shortMargin = decimal.New(103, -2)

func (p *Plan) estimate() {
	if p.currency() != market.USD {
		return // nothing of it is in dollars
	}
	e, a := &p.Estimate, p.facts.Account
	price := p.entry()
	if p.Order.Notional.Valid {
		e.Value = p.Order.Notional
	} else {
		e.Value = product(p.Order.Qty, price)
	}
	if !e.Value.Valid {
		e.Value = p.Ticket.Amount // a person says what nobody else can
	}
	if p.facts.Asset.Class == market.Crypto {
		e.Fee = times(e.Value, cryptoFee)
	}
	e.PowerBefore = p.power()
	if !p.beyond { // what such an order would lead to there is not
		e.PowerAfter = difference(e.PowerBefore, p.more())
		p.estimatePosition(price, a.Equity)
	}
	quote := p.facts.Quote
	if limit := p.Order.LimitPrice; limit.Valid {
		e.FromBid, e.FromAsk, e.FromLast = difference(limit, quote.Quote.Bid), difference(limit, quote.Quote.Ask), difference(limit, quote.Price)
	}
}

// currency is that of the instrument's prices.
func (p *Plan) currency() string {
	return market.QuoteCurrency(p.facts.Asset.Symbol, p.facts.Asset.Class)
}

// binds is the buying power that the order takes while it works.
func (p *Plan) binds() client.Decimal {
	switch {
	case p.Reduces():
		return client.Known(zero)
	case p.buys():
		return p.Estimate.Value
	}
	price := p.Order.LimitPrice
	if ask := times(p.facts.Quote.Quote.Ask, shortMargin); ask.Valid && (!price.Valid || ask.Decimal.GreaterThan(price.Decimal)) {
		price = ask
	}
	return product(p.Order.Qty, price)
}

// more is the buying power that the order takes beyond what one that it replaces
// has: the broker holds the larger of both.
func (p *Plan) more() client.Decimal {
	binds := p.binds()
	if p.Action != Replace || p.Reduces() {
		return binds
	}
	old := Plan{facts: p.facts, Order: client.OrderRequest{Side: p.Order.Side, Qty: remaining(p.target), LimitPrice: p.target.LimitPrice, StopPrice: p.target.StopPrice}}
	old.Estimate.Value = product(old.Order.Qty, old.entry())
	more := difference(binds, old.binds())
	if !more.Valid {
		return binds
	}
	return client.Known(decimal.Max(more.Decimal, zero))
}

func (p *Plan) estimatePosition(price, equity client.Decimal) {
	e := &p.Estimate
	qty := p.Order.Qty
	if !qty.Valid && p.Order.Notional.Valid && price.Valid && price.Decimal.IsPositive() {
		qty = client.Known(p.Order.Notional.Decimal.DivRound(price.Decimal, qtyDigits))
	}
	if held := p.facts.held(); held.Valid && qty.Valid {
		change := qty.Decimal
		if !p.buys() {
			change = change.Neg()
		}
		e.PositionAfter = client.Known(held.Decimal.Add(change))
	}
	e.ValueAfter = product(e.PositionAfter, price)
	if e.ValueAfter.Valid && equity.Valid && equity.Decimal.IsPositive() {
		e.ShareAfter = client.Known(e.ValueAfter.Decimal.DivRound(equity.Decimal, 8))
	}
}

// checkMoney refuses what the buying power does not pay for.
func (p *Plan) checkMoney() {
	value, r := p.Estimate.Value, rulesOf[p.kind()]
	if most := decimal.NewFromInt(r.mostNotional); r.mostNotional > 0 && value.Valid && value.Decimal.GreaterThan(most) {
		p.refuse(SizeField, byAlpaca, "at most $"+most.String()+" an order")
	}
	if p.buys() && value.Valid && value.Decimal.LessThan(one) && p.Order.Qty.Valid {
		p.refuse(SizeField, byAlpaca, "at least $1")
	}
	after := p.Estimate.PowerAfter
	if after.Valid && after.Decimal.IsNegative() {
		p.refuse(SizeField, byAlpaca, "insufficient buying power: "+money(p.Estimate.PowerBefore)+" available, "+money(p.more())+" needed")
	}
}

func product(a, b client.Decimal) client.Decimal {
	if !a.Valid || !b.Valid {
		return client.Decimal{}
	}
	return client.Known(a.Decimal.Mul(b.Decimal))
}

func difference(a, b client.Decimal) client.Decimal {
	return client.Decimal{NullDecimal: number.Sub(a.NullDecimal, b.NullDecimal)}
}
