package trade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// FlatPlan is what the kill switch would do. It is a value: nothing is sent.
type FlatPlan struct {
	Orders    []client.Order // working, with their legs: they are cancelled
	Positions []client.Position
	Open      bool      // the regular session runs
	Unsaid    bool      // the broker does not say whether it runs
	Extended  bool      // it does not, and limit orders trade before or after it
	NextOpen  time.Time // of the regular session
}

// PlanFlat reads what the kill switch would do. A clock that cannot be read leaves the
// session unsaid: orders can be cancelled all the same. Errors: those of the calls; a
// *Refusal where live trading is off.
func (t *Trader) PlanFlat(ctx context.Context) (FlatPlan, error) {
	if err := t.liveOff(); err != nil {
		return FlatPlan{}, err
	}
	ctx = client.Urgent(ctx)
	var p FlatPlan
	var err error
	if p.Orders, _, err = t.Broker.OpenOrders(ctx); err != nil {
		return p, err
	}
	if p.Positions, err = t.Broker.Positions(ctx); err != nil {
		return p, err
	}
	clock, err := t.Broker.Clock(ctx)
	switch {
	case saysNoClock(err):
		clock = client.Clock{Unsaid: true}
	case err != nil:
		return p, err
	}
	return p.at(clock, t.Now()), nil
}

// saysNoClock reports an error by which the broker answers, and tells nothing of the session.
func saysNoClock(err error) bool {
	return slices.ContainsFunc([]error{client.ErrForbidden, client.ErrNotFound, client.ErrRejected, client.ErrServer, client.ErrUnreadable}, func(kind error) bool {
		return errors.Is(err, kind)
	})
}

// at is the plan in the session that runs at a time.
func (p FlatPlan) at(clock client.Clock, now time.Time) FlatPlan {
	session := client.SessionAt(clock, nil, now)
	p.Open, p.Unsaid, p.NextOpen = clock.IsOpen, clock.Unsaid, clock.NextOpen
	p.Extended = !p.Open && !p.Unsaid && (session.Phase == client.PreMarket || session.Phase == client.AfterHours)
	return p
}

// waitsForOpen reports whether the close of any position waits for the open.
func (p *FlatPlan) waitsForOpen() bool { return slices.ContainsFunc(p.Positions, p.waits) }

// TakesLimits reports whether limit orders can close what waits for the open otherwise.
func (p *FlatPlan) TakesLimits() bool { return p.Extended && p.waitsForOpen() }

// Nothing reports that there is nothing to cancel and nothing to close.
func (p *FlatPlan) Nothing() bool { return len(p.Orders) == 0 && len(p.Positions) == 0 }

// waits reports whether the close of a position waits for the open, as far as is known.
func (p *FlatPlan) waits(h client.Position) bool { return p.closed() && !isCrypto(h) && !isOption(h) }

// closed reports whether the broker says that the regular session does not run.
func (p *FlatPlan) closed() bool { return !p.Open && !p.Unsaid }

func isOption(h client.Position) bool { return h.AssetClass == market.Option }

func isCrypto(h client.Position) bool { return h.AssetClass == market.Crypto }

// Lines says what would happen, a sentence each. With limits shares are closed by limit
// orders where the session takes them. A list names at most so many; 0 names all.
func (p *FlatPlan) Lines(limits bool, most int) []string {
	var stops, names, waits, stay []string
	for _, o := range everyOrder(p.Orders) {
		if p.protects(o) {
			stops = append(stops, OrderWords(o))
		}
	}
	for _, h := range p.Positions {
		names = append(names, heldWords(h))
		switch name := format.Instrument(h.Symbol, h.AssetClass, false); {
		case p.waits(h):
			waits = append(waits, name)
		case p.closed() && isOption(h):
			stay = append(stay, name)
		}
	}
	how := "at the market"
	if limits && p.TakesLimits() {
		how = "by limit orders at the quote, for the extended hours that run now"
	}
	lines := []string{"Cancel " + format.Plural(len(p.Orders), "order") + ", and wait until nothing is open."}
	if len(stops) > 0 {
		lines = append(lines, "That leaves positions without these stops: "+listed(stops, most)+".")
	}
	lines = append(lines, strings.TrimSuffix("Close "+format.Plural(len(p.Positions), "position")+" "+how+": "+listed(names, most), ": ")+".")
	switch {
	case p.Unsaid && len(p.Positions) > 0:
		lines = append(lines, "Alpaca does not say whether the market is open. If it is closed, closes of shares wait for the open.")
	case len(waits) == 0:
	case limits && p.TakesLimits():
		lines = append(lines, "The market is closed: a limit order may stay unfilled.")
	default:
		text := "The market is closed: " + listed(waits, most) + " would wait for the open"
		if !p.NextOpen.IsZero() {
			text += " at " + p.NextOpen.In(market.NewYork).Format("Mon 15:04") + " New York"
		}
		lines = append(lines, text+", and stay open until then.")
		if p.TakesLimits() {
			lines = append(lines, "Limit orders at the quote can close shares in the extended hours that run now.")
		}
	}
	if len(stay) > 0 {
		lines = append(lines, "Alpaca closes options in the regular session alone: "+listed(stay, most)+" would stay.")
	}
	return lines
}

// listed joins names, of which at most so many are written; 0 writes all.
func listed(names []string, most int) string {
	if more := len(names) - most; most > 0 && more > 1 {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// everyOrder are orders with their legs, those that work.
func everyOrder(parents []client.Order) []client.Order {
	var all []client.Order
	for _, parent := range parents {
		for _, o := range append([]client.Order{parent}, parent.Legs...) {
			if !o.Closed() {
				all = append(all, o)
			}
		}
	}
	return all
}

// protects reports whether an order is a stop that may close a position now: one that
// waits for its entry does not yet.
func (p *FlatPlan) protects(o client.Order) bool {
	if o.Type != Stop && o.Type != StopLimit && o.Type != TrailingStop {
		return false
	}
	for _, parent := range p.Orders {
		if parent.Side != o.Side && slices.ContainsFunc(parent.Legs, func(leg client.Order) bool { return leg.ID == o.ID }) && !parent.Closed() {
			return false
		}
	}
	return slices.ContainsFunc(p.Positions, func(h client.Position) bool {
		closes := h.Qty.Valid && h.Qty.Decimal.IsPositive() == (o.Side == market.Sell)
		return closes && (h.AssetID == o.AssetID && h.AssetID != "" || market.SameSymbol(h.Symbol, o.Symbol))
	})
}

// heldWords say a position: "60 AAPL", "12 TSLA short".
func heldWords(h client.Position) string {
	size := h.Qty
	size.Decimal = size.Decimal.Abs()
	words := format.Quantity(size.NullDecimal) + " " + format.Instrument(h.Symbol, h.AssetClass, false)
	if h.Qty.Decimal.IsNegative() {
		words += " short"
	}
	return words
}
