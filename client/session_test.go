package client

import (
	"testing"
	"time"

	"quipu/market"
)

// ny gives a moment in New York.
func ny(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, market.NewYork)
	if err != nil {
		panic(err)
	}
	return at
}

func tradingDay(date, from, to, early, late string) TradingDay {
	d := TradingDay{Date: date, Open: ny(date + " " + from), Close: ny(date + " " + to)}
	if early != "" {
		d.SessionOpen, d.SessionClose = ny(date+" "+early), ny(date+" "+late)
	}
	return d
}

// thanksgiving are the trading days around 26 November 2026, of which the 27th
// is short, and december those around Christmas.
var (
	thanksgiving = []TradingDay{
		tradingDay("2026-11-24", "09:30", "16:00", "04:00", "20:00"), tradingDay("2026-11-25", "09:30", "16:00", "04:00", "20:00"),
		tradingDay("2026-11-27", "09:30", "13:00", "04:00", "17:00"), tradingDay("2026-11-30", "09:30", "16:00", "04:00", "20:00"),
	}
	december = []TradingDay{
		tradingDay("2026-12-23", "09:30", "16:00", "04:00", "20:00"), tradingDay("2026-12-24", "09:30", "13:00", "04:00", "17:00"),
		tradingDay("2026-12-28", "09:30", "16:00", "04:00", "20:00"),
	}
	changeOfClocks = []TradingDay{
		tradingDay("2026-03-06", "09:30", "16:00", "04:00", "20:00"), tradingDay("2026-03-09", "09:30", "16:00", "04:00", "20:00"),
		tradingDay("2026-10-30", "09:30", "16:00", "04:00", "20:00"), tradingDay("2026-11-02", "09:30", "16:00", "04:00", "20:00"),
	}
	otherHours = []TradingDay{ // hours that no constant knows
		tradingDay("2027-05-03", "08:00", "15:00", "03:30", "21:30"), tradingDay("2027-05-04", "08:00", "15:00", "03:30", "21:30"),
		tradingDay("2027-05-05", "08:00", "15:00", "03:30", "21:30"),
	}
	noExtendedHours = []TradingDay{
		tradingDay("2026-11-24", "09:30", "16:00", "", ""), tradingDay("2026-11-25", "09:30", "16:00", "", ""), tradingDay("2026-11-27", "09:30", "13:00", "", ""),
	}
)

// plainClockAt is the clock of a broker that knows no phases, which agrees with
// the calendar.
func plainClockAt(days []TradingDay, at time.Time) Clock {
	k := calendar(days)
	phase, _ := k.phase(at)
	return Clock{Timestamp: at, IsOpen: phase == Regular, NextOpen: k.next(at, openOf), NextClose: k.next(at, closeOf)}
}

func said(s Session) string {
	text := string(s.Phase) + " " + string(s.Day)
	for _, at := range []time.Time{s.Until, s.Next} {
		if at.IsZero() {
			text += " -"
		} else {
			text += at.In(market.NewYork).Format(" 2/15:04")
		}
	}
	return text
}

func TestSessionByClockAndCalendar(t *testing.T) {
	for _, c := range []struct {
		at   string
		days []TradingDay
		want string
	}{
		{"2026-11-25 03:59", thanksgiving, "closed full_day 25/04:00 25/09:30"},
		{"2026-11-25 04:00", thanksgiving, "pre_market full_day 25/09:30 25/09:30"},
		{"2026-11-25 09:29", thanksgiving, "pre_market full_day 25/09:30 25/09:30"},
		{"2026-11-25 09:30", thanksgiving, "regular full_day 25/16:00 25/16:00"},
		{"2026-11-25 15:59", thanksgiving, "regular full_day 25/16:00 25/16:00"},
		{"2026-11-25 16:00", thanksgiving, "after_hours full_day 25/20:00 27/09:30"},
		{"2026-11-25 20:00", thanksgiving, "closed full_day 27/04:00 27/09:30"},
		{"2026-11-26 11:00", thanksgiving, "closed holiday 27/04:00 27/09:30"},
		{"2026-11-27 08:00", thanksgiving, "pre_market half_day 27/09:30 27/09:30"},
		{"2026-11-27 12:59", thanksgiving, "regular half_day 27/13:00 27/13:00"},
		{"2026-11-27 13:00", thanksgiving, "after_hours half_day 27/17:00 30/09:30"},
		{"2026-11-27 16:59", thanksgiving, "after_hours half_day 27/17:00 30/09:30"},
		{"2026-11-27 17:00", thanksgiving, "closed half_day 30/04:00 30/09:30"}, // 20:00 on other days
		{"2026-11-28 11:00", thanksgiving, "closed weekend 30/04:00 30/09:30"},
		{"2026-12-24 12:00", december, "regular half_day 24/13:00 24/13:00"},
		{"2026-12-24 18:00", december, "closed half_day 28/04:00 28/09:30"},
		{"2026-12-25 12:00", december, "closed holiday 28/04:00 28/09:30"},
		{"2026-03-09 03:59", changeOfClocks, "closed full_day 9/04:00 9/09:30"},
		{"2026-03-09 09:29", changeOfClocks, "pre_market full_day 9/09:30 9/09:30"},
		{"2026-11-02 09:30", changeOfClocks, "regular full_day 2/16:00 2/16:00"},
		{"2026-11-02 03:30", changeOfClocks, "closed full_day 2/04:00 2/09:30"},
		{"2027-05-04 03:30", otherHours, "pre_market full_day 4/08:00 4/08:00"},
		{"2027-05-04 08:30", otherHours, "regular full_day 4/15:00 4/15:00"},
		{"2027-05-04 21:00", otherHours, "after_hours full_day 4/21:30 5/08:00"},
		{"2026-11-25 08:00", noExtendedHours, " full_day - 25/09:30"}, // who knows
		{"2026-11-25 17:00", noExtendedHours, " full_day - 27/09:30"},
		{"2026-11-26 17:00", noExtendedHours, "closed holiday - 27/09:30"},
		{"2026-12-01 10:00", thanksgiving, "  - -"}, // after the last day that is known
	} {
		at := ny(c.at)
		if got := said(SessionAt(plainClockAt(c.days, at), c.days, at)); got != c.want {
			t.Errorf("%s: %q, want %q", c.at, got, c.want)
		}
	}
}

// The state moves on by itself from what was read long before.
func TestSessionMovesOnWithoutAReading(t *testing.T) {
	read := ny("2026-11-25 08:00")
	clock := plainClockAt(thanksgiving, read)
	phased := clock
	phased.Phase, phased.PhaseUntil = PreMarket, ny("2026-11-25 09:30")
	for at := read; at.Before(ny("2026-11-29 23:00")); at = at.Add(30 * time.Minute) {
		want := said(SessionAt(plainClockAt(thanksgiving, at), thanksgiving, at))
		for name, c := range map[string]Clock{"/v2/clock": clock, "/v3/clock": phased} {
			if got := said(SessionAt(c, thanksgiving, at)); got != want {
				t.Errorf("by %s of 25 November, 8:00, it is %q at %s, want %q", name, got, at, want)
			}
		}
	}
}

func TestSessionWithoutACalendarIsNoMoreThanTheClockSays(t *testing.T) {
	early := Clock{Timestamp: ny("2026-11-25 08:00"), NextOpen: ny("2026-11-25 09:30"), NextClose: ny("2026-11-25 16:00")}
	noon := Clock{Timestamp: ny("2026-11-25 12:00"), IsOpen: true, NextOpen: ny("2026-11-27 09:30"), NextClose: ny("2026-11-25 16:00")}
	phased := noon
	phased.Phase, phased.PhaseUntil, phased.TradingDay = Regular, noon.NextClose, KnownFlag(true)
	eve := Clock{Timestamp: ny("2026-11-25 21:00"), Phase: Closed, PhaseUntil: ny("2026-11-27 04:00"), NextOpen: ny("2026-11-27 04:00"), NextClose: ny("2026-11-27 13:00")}
	holiday := eve
	holiday.Timestamp, holiday.TradingDay = ny("2026-11-26 10:00"), KnownFlag(false)
	for _, c := range []struct {
		clock Clock
		at    string
		want  string
		open  Flag
	}{
		{early, "2026-11-25 08:30", "  - 25/09:30", KnownFlag(false)},
		{early, "2026-11-25 09:30", "regular  25/16:00 25/16:00", KnownFlag(true)},
		{early, "2026-11-25 16:00", "  - -", Flag{}},
		{noon, "2026-11-25 15:59", "regular  25/16:00 25/16:00", KnownFlag(true)},
		{noon, "2026-11-25 16:00", "  - 27/09:30", KnownFlag(false)},
		{noon, "2026-11-27 09:30", "  - -", Flag{}},
		{phased, "2026-11-25 15:59", "regular  25/16:00 25/16:00", KnownFlag(true)},
		{phased, "2026-11-25 16:30", "  - 27/09:30", KnownFlag(false)},
		{eve, "2026-11-26 12:00", "closed  27/04:00 27/04:00", KnownFlag(false)},
		{eve, "2026-11-27 04:30", "  - -", Flag{}}, // the opening may have been the pre-market's
		{holiday, "2026-11-26 12:00", "closed holiday 27/04:00 27/04:00", KnownFlag(false)},
		{holiday, "2026-11-27 03:00", "closed  27/04:00 27/04:00", KnownFlag(false)},
		{Clock{}, "2026-11-25 12:00", "  - -", Flag{}},
		{Clock{Timestamp: noon.Timestamp, IsOpen: true}, "2026-11-25 12:00", "regular  - -", KnownFlag(true)},
	} {
		got := SessionAt(c.clock, nil, ny(c.at))
		if said(got) != c.want || got.Open != c.open {
			t.Errorf("%s: %q, open %v, want %q, %v", c.at, said(got), got.Open, c.want, c.open)
		}
	}
}

// A clock that does not say whether the market is open does not say that it is closed.
func TestSessionByAClockThatDoesNotSay(t *testing.T) {
	for body, want := range map[string]string{
		`"is_open":null,"next_open":null,"next_close":null`: "regular half_day 27/13:00 27/13:00",
		`"x":1`: "regular half_day 27/13:00 27/13:00",
		`"is_open":null,"next_open":"2026-11-30T09:30:00-05:00","next_close":"2026-11-27T13:00:00-05:00"`: "regular half_day 27/13:00 27/13:00",
		`"is_open":null,"next_open":"2026-11-27T12:00:00-05:00","next_close":"2026-11-27T13:00:00-05:00"`: "closed half_day 27/12:00 30/09:30",
		`"is_open":false`: "closed half_day 30/09:30 30/09:30",
	} {
		var wire wireClock
		err := decodeObject([]byte(`{"timestamp":"2026-11-27T11:00:00-05:00",`+body+`}`), &wire)
		c := wire.clock()
		if got := said(SessionAt(c, thanksgiving, c.Timestamp)); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", body, got, err, want)
		}
	}
	f := newFake()
	f.bodies["/v3/clock"] = `{"clocks":[{"market":{"mic":"XNYS"},"timestamp":"2026-11-27T11:00:00-05:00","phase":"auction"}]}`
	c, err := fakeClient(t, f).Clock(t.Context())
	if got := SessionAt(c, thanksgiving, c.Timestamp); err != nil || said(got) != "regular half_day 27/13:00 27/13:00" || !got.Open.On {
		t.Errorf("by phases: %q, %v", said(got), err)
	}
	if got := SessionAt(c, nil, c.Timestamp); said(got) != "  - -" || got.Open.Known || c.Open().Known || !c.Boundary().IsZero() {
		t.Errorf("without a calendar: %q, %+v", said(got), got.Open)
	}
	if got := interval(DefaultEvery, &Snapshot{Clock: c}, Rate{}, c.Timestamp); got != DefaultEvery {
		t.Errorf("while it is not known whether the market is open the account is read every %v", got)
	}
}

// An exchange that stops trading is closed, and one that trades when the
// calendar knows nothing of it is open.
func TestTheClocksWordIsBeforeTheCalendars(t *testing.T) {
	halted := Clock{Timestamp: ny("2026-11-25 11:00"), NextOpen: ny("2026-11-27 09:30"), NextClose: ny("2026-11-27 13:00")}
	if got := said(SessionAt(halted, thanksgiving, ny("2026-11-25 11:05"))); got != "closed full_day 27/09:30 27/09:30" {
		t.Errorf("halted: %s", got)
	}
	open := Clock{Timestamp: ny("2026-11-28 11:00"), IsOpen: true, NextOpen: ny("2026-11-30 09:30"), NextClose: ny("2026-11-28 12:00")}
	if got := said(SessionAt(open, thanksgiving, ny("2026-11-28 11:30"))); got != "regular weekend 28/12:00 28/12:00" {
		t.Errorf("open: %s", got)
	}
	late := Clock{Timestamp: ny("2026-11-27 18:00"), Phase: AfterHours, PhaseUntil: ny("2026-11-27 20:00"), NextOpen: ny("2026-11-30 09:30"), NextClose: ny("2026-11-30 16:00")}
	if got := said(SessionAt(late, thanksgiving, ny("2026-11-27 18:01"))); got != "after_hours half_day 27/20:00 30/09:30" {
		t.Errorf("late: %s", got)
	}
}

func TestSessionByNight(t *testing.T) {
	evening := plainClockAt(thanksgiving, ny("2026-11-24 19:00"))
	evening.Phase, evening.PhaseUntil = AfterHours, ny("2026-11-24 20:00")
	evening.Night = NightMarket{Known: true, Until: ny("2026-11-24 20:00"), NextClose: ny("2026-11-25 04:00")}
	night := plainClockAt(thanksgiving, ny("2026-11-24 23:00"))
	night.Phase, night.PhaseUntil = Closed, ny("2026-11-25 04:00")
	night.Night = NightMarket{Known: true, IsOpen: true, Until: ny("2026-11-25 04:00")}
	for at, want := range map[string]string{
		"2026-11-24 19:30": "after_hours full_day 24/20:00 25/09:30",
		"2026-11-24 20:00": "overnight full_day 25/04:00 25/09:30",
		"2026-11-25 03:59": "overnight full_day 25/04:00 25/09:30",
		"2026-11-25 04:00": "pre_market full_day 25/09:30 25/09:30",
		"2026-11-25 21:00": "closed full_day 27/04:00 27/09:30", // before a holiday; nobody said otherwise
	} {
		if got := said(SessionAt(evening, thanksgiving, ny(at))); got != want {
			t.Errorf("read in the evening, at %s: %q, want %q", at, got, want)
		}
		if ny(at).After(night.Timestamp) {
			if got := said(SessionAt(night, thanksgiving, ny(at))); got != want {
				t.Errorf("read by night, at %s: %q, want %q", at, got, want)
			}
		}
	}
}
