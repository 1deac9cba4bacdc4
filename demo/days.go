package demo

import (
	"slices"
	"sort"
	"time"

	"github.com/shopspring/decimal"
)

// The past before the program started is made up, from the seed and backwards
// from the equity of start: it ends where the present begins, and the same
// moment has the same equity in every period and timeframe.
const (
	usualDay   = 7_500 // the usual move of a day, in millionths of the equity
	usualDrift = 700   // what a day gains on the average
	usualSwing = 3_500 // how far a day strays from a straight line
	usualNight = 900   // how far an account that holds coins strays between two sessions
)

// pastDay is one session before start, or the part of the first one that lay
// before it: from the close before it to its own. Equities are cents.
type pastDay struct {
	session
	from, to int64
	number   uint64
	next     time.Time // the opening of the session after it, zero where nothing moves until then
}

// beginDays takes down what the closes before start are made up from. It needs the
// sample of the first minute.
func (k *book) beginDays() {
	v, s := k.value(), k.market.first
	k.firstDay = pastDay{session: session{s.open, earliest(k.market.start, s.close)}, from: cents(v.before), to: cents(v.equity)}
	k.coins = slices.ContainsFunc(k.holdings, func(h holding) bool { return h.quote.class == classCrypto })
}

// pastDays makes up the closes from start back to the account's opening when somebody
// asks for the first time.
func (k *book) pastDays() []pastDay {
	if k.days != nil {
		return k.days
	}
	dice := newDice(k.market.seed, numberOf("days of "+k.env))
	days := []pastDay{k.firstDay}
	for s := k.market.first.previous(); !s.open.Before(k.opened); s = s.previous() {
		next := days[len(days)-1]
		move := usualDrift + dice.Int64N(2*usualDay+1) - usualDay
		day := pastDay{session: s, from: next.from * micro / (micro + move), to: next.from, number: uint64(len(days))}
		if k.coins {
			day.next = next.open
		}
		days = append(days, day)
	}
	slices.Reverse(days)
	k.days = days
	return days
}

func cents(d decimal.Decimal) int64 { return d.Shift(2).Round(0).IntPart() }

// equityAt is the account's equity at a moment up to now. Before the account's
// first day it is unknown.
func (k *book) equityAt(at time.Time) (decimal.Decimal, bool) {
	start := k.market.start
	switch {
	case !at.Before(k.market.now):
		return k.reported(), true
	case !at.Before(start):
		if end, known := k.ends[at.Unix()]; known {
			return end.Round(2), true
		}
		minute := int(at.Sub(start) / time.Minute)
		return k.samples[min(minute, len(k.samples)-1)].Round(2), true
	}
	days := k.pastDays()
	next := sort.Search(len(days), func(i int) bool { return days[i].open.After(at) })
	if next == 0 {
		return decimal.Decimal{}, false
	}
	return decimal.New(days[next-1].at(k.market.seed, k.env, at), -2), true
}

// at is the equity within or after a day, in cents.
func (d pastDay) at(seed uint64, env string, at time.Time) int64 {
	if !at.Before(d.close) {
		if !at.Before(d.next) {
			return d.to
		}
		return d.to + d.stray(seed, numberOf(env+" by night")^d.number, d.close, d.next, at, usualNight)
	}
	length := int64(d.close.Sub(d.open) / time.Second)
	gone := int64(at.Sub(d.open) / time.Second)
	return d.from + (d.to-d.from)*gone/length + d.stray(seed, numberOf(env)^d.number, d.open, d.close, at, usualSwing)
}

// stray is how far from a straight line the equity is at a time, in cents; size
// is how far it usually gets, in millionths.
func (d pastDay) stray(seed, number uint64, from, to, at time.Time, size int64) int64 {
	off := bridge(seed, number, int64(at.Sub(from)/time.Second), int64(to.Sub(from)/time.Second))
	return d.to/micro*off*size/micro + d.to%micro*off/micro*size/micro
}

// bridge is a random walk that starts and ends at zero, at gone of length, in
// millionths of its usual size. Halving the way again and again it needs no
// steps before it: any moment of any day can be asked for alone.
func bridge(seed, day uint64, gone, length int64) int64 {
	const levels = 9
	low, high := int64(0), length<<levels
	var left, right, size int64 = 0, 0, micro
	node, at := uint64(1), gone<<levels
	for range levels {
		middle := (low + high) / 2
		dice := newDice(seed, day<<16|node)
		value := (left+right)/2 + dice.Int64N(2*size+1) - size
		if at < middle {
			high, right, node = middle, value, 2*node
		} else {
			low, left, node = middle, value, 2*node+1
		}
		size = size * 707 / 1000
	}
	return left + (right-left)*((at-low)>>levels)/max((high-low)>>levels, 1)
}
