package demo

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// When the companion acts: for the first time soon after the start, so that a
// demo shows what it can, then at times that nobody foresees.
const (
	firstAct    = 8 * time.Second
	shortestLag = 15 * time.Second
	longestLag  = 40 * time.Second

	mostOwned   = 3  // symbols that it has bought and not yet sold again
	mostChanges = 2  // of one order
	payday      = 10 // every so many acts something is paid
)

// fancies are what the companion buys, and how much of it at most.
var fancies = []struct {
	symbol string
	most   int64 // times the unit
	unit   string
}{
	{"NVDA", 6, "1"}, {"AAPL", 4, "1"}, {"KO", 15, "1"}, {"JPM", 4, "1"}, {"AMZN", 4, "1"}, {"MSFT", 3, "1"}, {"SPY", 2, "1"},
	{"ETHUSD", 5, "0.05"}, {"BTCUSD", 9, "0.001"},
}

// companion is another program of the account's owner, invented so that a demo
// lives: it buys a little, changes its mind, and sells again what it bought, so
// that the account stays what it is. The seed and the seconds since start
// decide all that it does.
type companion struct {
	book    *book
	dice    *rand.Rand
	next    time.Time
	acts    int
	working *order
	changes int                        // of the working order
	owned   map[string]decimal.Decimal // bought and not yet sold again
}

func newCompanion(k *book) *companion {
	return &companion{book: k, dice: newDice(k.market.seed, numberOf("companion of "+k.env)),
		next: k.market.start.Add(firstAct), owned: map[string]decimal.Decimal{}}
}

// second acts when it is time to.
func (c *companion) second(at time.Time) {
	if at.Before(c.next) {
		return
	}
	lag := shortestLag + time.Duration(c.dice.Int64N(int64((longestLag-shortestLag)/time.Second)+1))*time.Second
	c.next = at.Add(lag)
	c.acts++
	c.settle()
	switch open := c.book.market.sessionRuns(at); {
	case c.working != nil:
		c.reconsider(at)
	case len(c.owned) > 0 && (len(c.owned) >= mostOwned || c.dice.IntN(2) == 0) && c.sell(at, open):
	default:
		c.buy(at, open)
	}
	if c.acts%payday == 0 {
		c.book.payday(c.dice, at)
	}
}

// settle takes note of what has become of the working order.
func (c *companion) settle() {
	o := c.working
	if o == nil || o.open() {
		return
	}
	symbol, size := c.book.quoteOf(o).symbol, o.FilledQty
	if o.Side == "sell" {
		size = size.Neg()
	}
	if c.owned[symbol] = c.owned[symbol].Add(size); !c.owned[symbol].IsPositive() {
		delete(c.owned, symbol)
	}
	c.working = nil
}

// reconsider follows the price with an order that has not begun to fill,
// gives it up, or lets it be.
func (c *companion) reconsider(at time.Time) {
	o, roll := c.working, c.dice.IntN(10)
	switch {
	case roll < 5 && c.changes < mostChanges && o.FilledQty.IsZero() && o.LimitPrice != nil:
		limit := c.near(c.book.quoteOf(o), o.Side, roll < 3)
		c.working = c.book.replace(o, at, func(next *order) { next.LimitPrice = &limit })
		c.changes++
	case roll < 8:
		c.book.finish(o, "canceled", at)
		c.settle()
	}
}

// buy orders a little of something that trades.
func (c *companion) buy(at time.Time, open bool) {
	for range fancies {
		fancy := fancies[c.dice.IntN(len(fancies))]
		q := c.book.market.bySymbol[fancy.symbol]
		if _, trades := q.latest(); trades && q.moves(open) && c.owned[fancy.symbol].IsZero() {
			c.order(q, "buy", dec(fancy.unit).Mul(decimal.NewFromInt(1+c.dice.Int64N(fancy.most))), at)
			return
		}
	}
}

// sell offers what was bought, false when there is nothing that trades.
func (c *companion) sell(at time.Time, open bool) bool {
	for _, symbol := range slices.Sorted(maps.Keys(c.owned)) {
		q := c.book.market.bySymbol[symbol]
		size := decimal.Min(c.owned[symbol], c.book.available(q))
		switch {
		case !size.IsPositive():
			delete(c.owned, symbol) // somebody else has sold it
		case q.moves(open):
			c.order(q, "sell", size, at)
			return true
		}
	}
	return false
}

// order places one near the market, mostly so that it is filled at once.
func (c *companion) order(q *quote, side string, size decimal.Decimal, at time.Time) {
	asked := terms{symbol: q.symbol, side: side, kind: "limit", force: force(q), qty: size.String(), client: fmt.Sprintf("rebalance-%05d", c.acts)}
	if roll := c.dice.IntN(10); roll == 0 {
		asked.kind = "market"
	} else {
		asked.limit = c.near(q, side, roll < 6).String()
	}
	c.working, c.changes = c.book.place(asked, at), 0
}

// near is a price a few hundredths of a per cent from the market: on the side
// where it is met at once, or where it is met if the price comes back.
func (c *companion) near(q *quote, side string, atOnce bool) decimal.Decimal {
	price, _ := q.latest()
	shift := 4 + c.dice.Int64N(5) // ten-thousandths
	if (side == "buy") != atOnce {
		shift = -shift
	}
	return q.tick(price.Mul(decimal.New(10_000+shift, -4)).Shift(6).IntPart())
}
