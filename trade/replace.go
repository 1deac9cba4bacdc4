package trade

import (
	"slices"

	"quipu/client"
	"quipu/market"
)

// Change is what is to become of a working order. What is unknown or empty stays.
type Change struct {
	Qty          client.Decimal // the whole, with what is filled
	TIF          string
	Limit        client.Decimal // US dollars
	Stop         client.Decimal
	TrailPrice   client.Decimal // of an order that trails by dollars: the unit stays
	TrailPercent client.Decimal // of one that trails by percent
}

// PrepareReplace makes a plan that replaces a working order. Its Order is what
// is left to be filled of the new one, and is checked like a new order beside the
// others. The order has to be read just before.
func PrepareReplace(o client.Order, c Change, f Facts) Plan {
	p := Plan{Action: Replace, target: o, facts: f.without(o), Order: client.OrderRequest{
		Symbol: f.Asset.Symbol, Side: o.Side, Type: o.Type, TimeInForce: o.TimeInForce, Qty: remaining(o), ExtendedHours: o.ExtendedHours.On,
		LimitPrice: o.LimitPrice, TrailPrice: o.TrailPrice, TrailPercent: o.TrailPercent,
	}}
	if o.Type != TrailingStop {
		p.Order.StopPrice = o.StopPrice // that of a trailing stop follows the market
	}
	p.exits = o.Class == OCO || f.isLeg(o)
	p.checkReplaceable()
	p.apply(c)
	p.checkAccount()
	p.checkAsset()
	p.checkForm()
	p.checkSize()
	p.checkPrices()
	p.checkHours()
	if !p.exits {
		p.checkPosition()
	}
	p.checkWash()
	p.estimate()
	p.checkMoney()
	return p
}

// Target is the order that a plan replaces; the zero Order of other plans.
func (p *Plan) Target() client.Order { return p.target }

// without gives the facts as they are when an order is gone: what it holds is
// free.
func (f Facts) without(o client.Order) Facts {
	f.Orders = slices.DeleteFunc(slices.Clone(f.Orders), func(other client.Order) bool { return other.ID == o.ID && len(other.Legs) == 0 })
	for i := range f.Orders {
		if f.Orders[i].ID == o.ID {
			f.Orders[i].Status = "replaced" // its legs stay
		}
		f.Orders[i].Legs = slices.DeleteFunc(slices.Clone(f.Orders[i].Legs), func(leg client.Order) bool { return leg.ID == o.ID })
	}
	f.Positions = slices.Clone(f.Positions)
	for i := range f.Positions {
		p := &f.Positions[i]
		left := remaining(o)
		if !f.isAsset(p.AssetID, p.Symbol) || !p.Qty.Valid || !p.QtyAvailable.Valid || !left.Valid || p.Qty.Decimal.IsPositive() == (o.Side == market.Buy) {
			continue
		}
		free := p.QtyAvailable.Decimal.Abs().Add(left.Decimal)
		if free.GreaterThan(p.Qty.Decimal.Abs()) {
			free = p.Qty.Decimal.Abs()
		}
		if p.Qty.Decimal.IsNegative() {
			free = free.Neg()
		}
		p.QtyAvailable = client.Known(free)
	}
	return f
}

// isLeg reports whether an order is an exit of another one.
func (f Facts) isLeg(o client.Order) bool {
	if o.Parent != "" {
		return true
	}
	for _, parent := range f.Orders {
		if parent.ID == o.ID && parent.Parent != "" { // it stands by itself: its parent is filled
			return true
		}
		if slices.ContainsFunc(parent.Legs, func(leg client.Order) bool { return leg.ID == o.ID }) {
			return true
		}
	}
	return false
}

// replaceable are the states in which the broker takes a replacement.
var replaceable = []string{"new", "partially_filled", heldStatus}

func (p *Plan) checkReplaceable() {
	o := p.target
	switch {
	case o.ID == "":
		p.refuse(TicketField, byQuipu, "which order?")
	case o.Closed():
		p.refuse(TicketField, byAlpaca, "the order is "+words(o.Status)+": it cannot be replaced")
	case !slices.Contains(replaceable, o.Status):
		p.refuse(TicketField, byAlpaca, "the order is "+words(o.Status)+": it can be replaced when it is new; until then cancel it and send another")
	case o.Notional.Valid && !o.Qty.Valid:
		p.refuse(TicketField, byAlpaca, "an order in dollars cannot be replaced")
	case o.Class == OTO && !p.exits, o.Class == "mleg":
		p.refuse(TicketField, byAlpaca, words(o.Class)+" orders cannot be replaced")
	case !o.Qty.Valid:
		p.refuse(SizeField, byQuipu, "the broker does not say how large the order is")
	}
}

// apply makes the request of what differs, and the order as it will be.
func (p *Plan) apply(c Change) {
	o, r := p.target, &p.Request
	trail, now, distance := &p.Order.TrailPrice, o.TrailPrice, c.TrailPrice
	if o.TrailPercent.Valid || !o.TrailPrice.Valid && c.TrailPercent.Valid {
		trail, now, distance = &p.Order.TrailPercent, o.TrailPercent, c.TrailPercent
	}
	for _, d := range []struct {
		is, wanted client.Decimal
		order, ask *client.Decimal
	}{
		{o.LimitPrice, c.Limit, &p.Order.LimitPrice, &r.LimitPrice},
		{p.Order.StopPrice, c.Stop, &p.Order.StopPrice, &r.StopPrice},
		{now, distance, trail, &r.Trail},
	} {
		if differs(d.is, d.wanted) {
			*d.order, *d.ask = d.wanted, d.wanted
		}
	}
	if c.TIF != "" && c.TIF != o.TimeInForce {
		p.Order.TimeInForce, r.TimeInForce = c.TIF, c.TIF
	}
	if differs(o.Qty, c.Qty) {
		r.Qty = c.Qty
		p.Order.Qty = difference(c.Qty, client.Known(o.FilledQty.Decimal))
		p.checkTotal(c.Qty)
	}
	switch {
	case o.TrailPercent.Valid && c.TrailPrice.Valid:
		p.refuse(TrailField, byAlpaca, "the order trails by percent and cannot change to dollars: give it in percent, like 2%")
	case o.TrailPrice.Valid && c.TrailPercent.Valid:
		p.refuse(TrailField, byAlpaca, "the order trails by dollars and cannot change to percent: write 5")
	case *r == (client.ReplaceRequest{}):
		p.refuse(TicketField, byAlpaca, "nothing of the order is changed")
	}
}

// differs reports whether what is wanted is said, and is not what is.
func differs(is, wanted client.Decimal) bool {
	return wanted.Valid && (!is.Valid || !is.Decimal.Equal(wanted.Decimal))
}

// checkTotal checks a new quantity, which includes what is filled.
func (p *Plan) checkTotal(qty client.Decimal) {
	o := p.target
	switch {
	case o.Class != "" && o.Class != "simple":
		p.refuse(SizeField, byAlpaca, "the quantity of an order with exits cannot be changed")
	case !qty.Decimal.IsInteger() || !o.Qty.Decimal.IsInteger():
		p.refuse(SizeField, byAlpaca, "only whole quantities can be changed, to whole ones")
	case qty.Decimal.LessThanOrEqual(o.FilledQty.Decimal):
		p.refuse(SizeField, byAlpaca, o.FilledQty.Decimal.String()+" are filled already: the quantity counts them and has to be above")
	}
}

// total is the quantity of the new order, with what is filled.
func (p *Plan) total() client.Decimal {
	if p.Request.Qty.Valid {
		return p.Request.Qty
	}
	return p.target.Qty
}
