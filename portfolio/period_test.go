package portfolio

import (
	"testing"
	"time"

	"quipu/client"
)

func TestPeriodsHaveNamesAndQueries(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	before := now
	for _, p := range Periods() {
		if named, known := PeriodNamed(p.Name()); !known || named != p || p.Words() == "" {
			t.Errorf("%d is named %q, %q", p, p.Name(), p.Words())
		}
		q, bars := p.Query(true), p.Bars(now)
		if q.Period == "" || q.Timeframe == "" || !q.Continuous || bars.Timeframe == "" || !bars.Start.Before(before) {
			t.Errorf("%s asks for %+v and %+v", p.Name(), q, bars)
		}
		before = bars.Start
	}
	if _, known := PeriodNamed("2Y"); known {
		t.Error("2Y is known")
	}
	if p, known := PeriodNamed("3m"); !known || p != Quarter {
		t.Errorf("3m is %s", p.Name())
	}
}

func TestAPointIsOngoing(t *testing.T) {
	at := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		period Period
		after  time.Duration
		want   bool
	}{
		{Day, 5 * time.Minute, true}, {Day, 6 * time.Minute, false},
		{Week, 30 * time.Minute, true}, {Week, 31 * time.Minute, false},
		{Month, 13 * time.Hour, true}, {Month, 15 * time.Hour, false}, // New York's midnight is 05:00 UTC
	} {
		if got := c.period.Ongoing(at, at.Add(c.after), time.Minute); got != c.want {
			t.Errorf("%s after %s: %v", c.period.Name(), c.after, got)
		}
	}
}

func TestLastSessionEndsWithTheLastBar(t *testing.T) {
	start := time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC)
	var bars []client.Bar
	for i := range 13 {
		bars = append(bars, client.Bar{At: start.Add(time.Duration(i) * 30 * time.Minute)})
	}
	for i := range 5 {
		bars = append(bars, client.Bar{At: start.AddDate(0, 0, 3).Add(time.Duration(i) * 30 * time.Minute)})
	}
	if n := len(LastSession(bars)); n != 5 {
		t.Errorf("%d bars of Monday", n)
	}
	if n := len(LastSession(bars[:13])); n != 13 {
		t.Errorf("%d bars of Friday", n)
	}
	if LastSession(nil) != nil {
		t.Error("a session of no bars")
	}
}
