package portfolio

import (
	"slices"
	"time"

	"quipu/client"
	"quipu/market"
	"quipu/number"
)

// LatestSession is the present trading day: figures of an earlier one are not of today.
type LatestSession struct {
	day string // of the exchanges, 2006-01-02
	now time.Time
}

// LatestSessionAt is the trading day at now: the last of the calendar that has begun,
// with the hours before its opening. Where the calendar does not tell, it is the
// day in New York: what is older than that is surely of an earlier one.
func LatestSessionAt(days []client.TradingDay, now time.Time) LatestSession {
	s := LatestSession{now: now}
	for _, d := range days {
		if d.Date > s.day && begun(d, now) {
			s.day = d.Date
		}
	}
	if s.day == "" {
		s.day = market.Date(now)
	}
	return s
}

func begun(d client.TradingDay, now time.Time) bool {
	for _, at := range []time.Time{d.SessionOpen, d.Open} {
		if !at.IsZero() {
			return !now.Before(at)
		}
	}
	return d.Date <= market.Date(now)
}

// Has reports whether a moment belongs to the session or comes after its
// beginning. Crypto has no sessions: a day goes back from now. A moment that is
// not known does not belong to it.
func (s LatestSession) Has(at time.Time, class string) bool {
	if class == market.Crypto {
		return inDay(at, s.now, class)
	}
	return !at.IsZero() && market.Date(at) >= s.day
}

// IsToday reports whether the session is of the day of now: on a weekend and in
// the night it is not.
func (s LatestSession) IsToday(class string) bool {
	return class == market.Crypto || s.day == market.Date(s.now)
}

// Day is the session's trading day, at midnight in New York.
func (s LatestSession) Day() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, s.day, market.NewYork)
	if err != nil { // a calendar may name anything
		return s.now
	}
	return day
}

// inDay reports whether a moment is of the day that began at from.
func inDay(from, at time.Time, class string) bool {
	if from.IsZero() || at.IsZero() {
		return false
	}
	if class == market.Crypto {
		return at.Sub(from) < 24*time.Hour
	}
	return market.Date(from) == market.Date(at)
}

// Today is the newest of an instrument, as far as it is of the session.
type Today struct {
	Price   client.Decimal // of the last trade, whenever that was
	At      time.Time      // of the last trade, zero where unknown
	Current bool           // the last trade is of the session
	Change  Gain           // of the price since the close before; unknown where it is not current
	Day     client.Bar     // zero where the session has none yet
	Quote   client.Quote   // zero where it is of an earlier session
}

// Today leaves out of what is known of an instrument what is of an earlier
// session.
func (s LatestSession) Today(l client.Latest, class string) Today {
	t := Today{Price: l.Price, At: l.At, Current: l.Price.Valid && s.Has(l.At, class)}
	if t.Current {
		before := CloseBefore(l, l.At, class).NullDecimal
		amount := number.Sub(l.Price.NullDecimal, before)
		t.Change = Gain{of(amount), of(number.Ratio(amount, before))}
	}
	if s.Has(l.Day.At, class) {
		t.Day = l.Day
	}
	if s.Has(l.Quote.At, class) {
		t.Quote = l.Quote
	}
	return t
}

// CloseBefore is the last close before the day of a moment, unknown where that is
// not among what is known: before the first trade of a session the day bar is of
// an earlier one.
func CloseBefore(l client.Latest, at time.Time, class string) client.Decimal {
	if inDay(l.Day.At, at, class) {
		return l.Previous.Close
	}
	for _, bar := range []client.Bar{l.Day, l.Previous} {
		if !bar.At.IsZero() && bar.At.Before(at) && !inDay(bar.At, at, class) {
			return bar.Close
		}
	}
	return client.Decimal{}
}

// DayPLSince is the close that DayPL counts from, at midnight of its day in New York
// and zero where the broker does not say, and whether that makes it the result of the
// present day: the close is of before it, and no trading day lies between. On a
// weekend, and after midnight until the broker moves on, it still is of an earlier
// one. Where the broker does not say, it is taken to be of the present day.
func DayPLSince(a *client.Account, days []client.TradingDay, now time.Time) (closed time.Time, today bool) {
	closed, err := time.ParseInLocation(time.DateOnly, a.BalanceAsOf, market.NewYork)
	if err != nil || closed.Year() < 2 {
		return time.Time{}, true
	}
	day := market.Date(now)
	between := func(d client.TradingDay) bool { return a.BalanceAsOf < d.Date && d.Date < day }
	switch {
	case a.BalanceAsOf >= day:
		return closed, false
	case len(days) > 0 && days[0].Date <= a.BalanceAsOf:
		return closed, !slices.ContainsFunc(days, between)
	}
	return closed, now.Sub(closed) < longestPause
}

// longestPause is how long ago the close before a trading day's may be, with the day
// itself: a weekend and a holiday lie between.
const longestPause = 5 * 24 * time.Hour
