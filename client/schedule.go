package client

import (
	"errors"
	"time"

	"quipu/market"
)

const (
	minClosedInterval = 30 * time.Second
	maxClosedInterval = 10 * time.Minute
	minGap            = time.Second // between two cycles, also on Refresh
)

// interval gives the time between two cycles: longer while the market is closed,
// and while few calls are left.
func interval(every time.Duration, s *Snapshot, rate Rate, now time.Time) time.Duration {
	switch {
	case s.Clock.IsOpen, s.Clock.Unsaid:
	case HoldsCrypto(s.Positions):
		every = min(2*every, max(every, maxClosedInterval))
	default:
		every = max(every, min(max(10*every, minClosedInterval), maxClosedInterval))
	}
	return every * backoffFactor(rate, now)
}

// backoffFactor is 2 or 4 while less than a quarter or a tenth of the minute's
// calls is left, else 1.
func backoffFactor(rate Rate, now time.Time) time.Duration {
	if !rate.Known || !now.Before(rate.Reset) {
		return 1
	}
	switch {
	case rate.Remaining*10 < rate.Limit:
		return 4
	case rate.Remaining*4 < rate.Limit:
		return 2
	}
	return 1
}

// HoldsCrypto reports whether a position is crypto, which trades around the clock.
func HoldsCrypto(positions []Position) bool {
	for i := range positions {
		if positions[i].AssetClass == market.Crypto {
			return true
		}
	}
	return false
}

// after gives the time of the cycle that follows a good one: an interval after
// the last began, or the market's opening or closing if that is sooner.
func (p *Poller) after(every time.Duration) time.Time {
	now := p.client.now()
	next := later(p.started.Add(every), now.Add(every/4)) // also where the answers took longer than the interval
	if boundary := p.boundary(); boundary.After(now) && boundary.Before(next) {
		next = boundary
	}
	if rate := p.client.Rate(); rate.Known && rate.Remaining == 0 {
		next = later(next, rate.Reset)
	}
	return p.earliestCycle(next)
}

// boundary is the local time at which the market has opened or closed for
// certain; zero where unknown.
func (p *Poller) boundary() time.Time {
	if p.snapshot == nil || p.snapshot.Clock.Boundary().IsZero() {
		return time.Time{}
	}
	return p.snapshot.Clock.Boundary().Add(-p.snapshot.Skew).Add(time.Second)
}

// earliestCycle gives the first time from next on at which a cycle may begin: it
// keeps minGap, the bounds of calls, the wait after a failure and a 429's reset.
func (p *Poller) earliestCycle(next time.Time) time.Time {
	now := p.client.now()
	if !p.started.IsZero() {
		next = later(next, p.started.Add(minGap))
	}
	calls := p.plan.calls(later(next, now), p.known())
	next = later(next, p.pace.earliest(calls, now))
	next = later(next, now.Add(p.client.limiter.delay(calls)))
	next = later(next, p.backoff.Next())
	return later(next, p.client.budget.heldUntil(now))
}

// failed makes the update of a failed cycle and schedules the next one.
func (p *Poller) failed(err error) Update {
	update := Update{State: Stale, Err: err, Every: p.every}
	if errors.Is(err, ErrUnauthorized) {
		update.State = Refused
		return update
	}
	now := p.client.now()
	p.backoff.Record(err, now, p.client.random())
	next := now
	var failure *Error
	if errors.As(err, &failure) && errors.Is(err, ErrRateLimited) {
		update.State = Waiting
		p.backoff.Hurry() // the reset is known: nothing else is waited for
		next = later(failure.RetryAt, now).Add(p.jitter(time.Second))
	}
	p.next = p.earliestCycle(next)
	update.Next = p.next
	return update
}

// jitter keeps programs that a 429 held back from returning at the same moment.
func (p *Poller) jitter(most time.Duration) time.Duration {
	return time.Duration(p.client.random() * float64(most))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
