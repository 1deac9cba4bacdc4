package client

import (
	"slices"
	"time"

	"quipu/market"

	"github.com/shopspring/decimal"
)

// An event brings a snapshot up to date at once in what it says: the order, the
// position's quantity, the cash. What follows from prices uses the last known
// price, until the next cycle reads everything.

// withEvent gives the snapshot after e. The event changes the position only where
// it is the latest of its asset.
func (s *Snapshot) withEvent(e OrderEvent, isLatest bool) *Snapshot {
	next := *s
	if e.Fills() && isLatest && !s.includes(e) {
		next.applyFill(e)
	}
	next.Orders = working(withOrder(s.Orders, e))
	return &next
}

// withOrder gives the open orders with e's order: changed in its place, closed or not,
// first when it is new. An order that is known in a later state stays.
func withOrder(open []Order, e OrderEvent) []Order {
	at := slices.IndexFunc(open, func(o Order) bool { return o.ID == e.Order.ID })
	if at < 0 {
		if parent := slices.IndexFunc(open, func(o Order) bool { return hasLeg(o, e.Order.ID) }); parent >= 0 {
			return withLeg(open, parent, e.Order)
		}
		if e.Order.Closed() || e.Missed {
			return open
		}
		return slices.Insert(slices.Clone(open), 0, e.Order)
	}
	if isNewer(open[at].UpdatedAt, e.Order.UpdatedAt) {
		return open
	}
	now := e.Order
	if now.Legs == nil {
		now.Legs = open[at].Legs
	}
	now.Parent = open[at].Parent
	if now.Closed() && now.Class == multiLeg {
		now.Legs = nil // they are no orders of their own
	}
	all := slices.Clone(open)
	all[at] = now
	return all
}

// The classes of orders without legs, and with legs that are filled together.
const (
	simple   = "simple"
	multiLeg = "mleg"
)

func hasLeg(o Order, id string) bool {
	return slices.ContainsFunc(o.Legs, func(leg Order) bool { return leg.ID == id })
}

func withLeg(open []Order, parent int, leg Order) []Order {
	all := slices.Clone(open)
	all[parent].Legs = slices.Clone(all[parent].Legs)
	for i := range all[parent].Legs {
		if known := &all[parent].Legs[i]; known.ID == leg.ID && !isNewer(known.UpdatedAt, leg.UpdatedAt) {
			leg.Parent = known.Parent
			*known = leg
		}
	}
	return all
}

// isNewer reports whether a is known to be later than b.
func isNewer(a, b *time.Time) bool { return a != nil && b != nil && a.After(*b) }

// readingSlack is how exactly the broker's clock is known.
const readingSlack = time.Second

// includes reports whether what s was read from has e in it already, by the
// broker's clock. A position alone cannot tell: it may have moved on and back.
func (s *Snapshot) includes(e OrderEvent) bool {
	return !s.askedAt.IsZero() && !e.At.IsZero() && e.At.Before(s.askedAt.Add(-readingSlack))
}

// applyFill sets the position to the quantity that the event states, and moves the
// cash by what the fill cost. A position that has that quantity or is beyond it was
// read after the fill and stays. A fill that names no instrument, as the parent of
// several legs does, one in a pair that is not quoted in dollars or in an adjusted option,
// and any in an account that is not in dollars change nothing: the cycle that follows
// reads what they did.
func (s *Snapshot) applyFill(e OrderEvent) {
	id := e.Order.Identity()
	dollars := e.Order.Currency() == market.USD && (s.Account.Currency == market.USD || s.Account.Currency == "")
	units, sized := market.UnitsPer(e.Order.Symbol, e.Order.class())
	if !e.PositionQty.Valid || !e.Price.Valid || !id.Known() || !dollars || !sized {
		return
	}
	at := slices.IndexFunc(s.Positions, func(p Position) bool { return p.Identity().Is(id) })
	size, before := decimal.NewFromInt(units), decimal.Decimal{}
	if at >= 0 {
		if !s.Positions[at].Qty.Valid {
			return
		}
		before = s.Positions[at].Qty.Decimal
	}
	bought := e.PositionQty.Decimal.Sub(before)
	up := bought.IsPositive()
	if bought.IsZero() || up != e.Order.isBuy(up) {
		return
	}
	if s.Account.Cash.Valid {
		cost := e.cost(FindOrder(s.Orders, e.Order.ID), bought.Abs()).Mul(size)
		if !up {
			cost = cost.Neg()
		}
		s.Account.Cash = Known(s.Account.Cash.Decimal.Sub(cost))
	}
	positions := slices.Clone(s.Positions)
	switch {
	case at < 0:
		p := Position{AssetID: e.Order.AssetID, Symbol: heldSymbol(e.Order), AssetClass: e.Order.class()} // in dollars
		positions = append(positions, p.trade(bought, e.Price.Decimal, size))
	case e.PositionQty.Decimal.IsZero():
		positions = slices.Delete(positions, at, at+1)
	default:
		positions[at] = positions[at].trade(bought, e.Price.Decimal, size)
	}
	s.Positions = positions
}

// cost is what was paid or received for a fill without its fees, per unit of the
// instrument: by the quantity of the fill, not by that of which the position lacks it,
// which is smaller where a fee is taken in coin. A position that lacks more has missed
// earlier fills. The order states what its own cost, before being what was known of it;
// others count at the price of this one.
func (e OrderEvent) cost(before *Order, lacking decimal.Decimal) decimal.Decimal {
	qty := lacking
	if e.Qty.Valid && e.Qty.Decimal.IsPositive() {
		qty = e.Qty.Decimal
	}
	if lacking.LessThanOrEqual(qty) {
		return qty.Mul(e.Price.Decimal)
	}
	if before == nil {
		before = &Order{}
	}
	if all, cost := e.Order.filledSince(before); cost.Valid && all.Decimal.GreaterThanOrEqual(lacking) {
		return cost.Decimal
	}
	return lacking.Mul(e.Price.Decimal)
}

// trade gives the position after bought more units at price. The average moves
// when the position grows or turns, and stays when it shrinks.
func (p Position) trade(bought, price, size decimal.Decimal) Position {
	before := p.Qty.Decimal
	qty := before.Add(bought)
	grows := before.Sign() == 0 || before.Sign() == bought.Sign()
	turned := before.Sign()*qty.Sign() < 0
	switch {
	case turned, before.IsZero():
		p.AvgEntryPrice = Known(price)
	case grows && p.AvgEntryPrice.Valid:
		paid := before.Mul(p.AvgEntryPrice.Decimal).Add(bought.Mul(price))
		p.AvgEntryPrice = Known(paid.DivRound(qty, 12))
	}
	p.Qty, p.QtyAvailable = Known(qty), Decimal{}
	p.Side = p.Direction()
	if !p.CurrentPrice.Valid {
		p.CurrentPrice = Known(price)
	}
	p.MarketValue = Known(qty.Mul(p.CurrentPrice.Decimal).Mul(size))
	p.CostBasis, p.UnrealizedPL, p.UnrealizedPLPC = Decimal{}, Decimal{}, Decimal{}
	if p.AvgEntryPrice.Valid {
		cost := qty.Mul(p.AvgEntryPrice.Decimal).Mul(size)
		p.CostBasis = Known(cost)
		p.UnrealizedPL = Known(p.MarketValue.Decimal.Sub(cost))
		if !cost.IsZero() {
			p.UnrealizedPLPC = Known(p.UnrealizedPL.Decimal.DivRound(cost.Abs(), 8))
		}
	}
	p.UnrealizedIntradayPL, p.UnrealizedIntradayPLPC = Decimal{}, Decimal{} // the next cycle reads them
	return p
}
