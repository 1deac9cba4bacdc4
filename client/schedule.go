package client

import (
	"errors"
	"time"

	"quipu/market"
)

const (
	closedAtLeast = 30 * time.Second
	closedAtMost  = 10 * time.Minute
	backoffFirst  = 2 * time.Second
	backoffMost   = time.Minute
	apart         = time.Second // between two rounds, whoever asks
)

// interval gives the time between two rounds: longer when the market is closed
// and nothing but the odd order can move, and when the budget runs low.
func interval(every time.Duration, s *Snapshot, rate Rate, now time.Time) time.Duration {
	switch {
	case s.Clock.IsOpen:
	case holdsCrypto(s.Positions):
		every = min(2*every, max(every, closedAtMost))
	default:
		every = max(every, min(max(10*every, closedAtLeast), closedAtMost))
	}
	return every * strain(rate, now)
}

// strain stretches the interval while less than a quarter or a tenth of the
// minute's calls is left.
func strain(rate Rate, now time.Time) time.Duration {
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

func holdsCrypto(positions []Position) bool {
	for i := range positions {
		if positions[i].AssetClass == market.Crypto {
			return true
		}
	}
	return false
}

// after gives the time of the round that follows a good one: an interval after
// the last began, at the market's opening or closing if that is sooner.
func (p *Poller) after(every time.Duration) time.Time {
	now := p.client.now()
	next := later(p.started.Add(every), now.Add(every/4)) // slow answers must not make it run without pause
	if boundary := p.boundary(); boundary.After(now) && boundary.Before(next) {
		next = boundary
	}
	if rate := p.client.Rate(); rate.Known && rate.Remaining == 0 {
		next = later(next, rate.Reset)
	}
	return p.allowed(next)
}

// boundary gives the moment, by the local clock, when the market has surely
// opened or closed; zero where unknown.
func (p *Poller) boundary() time.Time {
	if p.snapshot == nil || p.snapshot.Clock.Boundary().IsZero() {
		return time.Time{}
	}
	return p.snapshot.Clock.Boundary().Add(-p.snapshot.Skew).Add(time.Second)
}

// allowed puts a round off for as long as something forbids it: the round just
// made, the bound of calls, a 429.
func (p *Poller) allowed(next time.Time) time.Time {
	now := p.client.now()
	if !p.started.IsZero() {
		next = later(next, p.started.Add(apart))
	}
	next = later(next, p.pace.earliest(p.plan.calls(later(next, now)), now))
	return later(next, p.client.budget.heldUntil(now))
}

// failed says how a round failed and when the next one is due.
func (p *Poller) failed(err error) Update {
	update := Update{State: Stale, Err: err, Every: p.every}
	if errors.Is(err, ErrUnauthorized) {
		update.State = Refused
		return update
	}
	p.failures++
	now := p.client.now()
	next := now.Add(backoff(p.failures, p.client.random))
	var failure *Error
	if errors.As(err, &failure) && failure.RetryAt.After(now) {
		next = later(next, failure.RetryAt)
	}
	if errors.Is(err, ErrRateLimited) {
		update.State = Waiting
		next = later(failure.RetryAt, now).Add(p.jitter(time.Second))
	}
	p.next = p.allowed(next)
	update.Next = p.next
	return update
}

// backoff doubles from two seconds to a minute, with jitter between half and
// the whole.
func backoff(failures int, random func() float64) time.Duration {
	pause := backoffMost
	if failures <= 5 {
		pause = min(backoffFirst<<(failures-1), backoffMost)
	}
	return pause/2 + time.Duration(random()*float64(pause/2))
}

// jitter keeps several programs that were held back together from coming back
// together.
func (p *Poller) jitter(most time.Duration) time.Duration {
	return time.Duration(p.client.random() * float64(most))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
