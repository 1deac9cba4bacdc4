package client

import (
	"testing"
	"time"
)

func TestRefreshMakesOneCycleNow(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{Every: time.Hour}, func(p *polling) {
		p.at(10 * time.Second)
		for range 50 {
			p.poller.Refresh()
		}
		p.want(p.at(10*time.Second), Fresh, time.Hour+10*time.Second)
		p.at(time.Minute)
		if got := p.times("/v2/account"); got != "[0 10]" || p.times("/v2/orders") != got {
			p.Errorf("account at %s, orders at %s", got, p.times("/v2/orders"))
		}
	})
}

func TestRefreshTooSoon(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{Every: time.Minute}, func(p *polling) {
		p.at(200 * time.Millisecond)
		p.poller.Refresh()
		p.at(900 * time.Millisecond)
		if f.count("/v2/account") != 1 {
			p.Error("a second round within a second")
		}
		p.at(time.Second)
		if f.count("/v2/account") != 2 {
			p.Errorf("account at %s", p.times("/v2/account"))
		}
	})
}

func TestRefreshDuringBackOff(t *testing.T) {
	f := newFake()
	f.fault = always(404, "")
	poll(t, f, PollOptions{CallsPerMinute: maxCalls}, func(p *polling) {
		p.want(p.at(20*time.Second), Stale, 31*time.Second)
		f.set(func() { f.fault = nil })
		p.poller.Refresh()
		if u := p.at(20 * time.Second); u.State != Fresh {
			p.Errorf("%+v", u)
		}
	})
}

// TestRefreshCannotSpendTheBudget leans on the key for ten minutes.
func TestRefreshCannotSpendTheBudget(t *testing.T) {
	for name, c := range map[string]struct {
		o    PollOptions
		most int
	}{
		"default":        {PollOptions{}, 60},
		"every second":   {PollOptions{Every: time.Second}, 139},
		"few calls":      {PollOptions{CallsPerMinute: 20}, 20},
		"too few calls":  {PollOptions{CallsPerMinute: 1}, minCalls},
		"too many calls": {PollOptions{Every: time.Second, CallsPerMinute: 5000}, maxCalls},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			poll(t, f, c.o, func(p *polling) {
				for step := range 6000 {
					p.poller.Refresh()
					p.at(time.Duration(step) * 100 * time.Millisecond)
				}
				perMinute(p.T, f, c.most)
				if calls := f.count(""); calls < 10*(c.most-pollBurst) {
					p.Errorf("only %d calls in ten minutes", calls)
				}
			})
		})
	}
}

func TestIntervalOfASecondIsKept(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{Every: time.Millisecond}, func(p *polling) {
		p.at(300 * time.Second)
		if rounds := f.count("/v2/account"); rounds != 301 {
			p.Errorf("%d rounds in 300 s", rounds)
		}
		perMinute(p.T, f, maxCalls)
	})
}

// TestOtherCallsDoNotDelayCycles: what the screen asks of the same client does not
// make the figures old.
func TestOtherCallsDoNotDelayCycles(t *testing.T) {
	f := newFake()
	f.bodies["/v2/account/portfolio/history"] = `{}`
	poll(t, f, PollOptions{}, func(p *polling) {
		for step := range 300 {
			if _, err := p.poller.client.History(p.Context(), HistoryQuery{}); err != nil {
				p.Fatal(err)
			}
			p.at(time.Duration(step+1) * 2 * time.Second)
		}
		if rounds := f.count("/v2/account"); rounds < 199 {
			p.Errorf("%d rounds in ten minutes", rounds)
		}
	})
}
