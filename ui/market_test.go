package ui

import (
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// at gives a time of day in New York.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, market.NewYork)
	if err != nil {
		panic(err)
	}
	return t
}

func trading(date, from, to string) client.TradingDay {
	return client.TradingDay{Date: date, Open: at(date + " " + from), Close: at(date + " " + to), SessionOpen: at(date + " 04:00"), SessionClose: at(date + " 20:00")}
}

func TestPhasesOfTheMarket(t *testing.T) {
	days := []client.TradingDay{trading("2026-11-25", "09:30", "16:00"), trading("2026-11-27", "09:30", "13:00"), trading("2026-11-30", "09:30", "16:00")}
	for _, c := range []struct {
		now  string
		open bool
		days []client.TradingDay
		want string
	}{
		{"2026-11-25 10:00", true, days, "open "},
		{"2026-11-25 08:00", false, days, "pre-market "},
		{"2026-11-25 17:30", false, days, "after hours "},
		{"2026-11-25 21:00", false, days, "closed "},
		{"2026-11-26 11:00", false, days, "closed holiday"},
		{"2026-11-27 11:00", true, days, "open early close 13:00"},
		{"2026-11-27 14:00", false, days, "after hours "},
		{"2026-11-28 11:00", false, days, "closed "},
		{"2026-11-26 11:00", false, nil, "closed "},
		{"2026-11-25 10:00", true, nil, "open "},
	} {
		var a account
		a.now = at(c.now).Add(-3 * time.Hour) // this machine's clock is off; the broker's counts
		a.portfolio.update.Snapshot = &client.Snapshot{Clock: client.Clock{IsOpen: c.open}, Skew: 3 * time.Hour}
		a.portfolio.calendar.days = c.days
		if p := a.phase(); p.word+" "+p.why != c.want {
			t.Errorf("%s: %q %q, want %q", c.now, p.word, p.why, c.want)
		}
	}
}

func TestPricesFromOutsideTheSessionAreMarked(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Clock.IsOpen = false
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("$120.00*", "$67,890.12 ", "* extended-hours or last price", "market closed")
	})
}

func TestClockOfThisMachineOffByHours(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Skew = 5 * time.Hour
		snapshot.Clock.NextClose = time.Now().Add(5*time.Hour + 31*time.Minute)
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("closes in 31 m", "now")
	})
}

func TestCallCountChangesInSteps(t *testing.T) {
	rate := func(left int) client.Rate { return client.Rate{Known: true, Limit: 200, Remaining: left} }
	shown := client.Rate{}
	for _, c := range []struct{ left, want int }{{180, 180}, {178, 180}, {171, 180}, {170, 170}, {199, 199}, {60, 60}, {51, 60}, {49, 49}, {48, 48}} {
		if shown = smoothRate(shown, rate(c.left)); shown.Remaining != c.want {
			t.Errorf("%d left shows %d, want %d", c.left, shown.Remaining, c.want)
		}
	}
}
