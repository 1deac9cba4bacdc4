package client

import (
	"sync/atomic"
	"testing"
	"time"
)

// TestPollAfterSleep jumps the wall clock, as a laptop's lid does: timers do
// not notice.
func TestPollAfterSleep(t *testing.T) {
	for name, by := range map[string]time.Duration{"eight hours": 8 * time.Hour, "set back an hour": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			var offset atomic.Int64
			f := newFake()
			now := func() time.Time { return time.Now().Add(time.Duration(offset.Load())) }
			poll(t, f, PollOptions{Every: 10 * time.Minute}, func(p *polling) {
				p.at(20500 * time.Millisecond)
				if f.count("/v2/account") != 1 {
					p.Fatalf("account at %s before the jump", p.times("/v2/account"))
				}
				offset.Store(int64(by))
				u := p.at(21 * time.Second)
				if got := p.times("/v2/account"); got != "[0 21]" || p.times("/v2/clock") != got || p.times("/v2/orders") != got {
					p.Errorf("account at %s, clock at %s, orders at %s", got, p.times("/v2/clock"), p.times("/v2/orders"))
				}
				if u.State != Fresh || u.Snapshot.Skew != -by {
					p.Errorf("%+v", u)
				}
				p.at(10 * time.Minute)
				if f.count("/v2/account") != 2 {
					p.Errorf("account at %s after the jump", p.times("/v2/account"))
				}
			}, func(o *Options) { o.Now = now })
		})
	}
}

// TestSmallStepsOfTheClock: what a time server corrects is no sleep.
func TestSmallStepsOfTheClock(t *testing.T) {
	var offset atomic.Int64
	f := newFake()
	poll(t, f, PollOptions{Every: 10 * time.Minute}, func(p *polling) {
		for step := range 20 {
			offset.Add(int64(2 * time.Second))
			p.at(time.Duration(step+1) * 3 * time.Second)
		}
		if f.count("/v2/account") != 1 {
			p.Errorf("account at %s", p.times("/v2/account"))
		}
	}, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(time.Duration(offset.Load())) } })
}

// TestSleepEndsBackOff: what failed before the lid closed says nothing now.
func TestSleepEndsBackOff(t *testing.T) {
	var offset atomic.Int64
	f := newFake()
	f.fault = always(404, "")
	poll(t, f, PollOptions{CallsPerMinute: maxCalls}, func(p *polling) {
		p.want(p.at(70*time.Second), Stale, 91*time.Second)
		offset.Store(int64(time.Hour))
		u := p.at(71 * time.Second)
		if wait := u.Next.Sub(p.began.Add(71*time.Second + time.Hour)); u.State != Stale || wait != time.Second {
			p.Errorf("%v, next in %v", u.State, wait)
		}
	}, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(time.Duration(offset.Load())) } })
}
