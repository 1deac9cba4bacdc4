package demo

import (
	"iter"
	"slices"
	"time"

	usmarket "quipu/market"
)

// yearsBack is how far the past's prices reach.
const yearsBack = 6

// span is a stretch of time in which an instrument trades without a pause: a
// session, or a day in New York for what trades around the clock. Day is what
// its daily bar is called by. Ago counts the spans back from the one that
// start lies in, which is 0; later ones have negative numbers.
type span struct {
	session
	day time.Time
	ago int

	extended bool // before or after a session
}

// spans goes through those of an instrument up to now, the oldest or the
// newest first, with the hours before and after sessions if they are wanted.
func (m *market) spans(q *quote, back, extended bool) iter.Seq[span] {
	past, later := m.pastSessions(), m.laterSessions()
	if q.class == classCrypto {
		past, later = m.pastDays(), m.laterDays()
	}
	if extended {
		later = m.withExtended(q, later)
	}
	return func(take func(span) bool) {
		for n := range len(past) + len(later) {
			if back {
				n = len(past) + len(later) - 1 - n
			}
			s := past[min(n, len(past)-1)]
			if n >= len(past) {
				s = later[n-len(past)]
			}
			if !take(s) {
				return
			}
		}
	}
}

// pastSessions are those up to the one that start lies in. They never change.
func (m *market) pastSessions() []span {
	if m.sessions == nil {
		s := m.first
		for ago := 0; s.open.After(m.start.AddDate(-yearsBack, 0, 0)); ago++ {
			m.sessions = append(m.sessions, span{s, s.day(), ago, false})
			s = s.previous()
		}
		slices.Reverse(m.sessions)
	}
	return m.sessions
}

// laterSessions are those that have opened since start.
func (m *market) laterSessions() []span {
	var all []span
	for s := m.first.next(); !s.open.After(m.now); s = s.next() {
		all = append(all, span{s, s.day(), -1 - len(all), false})
	}
	return all
}

// pastDays are those up to the one that start lies in.
func (m *market) pastDays() []span {
	if m.days == nil {
		for s := m.dayAgo(0); s.day.After(m.start.AddDate(-yearsBack, 0, 0)); s = m.dayAgo(len(m.days)) {
			m.days = append(m.days, s)
		}
		slices.Reverse(m.days)
	}
	return m.days
}

// dayAgo is the one so many days before the one that start lies in.
func (m *market) dayAgo(ago int) span {
	day := midnight(m.start).AddDate(0, 0, -ago)
	return span{session{day, day.AddDate(0, 0, 1)}, day, ago, false}
}

// laterDays are those that have begun since start.
func (m *market) laterDays() []span {
	var all []span
	for day := midnight(m.start).AddDate(0, 0, 1); !day.After(m.now); day = day.AddDate(0, 0, 1) {
		all = append(all, span{session{day, day.AddDate(0, 0, 1)}, day, -1 - len(all), false})
	}
	return all
}

// midnight is when a day began in New York.
func midnight(at time.Time) time.Time { return usmarket.Midnight(at) }
