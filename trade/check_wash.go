package trade

import (
	"strings"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// checkWash refuses what Alpaca takes for a trade with oneself.
func (p *Plan) checkWash() {
	if washExempt(p.Order.Class, p.Order.Type) || p.Action == Replace && washExempt(p.target.Class, p.target.Type) {
		return
	}
	var meets []client.Order
	for _, o := range p.facts.working() {
		if (o.Side == market.Buy) != p.buys() && !washExempt(o.Class, o.Type) && p.meets(o) {
			meets = append(meets, o)
		}
	}
	switch len(meets) {
	case 0:
	case 1:
		p.refuse(TicketField, byAlpaca, "this order could trade with your own "+OrderWords(meets[0])+", a wash trade: "+p.apart(meets[0]))
	default:
		names := make([]string, len(meets))
		for i, o := range meets {
			names[i] = OrderWords(o)
		}
		p.refuse(TicketField, byAlpaca, "this order could trade with your own "+strings.Join(names, ", ")+", a wash trade: cancel those orders first")
	}
}

// apart says how an order keeps out of the way of a resting one of the other side.
func (p *Plan) apart(o client.Order) string {
	if p.Action != Close && limited(o.Type) && o.LimitPrice.Valid && (p.Order.Type == Market || limited(p.Order.Type)) {
		return "cancel that order, or use a limit " + direction(!p.buys()) + " " + format.StatedPriceOf(o.LimitPrice.NullDecimal, o.Symbol, o.AssetClass)
	}
	return "cancel that order first"
}

// washExempt reports whether Alpaca leaves orders of a class and type out of its
// wash rule.
func washExempt(class, kind string) bool {
	return class == Bracket || class == OCO || kind == TrailingStop
}

// meets reports whether the order and a resting one of the other side could
// trade with each other.
func (p *Plan) meets(o client.Order) bool {
	if !limited(p.Order.Type) || !limited(o.Type) || !p.Order.LimitPrice.Valid || !o.LimitPrice.Valid {
		return true
	}
	buy, sell := p.Order.LimitPrice.Decimal, o.LimitPrice.Decimal
	if !p.buys() {
		buy, sell = sell, buy
	}
	return buy.GreaterThanOrEqual(sell)
}

func limited(kind string) bool { return kind == Limit || kind == StopLimit }
