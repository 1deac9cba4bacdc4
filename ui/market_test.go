package ui

import (
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"quipu/client"
	"quipu/market"
	"quipu/ui/theme"
)

// at gives a time of day in New York.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, market.NewYork)
	if err != nil {
		panic(err)
	}
	return t
}

func trading(date, from, to, late string) client.TradingDay {
	return client.TradingDay{Date: date, Open: at(date + " " + from), Close: at(date + " " + to), SessionOpen: at(date + " 04:00"), SessionClose: at(date + " " + late)}
}

var thanksgiving = []client.TradingDay{
	trading("2026-11-25", "09:30", "16:00", "20:00"), trading("2026-11-27", "09:30", "13:00", "17:00"), trading("2026-11-30", "09:30", "16:00", "20:00"),
}

// marketAt is an account whose clock was read at one time of New York, long ago
// at another, while this machine's clock is three hours late.
func marketAt(now, read string, open bool, days []client.TradingDay) account {
	var a account
	a.now = at(now).Add(-3 * time.Hour)
	a.theme = theme.New("auto", true)
	clock := client.Clock{Timestamp: at(read), IsOpen: open, NextOpen: at("2026-11-25 09:30"), NextClose: at("2026-11-25 16:00")}
	if !at(read).Before(clock.NextOpen) {
		clock.NextOpen = at("2026-11-27 09:30")
	}
	if !at(read).Before(clock.NextClose) {
		clock.NextClose = at("2026-11-27 13:00")
	}
	a.portfolio.update.Snapshot = &client.Snapshot{Clock: clock, Skew: 3 * time.Hour}
	a.portfolio.calendar.days = days
	return a
}

func TestHeaderNamesEverySession(t *testing.T) {
	const early, open, evening = "2026-11-25 08:00", "2026-11-25 10:00", "2026-11-25 17:30"
	for _, c := range []struct {
		now, read string
		days      []client.TradingDay
		want      string
	}{
		{early, early, thanksgiving, "pre-market · opens in 1 h 30 m"},
		{open, open, thanksgiving, "market open · closes in 6 h 00 m"},
		{evening, evening, thanksgiving, "after-hours · opens in 1 d 16 h"},
		{"2026-11-25 21:00", evening, thanksgiving, "market closed · opens in 1 d 12 h"},
		{"2026-11-26 11:00", evening, thanksgiving, "market closed · holiday · opens in 22 h 30 m"},
		{"2026-11-27 08:00", evening, thanksgiving, "pre-market · half day · opens in 1 h 30 m"},
		{"2026-11-27 11:00", evening, thanksgiving, "market open · half day · closes in 2 h 00 m"},
		{"2026-11-27 14:00", evening, thanksgiving, "after-hours · half day · opens in 2 d 19 h"},
		{"2026-11-28 11:00", evening, thanksgiving, "market closed · opens in 1 d 22 h"},
		// what was read early moves on by itself
		{"2026-11-25 09:30", early, thanksgiving, "market open · closes in 6 h 30 m"},
		{"2026-11-25 16:00", open, thanksgiving, "after-hours · opens in 1 d 17 h"},
		// without a calendar
		{early, early, nil, "outside regular hours · opens in 1 h 30 m"},
		{open, open, nil, "market open · closes in 6 h 00 m"},
		{"2026-11-25 16:00", open, nil, "outside regular hours · opens in 1 d 17 h"},
		{"2026-11-27 09:30", open, nil, "market —"},
	} {
		a := marketAt(c.now, c.read, c.read == open, c.days)
		if got := ansi.Strip(a.viewMarket(sessionWhole)); got != c.want {
			t.Errorf("%s, read at %s: %q, want %q", c.now, c.read, got, c.want)
		}
	}
}

func TestHeaderOfTheNight(t *testing.T) {
	a := marketAt("2026-11-24 21:00", "2026-11-24 20:30", false, thanksgiving)
	clock := &a.portfolio.update.Snapshot.Clock
	clock.Phase, clock.PhaseUntil = client.Closed, at("2026-11-25 04:00")
	clock.Night = client.NightMarket{Known: true, IsOpen: true, Until: at("2026-11-25 04:00")}
	for length, want := range map[int]string{sessionWhole: "overnight · opens in 12 h 30 m", sessionShort: "overnight", sessionRough: "overnight"} {
		if got := ansi.Strip(a.viewMarket(length)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if a = marketAt("2026-11-25 04:00", "2026-11-25 04:00", false, thanksgiving); ansi.Strip(a.viewMarket(sessionUsual)) != "pre-market · opens in 5 h 30 m" {
		t.Errorf("then it is %q", ansi.Strip(a.viewMarket(sessionUsual)))
	}
}

func TestPricesFromOutsideTheSessionAreMarked(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Clock.IsOpen = false
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("$120.00*", "$67,890.12 ", "* extended-hours or last price", "outside regular hours")
	})
}

func TestClockOfThisMachineOffByHours(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Skew = 5 * time.Hour
		snapshot.Clock.NextClose = time.Now().Add(5*time.Hour + 31*time.Minute)
		sent := time.Now().Add(5*time.Hour - 3*time.Minute)
		snapshot.Orders = []client.Order{{ID: "o1", Symbol: "AAPL", Side: "buy", Type: "market", Qty: d("1"), Status: "new", SubmittedAt: &sent}}
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("closes in 31 m", "now")
		s.press("2")
		s.sees(" 3 m")
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
