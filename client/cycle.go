package client

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"quipu/market"
)

// Intervals of what changes seldom: each costs a call.
const (
	ordersEvery = 10 * time.Second
	ordersCheck = 30 * time.Second // while the stream reports what happens to them
	nestedEvery = 30 * time.Second
	clockEvery  = time.Minute
)

// plan says what a cycle reads besides account and positions.
type plan struct {
	ordersAt, clockAt time.Time // when they were last asked for
	nestedAt          time.Time // when the nested listing of orders was
	nestedDue         bool
	ordersDue         bool // whatever the time
	clockDue          bool
	streaming         bool // the stream reports order events

	ordersKnownUntil time.Time // every order sent before this is known
	closedDue        bool      // orders may have been sent and closed since
}

func (p *plan) orders(now time.Time) bool {
	every := ordersEvery
	if p.streaming {
		every = ordersCheck
	}
	return p.ordersDue || p.ordersAt.IsZero() || now.Sub(p.ordersAt) >= every
}

func (p *plan) clock(now time.Time) bool {
	return p.clockDue || p.clockAt.IsZero() || now.Sub(p.clockAt) >= clockEvery
}

// nested reports whether the nested listing of orders is due beside the flat one. It is
// while an order is known that may have legs, or may have come and gone; otherwise the
// flat listing says everything but what a broker shows under closed parents alone.
func (p *plan) nested(known []Order, now time.Time) bool {
	return p.nestedAt.IsZero() || now.Sub(p.nestedAt) >= nestedEvery || p.nestedDue || !allSimple(known)
}

func allSimple(all []Order) bool {
	return !slices.ContainsFunc(all, func(o Order) bool { return len(o.Legs) > 0 || o.Class != "" && o.Class != simple })
}

// calls is the most calls of a cycle at that time, without retries.
func (p *plan) calls(at time.Time, known []Order) int {
	n := 2
	if p.orders(at) {
		n++
		if p.nested(known, at) {
			n++
		}
	}
	if p.clock(at) {
		n++
	}
	return n
}

// cycle reads everything that is due and schedules the next cycle.
func (p *Poller) cycle(ctx context.Context) Update {
	p.started = p.client.now()
	p.eventAt = time.Time{}
	select {
	case <-p.refreshes: // a refresh asked for before this cycle is answered by it
		p.plan.ordersDue = true
	default:
	}
	before := p.client.sent.Load()
	snapshot, missed, err := p.read(ctx)
	p.pace.spend(int(p.client.sent.Load()-before), p.started)
	if err != nil {
		return p.failed(err)
	}
	p.backoff = Backoff{}
	p.snapshot = snapshot
	for _, e := range missed {
		if p.seen.first(e) {
			p.announce(e)
		}
	}
	every := interval(p.every, snapshot, p.client.Rate(), p.client.now())
	p.next = p.after(every)
	return Update{State: Fresh, Next: p.next, Every: every}
}

// read gives a snapshot only when all its parts were read, and the events that
// the stream has not reported.
func (p *Poller) read(ctx context.Context) (*Snapshot, []OrderEvent, error) {
	next := &Snapshot{}
	if p.snapshot != nil {
		next.Orders, next.MoreOrders = p.snapshot.Orders, p.snapshot.MoreOrders
		next.Clock, next.Skew = p.snapshot.Clock, p.snapshot.Skew
	}
	parts := []func() error{
		func() (err error) { next.Account, err = p.client.Account(ctx); return },
		func() (err error) { next.Positions, err = p.client.Positions(ctx); return },
	}
	orders, clock := p.plan.orders(p.started), p.plan.clock(p.started)
	if orders {
		parts = append(parts, func() error { return p.readOrders(ctx, next) })
	}
	if clock {
		parts = append(parts, func() error { return p.readClock(ctx, next) })
	}
	err := concurrently(parts)
	if err == nil && !p.plan.streaming && p.snapshot != nil && !sameHoldings(p.snapshot.Positions, next.Positions) {
		p.plan.closedDue, p.plan.nestedDue = true, true
		if !orders || !p.plan.nestedAt.Equal(p.started) {
			orders = true
			err = p.readOrders(ctx, next)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	code := p.client.otherCurrency() // the first account may have come after the rest
	positionsIn(next.Positions, code)
	if orders {
		inCurrency(next.Orders, code)
	}
	next.At = p.client.now()
	next.askedAt = p.started.Add(next.Skew)
	p.plan.done(orders, clock, p.started)
	switch {
	case !orders:
		return next, nil, nil
	case p.snapshot == nil:
		p.plan.ordersKnownUntil = p.started
		return next, nil, nil
	case p.stream == StreamLive && !p.reconnected:
		p.plan.ordersKnownUntil = later(p.plan.ordersKnownUntil, p.started.Add(-undetectedBreak))
		return next, nil, nil
	}
	p.reconnected = false
	events := p.reconcile(ctx, p.snapshot.Orders, next.Orders)
	if !p.plan.closedDue {
		p.plan.ordersKnownUntil = p.started
	}
	return next, events, nil
}

// undetectedBreak is how long a stream may be dead before that is noticed.
const undetectedBreak = 2 * (pingEvery + pingTimeout)

func (p *plan) done(orders, clock bool, at time.Time) {
	if orders {
		p.ordersAt, p.ordersDue = at, false
	}
	if clock {
		p.clockAt, p.clockDue = at, false
	}
}

// known are the orders of the latest snapshot.
func (p *Poller) known() []Order {
	if p.snapshot == nil {
		return nil
	}
	return p.snapshot.Orders
}

// readOrders reads the flat listing, and the nested one where it is due or the flat one
// shows that there may be legs.
func (p *Poller) readOrders(ctx context.Context, into *Snapshot) (err error) {
	if !p.plan.nested(into.Orders, p.started) {
		into.Orders, into.MoreOrders, err = p.client.listOpen(ctx, true)
		if err != nil || allSimple(into.Orders) {
			return err
		}
	}
	p.plan.nestedAt, p.plan.nestedDue = p.started, false
	if into.Orders, into.MoreOrders, err = p.client.OpenOrders(ctx); err == nil {
		p.nameParents(ctx, into.Orders)
	}
	return err
}

// nameParents names the parents of exits that stand alone, so that those of one parent are
// known to go together. Each is looked up once; one that cannot be is looked up with the
// next reading.
func (p *Poller) nameParents(ctx context.Context, open []Order) {
	known, orphans := map[string]string{}, orphansOf(open)
	var unknown []*Order
	for _, o := range orphans {
		parent, found := p.parents[o.ID]
		if o.Parent = parent; !found {
			unknown = append(unknown, o)
		}
	}
	asked := p.client.nameParents(ctx, unknown)
	for _, o := range orphans {
		if _, found := p.parents[o.ID]; found || asked == nil {
			known[o.ID] = o.Parent
		}
	}
	p.parents = known
}

// readClock measures the skew from the middle of the call, where the call was
// quick enough for that.
func (p *Poller) readClock(ctx context.Context, into *Snapshot) error {
	sent := p.client.now()
	clock, err := p.client.Clock(ctx)
	if err != nil {
		return err
	}
	into.Clock = clock
	if took := p.client.now().Sub(sent); took < maxWait || into.Skew == 0 {
		into.Skew = clock.Timestamp.Sub(sent.Add(took / 2)).Round(time.Millisecond)
	}
	return nil
}

// concurrently makes the calls at once, waits for all and gives the gravest
// error: a timeout must not hide that the sign-in is over.
func concurrently(parts []func() error) error {
	errs := make([]error, len(parts))
	var wait sync.WaitGroup
	for i, part := range parts {
		wait.Go(func() { errs[i] = part() })
	}
	wait.Wait()
	for _, kind := range []error{ErrUnauthorized, ErrRateLimited} {
		for _, err := range errs {
			if errors.Is(err, kind) {
				return err
			}
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// sameHoldings reports whether both lists hold the same assets in the same
// quantities: if not, an order was probably filled.
func sameHoldings(a, b []Position) bool {
	if len(a) != len(b) {
		return false
	}
	held := make(map[market.ID]Decimal, len(a))
	for i := range a {
		held[a[i].Identity()] = a[i].Qty
	}
	for i := range b {
		qty, ok := held[b[i].Identity()]
		if !ok || qty.Valid != b[i].Qty.Valid || !qty.Decimal.Equal(b[i].Qty.Decimal) {
			return false
		}
	}
	return true
}
