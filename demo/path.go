package demo

import "time"

// How a price of the past goes: the usual move and gap of a span and the size
// of its detours, as multiples of the instrument's usual move of a second.
const (
	pathMove   = 100
	pathGap    = 25
	pathSwing  = 60
	pathDrift  = 300 // what a span gains on the average, in millionths of the price
	pathLively = 400 // of an instrument that does not move now

	// haltedFor is how many sessions ago a halted instrument traded last, for
	// about haltedAt.
	haltedFor = 30
	haltedAt  = 1_040_000
)

// closeOf gives the price at the end of a span before start, number 0 being that
// of start itself: worked out backwards, so that the past ends where the present
// begins. A halted instrument has zeros at first.
func (m *market) closeOf(q *quote, ago int) int64 {
	if q.closes == nil {
		q.closes = []int64{q.open, q.lastday}
		if q.open == 0 {
			q.closes = append(make([]int64, haltedFor), haltedAt)
		}
		q.past = newDice(m.seed, numberOf("closes of "+q.symbol))
	}
	usual := pathMove * q.temper()
	for len(q.closes) <= ago {
		price := q.closes[len(q.closes)-1]
		q.closes = append(q.closes, max(price*micro/(micro+pathDrift+q.past.Int64N(2*usual+1)-usual), floor))
	}
	return q.closes[ago]
}

func (q *quote) temper() int64 {
	if q.lively == 0 {
		return pathLively
	}
	return q.lively
}

// path is the whole way of a price through a span of the past: knots at equal
// distances, straight lines between them. Any bar of any timeframe is read off
// it, so that they all agree.
type path struct {
	from, to time.Time
	knots    []int64
}

// pathOf lays the knots by halving the way again and again.
func (m *market) pathOf(q *quote, s span) path {
	first, last := m.closeOf(q, s.ago+1), m.closeOf(q, s.ago)
	p := path{from: s.open, to: earliest(s.close, m.start)}
	if first == 0 || last == 0 || p.to.Sub(p.from) < time.Second {
		return path{}
	}
	segments := 1 << 9                                                   // under a minute each
	dice := newDice(m.seed, numberOf("path of "+q.symbol)+uint64(s.ago)) //nolint:gosec // not negative
	if q.class == classCrypto {
		segments = 1 << 11
	} else {
		gap := pathGap * q.temper()
		first += first * (dice.Int64N(2*gap+1) - gap) / micro
	}
	p.knots = make([]int64, segments+1)
	size := int64(micro)
	for step := segments; step > 1; step /= 2 {
		for i := step / 2; i < segments; i += step {
			p.knots[i] = (p.knots[i-step/2]+p.knots[i+step/2])/2 + dice.Int64N(2*size+1) - size
		}
		size = size * 707 / 1000
	}
	swing := pathSwing * q.temper()
	for i, stray := range p.knots {
		line := first + (last-first)*int64(i)/int64(segments)
		p.knots[i] = max(line+line*swing/micro*stray/micro, floor)
	}
	return p
}

// during is how the price went from one time to another.
func (p path) during(from, to time.Time) candle {
	from, to = latest(from, p.from), earliest(to, p.to)
	var c candle
	if p.knots == nil || !from.Before(to) {
		return c
	}
	begin, behind := p.place(from)
	end, rest := p.place(to)
	c.add(p.at(begin, behind))
	for i := begin + 1; i <= end; i++ {
		c.add(p.knots[i])
	}
	c.add(p.at(end, rest))
	return c
}

// place is the knot before a time, and how many thousandths of the way to the
// next one have gone.
func (p path) place(at time.Time) (knot, thousandths int) {
	segments := int64(len(p.knots) - 1)
	place := at.Sub(p.from).Milliseconds() * segments * 1000 / p.to.Sub(p.from).Milliseconds()
	return int(place / 1000), int(place % 1000)
}

func (p path) at(knot, thousandths int) int64 {
	if thousandths == 0 {
		return p.knots[knot]
	}
	return p.knots[knot] + (p.knots[knot+1]-p.knots[knot])*int64(thousandths)/1000
}
