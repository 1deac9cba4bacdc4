package trade

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"quipu/client"
	"quipu/market"
)

// Closing is how a position, or a part of it, is closed, or how it gets other exits:
// resting orders that hold its units are cancelled first. It is a value: nothing is sent.
type Closing struct {
	Plan   Plan           // as it is once the units are free
	Cancel []client.Order // one of each group that is cancelled together
	open   []client.Order
	exits  *Ticket // that take the place of the cancelled ones; nil of a close

	covered client.Decimal // units of the position that resting orders close
}

// freePatience is how long cancelled orders may hold the units of a position.
const freePatience = 30 * time.Second

// ErrHeld is a position that other orders still hold units of. Nothing was sent to
// close it.
var ErrHeld = errors.New("other orders still hold units of the position, so nothing was sent")

// PrepareClosing makes a plan that closes a part of a position, or all of it
// (OfPosition, 1). Of a size of OfEquity the share is of the position.
func PrepareClosing(f Facts, size Size) Closing {
	c := Closing{open: f.Orders, covered: f.covered()}
	whole := size.Unit == OfPosition && size.Value.Equal(one)
	plan := planClosing(f, size, whole)
	position, found := f.position()
	free := position.QtyAvailable
	if found && plan.Order.Qty.Valid && free.Valid && plan.Order.Qty.Decimal.GreaterThan(free.Decimal.Abs()) {
		if c.Cancel = f.holders(); len(c.Cancel) > 0 {
			plan = planClosing(f.freed(c.Cancel), size, whole)
		}
	}
	c.Plan = plan
	return c
}

// planClosing makes the plan: of a part it is an order like any other.
func planClosing(f Facts, size Size, whole bool) Plan {
	if whole || f.Asset.Class == market.Option {
		return PrepareClose(f)
	}
	if size.Unit == OfEquity {
		size.Unit = OfPosition
	}
	side := f.closingSide()
	p := Prepare(Ticket{Symbol: cmp.Or(f.Asset.Symbol, f.Asked), Side: side, Size: size, Type: Market, TIF: closingTIF(f), closes: true}, f)
	switch {
	case side == "":
		p.Problems = Problems{{Field: SymbolField, By: byAlpaca, Text: "there is no position"}}
	case size.Unit != Shares && size.Unit != OfPosition:
		p.Problems = Problems{{Field: SizeField, By: byQuipu, Text: "write a quantity (10) or a part of the position: all, half, 1/4, 25%"}}
	}
	return p
}

// freed gives the facts as they are when some orders and what goes with them are
// cancelled.
func (f Facts) freed(orders []client.Order) Facts {
	for _, o := range orders {
		for _, other := range append(GoesWith(o, f.Orders), o) {
			f = f.without(other)
		}
	}
	return f
}

// withGroups are orders, each with what is cancelled with it.
func withGroups(orders, open []client.Order) []client.Order {
	var all []client.Order
	for _, o := range orders {
		all = append(append(all, o), GoesWith(o, open)...)
	}
	return all
}

// CancelWords names the orders that are cancelled first, "" for none.
func (c *Closing) CancelWords() string { return OrdersWords(withGroups(c.Cancel, c.open)) }

// Sentence says what is cancelled and closed.
func (c *Closing) Sentence() string {
	text := c.Plan.Sentence()
	if len(c.Cancel) == 0 {
		return text
	}
	return "Cancel " + c.CancelWords() + ", after which nothing protects the position. Then: " + text
}

// Progress is what happens while several requests follow each other.
type Progress struct {
	Text  string
	Entry Entry // what was sent; zero where the step sends nothing
}

// Closed is what became of a Closing.
type Closed struct {
	Entry     Entry            // of the close, or of the exits; without an ID where it was not sent
	Cancelled [][]client.Order // that may be gone, those together that went together: see PutBack
	Kept      []client.Order   // that were to be cancelled and were not
	Held      client.Decimal   // of the position, read after they were cancelled; unknown where it was not
	Freed     bool             // no order was read to hold what they held
}

// gone reports that nothing was held any more before the close was sent.
func (c *Closed) gone() bool { return c.Held.Valid && c.Held.Decimal.IsZero() }

// Bare reports whether orders were cancelled and the position is still there as
// far as is known: they may be put back.
func (c *Closed) Bare() bool {
	return len(c.Cancelled) > 0 && !c.gone() && (c.Entry.State == "" || c.Entry.State == NotSent || c.Entry.State == Refused || c.Entry.NotDone())
}

// Close does what a Closing says, once a person has confirmed it: it reads
// everything again, cancels, waits until the broker has freed the units, and
// sends what was confirmed. tell is called in this goroutine. It ends between
// two requests when ctx ends.
//
// Before it cancels anything the journal has what Bare tells of when it is cut short.
//
// Errors: as with Send, *ChangedError, ErrHeld, ErrGone. Closed says what was done before.
func (t *Trader) Close(ctx context.Context, c Closing, tell func(Progress)) (done Closed, err error) {
	ctx = client.Urgent(ctx)
	c, err = t.readAgain(ctx, c)
	if err != nil {
		return done, err
	}
	mark := ""
	if len(c.Cancel) > 0 {
		if mark, err = t.unprotect(c); err != nil {
			return done, err
		}
		defer func() { err = errors.Join(err, t.endUnprotect(mark, &done)) }()
		t.Journal.reach("before the first cancel")
	}
	for i, o := range c.Cancel {
		entry, err := t.Cancel(ctx, o)
		if entry.State == "" || entry.State == NotSent || entry.State == Refused && !errors.Is(err, client.ErrRejected) {
			done.Kept = withGroups(c.Cancel[i:], c.open)
			return done, err
		}
		tell(Progress{"cancelling " + OrderWords(o), entry})
		done.Cancelled = append(done.Cancelled, append([]client.Order{o}, GoesWith(o, c.open)...))
		t.Journal.reach("after a cancel")
	}
	freed := func(ctx context.Context) (Plan, error) {
		plan, err := t.readFreed(ctx, c, &done, tell)
		plan.after = mark
		return plan, err
	}
	plan, err := freed(ctx)
	if err != nil {
		return done, err
	}
	t.Journal.reach("before the close")
	done.Entry, err = t.sendFresh(ctx, plan, freed) // what ends a cancelled order may be told while it is read
	return done, err
}

// readAgain makes the confirmed Closing of facts that are read now, and checks
// the limits before anything is cancelled.
func (t *Trader) readAgain(ctx context.Context, c Closing) (Closing, error) {
	f, err := t.Read(ctx, c.Plan.Order.Symbol)
	if err != nil {
		return c, err
	}
	again := c.again(f)
	if problems := again.Plan.Problems.Refusals(); len(problems) > 0 {
		return c, &Refusal{Problems: problems}
	}
	what := cmp.Or(again.Plan.difference(&c.Plan), again.Plan.moved(&c.Plan))
	if what == "" && !sameOrders(c.Cancel, again.Cancel) {
		what = "the orders that hold the position changed"
	}
	if what != "" {
		return c, &ChangedError{Plan: again.Plan, What: what}
	}
	problems, err := t.Problems(again.Plan)
	return again, errors.Join(err, asRefusal(problems))
}

// again makes the same Closing of other facts.
func (c *Closing) again(f Facts) Closing {
	switch {
	case c.exits != nil:
		return PrepareExits(f, *c.exits)
	case c.Plan.Action == Close:
		return PrepareClosing(f, All())
	}
	return PrepareClosing(f, Size{Shares, c.Plan.Order.Qty.Decimal})
}

// freed makes the plan of facts that were read after the cancellations.
func (c *Closing) freed(f Facts) Plan {
	if c.exits != nil {
		return Prepare(*c.exits, f)
	}
	return planClosing(f, Size{Shares, c.Plan.Order.Qty.Decimal}, c.Plan.Action == Close)
}

func sameOrders(a, b []client.Order) bool {
	return slices.EqualFunc(a, b, func(a, b client.Order) bool { return a.ID == b.ID })
}

func asRefusal(problems Problems) error {
	if len(problems) == 0 {
		return nil
	}
	return &Refusal{Problems: problems}
}

// readFreed reads the position until its units are free, and makes the confirmed
// plan of what it read. done learns what is held.
func (t *Trader) readFreed(ctx context.Context, c Closing, done *Closed, tell func(Progress)) (Plan, error) {
	if len(c.Cancel) > 0 {
		tell(Progress{Text: "waiting until the broker has freed the position, which nothing protects now"})
	}
	waited := time.Duration(0)
	for _, pause := range append([]time.Duration{0}, Pauses()...) {
		if err := t.Pause(ctx, pause); err != nil {
			return Plan{}, err
		}
		f, err := t.Read(ctx, c.Plan.Order.Symbol)
		if err != nil {
			return Plan{}, err
		}
		plan := c.freed(f)
		have, was := f.held(), c.Plan.facts.held()
		holds := len(f.holders()) > 0 && !plan.Problems.Sendable()
		done.Held, done.Freed = have, !holds
		switch {
		case done.gone() && len(c.Cancel) > 0:
			return Plan{}, ErrGone
		case !have.Valid || !have.Decimal.Equal(was.Decimal):
			return Plan{}, &ChangedError{Plan: plan, What: "the position changed from " + units(was) + " to " + units(have)}
		case holds:
		case !c.Plan.Same(&plan):
			return Plan{}, &ChangedError{Plan: plan, What: plan.difference(&c.Plan)}
		default:
			return plan, nil
		}
		if waited += pause; len(c.Cancel) == 0 || waited >= freePatience {
			break
		}
	}
	return Plan{}, ErrHeld
}
