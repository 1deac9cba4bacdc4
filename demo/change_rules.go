package demo

import "github.com/shopspring/decimal"

// mayChange gives why an order cannot be replaced.
func (k *book) mayChange(o *order, b orderRequest) error {
	for _, check := range []func(*order, orderRequest) error{k.checkState, k.checkChange, k.checkTerms} {
		if err := check(o, b); err != nil {
			return err
		}
	}
	return nil
}

// checkState refuses to change an order that is not at the exchange.
func (k *book) checkState(o *order, b orderRequest) error {
	switch {
	case !o.open():
		return o.mayEnd()
	case k.config.SuspendTrade:
		return k.checkSuspended(nil, b)
	case o.OrderClass == "mleg":
		return invalid("replace mleg order is disabled")
	case o.Status == "pending_replace":
		return invalid("order chain not fully replaced")
	case o.Status != "new" && o.Status != "partially_filled" && o.Status != "held":
		return invalid("order in state \"" + o.Status + "\" cannot be replaced")
	case o.Notional != nil:
		return invalid("notional orders cannot be replaced")
	}
	return nil
}

// checkChange checks what is asked for against the kind of the order.
func (k *book) checkChange(o *order, b orderRequest) error {
	switch {
	case b.Qty != nil && o.OrderClass != "":
		return invalid("qty cannot be changed for advanced orders")
	case b.Qty != nil && (!b.Qty.IsInteger() || !o.Qty.IsInteger()):
		return invalid("qty of fractional orders cannot be changed")
	case b.Qty != nil && b.Qty.LessThanOrEqual(o.FilledQty):
		return invalid("qty must be > filled_qty")
	case b.LimitPrice != nil && o.LimitPrice == nil, b.StopPrice != nil && (o.StopPrice == nil || o.Type == "trailing_stop"):
		return badRequest(o.Type + " orders require no such price")
	case b.Trail != nil && o.Type != "trailing_stop":
		return badRequest("trail is for trailing stop orders")
	case b.Trail != nil && (!b.Trail.IsPositive() || o.TrailPercent != nil && b.Trail.LessThan(leastTrail)):
		return badRequest("trail is too small")
	case len(b.ClientOrderID) > longestID:
		return badRequest("client_order_id must be at most 128 characters")
	case b.ClientOrderID != "" && k.knowsClientID(b.ClientOrderID):
		return badRequest("client_order_id must be unique")
	case !o.changes(b):
		return invalid("order parameters are not changed")
	}
	return nil
}

// changes reports whether a change asks for other terms.
func (o *order) changes(b orderRequest) bool {
	trail := o.TrailPrice
	if o.TrailPercent != nil {
		trail = o.TrailPercent
	}
	differs := func(asked, is *decimal.Decimal) bool { return asked != nil && (is == nil || !asked.Equal(*is)) }
	return differs(b.Qty, o.Qty) || differs(b.LimitPrice, o.LimitPrice) || differs(b.StopPrice, o.StopPrice) ||
		differs(b.Trail, trail) || b.TimeInForce != "" && b.TimeInForce != o.TimeInForce
}

// checkTerms checks the order as it would be, as if the old one were gone.
func (k *book) checkTerms(o *order, b orderRequest) error {
	q, wanted, status := k.quoteOf(o), *o, o.Status
	wanted.take(b)
	asked := wanted.asked()
	if asked.Type == "trailing_stop" {
		asked.StopPrice = nil // it follows from the trail
	}
	checks := []func(*quote, orderRequest) error{k.checkForm, k.checkSteps, k.checkHours}
	if o.OrderClass == "" {
		checks = append(checks, k.checkHolding, k.checkWash)
	}
	o.Status = "replaced"
	defer func() { o.Status = status }()
	for _, check := range checks {
		if err := check(q, asked); err != nil {
			return err
		}
	}
	if !o.closing {
		if err := k.afford(q, asked, o); err != nil {
			return err
		}
	}
	return k.checkGroup(q, o, &wanted)
}

// checkGroup checks the exits of a group with one of its orders as it would be.
func (k *book) checkGroup(q *quote, o, wanted *order) error {
	top := k.topOf(o)
	as := func(one *order) *order {
		if one == o {
			return wanted
		}
		return one
	}
	g := exitPrices{side: top.Side}
	exits := top.Legs
	switch {
	case top.OrderClass == "":
		return nil
	case top.OrderClass == "oco":
		g.side, exits = opposite(top.Side), top.withLegs()
	case as(top).open():
		g.entry = as(top).LimitPrice
	}
	for _, exit := range exits {
		switch exit = as(exit); {
		case !exit.open():
		case exit.StopPrice != nil:
			g.loss = exit.StopPrice
		default:
			g.profit = exit.LimitPrice
		}
	}
	return k.checkExitPrices(q, g)
}
