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

// TicketsOf makes tickets of cancelled orders that went together: two exits of
// one side become one ticket for both.
func TicketsOf(group []client.Order) []Ticket {
	var profit, loss *client.Order
	for i := range group {
		switch o := &group[i]; {
		case o.Class != OCO && o.Class != Bracket:
		case o.Type == Limit:
			profit = o
		case o.Type == Stop || o.Type == StopLimit:
			loss = o
		}
	}
	if len(group) == 2 && profit != nil && loss != nil && profit.Side == loss.Side {
		both := TicketOf(*profit)
		both.Exits, both.Limit = true, client.Decimal{}
		both.TakeProfit, both.StopLoss, both.StopLossLimit = profit.LimitPrice, loss.StopPrice, loss.LimitPrice
		return []Ticket{both}
	}
	var all []Ticket
	for _, o := range group {
		all = append(all, TicketOf(o))
	}
	return all
}

// PutBack makes tickets of the orders that were cancelled, as far as they are read
// to be cancelled and still take from the position. None is for more than is held
// now, and none that works again already. waiting are those whose cancellation is still
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
		gone, still, err := t.cancelled(ctx, f, group)
		if err != nil {
			return nil, nil, err
		}
		if waiting = append(waiting, still...); len(still) > 0 {
			continue
		}
		for _, k := range f.backTickets(gone) {
			if at := slices.IndexFunc(there, k.asks); at >= 0 {
				there = slices.Delete(there, at, at+1) // it is this one, and no other
				continue
			}
			all = append(all, k)
		}
	}
	return all, waiting, nil
}

// cancelled reads the orders of a group again: those that are gone and would close, and
// those that are still being cancelled. Of a group that goes together one that works yet
// follows the others.
func (t *Trader) cancelled(ctx context.Context, f Facts, group []client.Order) (gone, still []client.Order, err error) {
	side := f.closingSide()
	var open []client.Order
	for _, o := range group {
		now, err := t.Broker.Order(ctx, o.ID)
		switch {
		case err != nil:
			return nil, nil, err
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
	return gone, still, nil
}

// backTickets are tickets of exits that go together, for no more than is held.
func (f Facts) backTickets(group []client.Order) []Ticket {
	all := TicketsOf(group)
	for i := range all {
		k := &all[i]
		k.Back = true
		if k.Size.Unit == Shares {
			k.Size.Value = decimal.Min(k.Size.Value, f.held().Decimal.Abs())
		}
	}
	return all
}

// exitTickets are tickets of the exits that work.
func (f Facts) exitTickets() []Ticket {
	var all []Ticket
	for _, group := range f.Exits() {
		all = append(all, f.backTickets(group)...)
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
