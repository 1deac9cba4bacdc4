package trade

import (
	"context"
	"errors"
	"slices"
	"time"

	"quipu/client"
)

// Stage is how far the kill switch has come.
type Stage string

// The stages, in their order. The last four are ends.
const (
	Cancelling Stage = "cancelling all orders"
	Emptying   Stage = "reading until nothing is open"
	ClosingAll Stage = "closing all positions"
	Watching   Stage = "reading until the account is flat"
	Flat       Stage = "flat"    // the account was read without orders and positions
	Queued     Stage = "queued"  // all that is left waits for the open
	Stopped    Stage = "stopped" // by the person
	Failed     Stage = "failed"  // see Err
)

// FlatAnswer is what became of one position.
type FlatAnswer struct {
	Symbol  string
	Qty     client.Decimal // when it was closed
	Sent    bool           // a request to close it left, or may have
	OrderID string         // of the order that closes it, "" where there is none or it is not known
	Reason  string         // of a refusal, or that the outcome is not known
	Left    client.Decimal // as it was read last; 0 when it is gone
}

// Flattening is what the kill switch has done so far: a value to draw.
type Flattening struct {
	Stage     Stage
	Reached   Stage          // the last stage before the end
	Sent      bool           // the request to cancel all left, or may have
	Cancelled []client.Order // that were working, legs too: they may be placed again one by one
	Open      int            // working orders, as they were read last
	Answers   []FlatAnswer   // of the positions
	Until     time.Time      // it waits until then for the broker's rate limit; zero when it does not
	Err       error          // of Failed, and of the latest call that is tried again
	Lost      []string       // at the end: ids in the journal of requests of which nobody knows what became
}

// Ended reports whether nothing more happens.
func (f *Flattening) Ended() bool {
	switch f.Stage {
	case Flat, Queued, Stopped, Failed:
		return true
	}
	return false
}

// Left are the positions that are still there as far as is known.
func (f *Flattening) Left() int {
	left := 0
	for _, a := range f.Answers {
		if a.Stays() {
			left++
		}
	}
	return left
}

// flattener runs the kill switch.
type flattener struct {
	*Trader
	Flattening
	plan   FlatPlan
	limits bool
	tell   func(Flattening)
	closes []string // ids of the orders that were sent for one position each
	facts  Facts    // of the position that was closed last

	requests []string // ids of what was asked for everything

	held    map[string]holding // closes that were refused while units were held, by market.PositionSymbol
	watched time.Duration      // how long it reads until the account is flat
	acted   time.Duration      // when it asked for a close then
}

// report tells how far it has come, by values that nothing changes afterwards.
func (f *flattener) report() {
	now := f.Flattening
	now.Answers = slices.Clone(now.Answers)
	f.tell(now)
}

// How often and how long things are read.
const (
	emptyPatience = time.Minute
	flatPatience  = 3 * time.Minute
	sendTries     = 5
)

var (
	errStillOpen = errors.New("orders are still open: no position was closed")
	errSession   = errors.New("the market opened or closed since it was confirmed: nothing was sent")
	errUnsaid    = errors.New("the broker no longer says whether the market is open: nothing was sent, look at it again")
	errOldFacts  = errors.New("the figures took too long to read")
	errUnclear   = errors.New("it is not known whether the broker closes the positions: look at them before you try again")
)

// Flatten is the kill switch, once a person has confirmed a FlatPlan: it cancels
// all orders, reads until nothing is open, closes all positions, and reads until
// the account is flat. With limits it closes shares by limit orders at the quote
// in extended hours. It goes ahead of other calls, waits for the rate limit, and
// stops between two requests when ctx ends. It never asks again for a close whose
// outcome is not known, and looks up an order whose answer is lost. tell is called in
// this goroutine with each change.
func (t *Trader) Flatten(ctx context.Context, plan FlatPlan, limits bool, tell func(Flattening)) Flattening {
	f := &flattener{Trader: t, plan: plan, limits: limits && plan.Extended, tell: tell}
	if err := t.liveOff(); err != nil {
		f.Stage, f.Err = Failed, err
		return f.Flattening
	}
	mark, err := f.begin(Intent{Action: Flatten})
	if err != nil {
		f.Stage, f.Err = Failed, err
		return f.Flattening
	}
	ctx = client.Urgent(ctx)
	for _, step := range []func(context.Context) error{f.sameSession, f.cancelAll, f.readEmpty, f.closeAll, f.readFlat} {
		err := step(ctx)
		if err == nil && !f.Ended() {
			err = ctx.Err()
		}
		if err != nil {
			f.fail(ctx, err)
		}
		if f.Ended() {
			break
		}
	}
	f.Lost, err = f.lost()
	if err = errors.Join(err, f.endRequests(), f.endEarlier(mark), t.Journal.Learn(mark, Settled, "", string(f.Stage), "")); err != nil {
		f.Err = errors.Join(f.Err, err)
	}
	f.report()
	return f.Flattening
}

func (f *flattener) fail(ctx context.Context, err error) {
	f.Stage, f.Err, f.Until = Failed, err, time.Time{}
	if errors.Is(ctx.Err(), context.Canceled) {
		f.Stage = Stopped
	}
}

// at reports a stage.
func (f *flattener) at(stage Stage) {
	f.Stage, f.Reached = stage, stage
	f.report()
}

// begin writes down that something is about to be asked for, and gives its id.
func (t *Trader) begin(intent Intent) (string, error) {
	intent.ID, intent.Reduces = newID(), true
	return intent.ID, t.Journal.Begin(intent, func([]Entry) error { return nil })
}

// request asks for something that concerns everything. What certainly did not
// reach the broker, or came too often, is asked for again, each time as an entry
// of its own; an answer that is lost is not.
func (f *flattener) request(ctx context.Context, what Intent, ask func(context.Context) error) (Entry, error) {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return Entry{}, err
		}
		id, err := f.begin(what)
		if err != nil {
			return Entry{}, err
		}
		f.requests = append(f.requests, id)
		marked := f.Now()
		f.Journal.reach("before " + string(what.Action))
		err = f.leave(marked, func() error { return ask(context.WithoutCancel(ctx)) })
		f.Journal.reach("after " + string(what.Action))
		entry, err := f.learn(id, client.Order{}, err)
		if err == nil || !sendsAgain(entry, err, try) {
			return entry, err
		}
		if err := f.hold(ctx, err, try); err != nil {
			return entry, err
		}
	}
}

// sendsAgain reports whether a request that had an error is made again: it certainly did
// not reach the broker, or came too often. One whose answer is lost never is.
func sendsAgain(e Entry, err error, try int) bool {
	return e.State != Unknown && (e.State == NotSent && try < sendTries || errors.Is(err, client.ErrRateLimited))
}

// hold waits before a call is made again: until the rate limit's end, or a little.
func (f *flattener) hold(ctx context.Context, cause error, try int) error {
	wait := time.Duration(try) * time.Second
	var failure *client.Error
	if errors.As(cause, &failure) && failure.RetryAt.After(f.Now()) {
		wait = failure.RetryAt.Sub(f.Now())
	}
	f.Until, f.Err = f.Now().Add(wait), cause
	f.report()
	err := f.Pause(ctx, wait)
	f.Until, f.Err = time.Time{}, nil
	return err
}

// read makes a call that reads, again and again until it works.
func (f *flattener) read(ctx context.Context, call func(context.Context) error) error {
	for try := 1; ; try++ {
		err := call(ctx)
		if err == nil || errors.Is(err, client.ErrUnauthorized) || errors.Is(err, client.ErrForbidden) || ctx.Err() != nil {
			return err
		}
		if err := f.hold(ctx, err, min(try, 5)); err != nil {
			return err
		}
	}
}

// clockTries is how often a clock that is not told is read before the session is unsaid.
const clockTries = 3

// sameSession refuses a plan of another session: what a person was told of closes that
// wait for the open is no longer so. One of a session that was unsaid told of both.
func (f *flattener) sameSession(ctx context.Context) error {
	var clock client.Clock
	tries := 0
	err := f.read(ctx, func(ctx context.Context) (err error) {
		clock, err = f.Broker.Clock(ctx)
		if tries++; saysNoClock(err) && (tries >= clockTries || errors.Is(err, client.ErrForbidden)) {
			clock, err = client.Clock{Unsaid: true}, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	now := f.plan.at(clock, f.Now())
	switch {
	case len(f.plan.Positions) == 0:
	case f.plan.Unsaid:
		f.plan = now
	case now.Unsaid:
		return errUnsaid
	case now.Open != f.plan.Open, f.limits && !now.Extended:
		return errSession
	}
	return nil
}
