package trade

import (
	"context"

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
// now, and none that works again already. waiting are those whose cancellation is still under way: what becomes of them is
// not known yet. Errors: those of the calls.
func (t *Trader) PutBack(ctx context.Context, symbol string, groups [][]client.Order) (all []Ticket, waiting []client.Order, err error) {
	f, err := t.Read(ctx, symbol)
	if err != nil {
		return nil, nil, err
	}
	side, have := f.closingSide(), f.held()
	for _, group := range groups {
		var gone []client.Order
		for _, o := range group {
			now, err := t.Broker.Order(ctx, o.ID)
			if err != nil {
				return nil, nil, err
			}
			if now.Status == "pending_cancel" {
				waiting = append(waiting, now)
			}
			if now.Status == "canceled" && now.Side == side && side != "" {
				now.Symbol = f.Asset.Symbol
				gone = append(gone, now)
			}
		}
		for _, k := range TicketsOf(gone) {
			k.Back = true
			if k.Size.Unit == Shares {
				k.Size.Value = decimal.Min(k.Size.Value, have.Decimal.Abs())
			}
			if !f.has(k) {
				all = append(all, k)
			}
		}
	}
	return all, waiting, nil
}

// has reports whether a ticket's order works already.
func (f Facts) has(k Ticket) bool {
	for _, o := range f.working() {
		twin := TicketOf(o)
		if k.Exits && o.Class == OCO && o.Type == Limit {
			twin.Exits, twin.Limit, twin.TakeProfit = true, client.Decimal{}, o.LimitPrice
		}
		if twin.Side == k.Side && twin.Type == k.Type && twin.Size.Unit == k.Size.Unit && twin.Size.Value.Equal(k.Size.Value) && twin.Exits == k.Exits &&
			same(twin.Limit, k.Limit) && same(twin.Stop, k.Stop) && same(twin.TrailPrice, k.TrailPrice) && same(twin.TrailPercent, k.TrailPercent) && same(twin.TakeProfit, k.TakeProfit) {
			return true
		}
	}
	return false
}

func same(a, b client.Decimal) bool { return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal) }
