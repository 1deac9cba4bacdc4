package demo

import (
	"net/http"
	"slices"
	"time"
)

// The years that the calendar covers, and the present one.
const firstYear, lastYear = 2025, 2028

// tradingDay is one day of the calendar: times are New York's.
type tradingDay struct {
	Date       string `json:"date"`
	Open       string `json:"open"`
	Close      string `json:"close"`
	Early      string `json:"session_open"`
	Late       string `json:"session_close"`
	Settlement string `json:"settlement_date"`
}

// calendar answers with the days of the New York Stock Exchange. The demo's
// own sessions follow the program's start: on the present day, which tells what
// the demo does, their hours may be others, and on a weekend there may be one.
func (k *book) calendar(r *http.Request) (any, error) {
	v := r.URL.Query()
	from, err := moment(v, "start")
	if err != nil {
		return nil, err
	}
	to, err := moment(v, "end")
	if err != nil {
		return nil, err
	}
	kind := v.Get("date_type")
	if !slices.Contains([]string{"", "TRADING", "SETTLEMENT"}, kind) {
		return nil, invalid("date_type must be TRADING or SETTLEMENT")
	}
	first, last := from.Format(time.DateOnly), to.Format(time.DateOnly)
	if to.IsZero() {
		last = "9999"
	}
	if last < first {
		return nil, invalid("end must not be before start")
	}
	all := []tradingDay{}
	for _, day := range k.market.tradingDays() {
		date := day.Date
		if kind == "SETTLEMENT" {
			date = day.Settlement
		}
		if date >= first && date <= last {
			all = append(all, day)
		}
	}
	return all, nil
}

// tradingDays are those of the years covered.
func (m *market) tradingDays() []tradingDay {
	var all []tradingDay
	today := midnight(m.now)
	end := time.Date(max(lastYear, today.Year())+1, 1, 1, 0, 0, 0, 0, newYork)
	for day := time.Date(min(firstYear, today.Year()), 1, 1, 0, 0, 0, 0, newYork); day.Before(end); day = day.AddDate(0, 0, 1) {
		switch {
		case day.Equal(today) && !m.hours.exchange:
			all = append(all, m.today(today))
		case !rests(day):
			all = append(all, exchangeDay(day))
		}
	}
	return all
}

// rests reports whether the exchange stays closed for a day, which is given by
// its midnight in New York.
func rests(day time.Time) bool { return weekend(day) || holiday(day) }

func weekend(at time.Time) bool {
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

// exchangeDay is a day of the exchange. Trades settle on the next one.
func exchangeDay(day time.Time) tradingDay {
	next := day.AddDate(0, 0, 1)
	for rests(next) {
		next = next.AddDate(0, 0, 1)
	}
	d := tradingDay{day.Format(time.DateOnly), usualOpen, usualClose, earlyOpen, lateClose, next.Format(time.DateOnly)}
	if shortDay(day) {
		d.Close, d.Late = shortClose, lateOnShorts
	}
	return d
}

// today is the present day, also on a weekend: its hours are what of the
// demo's session lies on it, to the minute, and a session that goes on after
// midnight ends at 23:59.
func (m *market) today(day time.Time) tradingDay {
	s := m.session()
	if !s.close.After(day) {
		s = m.hours.next(s)
	}
	from, to := latest(s.open, day).In(newYork), earliest(s.close, day.AddDate(0, 0, 1).Add(-time.Minute)).In(newYork)
	d := exchangeDay(day)
	d.Open, d.Close = from.Format("15:04"), to.Format("15:04")
	d.Early, d.Late = min(earlyOpen, from.Format("1504")), max(lateClose, to.Format("1504"))
	return d
}
