package demo

import (
	"math/big"
	"math/rand/v2"

	"github.com/shopspring/decimal"
)

const (
	micro = 1_000_000 // millionths in a dollar
	floor = 100       // no price falls below a hundredth of a cent

	// bend rounds the corner of a call's price at its strike: with it the call
	// of the usual portfolio stands near 12.8 at the start.
	bend = 388 * micro
)

// quote is an instrument's price on its way. Price and lastday are millionths
// of a dollar.
type quote struct {
	instrument
	id         string // of the asset: what a position and an order have in common
	dice       *rand.Rand
	price      int64
	core       int64  // the price in a session: what contracts follow, which trade in no other hours
	follows    *quote // of a call
	held       *decimal.Decimal
	paused     bool            // trading is halted for a while: see Halt
	yesterday  int64           // the close of the last day
	closing    int64           // the close of this one, 0 before there is one
	contracted decimal.Decimal // units of the underlying in one: 100 for options
	minutes    []candle        // since start, for its bars
	closes     []int64         // of the past, as far as somebody asked
	past       *rand.Rand      // decide on those before them
}

func newQuote(seed uint64, i instrument, follows *quote) *quote {
	q := &quote{instrument: i, id: idOf("asset", i.symbol), dice: newDice(seed, numberOf(i.symbol)),
		price: i.open, core: i.open, yesterday: i.lastday, follows: follows, contracted: decimal.NewFromInt(1)}
	if follows != nil {
		q.contracted = decimal.NewFromInt(100)
		q.yesterday = callPrice(follows.yesterday, i.call.strike)
	}
	return q
}

// step rolls the dice for one second: three of them, so that small moves are
// common and large ones rare, with `lively` as the standard deviation, or a part of
// it where it is calm.
func (q *quote) step(calm int64) {
	lively := q.lively / calm
	if lively == 0 {
		return
	}
	move := int64(0)
	for range 3 {
		move += q.dice.Int64N(2*lively+1) - lively
	}
	q.price = max(q.price+q.price*move/micro, floor)
}

// rollDay makes the close yesterday's.
func (q *quote) rollDay() {
	if q.closing > 0 {
		q.yesterday = q.closing
	}
}

// latest is the price as the API gives it, false where the instrument has none.
func (q *quote) latest() (decimal.Decimal, bool) {
	switch {
	case q.held != nil:
		return *q.held, true
	case q.follows != nil:
		price := q.raw()
		return q.tick(price), price > 0
	case q.price == 0:
		return decimal.Decimal{}, false
	}
	return q.tick(q.price), true
}

// halted reports whether trading is halted for a while, of a contract with its underlying.
func (q *quote) halted() bool { return q.paused || q.follows != nil && q.follows.paused }

// lastPrice is yesterday's close, false where there was none.
func (q *quote) lastPrice() (decimal.Decimal, bool) {
	return q.tick(q.yesterday), q.yesterday > 0
}

// ticks are the smallest moves of prices with so many decimals, in millionths.
var ticks = [...]int64{micro, 100_000, 10_000, 1_000, 100, 10, 1}

// tick rounds a price as its market quotes it.
func (q *quote) tick(price int64) decimal.Decimal {
	digits := q.decimals(price)
	unit := ticks[digits]
	return decimal.New((price+unit/2)/unit, -digits)
}

// decimals is how many a price is quoted with: four below a dollar.
func (q *quote) decimals(price int64) int32 {
	if price < micro {
		return max(q.digits, 4)
	}
	return q.digits
}

// moves reports whether the price may change while the stock market is closed.
func (q *quote) moves(open bool) bool { return open || q.class == classCrypto }

// callPrice is a call's worth for the underlying's price: a hyperbola between
// nothing far below the strike and the difference far above it. It is not a
// model of options, only always positive and always moving the right way.
func callPrice(under, strike int64) int64 {
	x := big.NewInt(under - strike)
	root := new(big.Int).Mul(x, x)
	root.Add(root, new(big.Int).Mul(big.NewInt(4*bend), big.NewInt(micro)))
	root.Sqrt(root).Add(root, x)
	return max(root.Int64()/2, floor)
}
