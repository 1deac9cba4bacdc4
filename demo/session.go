package demo

import (
	"time"

	usmarket "quipu/market"
)

// The demo's trading day: when the program starts, the session has run for
// more than four hours and has firstClose left, or until the exchange's own
// close where Options say so; then it pauses for a coffee and opens again. So
// that both states can be seen without waiting for a bell.
const (
	sessionLength = 6*time.Hour + 30*time.Minute
	firstClose    = 2*time.Hour + 13*time.Minute
	pause         = 5 * time.Minute
	cycle         = pause + sessionLength
)

var newYork = usmarket.NewYork

// session is one trading day.
type session struct{ open, close time.Time }

func (s session) runs(at time.Time) bool { return !at.Before(s.open) && at.Before(s.close) }

// timetable says when the demo's market is open. From start on one session
// follows the other after a pause; before it there was one on each day that the
// exchange trades.
type timetable struct {
	first    session // the one that start lies in
	exchange bool    // the past has the exchange's hours, otherwise those of the first session
}

func newTimetable(start time.Time, exchangeHours bool) timetable {
	if today := midnight(start); exchangeHours && !rests(today) {
		if s := exchangeSession(today); s.runs(start) {
			return timetable{s, true}
		}
	}
	end := start.Add(firstClose)
	return timetable{session{end.Add(-sessionLength), end}, false}
}

// at is the session that runs at a time since start or, in a pause, the one
// that has just ended.
func (t timetable) at(at time.Time) session {
	second := t.first.next().open
	if at.Before(second) {
		return t.first
	}
	open := at.Add(-(at.Sub(second) % cycle))
	return session{open, open.Add(sessionLength)}
}

// next is the session after this one, since start.
func (s session) next() session {
	open := s.close.Add(pause)
	return session{open, open.Add(sessionLength)}
}

// previous is the session before one: a pause before it since start, on the
// trading day before its own until then.
func (t timetable) previous(s session) session {
	if s.open.After(t.first.open) {
		if open := s.open.Add(-cycle); open.After(t.first.close) {
			return session{open, open.Add(sessionLength)}
		}
		return t.first
	}
	return t.daysBefore(s, 1)
}

// before is the last session that had begun at a time, also long before start.
func (t timetable) before(at time.Time) session {
	s := t.at(at)
	for s.open.After(at) {
		s = t.previous(s)
	}
	return s
}

// daysAgo is the session that many days before the first one, or the trading
// day's before that.
func (t timetable) daysAgo(days int) session { return t.daysBefore(t.first, days) }

// sessionsAgo is the session that many trading days before the first one,
// which is number 0.
func (t timetable) sessionsAgo(n int) session {
	s := t.first
	for range n {
		s = t.previous(s)
	}
	return s
}

// daysBefore is the session that many days before one that is not after the
// first, or the trading day's before that.
func (t timetable) daysBefore(s session, days int) session {
	today := midnight(s.open)
	for rests(today.AddDate(0, 0, -days)) {
		days++
	}
	if t.exchange {
		return exchangeSession(today.AddDate(0, 0, -days))
	}
	return session{s.open.In(newYork).AddDate(0, 0, -days), s.close.In(newYork).AddDate(0, 0, -days)}
}

// exchangeSession is when the exchange is open on a day that it trades.
func exchangeSession(day time.Time) session {
	year, month, date := day.Date()
	end := 16
	if shortDay(day) {
		end = 13
	}
	return session{time.Date(year, month, date, 9, 30, 0, 0, newYork), time.Date(year, month, date, end, 0, 0, 0, newYork)}
}

// MidSession gives a moment for a demo's clock to begin at: the latest 13:47
// in New York, not after now, of a day on which the New York Stock Exchange
// trades from 9:30 to 16:00. A session is under way then and has 2 h 13 m left.
func MidSession(now time.Time) time.Time {
	for day := midnight(now); ; day = day.AddDate(0, 0, -1) {
		if rests(day) || shortDay(day) {
			continue
		}
		if at := exchangeSession(day).close.Add(-firstClose); !at.After(now) {
			return at
		}
	}
}
