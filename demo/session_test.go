package demo

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	t.Parallel()
	s := newStage(t, Options{})
	second := firstClose + overnight
	for _, c := range []struct {
		at                  time.Duration
		open                bool
		nextOpen, nextClose time.Duration
	}{
		{0, true, second, firstClose},
		{firstClose - time.Second, true, second, firstClose},
		{firstClose, false, second, second + sessionLength},
		{second - time.Second, false, second, second + sessionLength},
		{second, true, second + 24*time.Hour, second + sessionLength},
		{second + sessionLength, false, second + 24*time.Hour, second + 24*time.Hour + sessionLength},
		{5*24*time.Hour + time.Hour, false, second + 6*24*time.Hour, second + 6*24*time.Hour + sessionLength}, // Saturday
	} {
		s.elapsed.Store(int64(c.at))
		var got clock
		s.get("/v2/clock", "", &got)
		if got.IsOpen != c.open || !got.NextOpen.Equal(monday.Add(c.nextOpen)) || !got.NextClose.Equal(monday.Add(c.nextClose)) {
			t.Errorf("after %s: %+v, want open %v, next open %s, next close %s", c.at, got, c.open, monday.Add(c.nextOpen), monday.Add(c.nextClose))
		}
		if !got.Timestamp.Equal(monday.Add(c.at)) {
			t.Errorf("after %s the clock says %s", c.at, got.Timestamp)
		}
		if _, offset := got.Timestamp.Zone(); offset != -4*60*60 {
			t.Errorf("the clock is %d s from UTC, want New York's summer time", offset)
		}
	}
}

// What an answer says of the time is by the broker's clock, which may be far
// from the machine's.
func TestAnswersAreDated(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(90 * time.Second)
	answer := s.call(http.MethodGet, "/v2/clock", "", nil)
	if got, want := answer.Header.Get("Date"), "Mon, 09 Mar 2026 18:01:30 GMT"; got != want {
		t.Errorf("dated %s, want %s", got, want)
	}
	if got, want := answer.Header.Get("X-Ratelimit-Reset"), fmt.Sprint(monday.Add(2*time.Minute).Unix()); got != want {
		t.Errorf("the minute ends at %s, want %s", got, want)
	}
}

// trades reports whether the exchange said to trade on a day.
func trades(day time.Time) bool {
	day = day.In(newYork)
	return !weekend(day) && !strings.Contains(closedDays, day.Format(time.DateOnly))
}

func TestExchangeHours(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-24T13:47:05-05:00": "24 Nov 09:30-16:00, 25 Nov 09:30-16:00, 23 Nov 09:30-16:00",
		"2026-11-24T09:30:00-05:00": "24 Nov 09:30-16:00, 25 Nov 09:30-16:00, 23 Nov 09:30-16:00",
		"2026-11-24T09:29:59-05:00": "23 Nov 09:30-16:00, 24 Nov 09:30-16:00, 20 Nov 09:30-16:00",
		"2026-11-24T20:00:00-05:00": "24 Nov 09:30-16:00, 25 Nov 09:30-16:00, 23 Nov 09:30-16:00",
		"2026-11-26T12:00:00-05:00": "25 Nov 09:30-16:00, 27 Nov 09:30-13:00, 24 Nov 09:30-16:00",
		"2026-11-27T11:00:00-05:00": "27 Nov 09:30-13:00, 30 Nov 09:30-16:00, 25 Nov 09:30-16:00", // a short day after Thanksgiving
		"2026-11-28T11:00:00-05:00": "27 Nov 09:30-13:00, 30 Nov 09:30-16:00, 25 Nov 09:30-16:00",
		"2026-11-30T10:00:00-05:00": "30 Nov 09:30-16:00, 01 Dec 09:30-16:00, 27 Nov 09:30-13:00",
		"2026-03-09T12:00:00-04:00": "09 Mar 09:30-16:00, 10 Mar 09:30-16:00, 06 Mar 09:30-16:00", // summer time since Sunday
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		show := func(s session) string {
			return s.open.In(newYork).Format("02 Jan 15:04") + "-" + s.close.In(newYork).Format("15:04")
		}
		s := lastSession(moment)
		if got := show(s) + ", " + show(s.next()) + ", " + show(s.previous()); got != want || s.next().previous() != s {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

// The clock's next opening and closing are those of the calendar, also while the market is closed, over a weekend and on a short day.
func TestClockAgreesWithTheCalendar(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 13, 47, 5, 0, newYork)
	var elapsed atomic.Int64
	s := newStage(t, Options{Now: func() time.Time { return start.Add(time.Duration(elapsed.Load())) }})
	for hour := range 24 * 8 {
		at := start.Add(time.Duration(hour) * time.Hour)
		elapsed.Store(int64(at.Sub(start)))
		var got clock
		s.get("/v2/clock", "", &got)
		var days []tradingDay
		s.get("/v2/calendar?start="+at.Format(time.DateOnly)+"&end="+at.AddDate(0, 0, 7).Format(time.DateOnly), "", &days)
		open, nextOpen, nextClose := false, time.Time{}, time.Time{}
		for _, d := range days {
			from, errFrom := time.ParseInLocation("2006-01-02 15:04", d.Date+" "+d.Open, newYork)
			to, errTo := time.ParseInLocation("2006-01-02 15:04", d.Date+" "+d.Close, newYork)
			if errFrom != nil || errTo != nil {
				t.Fatal(d)
			}
			open = open || !at.Before(from) && at.Before(to)
			if nextOpen.IsZero() && from.After(at) {
				nextOpen = from
			}
			if nextClose.IsZero() && to.After(at) {
				nextClose = to
			}
		}
		if got.IsOpen != open || !got.NextOpen.Equal(nextOpen) || !got.NextClose.Equal(nextClose) {
			t.Errorf("at %s the clock is %+v, the calendar has open %v, next open %s, next close %s", at, got, open, nextOpen, nextClose)
		}
	}
}

func TestMidSession(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-24T15:00:00-05:00": "2026-11-24T13:47:00-05:00",
		"2026-11-24T13:47:00-05:00": "2026-11-24T13:47:00-05:00",
		"2026-11-24T13:46:59-05:00": "2026-11-23T13:47:00-05:00",
		"2026-11-24T09:15:00-05:00": "2026-11-23T13:47:00-05:00", // a morning
		"2026-11-24T23:30:00-05:00": "2026-11-24T13:47:00-05:00", // an evening, the next day elsewhere
		"2026-11-25T01:30:00Z":      "2026-11-24T13:47:00-05:00",
		"2026-11-23T08:00:00-05:00": "2026-11-20T13:47:00-05:00", // Monday morning
		"2026-11-21T14:00:00-05:00": "2026-11-20T13:47:00-05:00", // Saturday
		"2026-11-22T14:00:00-05:00": "2026-11-20T13:47:00-05:00", // Sunday
		"2026-11-26T14:00:00-05:00": "2026-11-25T13:47:00-05:00", // Thanksgiving
		"2026-11-27T14:00:00-05:00": "2026-11-25T13:47:00-05:00", // the short day after it
		"2026-11-30T10:00:00-05:00": "2026-11-25T13:47:00-05:00", // and the Monday after that
		"2026-09-07T18:00:00-04:00": "2026-09-04T13:47:00-04:00", // Labor Day
		"2026-12-24T14:00:00-05:00": "2026-12-23T13:47:00-05:00", // short
		"2027-01-01T14:00:00-05:00": "2026-12-31T13:47:00-05:00",
		"2026-04-03T14:00:00-04:00": "2026-04-02T13:47:00-04:00", // Good Friday
		"2026-03-08T14:00:00-04:00": "2026-03-06T13:47:00-05:00", // summer time begins
		"2026-03-09T14:00:00-04:00": "2026-03-09T13:47:00-04:00",
		"2026-11-01T14:00:00-05:00": "2026-10-30T13:47:00-04:00", // and ends
		"2026-11-02T13:47:30-05:00": "2026-11-02T13:47:00-05:00",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		start := MidSession(at)
		if got := start.Format(time.RFC3339); got != want {
			t.Errorf("at %s the demo begins at %s, want %s", now, got, want)
		}
		first := lastSession(start)
		if open, end := first.open.Format("15:04"), first.close.Format("15:04"); open != "09:30" || end != "16:00" || first.close.Sub(start) != beforeClose {
			t.Errorf("at %s the session is %s to %s", now, open, end)
		}
	}
}

func TestExpiryIsAThirdFridayAhead(t *testing.T) {
	for day := range 400 {
		start := monday.AddDate(0, 0, day)
		got := expiry(start)
		if got.Weekday() != time.Friday || got.Day() < 15 || got.Day() > 21 || got.Before(start.AddDate(0, 0, 20)) || got.After(start.AddDate(0, 0, 56)) {
			t.Errorf("from %s the option expires %s", start, got)
		}
	}
	if got := contractSymbol(monday, callStrike); got != "AAPL260417C00250000" {
		t.Errorf("the contract is %s", got)
	}
}
