package trade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quipu/client"
	"quipu/format"
)

// Reversing closes a whole position and opens one of the same size on the other
// side. No order crosses zero: the second leaves when the first is filled.
type Reversing struct {
	Closing Closing
	Open    Plan // as it would be once the position is closed
}

const (
	closePatience = 2 * time.Minute
	openWithin    = 30 * time.Second // of the fill that closes
)

// ErrAsk is a position that was closed, and not opened on the other side: what was
// confirmed is too old, or does not hold any more.
var ErrAsk = errors.New("the position is closed; the other side was not opened: look at it again")

// ErrNotClosed is a position that the close has left as it was, so far or for good.
var ErrNotClosed = errors.New("the position is not closed, and the other side was not opened: look at it again")

// PrepareReverse makes both plans. Problems of the second are known before the
// first is sent.
func PrepareReverse(f Facts) Reversing {
	r := Reversing{Closing: PrepareClosing(f, Size{OfPosition, one})}
	have := f.held()
	flat := f.freed(r.Closing.Cancel)
	flat.Positions = slices.DeleteFunc(slices.Clone(f.Positions), func(p client.Position) bool { return f.isAsset(p.AssetID, p.Symbol) })
	r.Open = Prepare(Ticket{
		Symbol: f.Asset.Symbol, Side: f.closingSide(), Size: Size{Shares, have.Decimal.Abs()}, Type: Market, TIF: closingTIF(f),
	}, flat)
	return r
}

// ReverseProblems are those of both plans, with what the limits have against them. The
// close counts as an order of the day before the second one.
func (t *Trader) ReverseProblems(r Reversing) (Problems, error) {
	if len(r.Plans()) == 1 {
		return r.Closing.Plan.Problems, nil
	}
	all := slices.Concat(r.Closing.Plan.Problems, r.Open.Problems)
	limits, err := t.Problems(r.Closing.Plan)
	if err != nil {
		return all, err
	}
	opening, err := t.problemsAfter(r.Open, r.closed(t.Now()))
	return slices.Concat(all, limits, opening).once(), err
}

// closed is the close as the journal has it before the second order.
func (r *Reversing) closed(at time.Time) Entry {
	return Entry{Intent: r.Closing.Plan.intent(nil), At: at, State: Settled, Status: "filled"}
}

// Plans are those of both orders; of the close alone where there is nothing to close.
func (r *Reversing) Plans() []Plan {
	if !r.Closing.Plan.whole() {
		return []Plan{r.Closing.Plan}
	}
	return []Plan{r.Closing.Plan, r.Open}
}

// closeWords say how far a close is that has not closed the position.
func closeWords(order client.Order) string {
	switch {
	case order.ID == "":
		return "how far the close is was not read"
	case order.Closed():
		return "the close is " + format.Words(order.Status)
	}
	return "the close is " + format.Words(order.Status) + " and still works"
}

// Sentence says both orders.
func (r *Reversing) Sentence() string {
	if len(r.Plans()) == 1 {
		return r.Closing.Sentence()
	}
	return r.Closing.Sentence() + ". When that is filled: " + r.Open.Sentence()
}

// Reverse does what a Reversing says, once a person has confirmed it. The second
// order leaves within 30 s of the fill of the first, after everything was read and
// checked again.
//
// Errors: those of Close; ErrNotClosed; ErrAsk; those of Send, for the second, with ErrAsk
// where it was not sent. The entry is of the second order, without an ID where it was not sent.
func (t *Trader) Reverse(ctx context.Context, r Reversing, tell func(Progress)) (Closed, Entry, error) {
	ctx = client.Urgent(ctx)
	problems, err := t.ReverseProblems(r)
	if refusals := problems.Refusals(); err != nil || len(refusals) > 0 {
		return Closed{}, Entry{}, errors.Join(err, asRefusal(refusals))
	}
	done, err := t.Close(ctx, r.Closing, tell)
	if err != nil {
		return done, Entry{}, err
	}
	tell(Progress{Text: "waiting for the fill", Entry: done.Entry})
	var order client.Order
	done.Entry, order, err = t.Follow(ctx, done.Entry, closePatience, client.Order.Closed)
	if order.ID != "" {
		tell(Progress{Text: "the close is " + format.Words(order.Status), Entry: done.Entry})
	}
	switch {
	case err != nil:
		return done, Entry{}, err
	case order.Status != "filled":
		return done, Entry{}, fmt.Errorf("%s: %w", closeWords(order), ErrNotClosed)
	}
	seen := t.Now()
	if order.FilledAt != nil { // by this machine's clock
		if filled := order.FilledAt.Add(-r.Open.facts.Skew); filled.Before(seen) {
			seen = filled
		}
	}
	opening := func(ctx context.Context) (Plan, error) { return t.readOpening(ctx, &r, seen) }
	plan, err := opening(ctx)
	if err != nil {
		return done, Entry{}, err
	}
	t.Journal.reach("before the other side")
	entry, err := t.sendFresh(ctx, plan, opening)
	if err != nil && entry.ID == "" && !errors.Is(err, ErrAsk) {
		err = fmt.Errorf("%w: %w", ErrAsk, err)
	}
	return done, entry, err
}

// readOpening makes the order of the other side of facts that are read now. ErrAsk: it is
// no longer what was confirmed, or the fill at a time is too long ago.
func (t *Trader) readOpening(ctx context.Context, r *Reversing, filled time.Time) (Plan, error) {
	f, err := t.Read(ctx, r.Open.Order.Symbol)
	if err != nil {
		return Plan{}, fmt.Errorf("%w: %w", ErrAsk, err)
	}
	plan := Prepare(r.Open.Fixed(), f)
	if have := f.held(); !have.Valid || !have.Decimal.IsZero() || plan.Body() != r.Open.Body() || plan.moved(&r.Open) != "" || t.Now().Sub(filled) > openWithin {
		return Plan{}, ErrAsk
	}
	return plan, nil
}
