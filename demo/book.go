package demo

import (
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"
)

// book is one account: what it holds, has ordered and has done.
type book struct {
	env         string
	id, number  string
	opened      time.Time
	cash        decimal.Decimal
	config      configuration
	multiplier  int64 // 2 is a margin account, 1 one that buys with its cash alone
	market      *market
	holdings    []holding
	orders      []*order        // by time of submission, the oldest first
	alive       []*order        // of them; nil where nobody has looked
	activities  []*activity     // the oldest first
	earned      decimal.Decimal // today, by what was sold and paid
	earnedSince decimal.Decimal // since the end of today, for tomorrow
	last        time.Time       // of the last event
	clientIDs   map[string]bool // of all orders there ever were
	ledger      ledger
	fees        []fee      // taken today
	feeDay      time.Time  // that they are of
	count       int        // of the events, for names
	dice        *rand.Rand // decide on partial fills
	wasOpen     bool       // the session ran a second ago
	listeners   *listeners
	told        []toldUpdate // the oldest first
	nesting     Nesting
	waiting     []waiting     // for the exchange, by time
	delay       time.Duration // that they wait

	// samples are the equities at each whole minute since the market's start.
	samples []decimal.Decimal
	ends    map[int64]decimal.Decimal // at the ends of the days since then, by their Unix time
	days    []pastDay                 // before that, the oldest first: see pastDays

	firstDay pastDay // what days begin with: of the session before start
	coins    bool    // the account held some at start
}

// holding is a position: quantity is negative when short, entry is the average
// price paid per share, coin or contract unit.
type holding struct {
	quote           *quote
	quantity, entry decimal.Decimal
	base            decimal.Decimal // what today's profit is counted from, in dollars
	next            decimal.Decimal // and tomorrow's, after the end of today
}

// dec reads a literal of this package.
func dec(literal string) decimal.Decimal { return decimal.RequireFromString(literal) }

func paperBook(m *market, more int) *book {
	k := &book{env: envPaper, id: idOf("account", envPaper), number: "PA3QUIPU0007", opened: m.start.AddDate(-2, -3, -11),
		cash: dec("18962.37"), multiplier: 2, config: usualConfiguration, market: m}
	for _, h := range []struct{ symbol, quantity, entry string }{
		{"AAPL", "60", "171.204"},
		{"MSFT", "35", "378.915"},
		{"NVDA", "110", "92.4073"},
		{"AMZN", "55", "221.86"},
		{"JPM", "40", "198.13"},
		{"KO", "150", "64.275"},
		{"SPY", "32", "541.0812"},
		{"BRK.B", "3.141592653", "402.11"},
		{"SIRI", "1000", "0.8123"},
		{"TSLA", "-12", "251.75"},
		{"BTCUSD", "0.000123456", "61234.5"},
		{"ETHUSD", "1.25", "3571.904218"},
		{contractSymbol(m.start, callStrike), "2", "10.35"},
		{"HALT", "10", "1"},
	} {
		k.hold(h.symbol, h.quantity, h.entry)
	}
	for n := range more {
		i := synthetic(n)
		k.holdings = append(k.holdings, newHolding(m.bySymbol[i.symbol], decimal.NewFromInt(int64(1+n%9)), decimal.New(i.lastday, -6)))
	}
	return k
}

func liveBook(m *market) *book {
	k := &book{env: envLive, id: idOf("account", envLive), number: "3QUIPU0007", opened: m.start.AddDate(-1, 0, -26),
		cash: dec("1204.17"), multiplier: 1, config: usualConfiguration, market: m}
	for _, h := range []struct{ symbol, quantity, entry string }{
		{"AAPL", "8", "196.4475"},
		{"KO", "20", "58.92"},
		{"SPY", "5.25", "566.3119"},
		{"BTCUSD", "0.0123", "58410.77"},
	} {
		k.hold(h.symbol, h.quantity, h.entry)
	}
	return k
}

func (k *book) hold(symbol, quantity, entry string) {
	k.holdings = append(k.holdings, newHolding(k.market.bySymbol[symbol], dec(quantity), dec(entry)))
}

// sample remembers the present equity for the history.
func (k *book) sample() { k.samples = append(k.samples, k.reported()) }

// reported is the present equity as the history values it.
func (k *book) reported() decimal.Decimal {
	if !k.market.valuedAtClose(k.market.moment()) {
		return k.equityBy((*quote).latest)
	}
	return k.equityBy(func(q *quote) (decimal.Decimal, bool) {
		if q.class == classEquity && q.closing > 0 {
			return q.tick(q.closing), true
		}
		return q.latest()
	})
}
