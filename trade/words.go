package trade

import (
	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// Sentence says the very order in words, without the account: "Buy 10 AAPL,
// limit $232.30, good for the day, about $2,323.00".
func (p *Plan) Sentence() string {
	o, class := p.Order, p.facts.Asset.Class
	price := func(d client.Decimal) string { return format.PriceOf(d.NullDecimal, o.Symbol, class) }
	text := "Buy "
	if !p.buys() {
		text = "Sell "
	}
	if o.Notional.Valid {
		text += money(o.Notional) + " of " + o.Symbol
	} else {
		text += format.Quantity(o.Qty.NullDecimal) + " " + o.Symbol
	}
	switch o.Type {
	case Market:
		text += " at the market"
	case Limit:
		text += ", limit " + price(o.LimitPrice)
	case Stop:
		text += ", stop " + price(o.StopPrice)
	case StopLimit:
		text += ", stop " + price(o.StopPrice) + ", limit " + price(o.LimitPrice)
	case TrailingStop:
		text += ", trailing by " + trail(o)
	}
	text += ", " + timeInForce(o.TimeInForce)
	if o.ExtendedHours {
		text += ", extended hours too"
	}
	if o.TakeProfit != nil {
		text += ", take profit " + price(o.TakeProfit.LimitPrice)
	}
	if o.StopLoss != nil {
		text += ", stop loss " + price(o.StopLoss.StopPrice)
		if o.StopLoss.LimitPrice.Valid {
			text += " with limit " + price(o.StopLoss.LimitPrice)
		}
	}
	if !o.Notional.Valid && p.Estimate.Value.Valid {
		text += ", about " + money(p.Estimate.Value)
	}
	if p.shorts() {
		text += " (a short sale)"
	}
	return text
}

func trail(o client.OrderRequest) string {
	if o.TrailPercent.Valid {
		return o.TrailPercent.Decimal.String() + "%"
	}
	return money(o.TrailPrice)
}

// timeInForce says a time in force in words.
func timeInForce(tif string) string {
	switch tif {
	case "day":
		return "good for the day"
	case "gtc":
		return "good till cancelled"
	case "ioc":
		return "immediate or cancel"
	case "fok":
		return "fill or kill"
	case "opg":
		return "at the open"
	case "cls":
		return "at the close"
	}
	return tif
}

// shorts reports a sale of what is not held.
func (p *Plan) shorts() bool {
	held := p.facts.held()
	return p.Order.Side == market.Sell && held.Valid && !held.Decimal.IsPositive()
}

// Same reports whether two plans are of the same order on the same position: what
// a person confirmed for one holds for the other.
func (p *Plan) Same(other *Plan) bool {
	a, b := p.facts.held(), other.facts.held()
	return p.Body() == other.Body() && p.Reduces() == other.Reduces() && a.Valid == b.Valid && a.Decimal.Equal(b.Decimal)
}

// Fixed gives the ticket with the size that the plan made of it, so that a later
// plan is of the same order.
func (p *Plan) Fixed() Ticket {
	t := p.Ticket
	switch {
	case p.Order.Notional.Valid:
		t.Size = Size{Dollars, p.Order.Notional.Decimal}
	case p.Order.Qty.Valid:
		t.Size = Size{Shares, p.Order.Qty.Decimal}
	}
	return t
}

// Facts are what the plan was made by.
func (p *Plan) Facts() Facts { return p.facts }
