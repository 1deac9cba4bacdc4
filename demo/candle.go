package demo

import "time"

// candle is how a price went for a while, in millionths of a dollar. The zero
// value is a while without a trade.
type candle struct{ open, high, low, close int64 }

func (c candle) empty() bool { return c.close == 0 }

// add goes on to a price.
func (c *candle) add(price int64) {
	if c.empty() {
		*c = candle{price, price, price, price}
		return
	}
	c.high, c.low, c.close = max(c.high, price), min(c.low, price), price
}

// then is this candle and a later one as one.
func (c candle) then(later candle) candle {
	switch {
	case c.empty():
		return later
	case later.empty():
		return c
	}
	return candle{c.open, max(c.high, later.high), min(c.low, later.low), later.close}
}

// through takes every price through a function that never falls.
func (c candle) through(f func(int64) int64) candle {
	if c.empty() {
		return c
	}
	return candle{f(c.open), f(c.high), f(c.low), f(c.close)}
}

// minuteOf numbers the minutes of all time, so that a bar begins at a whole
// one whenever the program started.
func minuteOf(at time.Time) int { return int(at.Unix() / 60) }

// record notes the present price with its minute. A call needs no notes: its
// price follows the underlying's.
func (q *quote) record(minute int) {
	if q.follows != nil {
		return
	}
	price := q.raw()
	if price == 0 {
		return
	}
	for len(q.minutes) <= minute {
		q.minutes = append(q.minutes, candle{})
	}
	q.minutes[minute].add(price)
}

// raw is the latest price in millionths, 0 while the instrument is halted.
func (q *quote) raw() int64 {
	switch {
	case q.held != nil:
		return max(q.held.Shift(6).IntPart(), 1)
	case q.follows != nil:
		if q.follows.held != nil {
			return q.follow(q.follows.raw())
		}
		return q.follow(q.follows.core)
	}
	return q.price
}

// follow is a call's price for one of the underlying's.
func (q *quote) follow(under int64) int64 {
	if under == 0 {
		return 0
	}
	return callPrice(q.follows.tick(under).Shift(6).IntPart(), q.call.strike)
}
