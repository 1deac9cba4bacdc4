package trade

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// TicketOf makes a ticket of what was not filled of an order, without its exits.
func TicketOf(o client.Order) Ticket {
	t := Ticket{
		Symbol: o.Symbol, Side: o.Side, Type: o.Type, TIF: o.TimeInForce, Limit: o.LimitPrice, Stop: o.StopPrice,
		TrailPrice: o.TrailPrice, TrailPercent: o.TrailPercent, ExtendedHours: o.ExtendedHours.On,
	}
	if o.Type == TrailingStop {
		t.Stop = client.Decimal{} // it followed the market
	}
	switch left := remaining(o); {
	case left.Valid:
		t.Size = Size{Shares, left.Decimal}
	case o.Notional.Valid:
		t.Size = Size{Dollars, o.Notional.Decimal}
	}
	return t
}

// TicketsOf makes tickets of cancelled orders that went together: two exits of one side
// become one ticket for both, for what is left of the two together; of each the broker
// would take only the first. An entry takes its exits with it.
func TicketsOf(group []client.Order) []Ticket {
	if both, ok := pairOf(group); ok {
		return []Ticket{both}
	}
	for i, entry := range group {
		exits := slices.Delete(slices.Clone(group), i, i+1)
		against := !slices.ContainsFunc(exits, func(o client.Order) bool { return o.Side == entry.Side })
		if whole, ok := withExits(TicketOf(entry), exits); ok && against {
			return []Ticket{whole}
		}
	}
	var all []Ticket
	for _, o := range group {
		all = append(all, TicketOf(o))
	}
	return all
}

// pairOf is the ticket of a take profit and a stop loss of which one is filled.
func pairOf(group []client.Order) (Ticket, bool) {
	if len(group) != 2 || group[0].Side != group[1].Side {
		return Ticket{}, false
	}
	profit := group[0]
	if profit.Type != Limit {
		profit = group[1]
	}
	both := TicketOf(profit)
	if left := leftOf(group); left.Valid {
		both.Size = Size{Shares, left.Decimal}
	}
	both.Exits, both.Limit = true, client.Decimal{}
	return withExits(both, group)
}

// withExits is a ticket with a take profit, a stop loss, or both; ok is false for other orders.
func withExits(k Ticket, exits []client.Order) (_ Ticket, ok bool) {
	for _, o := range exits {
		switch {
		case o.Type == Limit && !k.TakeProfit.Valid:
			k.TakeProfit = o.LimitPrice
		case (o.Type == Stop || o.Type == StopLimit) && !k.StopLoss.Valid:
			k.StopLoss, k.StopLossLimit = o.StopPrice, o.LimitPrice
		default:
			return k, false
		}
	}
	return k, len(exits) > 0
}

// leftOf is what is left of orders of which one is filled: what any filled counts for all.
// The broker may have made the others smaller by it already. Unknown for orders in dollars.
func leftOf(group []client.Order) client.Decimal {
	var least, most, filled client.Decimal
	filled = client.Known(zero)
	for _, o := range group {
		left := remaining(o)
		if !left.Valid {
			return left
		}
		if !least.Valid || left.Decimal.LessThan(least.Decimal) {
			least = left
		}
		if !most.Valid || o.Qty.Decimal.GreaterThan(most.Decimal) {
			most = o.Qty
		}
		filled.Decimal = filled.Decimal.Add(o.FilledQty.Decimal)
	}
	if !least.Valid {
		return least
	}
	return client.Known(decimal.Min(least.Decimal, most.Decimal.Sub(filled.Decimal)))
}

// PutBack makes tickets of the orders that were cancelled, as far as they are read
// to be cancelled and still take from the position. None is for more than is held
// now and no other exit holds, and none that works again already. waiting are those whose cancellation is still
// under way: what becomes of them, and of those that go with them, is not known yet.
// Errors: those of the calls.
func (t *Trader) PutBack(ctx context.Context, symbol string, groups [][]client.Order) (all []Ticket, waiting []client.Order, err error) {
	ctx = client.Urgent(ctx)
	f, err := t.Read(ctx, symbol)
	if err != nil {
		return nil, nil, err
	}
	there := f.exitTickets()
	for _, group := range groups {
		gone, left, still, err := t.cancelled(ctx, f, group)
		if err != nil {
			return nil, nil, err
		}
		if waiting = append(waiting, still...); len(still) > 0 {
			continue
		}
		for _, k := range f.backTickets(gone, left) {
			if at := slices.IndexFunc(there, k.asks); at >= 0 {
				there = slices.Delete(there, at, at+1) // it is this one, and no other
				continue
			}
			all = append(all, k)
		}
	}
	f.share(all)
	return all, waiting, nil
}

// cancelled reads the orders of a group again: those that are gone and would close, what is
// left of the group, and those that are still being cancelled. Of a group that goes
// together one that works yet follows the others.
func (t *Trader) cancelled(ctx context.Context, f Facts, group []client.Order) (gone []client.Order, left client.Decimal, still []client.Order, err error) {
	side := f.closingSide()
	var open, exits []client.Order
	for _, o := range group {
		now, err := t.Broker.Order(ctx, o.ID)
		if err != nil {
			return nil, left, nil, err
		}
		if now.Side == side && side != "" {
			exits = append(exits, now)
		}
		switch {
		case now.Status == "pending_cancel":
			still = append(still, now)
		case !now.Closed():
			open = append(open, now)
		case now.Status == "canceled" && now.Side == side && side != "":
			now.Symbol = f.Asset.Symbol
			gone = append(gone, now)
		}
	}
	if len(gone) > 0 || len(still) > 0 {
		still = append(still, open...)
	}
	return gone, leftOf(exits), still, nil
}

// backTickets are tickets of exits that go together, for no more than is left of them and
// than is held.
func (f Facts) backTickets(group []client.Order, left client.Decimal) []Ticket {
	all := TicketsOf(group)
	for i := range all {
		k := &all[i]
		k.Back = true
		if k.Size.Unit == Shares {
			k.Size.Value = decimal.Min(k.Size.Value, f.held().Decimal.Abs())
			if left.Valid {
				k.Size.Value = decimal.Min(k.Size.Value, left.Decimal)
			}
		}
	}
	return slices.DeleteFunc(all, func(k Ticket) bool { return k.Size.Unit == Shares && !k.Size.Value.IsPositive() })
}

// share makes tickets smaller by what other exits hold of the position, and those before
// take. One for which nothing is left stays as it is: what is checked before it is sent
// says so.
func (f Facts) share(all []Ticket) {
	held, covered := f.held(), f.covered()
	if !held.Valid || !covered.Valid {
		return
	}
	free := held.Decimal.Abs().Sub(covered.Decimal)
	for i := range all {
		size := &all[i].Size
		if size.Unit != Shares {
			continue
		}
		most := decimal.Min(size.Value, free)
		if whole := most.Truncate(0); size.Value.IsInteger() && whole.IsPositive() {
			most = whole // a part of a share takes no such order
		}
		if most.IsPositive() {
			size.Value = most
		}
		free = free.Sub(size.Value)
	}
}

// exitTickets are tickets of the exits that work.
func (f Facts) exitTickets() []Ticket {
	var all []Ticket
	for _, group := range f.Exits() {
		all = append(all, f.backTickets(group, leftOf(group))...)
	}
	return all
}

// asks reports whether the orders of two tickets for one instrument are the same.
func (t Ticket) asks(other Ticket) bool {
	prices := func(k Ticket) []client.Decimal {
		return []client.Decimal{client.Known(k.Size.Value), k.Limit, k.Stop, k.TrailPrice, k.TrailPercent, k.TakeProfit, k.StopLoss, k.StopLossLimit}
	}
	return t.Side == other.Side && t.Type == other.Type && t.TIF == other.TIF && t.Size.Unit == other.Size.Unit &&
		t.ExtendedHours == other.ExtendedHours && t.Exits == other.Exits && slices.EqualFunc(prices(t), prices(other), same)
}

func same(a, b client.Decimal) bool { return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal) }
