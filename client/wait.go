package client

import (
	"context"
	"time"
)

const (
	clockCheckEvery = time.Second     // how often the wall clock is compared while waiting
	clockJump       = 5 * time.Second // more than this off is a machine that slept or a clock that was set
)

// wait returns true when the next cycle is due, false when ctx has ended.
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
		jumped, ok := p.pause(ctx, min(left, clockCheckEvery))
		if !ok {
			return false
		}
		if jumped {
			p.afterSleep()
		}
	}
}

// pause waits for a moment, a Refresh or a message of the stream. jumped reports
// that the machine slept or its clock was set: timers stop while a laptop sleeps,
// and only the wall clock shows it.
func (p *Poller) pause(ctx context.Context, moment time.Duration) (jumped, ok bool) {
	timer := time.NewTimer(moment)
	defer timer.Stop()
	wall, began := p.client.now().Round(0), time.Now()
	select {
	case <-ctx.Done():
		return false, false
	case <-p.refreshes:
		p.backoff.Hurry()
		p.scheduleNow()
	case message := <-p.messages:
		p.onStream(message)
	case <-timer.C:
	}
	off := p.client.now().Round(0).Sub(wall) - time.Since(began)
	return off.Abs() > clockJump, true
}

// afterSleep makes a cycle due after a jump of the clock: account, session and
// skew may have changed, and idle connections are probably dead.
func (p *Poller) afterSleep() {
	p.client.http.CloseIdleConnections()
	p.backoff = Backoff{}
	p.started, p.eventAt, p.pace.paid = time.Time{}, time.Time{}, time.Time{} // times by the clock before the jump
	p.plan.ordersDue, p.plan.clockDue = true, true
	p.next = p.earliestCycle(p.client.now())
}

// expectBoundary makes the clock due when the market should have opened or
// closed since it was read.
func (p *Poller) expectBoundary() {
	boundary := p.boundary()
	if !boundary.IsZero() && !p.client.now().Before(boundary) {
		p.plan.clockDue = true
	}
}
