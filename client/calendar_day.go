package client

import (
	"time"

	"quipu/market"
)

// calendar is the trading days of a stretch of time. A day between the first
// and the last that it does not hold is one without trading.
type calendar []TradingDay

func openOf(d *TradingDay) time.Time  { return d.Open }
func closeOf(d *TradingDay) time.Time { return d.Close }
func firstOf(d *TradingDay) time.Time { return d.SessionOpen }

func (k calendar) day(at time.Time) *TradingDay {
	date := market.Date(at)
	for i := range k {
		if k[i].Date == date {
			return &k[i]
		}
	}
	return nil
}

// covers reports whether the calendar knows of a day that it does not hold.
func (k calendar) covers(at time.Time) bool {
	before, after, date := false, false, market.Date(at)
	for i := range k {
		before = before || k[i].Date < date
		after = after || k[i].Date > date
	}
	return before && after
}

// phase is what the calendar has for a moment, and until when; "" where it
// does not know.
func (k calendar) phase(at time.Time) (Phase, time.Time) {
	d := k.day(at)
	switch {
	case d == nil && k.covers(at):
		return Closed, k.next(at, firstOf)
	case d == nil || d.Open.IsZero() || d.Close.IsZero():
		return "", time.Time{}
	case at.Before(d.Open):
		return d.before(at)
	case at.Before(d.Close):
		return Regular, d.Close
	case d.SessionClose.IsZero():
		return "", time.Time{}
	case at.Before(d.SessionClose):
		return AfterHours, d.SessionClose
	}
	return Closed, k.next(at, firstOf)
}

// before is the phase before the regular session.
func (d *TradingDay) before(at time.Time) (Phase, time.Time) {
	switch {
	case d.SessionOpen.IsZero():
		return "", time.Time{}
	case at.Before(d.SessionOpen):
		return Closed, d.SessionOpen
	}
	return PreMarket, d.Open
}

// next gives the first of the days' times after a moment, zero where unknown.
func (k calendar) next(at time.Time, of func(*TradingDay) time.Time) time.Time {
	var next time.Time
	for i := range k {
		if t := of(&k[i]); t.After(at) {
			next = earlier(next, t)
		}
	}
	return next
}

// kind is what kind of day it is in New York. Which length is a whole one the
// other days tell.
func (k calendar) kind(at time.Time) DayKind {
	d := k.day(at)
	switch {
	case d == nil && k.covers(at):
		return dayOff(at)
	case d == nil || d.Open.IsZero() || d.Close.IsZero() || len(k) < 2:
		return ""
	}
	for i := range k {
		if k[i].Close.Sub(k[i].Open) > d.Close.Sub(d.Open) && !k[i].Open.IsZero() {
			return HalfDay
		}
	}
	return FullDay
}

// dayOff tells the two kinds of days without trading apart.
func dayOff(at time.Time) DayKind {
	if day := at.In(market.NewYork).Weekday(); day == time.Saturday || day == time.Sunday {
		return Weekend
	}
	return Holiday
}
