package demo

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	usmarket "quipu/market"
)

// watched are the prices of the assets that the watchlists have from the start
// and nobody holds, with their usual move of a second.
var watched = []instrument{
	equity("AMD", "NASDAQ", 141_350_000, 143_920_000, 240),
	equity("TSM", "NYSE", 189_240_000, 192_060_000, 180),
	equity("AVGO", "NASDAQ", 171_880_000, 170_430_000, 200),
	equity("INTC", "NASDAQ", 24_160_000, 23_870_000, 220),
	equity("MU", "NASDAQ", 98_730_000, 101_240_000, 250),
	crypto("SOL", 171_240_000, 176_918_300, 4, 380),
	crypto("LTC", 88_420_000, 87_153_000, 4, 320),
	crypto("LINK", 17_820_500, 18_244_100, 4, 380),
	crypto("AVAX", 33_915_000, 34_602_800, 4, 380),
	crypto("UNI", 9_142_600, 8_966_100, 4, 380),
	crypto("DOGE", 314_620, 322_870, 5, 400),
}

// lookUp finds an instrument by its symbol or pair. What nobody has asked for
// before is listed now, and brought to where it would stand had it been listed
// from the start: prices do not depend on who asks when.
func (m *market) lookUp(symbol string) (*quote, bool) {
	plain := usmarket.PositionSymbol(symbol)
	q, ok := m.bySymbol[plain]
	if !ok {
		i, known := m.unlisted(plain)
		if !known {
			return nil, false
		}
		q = m.listLate(i)
	}
	return q, symbol == or(q.pair, q.symbol) || symbol == q.symbol
}

// unlisted is what the market would list: a watched or invented asset, or
// another of the demo's calls.
func (m *market) unlisted(symbol string) (instrument, bool) {
	for strike := callStrike - 50; strike <= callStrike+50 && strings.HasPrefix(symbol, callUnderlying); strike += 5 {
		if symbol == contractSymbol(m.start, strike) {
			i := call(m.start)
			i.symbol, i.call = symbol, &contract{underlying: callUnderlying, strike: int64(strike) * micro}
			return i, true
		}
	}
	for _, i := range watched {
		if i.symbol == symbol {
			return i, true
		}
	}
	a, known := theCatalogue().find[symbol]
	if !known || a.Status != "active" || a.Class != classEquity || a.Symbol != symbol {
		return instrument{}, false
	}
	if a.has("ipo") {
		return instrument{symbol: a.Symbol, class: classEquity, exchange: a.Exchange, digits: 2, untraded: true}, true
	}
	return invented(a), true
}

// invented gives an invented asset its price.
func invented(a *asset) instrument {
	n := int64(numberOf("price of "+a.Symbol) % micro) //nolint:gosec // below a million
	cents := 200 + (n%1000)*(n%1000)/25
	if a.Exchange == "OTC" {
		cents = 30 + n%1000
	}
	lastday := cents * micro / 100
	open := (lastday + lastday*(n/1000%41-20)/1000) / 10_000 * 10_000
	i := equity(a.Symbol, a.Exchange, lastday, open, 80+n%220)
	i.thin = true
	return i
}

// listLate lists an instrument and takes it through the seconds since start. A
// call stands where its underlying does without that.
func (m *market) listLate(i instrument) *quote {
	q := m.list(i)
	if m.rested() {
		q.rollDay()
	}
	if q.follows != nil {
		if under := q.follows.closing; under > 0 {
			q.closing = callPrice(under, q.call.strike)
		}
		return q
	}
	for n := range m.seconds {
		at := m.start.Add(time.Duration(n) * time.Second)
		m.trade(q, m.tradingAt(at))
		at = at.Add(time.Second)
		if slices.Contains(m.settled, settling{at, q.class == classCrypto}) {
			q.settle()
		}
		if slices.Contains(m.rolls, at) {
			q.rollDay()
		}
	}
	return q
}

// shown is a price of the past as the API gives it. One that was set by hand
// is given as it was set.
func (q *quote) shown(price int64) decimal.Decimal {
	if q.held != nil && price == q.raw() {
		return *q.held
	}
	return q.tick(price)
}
