package demo

import (
	"cmp"
	"slices"
	"time"
)

// Shares also trade before and after the session, less and with smaller moves. By
// night they stand still: nobody trades in them where this broker looks.
const (
	extendedCalm   = 3  // the usual move of a second is that many times smaller
	extendedVolume = 20 // and so is the volume
)

// dayHours are the hours of one day, and the times between which they hold. A day
// without trading has none.
type dayHours struct {
	hours
	from, to time.Time
}

// extendedAt reports whether the hours before or after a session run.
func (m *market) extendedAt(at time.Time) bool {
	if at.Before(m.hoursOf.from) || !at.Before(m.hoursOf.to) {
		day := midnight(at)
		m.hoursOf = dayHours{from: day, to: midnight(day.AddDate(0, 0, 1).Add(time.Hour))}
		if !rests(day) {
			m.hoursOf.hours = exchangeHours(day)
		}
	}
	h := m.hoursOf.hours
	return !at.Before(h.pre) && at.Before(h.coreFrom) || !at.Before(h.coreTo) && at.Before(h.post)
}

// tradesExtended reports whether an instrument trades in those hours.
func (q *quote) tradesExtended() bool { return q.class == classEquity && q.exchange != "OTC" }

// lastTraded is when an instrument's price may have changed last.
func (m *market) lastTraded(q *quote) time.Time {
	if !q.tradesExtended() {
		return m.lastTrade(q)
	}
	if m.extendedAt(m.now) {
		return m.now
	}
	last := m.lastTrade(q)
	if all := m.extendedSpans(); len(all) > 0 {
		last = latest(last, earliest(all[len(all)-1].close, m.now))
	}
	return last
}

// extendedSpans are the hours before and after the sessions since start.
func (m *market) extendedSpans() []span {
	var all []span
	for day := midnight(m.start); !day.After(m.now); day = midnight(day.AddDate(0, 0, 1).Add(time.Hour)) {
		if rests(day) {
			continue
		}
		h := exchangeHours(day)
		for _, s := range []session{{h.pre, h.coreFrom}, {h.coreTo, h.post}} {
			if s.open = latest(s.open, m.start); s.open.Before(s.close) && s.open.Before(m.now) {
				all = append(all, span{s, day, -1, true})
			}
		}
	}
	return all
}

// withExtended puts the extended hours of an instrument among its sessions.
func (m *market) withExtended(q *quote, later []span) []span {
	if !q.tradesExtended() {
		return later
	}
	all := append(m.extendedSpans(), later...)
	slices.SortStableFunc(all, func(a, b span) int { return cmp.Compare(a.open.UnixNano(), b.open.UnixNano()) })
	return all
}

// valuedAtClose reports whether the history values shares by their closes: from 22:00
// of a trading day until the next one's first hours begin.
func (m *market) valuedAtClose(at time.Time) bool {
	day := midnight(at)
	return rests(day) || at.Before(clockTime(day, 4)) || !at.Before(clockTime(day, 22))
}
