package client

import (
	"strings"
	"time"

	"quipu/market"
)

// Phase is what the exchanges do. Its words are those of programs; "" is
// unknown.
type Phase string

// The phases of a day. Overnight is between two days of the exchanges, on a
// market that trades by night.
const (
	PreMarket  Phase = "pre_market"
	Regular    Phase = "regular"
	AfterHours Phase = "after_hours"
	Overnight  Phase = "overnight"
	Closed     Phase = "closed"
)

// DayKind is what kind of day it is for the exchanges. "" is unknown.
type DayKind string

// The kinds of days. A half day has a shorter regular session than others.
const (
	FullDay DayKind = "full_day"
	HalfDay DayKind = "half_day"
	Holiday DayKind = "holiday"
	Weekend DayKind = "weekend"
)

// Words are those of a person: "pre-market", "after-hours"; "" for unknown.
func (p Phase) Words() string { return strings.ReplaceAll(string(p), "_", "-") }

// Words are those of a person: "half day"; "" for unknown.
func (d DayKind) Words() string { return strings.ReplaceAll(string(d), "_", " ") }

// Session is what the exchanges do at a moment, as far as it is known.
type Session struct {
	Phase Phase
	Until time.Time // the end of the phase; zero where unknown
	Open  Flag      // the regular session runs
	Next  time.Time // when the regular session opens or, while it runs, closes; zero where unknown
	Day   DayKind
}

// SessionAt gives the session at a moment of the broker's time that is not
// before the clock's. The clock decides until what it said is over; the trading
// days, in their order, say the rest. days may be nil: see SessionDays.
func SessionAt(c Clock, days []TradingDay, at time.Time) Session {
	if c.Timestamp.IsZero() {
		return Session{}
	}
	k := calendar(days)
	s := Session{Day: k.kind(at)}
	if s.Day == "" && c.TradingDay.Known && !c.TradingDay.On && market.Date(at) == market.Date(c.Timestamp) {
		s.Day = dayOff(at)
	}
	s.Phase, s.Until = c.phaseAt(k, at)
	s.Open = c.openAt(s.Phase, at)
	switch {
	case !s.Open.Known:
	case s.Open.On:
		s.Next = firstAfter(at, c.NextClose, k.next(at, closeOf), s.Until)
	default:
		s.Next = firstAfter(at, k.next(at, openOf), c.NextOpen)
	}
	return s
}

// SessionDays gives the days, the first and the last, that SessionAt needs to
// know: over the longest stretch without trading on either side.
func SessionDays(at time.Time) (from, to time.Time) {
	return at.AddDate(0, 0, -12), at.AddDate(0, 0, 12)
}

// phaseAt is the phase and its end: as the clock gave it while that holds, then
// by the calendar.
func (c Clock) phaseAt(k calendar, at time.Time) (Phase, time.Time) {
	if c.Phase != "" && at.Before(c.PhaseUntil) {
		return c.byNight(c.Phase, c.PhaseUntil, at)
	}
	phase, until := k.phase(at)
	boundary := c.boundaryBy(k)
	switch holds := !c.Unsaid && (boundary.IsZero() || at.Before(boundary)); {
	case holds && c.IsOpen:
		return Regular, boundary
	case holds && phase == Regular:
		return Closed, boundary
	case phase == "" && c.opensFor(at):
		return Regular, c.NextClose
	}
	return c.byNight(phase, until, at)
}

// boundaryBy is until when IsOpen holds: the calendar says it where the clock
// does not.
func (c Clock) boundaryBy(k calendar) time.Time {
	if boundary := c.Boundary(); !boundary.IsZero() {
		return boundary
	}
	if c.IsOpen {
		return k.next(c.Timestamp, closeOf)
	}
	return k.next(c.Timestamp, openOf)
}

// opensFor reports whether the regular session that the clock announced runs
// at a moment. In a phase other than the one before it /v3/clock may announce
// the opening of the pre-market.
func (c Clock) opensFor(at time.Time) bool {
	return !c.IsOpen && !c.Unsaid && (c.Phase == "" || c.Phase == PreMarket) && !c.NextOpen.IsZero() && !at.Before(c.NextOpen) && at.Before(c.NextClose)
}

// openAt reports whether the regular session runs: by the phase or, where that
// is unknown, by what the clock said of it.
func (c Clock) openAt(phase Phase, at time.Time) Flag {
	boundary := c.Boundary()
	switch {
	case phase != "":
		return KnownFlag(phase == Regular)
	case c.Unsaid:
		return Flag{}
	case boundary.IsZero() || at.Before(boundary):
		return KnownFlag(c.IsOpen)
	case c.IsOpen && at.Before(c.NextOpen):
		return KnownFlag(false)
	}
	return Flag{}
}

// byNight makes Overnight of Closed while the market of the night is open.
func (c Clock) byNight(phase Phase, until, at time.Time) (Phase, time.Time) {
	n := c.Night
	if phase != Closed || !n.Known {
		return phase, until
	}
	opens, closes := n.Until, n.NextClose
	if n.IsOpen {
		opens, closes = c.Timestamp, firstAfter(c.Timestamp, n.Until, n.NextClose)
	}
	switch {
	case opens.IsZero() || !closes.After(opens) || !at.Before(closes):
		return phase, until
	case at.Before(opens):
		return phase, earlier(until, opens)
	}
	return Overnight, earlier(until, closes)
}

// firstAfter gives the first of some times that is after another one; zero
// where none is.
func firstAfter(at time.Time, times ...time.Time) time.Time {
	for _, t := range times {
		if t.After(at) {
			return t
		}
	}
	return time.Time{}
}

// earlier gives the earlier of two times, of which zero is unknown.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
