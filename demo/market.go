package demo

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// market is every price, and the clock that moves them. A price depends on the
// seed and the whole seconds since start alone, whoever asks how often.
type market struct {
	seed      uint64
	start     time.Time
	first     session   // the one that start lies in, or the last one before it
	now       time.Time // of the last advance
	seconds   int       // steps made
	still     bool      // prices move by SetPrice alone
	static    bool      // and seconds do nothing
	quotes    []*quote
	bySymbol  map[string]*quote
	onMinute  []func()              // after each whole minute since start, the first at zero
	onMark    []func()              // when the day's figures are taken down
	onDay     []func()              // when they have become yesterday's
	onSecond  []func(at time.Time)  // after each whole second since start, unless the market is static
	onAdvance []func(now time.Time) // at the end of every advance
	begun     bool
	sessions  []span      // see pastSessions
	days      []span      // see pastDays
	midnight  time.Time   // the next one in New York
	closed    time.Time   // the close of a session that came last
	hoursOf   dayHours    // of the day that extendedAt was asked for last
	marked    time.Time   // the end of a day that came last
	settled   []settling  // when closes were taken down since start
	rolls     []time.Time // when they have become yesterday's since start
	last      session     // that sessionAt found last, its mark, and when the next one begins
	lastMark  time.Time
	lastEnds  time.Time
	moves     []*quote // in the last second, and what that depends on
	movesIn   movement
}

func newMarket(opt Options) *market {
	start := opt.Now().Round(0) // without the monotonic reading, which stands still while a laptop sleeps
	m := &market{seed: opt.Seed, start: start, first: lastSession(start), now: start, midnight: midnight(start).AddDate(0, 0, 1), still: opt.StaticMarket || opt.StillPrices, static: opt.StaticMarket,
		bySymbol: map[string]*quote{}}
	if !start.Before(m.first.close) {
		m.closed = m.first.close
	}
	if !start.Before(m.first.mark()) {
		m.marked = m.first.mark()
	}
	for _, i := range instruments(start) {
		m.list(i)
	}
	for n := range opt.Positions {
		m.list(synthetic(n))
	}
	return m
}

func (m *market) list(i instrument) *quote {
	var follows *quote
	if i.call != nil {
		follows = m.bySymbol[i.call.underlying]
	}
	q := newQuote(m.seed, i, follows)
	m.quotes = append(m.quotes, q)
	m.bySymbol[i.symbol] = q
	m.begin(q)
	return q
}

// advance steps the prices to a time, second by second. Time never runs back.
func (m *market) advance(to time.Time) {
	to = to.Round(0)
	if to.Before(m.now) {
		to = m.now
	}
	m.now = to
	if !m.begun {
		m.begun = true
		m.minute()
	}
	for target := int(to.Sub(m.start) / time.Second); m.seconds < target; {
		m.second()
	}
	for _, happen := range m.onAdvance {
		happen(to)
	}
}

// second moves every price that trades in this second.
func (m *market) second() {
	at := m.start.Add(time.Duration(m.seconds) * time.Second)
	now := m.tradingAt(at)
	for _, q := range m.moving(now) {
		m.trade(q, now)
	}
	m.seconds++
	at = at.Add(time.Second)
	m.endDay(at)
	if !m.static {
		for _, happen := range m.onSecond {
			happen(at)
		}
	}
	if m.seconds%60 == 0 {
		m.minute()
	}
}

// trading is what trades in a second, and the minute that it is noted under, from that
// of start.
type trading struct {
	session, extended bool
	minute            int
}

func (m *market) tradingAt(at time.Time) trading {
	return trading{m.sessionRuns(at), m.extendedAt(at), minuteOf(at) - minuteOf(m.start)}
}

// moving are the prices that trade, in a list that holds for hours.
func (m *market) moving(now trading) []*quote {
	if in := (movement{now.session, now.extended, len(m.quotes)}); in != m.movesIn {
		m.moves, m.movesIn = nil, in
		for _, q := range m.quotes {
			if q.moves(now.session) || q.tradesExtended() && now.extended {
				m.moves = append(m.moves, q)
			}
		}
	}
	return m.moves
}

// movement is what a list of moving prices depends on.
type movement struct {
	session, extended bool
	quotes            int
}

// trade moves one price that trades and notes it for the bars.
func (m *market) trade(q *quote, now trading) {
	calm := int64(1)
	switch {
	case q.paused:
		return
	case q.moves(now.session):
	case q.tradesExtended() && now.extended:
		calm = extendedCalm
	default:
		return
	}
	if !m.still {
		q.step(calm)
	}
	if calm == 1 {
		q.core = q.price
	}
	q.record(now.minute)
}

// newDay makes the closes yesterday's: a day on which the exchange traded is over.
func (m *market) newDay() {
	for _, q := range m.quotes {
		q.rollDay()
	}
	for _, roll := range m.onDay {
		roll()
	}
}

// moment is the second that the prices are at.
func (m *market) moment() time.Time { return m.start.Add(time.Duration(m.seconds) * time.Second) }

func (m *market) minute() {
	for _, note := range m.onMinute {
		note()
	}
}

// session is the trading day that runs or has just ended.
func (m *market) session() session { return m.sessionAt(m.now) }

// sessionAt is lastSession for moments that mostly follow one another.
func (m *market) sessionAt(at time.Time) session {
	if at.Before(m.last.open) || !at.Before(m.lastEnds) {
		m.last = lastSession(at)
		m.lastMark, m.lastEnds = m.last.mark(), m.last.next().open
	}
	return m.last
}

// yesterday is the last session of a day before today: today's figures count
// from its close.
func (m *market) yesterday() session {
	if s := m.session(); s.day().Before(midnight(m.now)) {
		return s
	}
	return m.session().previous()
}

// rested reports whether the demo began on a day after its first session, whose
// closes are yesterday's then.
func (m *market) rested() bool { return m.first.day().Before(midnight(m.start)) }

// SetPrice gives a symbol, as a position spells it, a price that it keeps from
// now on; a halted one trades again. Orders that it reaches are filled at once.
// A price must be above zero and below ten million dollars.
func (b *Broker) SetPrice(symbol string, price decimal.Decimal) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, ok := b.market.lookUp(symbol)
	if !ok || !price.IsPositive() || price.GreaterThanOrEqual(decimal.NewFromInt(10_000_000)) {
		return fmt.Errorf("set the price of %q to %s: want a symbol of the demo market and a price above zero and below ten million", symbol, price)
	}
	b.market.advance(b.now())
	q.held = &price
	b.reach(q)
	return nil
}

// Halt stops the trading of a symbol, as a position spells it, or lets it go on: while it
// is halted its price stands still, and orders are taken and wait. Those for its
// contracts wait with them.
func (b *Broker) Halt(symbol string, halted bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, ok := b.market.lookUp(symbol)
	if !ok {
		return fmt.Errorf("halt %q: want a symbol of the demo market", symbol)
	}
	b.market.advance(b.now())
	q.paused = halted
	b.reach(q)
	return nil
}

// reach lets a price reach the orders for it.
func (b *Broker) reach(q *quote) {
	for _, k := range b.books {
		for _, o := range k.working() {
			if k.quoteOf(o) == q {
				k.match(o, b.market.now)
			}
		}
	}
}
