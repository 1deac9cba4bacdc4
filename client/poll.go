package client

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// State says what the poller is doing.
type State int

// The states of a poller.
const (
	Connecting State = iota // nothing has been answered yet
	Fresh                   // the snapshot is the latest there is
	Stale                   // the last round failed; the snapshot, if any, is old
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
	Account   Account
	Positions []Position
	Orders    []Order       // open ones, up to ten seconds older than the rest
	Clock     Clock         // up to a minute older than the rest
	At        time.Time     // when the answers were complete, local time
	Skew      time.Duration // the broker's clock minus ours; seconds may be the network's
}

// Update is what the poller tells. The newest one is complete in itself.
type Update struct {
	Seq      uint64    // counts up by one with each update made
	Snapshot *Snapshot // the last good one, nil before the first
	State    State
	Err      error         // why it is Stale, Waiting or Refused, an *Error; nil otherwise
	Since    time.Time     // when the snapshot was complete; zero before the first
	Next     time.Time     // when the next try is due; zero once Refused
	Rate     Rate          // the budget after the latest answer
	Every    time.Duration // the present interval, longer when the market is closed or the budget low

	Stream    StreamState // how order events come
	StreamErr error       // why they do not, when StreamDown
}

// MayAskAgain reports whether Refresh has a refused sign-in tried once more. A 401
// is Alpaca's last word; a 403 may be a proxy's.
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
	// CallsPerMinute bounds the poller's own calls: 0 is 60, or what Every needs up to
	// 150. Others are brought into 12 to 150.
	CallsPerMinute int
	// Stream joins the stream of order events, so that a fill is on the
	// snapshot as it happens. Without it orders are read every ten seconds.
	Stream bool
}

func (o PollOptions) normal() PollOptions {
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	o.Every = min(max(o.Every, MinEvery), MaxEvery)
	if o.CallsPerMinute == 0 {
		needed := 2*int(time.Minute/o.Every) + int(time.Minute/ordersEvery) + int(time.Minute/clockEvery) + burst
		o.CallsPerMinute = max(needed, defaultCalls)
	}
	o.CallsPerMinute = min(max(o.CallsPerMinute, minCalls), maxCalls)
	return o
}

// Poller reads the account again and again and tells the newest state.
type Poller struct {
	client  *Client
	every   time.Duration
	updates chan Update
	events  chan OrderEvent
	asked   chan struct{}
	words   chan heard // nil without a stream

	// What follows belongs to the one goroutine.
	pace     pace
	seq      uint64
	snapshot *Snapshot
	plan     plan
	failures int
	started  time.Time // the last round
	next     time.Time // the next round
	last     Update    // told last
	seen     seen
	moved    map[string]time.Time // the latest fill of each asset, by the broker's clock
	rejoined bool                 // the stream was away: what it missed has to be looked for
	stream   StreamState
	whyDown  error
}

// Poll starts reading: account and positions each round, open orders and the
// market's clock less often. It goes on until ctx ends or the sign-in is
// refused. Start one poller per client: they share its budget.
func (c *Client) Poll(ctx context.Context, o PollOptions) *Poller {
	o = o.normal()
	p := &Poller{
		client: c, every: o.Every,
		updates: make(chan Update, 1), asked: make(chan struct{}, 1), events: make(chan OrderEvent, maxUnread),
		pace: newPace(o.CallsPerMinute), moved: map[string]time.Time{},
	}
	go p.run(ctx, o.Stream)
	return p
}

// maxUnread is how many events wait for their reader; beyond that the oldest
// goes, as its order's state is in the snapshot anyway.
const maxUnread = 256

// Events gives what happened to orders, each once, in the order it was heard.
// The snapshot of the update that follows knows of it. It is closed like
// Updates.
func (p *Poller) Events() <-chan OrderEvent { return p.events }

// Updates gives the newest update. An unread one is replaced by a newer. It is
// closed when ctx has ended and the poller is gone.
func (p *Poller) Updates() <-chan Update { return p.updates }

// Refresh asks for a round now: at once, but not within a second of the last
// one, beyond the bound of calls or before a 429's reset. It never blocks;
// several calls make one round. Once Refused it does nothing, or tries one round
// where MayAskAgain says so.
func (p *Poller) Refresh() {
	select {
	case p.asked <- struct{}{}:
	default: // one is waiting already
	}
}

func (p *Poller) run(ctx context.Context, streaming bool) {
	var streams sync.WaitGroup
	defer close(p.events)
	defer close(p.updates)
	defer streams.Wait()
	listening, hangUp := context.WithCancel(ctx)
	defer hangUp()
	if streaming {
		s := p.client.openStream()
		p.words, p.stream = s.words, StreamJoining
		streams.Go(func() { s.run(listening) })
	}
	p.next = p.client.now()
	p.publish(Update{State: Connecting, Next: p.next, Every: p.every})
	for p.wait(ctx) {
		update := p.round(ctx)
		if ctx.Err() != nil {
			return
		}
		p.publish(update)
		if update.State == Refused && !p.askedAgain(ctx, update) {
			hangUp()
			<-ctx.Done()
			return
		}
	}
}

// askedAgain waits until somebody wants a refused sign-in to be tried once more;
// false where that cannot be.
func (p *Poller) askedAgain(ctx context.Context, u Update) bool {
	if !u.MayAskAgain() {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-p.asked:
		p.soon()
		return true
	}
}

// publish replaces an unread update. Nobody else sends, so there is room after
// the drain.
func (p *Poller) publish(u Update) {
	p.seq++
	u.Seq, u.Snapshot, u.Rate = p.seq, p.snapshot, p.client.Rate()
	u.Stream, u.StreamErr = p.stream, p.whyDown
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
