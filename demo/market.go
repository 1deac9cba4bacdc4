package demo

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// market is every price, and the clock that moves them. A price depends on the
// seed and the whole seconds since start alone, whoever asks how often.
type market struct {
	seed     uint64
	start    time.Time
	hours    timetable
	now      time.Time // of the last advance
	seconds  int       // steps made
	static   bool
	quotes   []*quote
	bySymbol map[string]*quote
	onMinute []func()             // after each whole minute since start, the first at zero
	onDay    []func()             // when the prices have become yesterday's
	onSecond []func(at time.Time) // after each whole second since start, unless the prices stand still
	begun    bool
	sessions []span // see pastSessions
	days     []span // see pastDays
}

func newMarket(opt Options) *market {
	start := opt.Now().Round(0) // without the monotonic reading, which stands still while a laptop sleeps
	m := &market{seed: opt.Seed, start: start, hours: newTimetable(start, opt.ExchangeHours), now: start, static: opt.StaticMarket,
		bySymbol: map[string]*quote{}}
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
}

// second moves every price that trades in this second.
func (m *market) second() {
	at := m.start.Add(time.Duration(m.seconds) * time.Second)
	open := m.sessionRuns(at)
	for _, q := range m.quotes {
		m.trade(q, at, open)
	}
	m.seconds++
	if at = at.Add(time.Second); m.hours.at(at).open.Equal(at) {
		m.newDay()
	}
	if !m.static {
		for _, happen := range m.onSecond {
			happen(at)
		}
	}
	if m.seconds%60 == 0 {
		m.minute()
	}
}

// trade moves one price that trades and notes it for the bars.
func (m *market) trade(q *quote, at time.Time, open bool) {
	if !q.moves(open) {
		return
	}
	if !m.static {
		q.step()
	}
	q.record(minuteOf(at) - minuteOf(m.start))
}

// newDay makes the prices yesterday's: a session opens.
func (m *market) newDay() {
	for _, q := range m.quotes {
		q.rollDay()
	}
	for _, roll := range m.onDay {
		roll()
	}
}

func (m *market) minute() {
	for _, note := range m.onMinute {
		note()
	}
}

// session is the trading day that runs or has just ended.
func (m *market) session() session { return m.hours.at(m.now) }

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
	open := b.market.sessionRuns(b.market.now)
	for _, k := range b.books {
		for _, o := range k.working() {
			if k.quoteOf(o) == q {
				k.match(o, b.market.now, open)
			}
		}
	}
	return nil
}
