package demo

import (
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"
)

// pulse is how often a broker that is alive looks at its clock: events are
// pushed, so nobody may have to ask for them.
const pulse = 250 * time.Millisecond

// live lets the market go on by itself until the broker ends, with another program that
// trades or without one.
func (b *Broker) live(company bool) {
	if company {
		c := newCompanion(b.books[envPaper])
		b.market.onSecond = append(b.market.onSecond, c.second)
	}
	b.living.Go(func() {
		ticker := time.NewTicker(pulse)
		defer ticker.Stop()
		for {
			select {
			case <-b.done:
				return
			case <-ticker.C:
				b.beat()
			}
		}
	})
}

func (b *Broker) beat() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.market.advance(b.now())
}

// payday pays a small dividend, interest or a fee: too small to make a
// difference over a day.
func (k *book) payday(dice *rand.Rand, at time.Time) {
	switch dice.IntN(3) {
	case 0:
		k.pay("INT", "", "", decimal.New(2+dice.Int64N(40), -2), at)
	case 1:
		k.pay("FEE", "", "TAF fee", decimal.New(-1-dice.Int64N(8), -2), at)
	default:
		k.payDividend(decimal.New(1+dice.Int64N(4), -2), dice, at)
	}
}

// payDividend pays for one of the positions that do pay, so much for a share.
func (k *book) payDividend(each decimal.Decimal, dice *rand.Rand, at time.Time) {
	var paying []holding
	for _, h := range k.holdings {
		if _, pays := payouts[h.quote.symbol]; pays && h.quantity.IsPositive() {
			paying = append(paying, h)
		}
	}
	if len(paying) == 0 {
		return
	}
	h := paying[dice.IntN(len(paying))]
	a := k.pay("DIV", h.quote.symbol, "", h.quantity.Mul(each).Round(2), at)
	a.Qty, a.PerShareAmount = &h.quantity, &each
}

// available is how much of a position no order would sell already.
func (k *book) available(q *quote) decimal.Decimal {
	for _, h := range k.holdings {
		if h.quote == q {
			return h.quantity.Sub(k.ordered(h))
		}
	}
	return decimal.Decimal{}
}

// sessionRuns reports whether the stock market is open at a moment.
func (m *market) sessionRuns(at time.Time) bool { return m.sessionAt(at).runs(at) }
