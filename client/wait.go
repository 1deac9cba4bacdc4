package client

import (
	"context"
	"time"
)

const (
	lookEvery = time.Second     // how often the wall clock is compared while waiting
	jump      = 5 * time.Second // more than this off is a machine that slept or a clock that was set
)

// wait returns true when the next round is due, false when ctx has ended.
func (p *Poller) wait(ctx context.Context) bool {
	for {
		left := p.next.Sub(p.client.now())
		if ctx.Err() != nil {
			return false
		}
		if left <= 0 {
			p.expectBoundary()
			return true
		}
		jumped, ok := p.rest(ctx, min(left, lookEvery))
		if !ok {
			return false
		}
		if jumped {
			p.woke()
		}
	}
}

// rest sleeps a moment, or until somebody asks for a round. Timers stand still
// while a laptop sleeps: only the wall clock tells that it did.
func (p *Poller) rest(ctx context.Context, moment time.Duration) (jumped, ok bool) {
	timer := time.NewTimer(moment)
	defer timer.Stop()
	wall, began := p.client.now().Round(0), time.Now()
	select {
	case <-ctx.Done():
		return false, false
	case <-p.asked:
		p.soon()
	case word := <-p.words:
		p.hear(word)
	case <-timer.C:
	}
	off := p.client.now().Round(0).Sub(wall) - time.Since(began)
	return off.Abs() > jump, true
}

// woke makes a round due after a jump of the clock: everything may have
// changed, the market's session and our idea of the time included, and idle
// connections are probably dead.
func (p *Poller) woke() {
	p.client.http.CloseIdleConnections()
	p.failures = 0
	p.started, p.pace.paid = time.Time{}, time.Time{} // by a clock that no longer counts
	p.plan.ordersDue, p.plan.clockDue = true, true
	p.next = p.allowed(p.client.now())
}

// expectBoundary makes the clock due when the market should have opened or
// closed since it was read.
func (p *Poller) expectBoundary() {
	boundary := p.boundary()
	if !boundary.IsZero() && !p.client.now().Before(boundary) {
		p.plan.clockDue = true
	}
}
