package client

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

const clocksOfTwoMarkets = `{"clocks":[
	{"market":{"mic":"XLON","acronym":"LSE"},"timestamp":"2026-11-24T19:00:00-05:00","phase":"core"},
	{"market":{"mic":"XNYS","acronym":"NYSE","name":"New York Stock Exchange","timezone":"America/New_York"},"timestamp":"2026-11-24T19:00:00.123456789-05:00",
	 "is_market_day":true,"next_market_open":"2026-11-25T09:30:00-05:00","next_market_close":"2026-11-25T16:00:00-05:00","phase":"post","phase_until":"2026-11-24T20:00:00-05:00"},
	{"market":{"acronym":"BOATS"},"timestamp":"2026-11-24T19:00:00-05:00","is_market_day":true,
	 "next_market_open":"2026-11-24T20:00:00-05:00","next_market_close":"2026-11-25T04:00:00-05:00","phase":"closed","phase_until":"2026-11-24T20:00:00-05:00"}]}`

func TestClockWithPhases(t *testing.T) {
	f := newFake()
	f.bodies["/v3/clock"] = clocksOfTwoMarkets
	asked := ""
	f.fault = func(r *http.Request) (*http.Response, error) { asked = r.URL.String(); return nil, nil }
	c, err := fakeClient(t, f).Clock(t.Context())
	want := Clock{
		Timestamp: c.Timestamp, NextOpen: c.NextOpen, NextClose: c.NextClose, PhaseUntil: c.PhaseUntil,
		Phase: AfterHours, TradingDay: KnownFlag(true), Night: NightMarket{Known: true, Until: c.Night.Until, NextClose: c.Night.NextClose},
	}
	if err != nil || c != want || asked != "https://broker.example/v3/clock?markets=NYSE%2CBOATS" {
		t.Errorf("%+v, %v of %s", c, err, asked)
	}
	for got, want := range map[time.Time]string{
		c.Timestamp.Truncate(time.Second): "2026-11-24 19:00", c.NextOpen: "2026-11-25 09:30", c.NextClose: "2026-11-25 16:00", c.PhaseUntil: "2026-11-24 20:00",
		c.Night.NextClose: "2026-11-25 04:00",
	} {
		if !got.Equal(ny(want)) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if !c.Night.Until.Equal(c.PhaseUntil) || f.count("") != 1 {
		t.Errorf("by night %+v, with %d calls", c.Night, f.count(""))
	}
}

func TestPhasesOfTheClock(t *testing.T) {
	for _, c := range []struct {
		phase, until, open, close string
		want                      Phase
		runs                      bool
		opens, closes             string
	}{
		{"core", "13:00", "09:30", "16:00", Regular, true, "09:30", "13:00"},   // a half day's end is the phase's
		{"pre", "09:30", "04:00", "16:00", PreMarket, false, "09:30", "16:00"}, // whatever opens next
		{"closed", "04:00", "09:30", "16:00", Closed, false, "09:30", "16:00"},
		{"post", "20:00", "09:30", "16:00", AfterHours, false, "09:30", "16:00"},
		{"lunch", "13:00", "13:00", "16:00", "", false, "13:00", "16:00"}, // not a phase of the exchanges of the US
		{"auction", "16:05", "09:30", "16:05", "", false, "09:30", "16:05"},
		{"late core", "17:00", "18:30", "17:00", "", true, "18:30", "17:00"}, // by what comes next
	} {
		at := func(clock string) string { return ny("2026-11-25 " + clock).Format(time.RFC3339) }
		f := newFake()
		f.bodies["/v3/clock"] = fmt.Sprintf(`{"clocks":[{"market":{"mic":"XNYS"},"timestamp":"2026-11-25T12:00:00-05:00","phase":%q,"phase_until":%q,"next_market_open":%q,"next_market_close":%q}]}`,
			c.phase, at(c.until), at(c.open), at(c.close))
		got, err := fakeClient(t, f).Clock(t.Context())
		if err != nil || got.Phase != c.want || got.IsOpen != c.runs || !got.NextOpen.Equal(ny("2026-11-25 "+c.opens)) || !got.NextClose.Equal(ny("2026-11-25 "+c.closes)) || got.Night.Known {
			t.Errorf("%s: %+v, %v", c.phase, got, err)
		}
	}
}

// A broker without /v3/clock is asked for it once, one that fails over it seldom.
func TestClockWithoutPhasesIsRemembered(t *testing.T) {
	for name, c := range map[string]struct {
		fault        func(*http.Request) (*http.Response, error)
		first, later int // calls of /v3/clock at once, and in an hour after that
	}{
		"no such path":     {always(404, `{"code":40410000,"message":"endpoint not found"}`), 1, 0},
		"plain text":       {always(404, "404 page not found"), 1, 0},
		"not allowed":      {always(403, `{"code":40310000,"message":"forbidden"}`), 1, 0},
		"no such market":   {always(400, `{"message":"invalid market"}`), 1, 4},
		"a failing server": {always(503, ""), 3, 12},
		"a page of a gate": {always(200, "<html>"), 1, 4},
		"no clock in it":   {always(200, `{"clocks":[]}`), 1, 4},
		"no time in it":    {always(200, `{"clocks":[{"market":{"mic":"XNYS"},"phase":"core"}]}`), 1, 4},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.fault = func(r *http.Request) (*http.Response, error) {
					if r.URL.Path == "/v3/clock" {
						return c.fault(r)
					}
					return nil, nil
				}
				client := fakeClient(t, f)
				read := func(want int) {
					clock, err := client.Clock(t.Context())
					if err != nil || !clock.IsOpen || clock.Phase != "" || f.count("/v3/clock") != want {
						t.Errorf("%+v, %v, with %d calls, want %d", clock, err, f.count("/v3/clock"), want)
					}
				}
				read(c.first)
				time.Sleep(time.Minute)
				read(c.first)
				for range 4 {
					time.Sleep(15 * time.Minute)
					_, _ = client.Clock(t.Context())
				}
				if got := f.count("/v3/clock") - c.first; got != c.later {
					t.Errorf("%d more calls in an hour, want %d", got, c.later)
				}
			})
		})
	}
}

// What says nothing of /v3/clock is no reason to do without it.
func TestClockFailuresThatAreNoAbsence(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*http.Request) (*http.Response, error)
		kind  error
	}{
		"401":             {always(401, ""), ErrUnauthorized},
		"429":             {always(429, "", "Retry-After", "60"), ErrRateLimited},
		"no connection":   {func(*http.Request) (*http.Response, error) { return nil, errors.New("broken") }, ErrUnreachable},
		"request timeout": {always(408, ""), ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.fault = c.fault
				client := fakeClient(t, f)
				_, err := client.Clock(t.Context())
				failure(t, err, c.kind)
				if f.count("/v2/clock") != 0 {
					t.Error("/v2/clock was asked for")
				}
				f.set(func() { f.fault, f.bodies["/v3/clock"] = nil, clocksOfTwoMarkets })
				time.Sleep(2 * time.Minute)
				if clock, err := client.Clock(t.Context()); err != nil || clock.Phase != AfterHours {
					t.Errorf("afterwards %+v, %v", clock, err)
				}
			})
		})
	}
}

// A poller asks once for the clock with phases, and as often for the other one
// as for one that has them.
func TestPollerRemembersThatThereAreNoPhases(t *testing.T) {
	poll(t, newFake(), PollOptions{}, func(p *polling) {
		p.at(3*time.Minute + 5*time.Second)
		if with, without := p.times("/v3/clock"), p.times("/v2/clock"); with != "[0]" || without != "[0 60 120 180]" {
			p.Errorf("/v3/clock at %s, /v2/clock at %s", with, without)
		}
	})
}
