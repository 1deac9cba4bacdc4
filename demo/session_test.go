package demo

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	s := newStage(t, Options{})
	second := firstClose + pause
	for _, c := range []struct {
		at                  time.Duration
		open                bool
		nextOpen, nextClose time.Duration
	}{
		{0, true, second, firstClose},
		{firstClose - time.Second, true, second, firstClose},
		{firstClose, false, second, second + sessionLength},
		{second - time.Second, false, second, second + sessionLength},
		{second, true, second + cycle, second + sessionLength},
		{second + sessionLength, false, second + cycle, second + cycle + sessionLength},
		{second + 9*cycle + time.Hour, true, second + 10*cycle, second + 9*cycle + sessionLength},
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

func TestSessionsBeforeStartAreWeekdays(t *testing.T) {
	for day := range 7 {
		start := monday.AddDate(0, 0, day)
		s := sessionAt(start, start)
		for range 12 {
			before := s.previous(start)
			if weekend(before.open.In(newYork)) || !before.close.Before(s.open) || before.close.Sub(before.open) != sessionLength {
				t.Errorf("before %s comes %s to %s", s.open, before.open, before.close)
			}
			s = before
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
