package cli

import (
	"net/http"
	"strings"
	"testing"

	"quipu/demo"
)

// statedSessions are what the demo's market does at some times of New York, as a
// status says it: session, day, market and the time until it opens or closes.
var statedSessions = map[string]string{
	"2026-11-24T03:30": "overnight, full day, closed, 5 h 59 m",
	"2026-11-24T08:00": "pre-market, full day, closed, 1 h 29 m",
	"2026-11-24T09:30": "regular, full day, open, 6 h 29 m",
	"2026-11-24T16:00": "after-hours, full day, closed, 17 h 29 m",
	"2026-11-24T21:00": "overnight, full day, closed, 12 h 29 m",
	"2026-11-25T21:00": "closed, full day, closed, 1 d 12 h", // nobody trades by night before a holiday
	"2026-11-26T11:00": "closed, holiday, closed, 22 h 29 m",
	"2026-11-26T21:00": "overnight, holiday, closed, 12 h 29 m",
	"2026-11-27T08:00": "pre-market, half day, closed, 1 h 29 m",
	"2026-11-27T12:30": "regular, half day, open, 29 m",
	"2026-11-27T13:00": "after-hours, half day, closed, 2 d 20 h",
	"2026-11-27T17:00": "closed, half day, closed, 2 d 16 h",
	"2026-11-28T11:00": "closed, weekend, closed, 1 d 22 h",
	"2026-12-24T12:30": "regular, half day, open, 29 m",
	"2026-12-24T13:30": "after-hours, half day, closed, 3 d 19 h",
	"2026-12-25T12:00": "closed, holiday, closed, 2 d 21 h",
	"2026-03-08T12:00": "closed, weekend, closed, 21 h 29 m", // summer time began by night
	"2026-11-01T12:00": "closed, weekend, closed, 21 h 29 m",
	"2035-07-04T12:00": "closed, holiday, closed, 21 h 29 m",
}

const sessionFormat = "{{.Session}}, {{.MarketDay}}, {{.Market}}, {{.Left}}"

func TestStatusNamesEverySession(t *testing.T) {
	d := &signedInHome{t: t, home: t.TempDir()}
	d.env = []string{"HOME=" + d.home, "TERM=xterm"}
	for at, want := range statedSessions {
		if said := d.prints("status", "--demo", "--demo-clock", at, "--format", sessionFormat); strings.TrimSpace(said) != want {
			t.Errorf("at %s: %q, want %q", at, said, want)
		}
	}
	for at, want := range map[string]string{
		"2026-11-24T08:00": `"market_open": false, "next_change": "2026-11-24T14:30:00Z", "session": "pre_market", "session_until": "2026-11-24T14:30:00Z", "market_day": "full_day"`,
		"2026-11-24T21:00": `"market_open": false, "next_change": "2026-11-25T14:30:00Z", "session": "overnight", "session_until": "2026-11-25T09:00:00Z", "market_day": "full_day"`,
		"2026-11-27T12:00": `"market_open": true, "next_change": "2026-11-27T18:00:00Z", "session": "regular", "session_until": "2026-11-27T18:00:00Z", "market_day": "half_day"`,
		"2026-11-27T14:00": `"market_open": false, "next_change": "2026-11-30T14:30:00Z", "session": "after_hours", "session_until": "2026-11-27T22:00:00Z", "market_day": "half_day"`,
		"2026-11-26T12:00": `"market_open": false, "next_change": "2026-11-27T14:30:00Z", "session": "closed", "session_until": "2026-11-27T01:00:00Z", "market_day": "holiday"`,
	} {
		said := strings.Join(strings.Fields(d.prints("status", "--demo", "--demo-clock", at, "--json")), " ")
		if !strings.Contains(said, want) {
			t.Errorf("at %s %s is not in\n%s", at, want, said)
		}
	}
}

// Without /v3/clock the plain clock and the calendar tell the same, except that
// no night market is known; without a calendar too only what the clock says.
func TestStatusOfABrokerWithoutPhases(t *testing.T) {
	d := newSignedInHomeAt(t, "2026-11-24T08:00")
	refuse := func(paths ...string) {
		d.broker.Fault(func(r *http.Request) http.HandlerFunc {
			for _, path := range paths {
				if r.URL.Path == path {
					return http.NotFound
				}
			}
			return nil
		})
	}
	refuse("/v3/clock")
	if said := d.prints("status", "--format", sessionFormat); said != "pre-market, full day, closed, 1 h 30 m\n" && said != "pre-market, full day, closed, 1 h 29 m\n" {
		t.Errorf("by the calendar: %q", said)
	}
	if calls := d.broker.Calls(); calls["GET /v3/clock"] != 1 || calls["GET /v2/clock"] != 1 || calls["GET /v2/calendar"] != 1 {
		t.Errorf("with %v", calls)
	}
	refuse("/v3/clock", "/v2/calendar")
	if said := d.prints("status", "--format", "{{.Session}}, {{.MarketDay}}, {{.Market}}"); said != "—, —, closed\n" {
		t.Errorf("by the clock alone: %q", said)
	}
	if said := d.prints("status", "--json"); !strings.Contains(said, `"session": null`) || !strings.Contains(said, `"market_day": null`) {
		t.Errorf("by the clock alone: %s", said)
	}
}

func newSignedInHomeAt(t *testing.T, clock string) *signedInHome {
	t.Helper()
	at, err := demoTime(clock)
	if err != nil {
		t.Fatal(err)
	}
	return newSignedInHomeOf(t, demo.Options{StaticMarket: true, Now: demo.ClockFrom(at)})
}
