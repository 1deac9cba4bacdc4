package demo

import "time"

// hours are a market's on one trading day, from its first trade to its last
// one. Those before the regular session and after it may be empty.
type hours struct {
	day              time.Time // midnight in New York
	pre, post        time.Time // the beginning of the first and the end of the last
	coreFrom, coreTo time.Time
}

// exchangeHours are those of the stock exchanges: on a short day all that comes
// after the regular session ends sooner too.
func exchangeHours(day time.Time) hours {
	s, late := sessionOn(day), 20
	if shortDay(day) {
		late = 17
	}
	return hours{day, clockTime(day, 4), clockTime(day, late), s.open, s.close}
}

// sessionHours are those of a market without hours before and after the session.
func sessionHours(day time.Time) hours {
	s := sessionOn(day)
	return hours{day, s.open, s.close, s.open, s.close}
}

// nightHours are those of the market that trades by night: from the evening
// before a trading day of the exchanges until their pre-market begins.
func nightHours(day time.Time) hours {
	from, to := clockTime(day.AddDate(0, 0, -1), 20), clockTime(day, 4)
	return hours{day, from, to, from, to}
}

func clockTime(day time.Time, hour int) time.Time {
	year, month, date := day.Date()
	return time.Date(year, month, date, hour, 0, 0, 0, newYork)
}

// phase is what a market does at a moment, in the words of /v3/clock, and until
// when; opens and closes are when its regular session does so next.
type phase struct {
	word                 string
	until, opens, closes time.Time
}

// phaseOf finds it among the hours around a moment. Those of three days before
// to the trading day after the next one are enough.
func phaseOf(on func(day time.Time) hours, at time.Time) phase {
	p := phase{word: "closed"}
	first := midnight(at).AddDate(0, 0, -1)
	if rests(first) {
		first = tradingDayAfter(first)
	}
	for day := first; p.opens.IsZero() || p.closes.IsZero() || p.until.IsZero(); day = tradingDayAfter(day) {
		h := on(day)
		if p.until.IsZero() {
			p.word, p.until = h.phase(at)
		}
		if p.opens.IsZero() && h.coreFrom.After(at) {
			p.opens = h.coreFrom
		}
		if p.closes.IsZero() && h.coreTo.After(at) {
			p.closes = h.coreTo
		}
	}
	return p
}

// phase is that of a moment which is not after the day's hours; the time is zero
// after them.
func (h hours) phase(at time.Time) (string, time.Time) {
	for _, p := range []struct {
		word  string
		until time.Time
	}{{"closed", h.pre}, {"pre", h.coreFrom}, {"core", h.coreTo}, {"post", h.post}} {
		if at.Before(p.until) {
			return p.word, p.until
		}
	}
	return "closed", time.Time{}
}
