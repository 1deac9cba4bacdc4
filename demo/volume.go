package demo

import "time"

// listedFor is how many sessions before start the demo's contracts were first
// traded.
const listedFor = 60

// volume is how much changed hands from one time to another within a span, in
// lots. It is the sum of the minutes', of which the present one is on its way:
// so bars of all timeframes add up.
func (m *market) volume(q *quote, s span, from, to time.Time) int64 {
	usual, stream := q.usualVolume(), numberOf("volume of "+q.symbol)
	if s.extended {
		usual /= extendedVolume
	}
	open, last, now := minuteOf(s.open), minuteOf(s.close.Add(-1)), minuteOf(m.now)
	var sum int64
	for minute := minuteOf(from); minute <= minuteOf(to.Add(-1)); minute++ {
		share := int64(25 + scramble(stream+uint64(minute))%150) //nolint:gosec // small, and after 1970
		if !s.extended && (minute < open+10 || minute > last-10) {
			share *= 3 // the bells
		}
		if minute == now {
			share = share * int64(m.now.Second()) / 60
		}
		sum += max(usual*share/100, 1)
	}
	return sum
}

// usualVolume is that of a minute in lots: shares, contracts, or millionths of
// a coin. It comes from how many dollars are traded in the instrument a day.
func (q *quote) usualVolume() int64 {
	const million = 1_000_000
	price := max(q.lastday, haltedAt/2)
	spread := int64(numberOf("size of "+q.symbol) % 1000) //nolint:gosec // below a thousand
	switch {
	case q.follows != nil:
		return 3 + spread%9
	case q.class == classCrypto:
		return (20 + spread/2) * million * micro / (24 * 60) * 1000 / (price / 1000)
	case q.thin:
		return (1 + spread*spread*spread/20_000_000) * million / 390 * micro / price
	case q.open == 0:
		return 20 + spread%50
	}
	return (800 + 4*spread) * million / 390 * micro / price
}

// scramble gives a number that looks like chance for every number: the last
// steps of SplitMix64 (Steele, Lea and Flood, 2014), quick enough for the
// minutes of years.
func scramble(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
