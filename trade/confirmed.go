package trade

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// freshFor is how old facts may be when an order is sent by them: some seconds less
// than the limits allow.
const freshFor = factsAge - 2*time.Second

// Fresh reports whether an order may be reviewed and sent by the facts at a time.
func (f Facts) Fresh(now time.Time) bool {
	age := client.Age(f.At, now)
	return age <= freshFor && age >= -freshFor
}

// Change is what a plan replaces of its target.
func (p *Plan) Change() Change {
	r := p.Request
	c := Change{Qty: r.Qty, TIF: r.TimeInForce, Limit: r.LimitPrice, Stop: r.StopPrice, TrailPrice: r.Trail}
	if p.target.TrailPercent.Valid {
		c.TrailPrice, c.TrailPercent = client.Decimal{}, r.Trail
	}
	return c
}

// WantsAmount reports whether a person has to type what an order may come to: nothing
// tells the value of a market order without a price.
func (p *Plan) WantsAmount() bool {
	return p.Order.Type == Market && !p.Order.Notional.Valid && !p.facts.price(p.Order.Side).Valid && !p.Reduces() && !p.beyond
}

// All is the size of a whole position.
func All() Size { return Size{OfPosition, one} }

// Replaceable reports whether the broker takes another order in the place of one now.
func Replaceable(o client.Order) bool { return slices.Contains(replaceable, o.Status) }

// mostMoved is by how much a market order's value may differ from what was confirmed.
var mostMoved = decimal.New(1, -2)

// moved says why a market order would trade at another price, or in another session,
// than the one that a person confirmed.
func (p *Plan) moved(confirmed *Plan) string {
	now, was := p.Estimate.Value, confirmed.Estimate.Value
	switch {
	case p.facts.Open != confirmed.facts.Open:
		return "the market opened or closed"
	case p.Order.Type != Market || p.Order.Notional.Valid:
		return ""
	case now.Valid != was.Valid || now.Decimal.Sub(was.Decimal).Abs().GreaterThan(was.Decimal.Mul(mostMoved).Abs()):
		return "the price moved, from about " + money(was) + " to " + money(now) + " for the order"
	}
	return ""
}

// ChangedError says that the position, its orders or the market changed after a person had
// confirmed. Nothing was sent. Plan is the order as it would be now, What says the change.
type ChangedError struct {
	Plan Plan
	What string
}

func (e *ChangedError) Error() string { return "not sent: " + e.What + " meanwhile: look at it again" }

// readTries is how often facts are read again that have become older than another order
// for the instrument: one that was sent, filled or cancelled while they were read.
const readTries = 3

// stale reports a refusal, before anything was sent, by facts that are too old for it.
func stale(err error) bool {
	var refusal *Refusal
	return errors.As(err, &refusal) && slices.ContainsFunc(refusal.Problems, func(p Problem) bool { return p.Stale })
}

// sendFresh sends a plan as Send does. While its facts are older than what the journal
// knows, nothing is sent, and again makes the plan of new ones. Errors: those of both.
func (t *Trader) sendFresh(ctx context.Context, plan Plan, again func(context.Context) (Plan, error)) (Entry, error) {
	for try := 1; ; try++ {
		entry, err := t.Send(ctx, plan)
		if try == readTries || !stale(err) {
			return entry, err
		}
		if plan, err = again(ctx); err != nil {
			return Entry{}, err
		}
	}
}

// SendConfirmed sends what a person confirmed, once, as Send does. Where its facts have
// become old meanwhile, again makes the same plan of new ones, which is sent if it is
// still the same order on the same position, in the same session and at about the same
// price. Errors: those of Send and again, *ChangedError.
func (t *Trader) SendConfirmed(ctx context.Context, plan Plan, again func(context.Context) (Plan, error)) (Entry, error) {
	ctx = client.Urgent(ctx)
	confirmed := plan
	same := func(ctx context.Context) (Plan, error) {
		now, err := again(ctx)
		if err != nil {
			return now, err
		}
		if what := cmp.Or(now.difference(&confirmed), now.moved(&confirmed)); what != "" {
			return now, &ChangedError{Plan: now, What: what}
		}
		return now, nil
	}
	if !plan.facts.Fresh(t.Now()) {
		var err error
		if plan, err = same(ctx); err != nil {
			return Entry{}, err
		}
	}
	return t.sendFresh(ctx, plan, same)
}
