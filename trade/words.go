package trade

import (
	"strings"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// Sentence says the very order in words, without the account: "Buy 10 AAPL,
// limit $232.30, good for the day, about $2,323.00", or what of one is replaced:
// "Replace sell 10 AAPL limit: limit $260.00 → $255.00".
func (p *Plan) Sentence() string {
	switch p.Action {
	case Replace:
		return "Replace " + p.replaced()
	case Close:
		return p.closing()
	}
	o, class := p.Order, p.facts.Asset.Class
	price := func(d client.Decimal) string { return format.StatedPriceOf(d.NullDecimal, o.Symbol, class) }
	text := "Buy "
	if !p.buys() {
		text = "Sell "
	}
	switch {
	case o.Notional.Valid:
		text += money(o.Notional) + " of " + o.Symbol
	case o.Qty.Valid:
		text += format.Quantity(o.Qty.NullDecimal) + " " + o.Symbol
	default:
		text += p.Ticket.Size.of(o.Symbol)
	}
	switch o.Type {
	case Market:
		text += " at the market"
	case Limit:
		if o.Class != OCO { // its two prices are those of the exits
			text += ", limit " + price(o.LimitPrice)
		}
	case Stop:
		text += ", stop " + price(o.StopPrice)
	case StopLimit:
		text += ", stop " + price(o.StopPrice) + ", limit " + price(o.LimitPrice)
	case TrailingStop:
		text += ", trailing by " + trail(o)
	}
	good := ", " + TIFWords(o.TimeInForce)
	if o.ExtendedHours {
		good += ", extended hours too"
	}
	if o.Class != OCO {
		text += good
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
	if o.Class == OCO {
		text += ", whichever comes first" + good
	}
	if !o.Notional.Valid && p.Estimate.Value.Valid {
		text += ", about " + money(p.Estimate.Value)
	}
	if p.shorts() {
		text += " (a short sale)"
	}
	return text
}

// OrderName names what an order is for: an instrument, or how many legs.
func OrderName(o client.Order, short bool) string {
	if o.Symbol == "" && len(o.Legs) > 0 {
		return format.Legs(o.Legs[0].Symbol, len(o.Legs))
	}
	return format.Instrument(o.Symbol, o.AssetClass, short)
}

// OrdersWords says which orders, one after the other.
func OrdersWords(orders []client.Order) string {
	names := make([]string, len(orders))
	for i, o := range orders {
		names[i] = OrderWords(o)
	}
	return strings.Join(names, ", ")
}

// OrderWords says which order: "sell 20 AAPL limit $260.00".
func OrderWords(o client.Order) string {
	return OrderWordsAs(o, OrderName(o, false), format.Options{})
}

// OrderWordsAs is OrderWords with another name of the instrument, "" for none, and
// with the sizes hidden where the options say so.
func OrderWordsAs(o client.Order, name string, l format.Options) string {
	size := format.Amount(l, format.Quantity(o.Qty.NullDecimal))
	if !o.Qty.Valid && o.Notional.Valid {
		size = format.Amount(l, format.MoneyIn(o.Notional.NullDecimal, o.Currency()))
		if name != "" {
			size += " of"
		}
	}
	parts := []string{format.Words(o.Side), size, name, PriceWords(o)}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// PriceWords say an order's type with each of its prices: "stop $290.00 limit $292.50",
// "trailing stop 10% (now $125.71)".
func PriceWords(o client.Order) string {
	currency := o.Currency()
	stated := func(d client.Decimal) string { return format.StatedPriceIn(d.NullDecimal, currency) }
	if o.TrailPercent.Valid || o.TrailPrice.Valid {
		words := strings.Replace(format.OrderType(o.Type, o.TrailPrice.NullDecimal, o.TrailPercent.NullDecimal, currency), "trailing", "trailing stop", 1)
		if o.StopPrice.Valid { // it follows from the market, with more digits than a price has
			digits := int32(2)
			if o.StopPrice.Decimal.IntPart() == 0 {
				digits = 4
			}
			words += " (now " + stated(client.Known(o.StopPrice.Decimal.Round(digits))) + ")"
		}
		return words
	}
	if o.StopPrice.Valid && o.LimitPrice.Valid {
		return "stop " + stated(o.StopPrice) + " limit " + stated(o.LimitPrice)
	}
	words := format.Words(o.Type)
	for _, price := range []client.Decimal{o.StopPrice, o.LimitPrice} {
		if price.Valid {
			words += " " + stated(price)
		}
	}
	return words
}

// replaced says what of the order changes.
func (p *Plan) replaced() string {
	o, r := p.target, p.Request
	price := func(d client.Decimal) string {
		return format.StatedPriceOf(d.NullDecimal, o.Symbol, p.facts.Asset.Class)
	}
	distance := money
	is := o.TrailPrice
	if o.TrailPercent.Valid {
		is, distance = o.TrailPercent, func(d client.Decimal) string { return d.Decimal.String() + "%" }
	}
	var changes []string
	change := func(name string, is, will client.Decimal, show func(client.Decimal) string) {
		if will.Valid {
			changes = append(changes, name+" "+show(is)+" → "+show(will))
		}
	}
	change("quantity", o.Qty, r.Qty, func(d client.Decimal) string { return format.Quantity(d.NullDecimal) })
	change("limit", o.LimitPrice, r.LimitPrice, price)
	change("stop", o.StopPrice, r.StopPrice, price)
	change("trail", is, r.Trail, distance)
	if r.TimeInForce != "" {
		changes = append(changes, TIFWords(o.TimeInForce)+" → "+TIFWords(r.TimeInForce))
	}
	unpriced := o // the changes say the prices
	unpriced.LimitPrice, unpriced.StopPrice = client.Decimal{}, client.Decimal{}
	text := OrderWords(unpriced) + ": " + strings.Join(changes, ", ")
	if o.FilledQty.Decimal.IsPositive() {
		text += " (" + format.Quantity(o.FilledQty.NullDecimal) + " are filled already)"
	}
	return text
}

func trail(o client.OrderRequest) string {
	if o.TrailPercent.Valid {
		return o.TrailPercent.Decimal.String() + "%"
	}
	return money(o.TrailPrice)
}

// TIFWords say a time in force in words: "good for the day". One that is not known stays
// as it is.
func TIFWords(tif string) string {
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
func (p *Plan) Same(other *Plan) bool { return p.difference(other) == "" }

// difference says what makes a plan another one than the one before: the position or
// the order itself.
func (p *Plan) difference(was *Plan) string {
	a, b := was.facts.held(), p.facts.held()
	switch {
	case a.Valid != b.Valid || !a.Decimal.Equal(b.Decimal):
		return "the position changed from " + units(a) + " to " + units(b)
	case p.Body() != was.Body() || p.Reduces() != was.Reduces():
		return "the orders of " + p.Order.Symbol + " changed"
	}
	return ""
}

func units(d client.Decimal) string {
	if !d.Valid {
		return "unknown"
	}
	return format.Quantity(d.NullDecimal)
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
