package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// polling is a poller on a fake broker inside a bubble.
type polling struct {
	*testing.T
	fake   *fake
	poller *Poller
	began  time.Time
	cancel context.CancelFunc
	last   Update
}

// poll runs test in a bubble and checks that the poller leaves it.
func poll(t *testing.T, f *fake, o PollOptions, test func(p *polling), change ...func(*Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if f.ready != nil {
			f.ready()
		}
		ctx, cancel := context.WithCancel(t.Context())
		p := &polling{T: t, fake: f, began: time.Now(), cancel: cancel}
		p.poller = fakeClient(t, f, change...).Poll(ctx, o)
		test(p)
		cancel()
		for range p.poller.Updates() { // ends when the poller has gone
		}
		for range p.poller.Events() {
		}
	})
}

// at lets the time come and gives the newest update, or the last one seen.
func (p *polling) at(after time.Duration) Update {
	p.Helper()
	time.Sleep(time.Until(p.began.Add(after)))
	synctest.Wait()
	select {
	case u, ok := <-p.poller.Updates():
		if !ok {
			p.Fatal("the poller has gone")
		}
		if u.Seq <= p.last.Seq {
			p.Errorf("update %d after %d", u.Seq, p.last.Seq)
		}
		p.last = u
	default:
	}
	return p.last
}

// times gives when path was called, in whole seconds since the start.
func (p *polling) times(path string) string {
	p.fake.mu.Lock()
	defer p.fake.mu.Unlock()
	var all []int
	for _, s := range p.fake.sent {
		if s.path == path {
			all = append(all, int(s.at.Sub(p.began)/time.Second))
		}
	}
	return fmt.Sprint(all)
}

func (p *polling) want(u Update, state State, next time.Duration) {
	p.Helper()
	got := u.Next.Sub(p.began)
	if u.Next.IsZero() {
		got = 0
	}
	if u.State != state || got != next {
		p.Errorf("%v, next at %v (%v); want %v, next at %v", u.State, got, u.Err, state, next)
	}
}

func TestPollCadence(t *testing.T) {
	poll(t, newFake(), PollOptions{}, func(p *polling) {
		u := p.at(0)
		p.want(u, Fresh, 3*time.Second)
		if s := u.Snapshot; s.Account.Number != "PA1" || s.Positions[0].Symbol != "AAPL" || s.Orders[0].ID != "o" || !s.Clock.IsOpen || !s.At.Equal(p.began) {
			p.Errorf("the snapshot is %+v", s)
		}
		if u.Every != 3*time.Second || !u.Since.Equal(p.began) || u.Err != nil || u.Rate.Known {
			p.Errorf("the update is %+v", u)
		}
		p.want(p.at(30*time.Second), Fresh, 33*time.Second)
		if got := p.times("/v2/account"); got != "[0 3 6 9 12 15 18 21 24 27 30]" || got != p.times("/v2/positions") {
			p.Errorf("account at %s, positions at %s", got, p.times("/v2/positions"))
		}
		if got := p.times("/v2/orders"); got != "[0 12 24]" {
			p.Errorf("orders at %s", got)
		}
		p.at(100 * time.Second)
		if got := p.times("/v2/clock"); got != "[0 60]" {
			p.Errorf("clock at %s", got)
		}
		perMinute(p.T, p.fake, 60)
	})
}

// perMinute checks every stretch of sixty seconds.
func perMinute(t *testing.T, f *fake, most int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for first, end := 0, 0; end < len(f.sent); end++ {
		for f.sent[end].at.Sub(f.sent[first].at) >= time.Minute {
			first++
		}
		if n := end - first + 1; n > most {
			t.Fatalf("%d calls in the minute before %v, allowed %d", n, f.sent[end].at, most)
		}
	}
}

func TestPollBegins(t *testing.T) {
	poll(t, newFake(), PollOptions{}, func(p *polling) {
		p.cancel()
		u, ok := <-p.poller.Updates()
		if !ok || u.State != Connecting || u.Seq != 1 || u.Snapshot != nil || !u.Next.Equal(p.began) || !u.Since.IsZero() {
			p.Errorf("the first update is %+v", u)
		}
	})
}

func TestPollNewestWins(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		early := p.at(0)
		time.Sleep(10 * time.Second)
		f.set(func() { f.bodies["/v2/account"] = `{"id":"a","equity":"7"}` })
		u := p.at(31 * time.Second)
		if u.Seq != early.Seq+10 {
			p.Errorf("update %d after %d", u.Seq, early.Seq)
		}
		is(p.T, "newest equity", u.Snapshot.Account.Equity, "7")
		is(p.T, "the old snapshot's equity", early.Snapshot.Account.Equity, "100.5")
	})
}

func TestPollReadsOrdersWhenHoldingsChange(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(time.Second)
		f.set(func() {
			f.bodies["/v2/positions"] = `[{"asset_id":"x","symbol":"AAPL","qty":"3","asset_class":"us_equity"}]`
			f.bodies["/v2/orders"] = `[]`
		})
		if u := p.at(3 * time.Second); len(u.Snapshot.Orders) != 0 {
			p.Errorf("orders are %+v", u.Snapshot.Orders)
		}
		p.at(16 * time.Second)
		if got := p.times("/v2/orders"); got != "[0 3 15]" {
			p.Errorf("orders at %s", got)
		}
	})
}

// The exits of a filled bracket stand alone: their parent is looked up once, also where
// there is none, and again where the lookup failed.
func TestPollNamesTheParentsOfExits(t *testing.T) {
	const legs = `{"id":"l1","symbol":"JPM","status":"new","order_class":"bracket"},{"id":"l2","symbol":"JPM","status":"held","order_class":"bracket"}`
	f := newFake()
	f.bodies["/v2/orders"] = "[" + legs + `,{"id":"x","symbol":"KO","status":"new","order_class":"oco"}]`
	f.bodies["/v2/orders nested"] = f.bodies["/v2/orders"]
	f.bodies["/v2/orders closed"] = `[{"id":"p","symbol":"JPM","status":"filled","legs":[` + legs + `]}]`
	f.fault = func(r *http.Request) (*http.Response, error) {
		if len(f.sent) > 0 && f.sent[len(f.sent)-1].path == "/v2/orders closed" && time.Since(f.sent[0].at) < time.Second {
			return answer(http.StatusNotFound, `{"message":"not found"}`, f.header), nil
		}
		return nil, nil
	}
	poll(t, f, PollOptions{}, func(p *polling) {
		if o := p.at(time.Second).Snapshot.Orders; len(o) != 3 || o[0].Parent != "" {
			p.Errorf("%+v", o)
		}
		u := p.at(59 * time.Second)
		if o := u.Snapshot.Orders; len(o) != 3 || o[0].Parent != "p" || o[1].Parent != "p" || o[2].Parent != "" {
			p.Errorf("%+v", o)
		}
		if n := f.count("/v2/orders closed"); n != 2 {
			p.Errorf("looked up %d times, at %s", n, p.times("/v2/orders closed"))
		}
	})
}

func TestPollSlowsDownWhenClosed(t *testing.T) {
	for name, c := range map[string]struct {
		class string
		every time.Duration
		want  time.Duration
	}{
		"equities":        {"us_equity", 0, 30 * time.Second},
		"equities, 5 s":   {"us_equity", 5 * time.Second, 50 * time.Second},
		"equities, 1 s":   {"us_equity", time.Second, 30 * time.Second},
		"equities, 2 min": {"us_equity", 2 * time.Minute, 10 * time.Minute},
		"equities, 1 h":   {"us_equity", time.Hour, time.Hour},
		"crypto":          {"crypto", 0, 6 * time.Second},
		"crypto, 9 min":   {"crypto", 9 * time.Minute, 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.clock = func(now time.Time) (bool, string, string) {
				return false, now.Add(60 * time.Hour).Format(time.RFC3339), ""
			}
			f.bodies["/v2/positions"] = fmt.Sprintf(`[{"symbol":"X","qty":"1","asset_class":%q}]`, c.class)
			poll(t, f, PollOptions{Every: c.every}, func(p *polling) {
				u := p.at(0)
				p.want(u, Fresh, c.want)
				if u.Every != c.want {
					p.Errorf("every %v, want %v", u.Every, c.want)
				}
				p.at(c.want)
				if f.count("/v2/account") != 2 {
					p.Errorf("account at %s", p.times("/v2/account"))
				}
			})
		})
	}
}

// TestPollAtOpeningAndClosing: the opening is read when it happens, by the broker's
// clock, which is ten minutes ahead of ours here.
func TestPollAtOpeningAndClosing(t *testing.T) {
	const ahead = 10 * time.Minute
	f := newFake()
	f.ready = func() {
		opens := time.Now().Add(ahead + 42*time.Second)
		f.clock = func(now time.Time) (bool, string, string) {
			return !now.Before(opens.Add(-ahead)), opens.Format(time.RFC3339), opens.Add(6 * time.Hour).Format(time.RFC3339)
		}
	}
	f.fault = func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/v2/clock" {
			return nil, nil
		}
		open, next, end := f.clock(time.Now())
		return answer(200, fmt.Sprintf(`{"timestamp":%q,"is_open":%t,"next_open":%q,"next_close":%q}`,
			time.Now().Add(ahead).Format(time.RFC3339Nano), open, next, end), nil), nil
	}
	poll(t, f, PollOptions{}, func(p *polling) {
		u := p.at(0)
		if u.Snapshot.Skew != ahead || u.Snapshot.Clock.IsOpen {
			p.Errorf("the snapshot is %+v", u.Snapshot)
		}
		p.want(p.at(30*time.Second), Fresh, 43*time.Second)
		u = p.at(43 * time.Second)
		p.want(u, Fresh, 46*time.Second)
		if !u.Snapshot.Clock.IsOpen || p.times("/v2/clock") != "[0 43]" {
			p.Errorf("open: %v, clock at %s", u.Snapshot.Clock.IsOpen, p.times("/v2/clock"))
		}
	})
}

// TestPollPastAnOpeningThatDidNotHappen must not spin on a boundary in the past.
func TestPollPastAnOpeningThatDidNotHappen(t *testing.T) {
	f := newFake()
	f.clock = func(time.Time) (bool, string, string) { return true, "", "1999-12-31T00:00:00Z" }
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(15 * time.Second)
		if got := p.times("/v2/clock"); got != "[0 3 6 9 12 15]" {
			p.Errorf("clock at %s", got)
		}
	})
}

func TestPollSpendsLessWhenTheBudgetRunsLow(t *testing.T) {
	f := newFake()
	remain := func(n int) {
		f.set(func() { f.header = headers(limits(200, n, "Reset", "3000")...) })
	}
	f.ready = func() { remain(60) }
	poll(t, f, PollOptions{}, func(p *polling) {
		p.want(p.at(0), Fresh, 3*time.Second)
		remain(49)
		p.want(p.at(3*time.Second), Fresh, 9*time.Second)
		remain(19)
		u := p.at(9 * time.Second)
		p.want(u, Fresh, 21*time.Second)
		if u.Every != 12*time.Second || u.Rate.Remaining != 19 || u.Rate.Limit != 200 {
			p.Errorf("the update is %+v", u)
		}
		f.set(func() { f.header = headers(limits(200, 199, "Reset", "3060")...) })
		p.want(p.at(21*time.Second), Fresh, 24*time.Second)
	})
}

func TestPollWithNothingLeft(t *testing.T) {
	f := newFake()
	f.ready = func() { f.header = headers(limits(200, 0, "Reset", "40")...) }
	poll(t, f, PollOptions{}, func(p *polling) {
		p.want(p.at(0), Fresh, 40*time.Second)
		f.set(func() { f.header = headers(limits(200, 150, "Reset", "99")...) })
		p.want(p.at(40*time.Second), Fresh, 43*time.Second)
	})
}

func TestPollErrorsKeepTheLastGood(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		good := p.at(0)
		f.set(func() {
			f.bodies["/v2/positions"] = `[]` // good, but never shown beside a failed account
			f.fault = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/v2/account" {
					return answer(404, `{}`, nil), nil
				}
				return nil, nil
			}
		})
		for _, step := range []struct{ at, next time.Duration }{
			{3, 4}, {4, 6}, {6, 10}, {10, 18}, {18, 34}, {34, 64}, {64, 94}, {94, 124},
		} {
			u := p.at(step.at * time.Second)
			p.want(u, Stale, step.next*time.Second)
			if u.Snapshot != good.Snapshot || !errors.Is(u.Err, ErrNotFound) || !u.Since.Equal(good.Since) {
				p.Errorf("at %v s: %+v", int(step.at), u)
			}
		}
		f.set(func() { f.fault = nil })
		u := p.at(124 * time.Second)
		p.want(u, Fresh, 127*time.Second)
		if len(u.Snapshot.Positions) != 0 || u.Err != nil {
			p.Errorf("after it: %+v", u)
		}
		f.set(func() { f.fault = always(404, "") })
		p.want(p.at(127*time.Second), Stale, 128*time.Second)
	})
}

func TestPollWithoutAnyGoodAnswer(t *testing.T) {
	f := newFake()
	f.fault = always(503, page)
	poll(t, f, PollOptions{}, func(p *polling) {
		u := p.at(time.Second)
		if u.State != Stale || u.Snapshot != nil || !u.Since.IsZero() || !errors.Is(u.Err, ErrServer) {
			p.Errorf("%+v", u)
		}
	})
}

// TestPollEachPart: a snapshot needs all its parts.
func TestPollEachPart(t *testing.T) {
	for _, path := range []string{"/v2/account", "/v2/positions", "/v2/orders", "/v2/clock"} {
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == path {
				return answer(200, page, nil), nil
			}
			return nil, nil
		}
		poll(t, f, PollOptions{}, func(p *polling) {
			if u := p.at(0); u.State != Stale || u.Snapshot != nil || !errors.Is(u.Err, ErrUnreadable) {
				p.Errorf("%s: %+v", path, u)
			}
		})
	}
}

func TestPollWaitsAfter429(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		good := p.at(time.Second)
		f.set(func() { f.fault = thenGood(1, always(429, "", limits(200, 0, "Reset", "25")...)) })
		u := p.at(3 * time.Second)
		p.want(u, Waiting, 26*time.Second)
		if u.Snapshot != good.Snapshot || !errors.Is(u.Err, ErrRateLimited) || u.Rate.Remaining != 0 {
			p.Errorf("%+v", u)
		}
		sent := f.count("")
		for second := 4; second < 26; second++ {
			p.poller.Refresh()
			if p.at(time.Duration(second) * time.Second); f.count("") != sent {
				p.Fatalf("a call left at %d s", second)
			}
		}
		if u := p.at(26 * time.Second); u.State != Fresh {
			p.Errorf("%+v", u)
		}
	})
}

func TestPollHonoursRetryAfter(t *testing.T) {
	f := newFake()
	f.fault = always(503, "", "Retry-After", "33")
	poll(t, f, PollOptions{}, func(p *polling) { p.want(p.at(0), Stale, 33*time.Second) })
}

func TestPollEndsWhenRefused(t *testing.T) {
	f := newFake()
	poll(t, f, PollOptions{}, func(p *polling) {
		good := p.at(time.Second)
		f.set(func() {
			f.fault = func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/v2/account" {
					return answer(401, `{}`, nil), nil
				}
				return nil, errors.New("the connection failed")
			}
		})
		u := p.at(5 * time.Second)
		p.want(u, Refused, 0)
		if !errors.Is(u.Err, ErrUnauthorized) || u.Snapshot != good.Snapshot {
			p.Errorf("%+v", u)
		}
		sent := f.count("")
		p.poller.Refresh()
		if p.at(time.Hour); f.count("") != sent {
			p.Errorf("%d calls after the refusal", f.count("")-sent)
		}
	})
}

// A 403 with Alpaca's code on the account is how a revoked token may look.
func TestPollAsksAgainAfterAForbiddenAccount(t *testing.T) {
	f := newFake()
	forbidden := func(status int) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v2/account" {
				return answer(status, `{"code":40310000,"message":"forbidden"}`, nil), nil
			}
			return nil, nil //nolint:nilnil // no fault
		}
	}
	poll(t, f, PollOptions{}, func(p *polling) {
		p.at(time.Second)
		f.set(func() { f.fault = forbidden(403) })
		u := p.at(5 * time.Second)
		p.want(u, Refused, 0)
		sent := f.count("/v2/account")
		if p.at(time.Hour); !u.MayAskAgain() || f.count("/v2/account") != sent {
			p.Error("it asked again by itself")
		}
		p.poller.Refresh()
		p.want(p.at(time.Hour), Refused, 0)
		if f.count("/v2/account") != sent+1 {
			p.Errorf("%d calls, not one more", f.count("/v2/account")-sent)
		}
		f.set(func() { f.fault = nil })
		p.poller.Refresh()
		p.want(p.at(time.Hour+time.Second), Fresh, time.Hour+4*time.Second)
		p.want(p.at(time.Hour+7*time.Second), Fresh, time.Hour+10*time.Second)

		f.set(func() { f.fault = forbidden(403) })
		p.want(p.at(time.Hour+11*time.Second), Refused, 0)
		f.set(func() { f.fault = forbidden(401) })
		p.poller.Refresh()
		u = p.at(time.Hour + 12*time.Second)
		p.want(u, Refused, 0)
		f.set(func() { f.fault = nil })
		p.poller.Refresh()
		if p.at(2 * time.Hour); u.MayAskAgain() || f.count("/v2/account") != sent+6 {
			p.Errorf("a 401 was not the end: %d calls", f.count("/v2/account")-sent)
		}
	})
}

func TestPollGoesOnSlowlyAfterA403ThatIsNotAlpacas(t *testing.T) {
	for _, body := range []string{`<html>blocked by policy</html>`, ``, `{"message":"Forbidden"}`, `[]`} {
		f := newFake()
		poll(t, f, PollOptions{}, func(p *polling) {
			p.at(time.Second)
			f.set(func() {
				f.fault = func(r *http.Request) (*http.Response, error) { return answer(403, body, nil), nil }
			})
			sent := f.count("/v2/account")
			if u := p.at(time.Minute); u.State != Stale || u.Snapshot == nil || u.Next.IsZero() {
				t.Errorf("%q: %v, next at %v", body, u.State, u.Next)
			}
			p.at(11 * time.Minute)
			if n := f.count("/v2/account") - sent; n < 3 || n > 8 {
				t.Errorf("%q: %d calls in eleven minutes", body, n)
			}
			f.set(func() { f.fault = nil })
			if u := p.at(20 * time.Minute); u.State != Fresh {
				t.Errorf("%q: %v after the account answered again", body, u.State)
			}
		})
	}
}

func TestPollCancelledDuringACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := fakeClient(t, roundTrip(hang)).Poll(ctx, PollOptions{})
		time.Sleep(time.Second)
		cancel()
		var states []State
		for u := range p.Updates() {
			states = append(states, u.State)
		}
		if fmt.Sprint(states) != "[connecting]" {
			t.Errorf("told %v", states)
		}
	})
}

func TestStateNames(t *testing.T) {
	if got := fmt.Sprint(Connecting, Fresh, Stale, Waiting, Refused, State(99)); got != "connecting fresh stale waiting refused unknown" {
		t.Error(got)
	}
}
