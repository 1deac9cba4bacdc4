package demo

import (
	"iter"
	"net/http"
	"slices"
	"time"
)

// The years that the calendar covers, and the present one. Alpaca's begins in
// 1970: this one's rules of holidays are those since 2022.
const firstYear, lastYear = 2022, 2029

// bounds are the first and the last day of the calendar.
func (m *market) bounds() (first, last time.Time) {
	year := m.now.In(newYork).Year()
	return time.Date(min(firstYear, year-1), 1, 1, 0, 0, 0, 0, newYork), time.Date(max(lastYear, year+1), 12, 31, 0, 0, 0, 0, newYork)
}

// tradingDay is one day of the calendar: times are New York's.
type tradingDay struct {
	Date       string `json:"date"`
	Open       string `json:"open"`
	Close      string `json:"close"`
	Early      string `json:"session_open"`
	Late       string `json:"session_close"`
	Settlement string `json:"settlement_date"`
}

// calendar answers with the days of the New York Stock Exchange.
func (k *book) calendar(r *http.Request) (any, error) {
	v := r.URL.Query()
	kind := v.Get("date_type")
	if !slices.Contains([]string{"", "TRADING", "SETTLEMENT"}, kind) {
		return nil, nonsense("date_type must be TRADING or SETTLEMENT")
	}
	first, last := k.market.bounds()
	for name, day := range map[string]*time.Time{"start": &first, "end": &last} {
		at, err := moment(v, name)
		if err != nil {
			return nil, nonsense("invalid %s: %s", name, v.Get(name))
		}
		if !at.IsZero() {
			*day = dateOf(at)
		}
	}
	if last.Before(first) {
		return nil, nonsense("end must not be before start")
	}
	all := []tradingDay{}
	for day := range k.market.tradingDays(first.AddDate(0, 0, -7), last) {
		date := day
		if kind == "SETTLEMENT" {
			date = tradingDayAfter(day)
		}
		if !date.Before(first) && !date.After(last) {
			all = append(all, exchangeDay(day))
		}
	}
	return all, nil
}

// dateOf is the midnight in New York of the date that a time is written with.
func dateOf(at time.Time) time.Time {
	year, month, day := at.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, newYork)
}

// tradingDays are the midnights of those from one day to another that the
// calendar covers.
func (m *market) tradingDays(from, to time.Time) iter.Seq[time.Time] {
	first, last := m.bounds()
	return func(take func(time.Time) bool) {
		for day := latest(from, first); !day.After(earliest(to, last)); day = day.AddDate(0, 0, 1) {
			if !rests(day) && !take(day) {
				return
			}
		}
	}
}

// rests reports whether the exchange stays closed for a day, which is given by
// its midnight in New York.
func rests(day time.Time) bool { return weekend(day) || holiday(day) }

func weekend(at time.Time) bool {
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

// exchangeDay is a day of the exchange. Trades settle on the next one.
func exchangeDay(day time.Time) tradingDay {
	h := exchangeHours(day)
	return tradingDay{day.Format(time.DateOnly), h.coreFrom.Format("15:04"), h.coreTo.Format("15:04"), h.pre.Format("1504"), h.post.Format("1504"),
		tradingDayAfter(day).Format(time.DateOnly)}
}
