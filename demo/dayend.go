package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// A trading day's figures are taken down twice and change once: a share's close
// at the end of its session; the equity, and the price of a coin, at 16:00 in New
// York. At midnight they become the last day's.

// markHour is when the equity of a trading day is taken down, also of a short one.
const markHour = 16

func (s session) mark() time.Time { return clockTime(s.day(), markHour) }

// begin gives an instrument the closes that it has at start, of the first session
// and of the one before it. A coin's are read off its path.
func (m *market) begin(q *quote) {
	switch {
	case q.class == classCrypto:
		q.yesterday = m.pastPrice(q, m.first.previous().mark())
		if mark := m.first.mark(); !m.start.Before(mark) {
			q.closing = m.pastPrice(q, mark)
		}
	case !m.start.Before(m.first.close):
		q.settle()
	}
}

// pastPrice is a coin's price at a moment before start.
func (m *market) pastPrice(q *quote, at time.Time) int64 {
	const day = 24 * time.Hour
	ago := midnight(m.start).Sub(midnight(at)).Round(day) / day // a day may have an hour more or less
	if way := m.pathOf(q, m.dayAgo(int(ago))); way.knots != nil {
		return way.at(way.place(at))
	}
	return q.open
}

// settle makes the present price the close.
func (q *quote) settle() {
	if now, ok := q.latest(); ok {
		q.closing = now.Shift(6).IntPart()
	}
}

// endDay does what a moment brings.
func (m *market) endDay(at time.Time) {
	s := m.sessionAt(at)
	if close := s.close; !at.Before(close) && m.closed.Before(close) {
		m.closed = close
		m.settle(at, false)
	}
	if mark := m.lastMark; !at.Before(mark) && m.marked.Before(mark) {
		m.marked = mark
		m.settle(at, true)
		for _, mark := range m.onMark {
			mark()
		}
	}
	if at.Before(m.midnight) {
		return
	}
	if s.day().Equal(m.midnight.AddDate(0, 0, -1)) {
		m.rolls = append(m.rolls, at)
		m.newDay()
	}
	m.midnight = midnight(at).AddDate(0, 0, 1)
}

// settle takes down the closes of the coins, or of all else, and remembers when
// for what is listed later.
func (m *market) settle(at time.Time, coins bool) {
	m.settled = append(m.settled, settling{at, coins})
	for _, q := range m.quotes {
		if coins == (q.class == classCrypto) {
			q.settle()
		}
	}
}

type settling struct {
	at    time.Time
	coins bool
}

// endDay takes down the equity of a trading day.
func (k *book) endDay() {
	k.mark()
	k.ends[k.market.marked.Unix()] = k.equityBy((*quote).latest)
}

// mark takes down what the next day's profit is counted from.
func (k *book) mark() {
	k.earnedSince = decimal.Decimal{}
	for i := range k.holdings {
		k.holdings[i].mark()
	}
}

func (h *holding) mark() {
	if h.quote.closing > 0 {
		h.next = h.units().Mul(h.quote.tick(h.quote.closing))
	}
}
