package portfolio

import (
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

// Protection is how much of a position working stops would close.
type Protection struct {
	Held    client.Decimal // units of the position, without sign
	Covered client.Decimal // of them; unknown where the position or a stop does not say how many
	Waiting bool           // there is a stop that works only once its entry is filled completely
}

// Whole reports whether working stops would close all of the position.
func (p Protection) Whole() bool {
	return p.Held.Valid && p.Covered.Valid && p.Covered.Decimal.GreaterThanOrEqual(p.Held.Decimal)
}

// Protect looks for the stops of a position among the working orders, which are read with
// their legs: stop, stop-limit and trailing orders on the side that closes it. One that
// is being cancelled, and an exit that waits for its entry, protect nothing. The stop of
// two exits, which the broker calls held while the other one works, does.
func Protect(p *client.Position, open []client.Order) Protection {
	all := Protection{Held: client.Decimal{}, Covered: client.Known(decimal.Decimal{})}
	if !p.Qty.Valid {
		all.Covered = client.Decimal{}
		return all
	}
	all.Held = client.Known(p.Qty.Decimal.Abs())
	side := market.Sell
	if p.Qty.Decimal.IsNegative() {
		side = market.Buy
	}
	for i := range open {
		all.add(p, side, &open[i], open)
		for j := range open[i].Legs {
			all.add(p, side, &open[i].Legs[j], open)
		}
	}
	if all.Covered.Valid {
		all.Covered = client.Known(decimal.Min(all.Covered.Decimal, all.Held.Decimal))
	}
	return all
}

// add counts an order if it is a working stop of the position.
func (p *Protection) add(of *client.Position, side string, o *client.Order, open []client.Order) {
	switch {
	case o.Closed() || o.Side != side || !isStop(o) || o.Status == "pending_cancel" || !of.Identity().Is(o.Identity()):
	case o.Status == "held" && WaitsForEntry(o.ID, open):
		p.Waiting = true
	case !o.Qty.Valid || !p.Covered.Valid:
		p.Covered = client.Decimal{}
	default:
		p.Covered = client.Known(p.Covered.Decimal.Add(o.Qty.Decimal.Sub(o.FilledQty.Decimal)))
	}
}

func isStop(o *client.Order) bool {
	return o.Type == "stop" || o.Type == "stop_limit" || o.Type == "trailing_stop"
}

// WaitsForEntry reports whether an order is an exit of an entry that still works. The
// exits of an OCO wait for no entry.
func WaitsForEntry(id string, open []client.Order) bool {
	for i := range open {
		if open[i].Class == "oco" || open[i].Closed() {
			continue
		}
		for j := range open[i].Legs {
			if open[i].Legs[j].ID == id {
				return true
			}
		}
	}
	return false
}
