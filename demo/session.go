package demo

import (
	"time"

	usmarket "quipu/market"
)

// The demo's own trading day: at the start the session has run for more than
// four hours and has firstClose left. After it the market closes for pause and
// opens again, so that both states can be seen in one sitting. With the hours of
// the exchange a session follows on the next trading day, as the calendar says.
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

// timetable says when the demo's market is open. Before start there was one
// session on each day that the exchange trades; the sessions after it follow one
// another after a pause, or on trading days too in the hours of the exchange.
type timetable struct {
	first    session // the one that start lies in
	exchange bool    // sessions have the exchange's hours, otherwise those of the first session
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

// at is the session that runs at a time since start or, while the market is
// closed, the last one.
func (t timetable) at(at time.Time) session {
	second := t.next(t.first).open
	if at.Before(second) {
		return t.first
	}
	if t.exchange {
		day := midnight(at)
		if s := exchangeSession(day); !rests(day) && !at.Before(s.open) {
			return s
		}
		return t.daysBefore(session{open: day}, 1)
	}
	open := at.Add(-(at.Sub(second) % cycle))
	return session{open, open.Add(sessionLength)}
}

// next is the session after one that is not before the first.
func (t timetable) next(s session) session {
	if t.exchange {
		day := midnight(s.open).AddDate(0, 0, 1)
		for rests(day) {
			day = day.AddDate(0, 0, 1)
		}
		return exchangeSession(day)
	}
	open := s.close.Add(pause)
	return session{open, open.Add(sessionLength)}
}

// previous is the session before one: a pause before it where it follows the
// first in the demo's own hours, else on the trading day before.
func (t timetable) previous(s session) session {
	if !t.exchange && s.open.After(t.first.open) {
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

// daysBefore is the session that many days before one, or on the trading day
// before that. One after the first counts only in the exchange's hours.
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
