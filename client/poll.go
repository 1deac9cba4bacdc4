package client

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// State is the state of a poller.
type State int

// The states of a poller.
const (
	Connecting State = iota // nothing has been answered yet
	Fresh                   // the snapshot is the latest there is
	Stale                   // the last cycle failed; the snapshot, if any, is old
	Waiting                 // held back by the rate limit until Next
	Refused                 // the sign-in is no longer accepted: polling has ended, see MayAskAgain
)

func (s State) String() string {
	switch s {
	case Connecting:
		return "connecting"
	case Fresh:
		return "fresh"
	case Stale:
		return "stale"
	case Waiting:
		return "waiting"
	case Refused:
		return "refused"
	}
	return "unknown"
}

// Snapshot is the whole account at one time. It never changes once published.
type Snapshot struct {
	Account    Account
	Positions  []Position
	Orders     []Order       // open ones, up to ten seconds older than the rest
	MoreOrders bool          // there are open orders beyond the newest MaxOpenOrders
	Clock      Clock         // up to a minute older than the rest
	At         time.Time     // when the answers were complete, local time
	Skew       time.Duration // the broker's clock minus ours; seconds may be the network's

	askedAt time.Time // when account and positions were asked for, by the broker's clock
}

// Update is the state of the poller. Each is complete without those before.
type Update struct {
	Seq      uint64    // 1, 2, 3 …
	Snapshot *Snapshot // the last good one, nil before the first
	State    State
	Err      error         // why it is Stale, Waiting or Refused, an *Error; nil otherwise
	Since    time.Time     // when the snapshot was complete; zero before the first
	Next     time.Time     // when the next try is due; zero once Refused
	Rate     Rate          // the budget after the latest answer
	Every    time.Duration // the present interval, longer when the market is closed or the budget low

	Stream    StreamState // state of the stream of order events
	StreamErr error       // why it is StreamDown
}

// MayAskAgain reports whether Refresh has a refused sign-in tried once more. A 401
// is final; a 403 may be a proxy's.
func (u Update) MayAskAgain() bool {
	var failure *Error
	return u.State == Refused && errors.As(u.Err, &failure) && failure.Status == http.StatusForbidden
}

// The bounds of PollOptions.
const (
	DefaultEvery = 3 * time.Second
	MinEvery     = time.Second
	MaxEvery     = time.Hour

	defaultCalls = 60
	minCalls     = 12
	maxCalls     = 150 // of Alpaca's 200, which other programs share
)

// PollOptions say how often to read.
type PollOptions struct {
	// Every is the interval while the market is open: 0 is DefaultEvery,
	// others are brought into MinEvery to MaxEvery.
	Every time.Duration
	// CallsPerMinute bounds the poller's own calls: 0 is 60, or more where Every
	// needs it, up to 150. Others are brought into 12 to 150.
	CallsPerMinute int
	// Stream connects to the stream of order events, so that a fill is on the
	// snapshot as it happens. Without it orders are read every ten seconds.
	Stream bool
}

func (o PollOptions) normal() PollOptions {
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	o.Every = min(max(o.Every, MinEvery), MaxEvery)
	if o.CallsPerMinute == 0 {
		needed := 2*int(time.Minute/o.Every) + int(time.Minute/ordersEvery) + int(time.Minute/nestedEvery) + int(time.Minute/clockEvery) + pollBurst
		o.CallsPerMinute = max(needed, defaultCalls)
	}
	o.CallsPerMinute = min(max(o.CallsPerMinute, minCalls), maxCalls)
	return o
}

// Poller reads the account again and again and publishes the newest state.
type Poller struct {
	client    *Client
	every     time.Duration
	updates   chan Update
	events    chan OrderEvent
	refreshes chan struct{}
	messages  chan streamMessage // nil without a stream

	// The rest belongs to the goroutine of run.
	pace        pace
	seq         uint64
	snapshot    *Snapshot
	plan        plan
	backoff     Backoff   // after failed cycles
	eventAt     time.Time // the first order event since the last cycle began, zero for none
	started     time.Time // the last cycle
	next        time.Time // the next cycle
	last        Update    // published last
	seen        seen
	parents     map[string]string    // of exits that stand alone, by their ids; "" where none was found
	lastFillAt  map[string]time.Time // the latest fill of each instrument by its market.ID's key, by the broker's clock
	reconnected bool                 // the stream was down: what it missed has to be looked up
	stream      StreamState
	streamErr   error
}

// Poll starts a poller: it reads account and positions in each cycle, open orders
// and the market's clock less often, until ctx ends or the sign-in is refused.
// Start one poller per client: they share its budget.
func (c *Client) Poll(ctx context.Context, o PollOptions) *Poller {
	o = o.normal()
	p := &Poller{
		client: c, every: o.Every,
		updates: make(chan Update, 1), refreshes: make(chan struct{}, 1), events: make(chan OrderEvent, maxUnread),
		pace: newPace(o.CallsPerMinute, pollBurst), lastFillAt: map[string]time.Time{},
	}
	go p.run(ctx, o.Stream)
	return p
}

// maxUnread is how many events wait for their reader. Beyond it the oldest is
// dropped: the state of its order is in the snapshot anyway.
const maxUnread = 256

// Events gives what happened to orders, each once, in the order it arrived. The
// snapshot of the update that follows has it. It is closed like Updates.
func (p *Poller) Events() <-chan OrderEvent { return p.events }

// Updates gives the newest update: a newer one replaces one that is unread. It is
// closed when ctx has ended and the poller has stopped.
func (p *Poller) Updates() <-chan Update { return p.updates }

// Refresh asks for a cycle now, or as soon as a second has passed since the last
// one, the bound of calls allows it and a 429's reset is over. It never blocks;
// several calls make one cycle. Once Refused it does nothing, except that it
// tries one cycle where MayAskAgain says so.
func (p *Poller) Refresh() {
	select {
	case p.refreshes <- struct{}{}:
	default: // one is waiting already
	}
}

func (p *Poller) run(ctx context.Context, streaming bool) {
	var streams sync.WaitGroup
	defer close(p.events)
	defer close(p.updates)
	defer streams.Wait()
	streamCtx, stopStream := context.WithCancel(ctx)
	defer stopStream()
	if streaming {
		s := p.client.openStream()
		p.messages, p.stream = s.messages, StreamJoining
		streams.Go(func() { s.run(streamCtx) })
	}
	p.next = p.client.now()
	p.publish(Update{State: Connecting, Next: p.next, Every: p.every})
	patience := Patient(ctx)
	for p.wait(ctx) {
		update := p.cycle(patience)
		if ctx.Err() != nil {
			return
		}
		p.publish(update)
		if update.State == Refused && !p.askedAgain(ctx, update) {
			stopStream()
			<-ctx.Done()
			return
		}
	}
}

// askedAgain waits for a Refresh that has a refused sign-in tried once more; it
// gives false where MayAskAgain does, and when ctx ends.
func (p *Poller) askedAgain(ctx context.Context, u Update) bool {
	if !u.MayAskAgain() {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-p.refreshes:
		p.backoff.Hurry()
		p.scheduleNow()
		return true
	}
}

// publish replaces an unread update. It is the only sender, so there is room
// after the drain.
func (p *Poller) publish(u Update) {
	p.seq++
	u.Seq, u.Snapshot, u.Rate = p.seq, p.snapshot, p.client.Rate()
	u.Stream, u.StreamErr = p.stream, p.streamErr
	if p.snapshot != nil {
		u.Since = p.snapshot.At
	}
	p.last = u
	select {
	case <-p.updates:
	default:
	}
	p.updates <- u
}
