package demo

import (
	"time"

	usmarket "quipu/market"
)

// beforeClose is how much of its session is left when a demo's clock begins.
const beforeClose = 2*time.Hour + 13*time.Minute

var newYork = usmarket.NewYork

// session is the regular session of one trading day of the New York Stock
// Exchange.
type session struct{ open, close time.Time }

func (s session) runs(at time.Time) bool { return !at.Before(s.open) && at.Before(s.close) }

// day is the midnight in New York before a session.
func (s session) day() time.Time { return midnight(s.open) }

// sessionOn is that of a day on which the exchange trades.
func sessionOn(day time.Time) session {
	year, month, date := day.Date()
	end := 16
	if shortDay(day) {
		end = 13
	}
	return session{time.Date(year, month, date, 9, 30, 0, 0, newYork), time.Date(year, month, date, end, 0, 0, 0, newYork)}
}

// lastSession is the session that runs at a moment or, while the exchange is
// closed, the last one.
func lastSession(at time.Time) session {
	day := midnight(at)
	if !rests(day) {
		if s := sessionOn(day); !at.Before(s.open) {
			return s
		}
	}
	return session{open: day}.daysBefore(1)
}

func (s session) next() session { return sessionOn(tradingDayAfter(s.day())) }

func (s session) previous() session { return s.daysBefore(1) }

// daysBefore is the session that many days before one, or on the trading day
// before that.
func (s session) daysBefore(days int) session {
	day := s.day().AddDate(0, 0, -days)
	for rests(day) {
		day = day.AddDate(0, 0, -1)
	}
	return sessionOn(day)
}

// sessionsBefore is the session that many trading days before one.
func (s session) sessionsBefore(n int) session {
	for range n {
		s = s.previous()
	}
	return s
}

func tradingDayAfter(day time.Time) time.Time {
	for day = day.AddDate(0, 0, 1); rests(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// MidSession gives a moment for a demo's clock to begin at: the latest 13:47
// in New York, not after now, of a day on which the New York Stock Exchange
// trades from 9:30 to 16:00. A session is under way then and has 2 h 13 m left.
func MidSession(now time.Time) time.Time {
	for day := midnight(now); ; day = day.AddDate(0, 0, -1) {
		if rests(day) || shortDay(day) {
			continue
		}
		if at := sessionOn(day).close.Add(-beforeClose); !at.After(now) {
			return at
		}
	}
}

// ClockFrom gives a clock that begins at a time and runs as fast as the
// machine's.
func ClockFrom(from time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return from.Add(time.Since(began)) }
}
