package trade

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

// PrepareExits makes a plan that sets exits of a position in place of those that hold
// its units, which are cancelled first. t is for the closing side.
func PrepareExits(f Facts, t Ticket) Closing {
	c := Closing{open: f.Orders, covered: f.covered(), Cancel: f.holders()}
	c.Plan = Prepare(t, f.freed(c.Cancel))
	fixed := c.Plan.Fixed()
	c.exits = &fixed
	return c
}

// Freed are the facts as they are once nothing holds units of the position.
func (f Facts) Freed() Facts { return f.freed(f.holders()) }

// ClosingSide is the side of an order that makes the position smaller, "" where there
// is none.
func (f Facts) ClosingSide() string { return f.closingSide() }

// Exits are the resting orders that hold units of the position, those together of which
// one is filled.
func (f Facts) Exits() [][]client.Order {
	side := f.closingSide()
	var all [][]client.Order
	for _, group := range f.groups() {
		var exits []client.Order
		for _, o := range group {
			if o.Side == side && o.Type != Market && (o.Status != heldStatus || !f.waits(o)) {
				exits = append(exits, o)
			}
		}
		if len(exits) > 0 {
			all = append(all, exits)
		}
	}
	return all
}

// ExitSize is how much of a position new exits are for: what no order holds, in whole
// shares where there is one, since the rest of a share takes orders for the day alone
// and no pair of exits. It is unknown where nothing is held or the broker did not say.
func (f Facts) ExitSize() client.Decimal {
	p, found := f.position()
	if !found || !p.QtyAvailable.Valid {
		return client.Decimal{}
	}
	free := p.QtyAvailable.Decimal.Abs()
	if whole := free.Truncate(0); f.Asset.Class != market.Crypto && whole.IsPositive() {
		free = whole
	}
	return client.Known(free)
}

// AverageCost is what a unit of the position cost, in US dollars, as a price that an
// order can have; unknown where nothing is held.
func (f Facts) AverageCost() client.Decimal {
	p, found := f.position()
	if !found || !p.AvgEntryPrice.Valid || !p.AvgEntryPrice.Decimal.IsPositive() {
		return client.Decimal{}
	}
	return client.Known(OnGrid(f.Asset, p.AvgEntryPrice.Decimal))
}

// OnGrid is the price nearest to one that an order for an instrument can have.
func OnGrid(asset client.Asset, price decimal.Decimal) decimal.Decimal {
	step := Step(asset, price)
	return price.DivRound(step, 0).Mul(step)
}

// LimitWith is the limit of a stop-limit order whose stop moves: as far from it as
// before, and a price that the order can have. It is unknown for any other order.
func LimitWith(asset client.Asset, o client.Order, stop client.Decimal) client.Decimal {
	if !o.LimitPrice.Valid || !o.StopPrice.Valid || !stop.Valid {
		return client.Decimal{}
	}
	limit := OnGrid(asset, o.LimitPrice.Decimal.Add(stop.Decimal).Sub(o.StopPrice.Decimal))
	if !limit.IsPositive() {
		return client.Decimal{}
	}
	return client.Known(limit)
}
