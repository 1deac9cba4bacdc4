package demo

import "time"

// The demo's trading day: when the program starts, the session has run for
// more than four hours and has firstClose left; then it pauses for a coffee
// and opens again. So that both states can be seen without waiting for a bell.
const (
	sessionLength = 6*time.Hour + 30*time.Minute
	firstClose    = 2*time.Hour + 13*time.Minute
	pause         = 5 * time.Minute
	cycle         = pause + sessionLength
)

// newYork is the market's time zone; time/tzdata makes sure that it loads.
var newYork = func() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		return time.FixedZone("EST", -5*60*60)
	}
	return zone
}()

// session is one trading day.
type session struct{ open, close time.Time }

func (s session) runs(at time.Time) bool { return !at.Before(s.open) && at.Before(s.close) }

// sessionAt is the session that runs at a time since start or, in a pause, the
// one that has just ended.
func sessionAt(start, at time.Time) session {
	first := start.Add(firstClose)
	second := first.Add(pause)
	if at.Before(second) {
		return session{first.Add(-sessionLength), first}
	}
	open := at.Add(-(at.Sub(second) % cycle))
	return session{open, open.Add(sessionLength)}
}

// next is the session after this one.
func (s session) next() session {
	return session{s.open.Add(cycle), s.close.Add(cycle)}
}

// previous is the session before this one: at most a pause ago after start, on
// an earlier weekday at the same hour before it.
func (s session) previous(start time.Time) session {
	if s.open.After(start) {
		return session{s.open.Add(-cycle), s.close.Add(-cycle)}
	}
	back := 1
	for weekend(s.open.In(newYork).AddDate(0, 0, -back)) {
		back++
	}
	return session{s.open.In(newYork).AddDate(0, 0, -back), s.close.In(newYork).AddDate(0, 0, -back)}
}

func weekend(at time.Time) bool {
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

// sessionBefore is the last session that had begun at a time, also long
// before start.
func sessionBefore(start, at time.Time) session {
	s := sessionAt(start, at)
	for s.open.After(at) {
		s = s.previous(start)
	}
	return s
}
