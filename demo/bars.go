package demo

import (
	"slices"
	"time"
)

// bar is a candle with its time and how much was traded, in the instrument's
// lots.
type bar struct {
	candle
	at     time.Time
	volume int64
}

// then is this bar and a later one as one.
func (b bar) then(later bar) bar {
	return bar{b.candle.then(later.candle), b.at, b.volume + later.volume}
}

// barQuery is which bars of an instrument are asked for: those that are called
// by a time from the first to the last, both included.
type barQuery struct {
	frame       timeframe
	first, last time.Time
	back        bool // the newest first
}

// bars hands out an instrument's bars, one by one, until it is told to stop.
func (m *market) bars(q *quote, ask barQuery, take func(bar) bool) {
	var waiting *bar
	for s := range m.spans(q, ask.back, ask.frame.step > 0) {
		for _, b := range m.barsWithin(q, s, ask) {
			switch {
			case waiting == nil:
			case !waiting.at.Equal(b.at):
				if !take(*waiting) {
					return
				}
			case ask.back:
				b = b.then(*waiting)
			default:
				b = waiting.then(b)
			}
			waiting = &b
		}
	}
	if waiting != nil {
		take(*waiting)
	}
}

// barsWithin gives those of one span. Two spans may each have a part of a bar.
func (m *market) barsWithin(q *quote, s span, ask barQuery) []bar {
	end := earliest(s.close, m.now)
	asked := func(at time.Time) bool { return !at.Before(ask.first) && !at.After(ask.last) }
	if ask.frame.step == 0 {
		label := ask.frame.label(s)
		if !asked(label) {
			return nil
		}
		if b := m.bar(q, s, m.way(q, s), s.open, end); !b.empty() {
			b.at = label
			return []bar{b}
		}
		return nil
	}
	at, next := ask.frame.bucket(latest(s.open, ask.first))
	if !end.After(ask.first) || at.After(ask.last) { // a bar may be called by a time before the session
		return nil
	}
	var all []bar
	way := m.way(q, s)
	if way.knots == nil && s.ago > 0 {
		return nil
	}
	for ; at.Before(end) && !at.After(ask.last); at, next = ask.frame.bucket(next) {
		if !asked(at) {
			continue
		}
		if b := m.bar(q, s, way, latest(at, s.open), earliest(next, end)); !b.empty() {
			b.at = at
			all = append(all, b)
		}
	}
	if ask.back {
		slices.Reverse(all)
	}
	return all
}

// way is the past's path for a span, a call's being its underlying's. There is
// none for what comes after start.
func (m *market) way(q *quote, s span) path {
	switch {
	case s.ago < 0:
		return path{}
	case q.follows != nil && s.ago >= listedFor:
		return path{}
	case q.follows != nil:
		return m.pathOf(q.follows, s)
	}
	return m.pathOf(q, s)
}

// bar is what happened from one time to another within a span. The last one
// closes at the present price, also when that was set by hand.
func (m *market) bar(q *quote, s span, way path, from, to time.Time) bar {
	c := way.during(from, to)
	base := q
	if q.follows != nil {
		base = q.follows
	}
	start := minuteOf(m.start) // of the first of the minutes
	for i := max(minuteOf(from)-start, 0); i <= minuteOf(to.Add(-1))-start && i < len(base.minutes); i++ {
		c = c.then(base.minutes[i])
	}
	if q.follows != nil {
		c = c.through(q.follow)
	}
	if price := q.raw(); price != 0 && to.Equal(m.lastTraded(q)) && from.Before(to) {
		c.add(price)
	}
	if c.empty() {
		return bar{}
	}
	return bar{c, from, m.volume(q, s, from, to)}
}

// lastTrade is when an instrument's price may have changed last: now, or at
// the close of the session that is over.
func (m *market) lastTrade(q *quote) time.Time {
	if q.class == classCrypto {
		return m.now
	}
	return earliest(m.session().close, m.now)
}
