package demo

import (
	"net/http"
	"time"
)

// marketDay is one day of /v3/calendar.
type marketDay struct {
	Date       string     `json:"date"`
	Pre        *time.Time `json:"pre_start,omitempty"`
	PreEnd     *time.Time `json:"pre_end,omitempty"`
	Core       time.Time  `json:"core_start"`
	CoreEnd    time.Time  `json:"core_end"`
	Post       *time.Time `json:"post_start,omitempty"`
	PostEnd    *time.Time `json:"post_end,omitempty"`
	Settlement string     `json:"settlement_date"`
}

// marketCalendar answers for one market: from today for a week unless asked
// otherwise.
func (k *book) marketCalendar(r *http.Request) (any, error) {
	v, where := r.URL.Query(), newYork
	market, err := findVenue(r.PathValue("market"))
	if err != nil {
		return nil, err
	}
	switch v.Get("timezone") {
	case "":
	case "UTC":
		where = time.UTC
	default:
		return nil, nonsense("invalid timezone: %s", v.Get("timezone"))
	}
	first, err := dateParameter(r, "start", midnight(k.market.now))
	if err != nil {
		return nil, err
	}
	last, err := dateParameter(r, "end", first.AddDate(0, 0, 7))
	if err != nil {
		return nil, err
	}
	if last.Before(first) {
		return nil, nonsense("end must not be before start")
	}
	days := []marketDay{}
	for day := range k.market.tradingDays(first, last) {
		days = append(days, market.hours(day).shown(where))
	}
	return struct {
		Market   venue       `json:"market"`
		Calendar []marketDay `json:"calendar"`
	}{market, days}, nil
}

// dateParameter reads a date.
func dateParameter(r *http.Request, name string, otherwise time.Time) (time.Time, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, newYork)
	if err != nil {
		return day, nonsense("invalid %s: %s", name, text)
	}
	return day, nil
}

// shown leaves out what a market does not have.
func (h hours) shown(where *time.Location) marketDay {
	d := marketDay{Date: h.day.Format(time.DateOnly), Core: h.coreFrom.In(where), CoreEnd: h.coreTo.In(where),
		Settlement: tradingDayAfter(h.day).Format(time.DateOnly)}
	if h.pre.Before(h.coreFrom) {
		from := h.pre.In(where)
		d.Pre, d.PreEnd = &from, &d.Core
	}
	if h.post.After(h.coreTo) {
		to := h.post.In(where)
		d.Post, d.PostEnd = &d.CoreEnd, &to
	}
	return d
}
