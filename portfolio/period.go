package portfolio

import (
	"strings"
	"time"

	"quipu/client"
	"quipu/market"
)

// Period is a span of a chart or of the account's history, up to now.
type Period int

// The periods, the shortest first.
const (
	Day Period = iota
	Week
	Month
	Quarter
	Year
)

// periods say what the API calls them: for the account's history, and for the
// bars of an instrument.
var periods = [...]struct {
	name, words       string
	period, timeframe string
	bar               string
	from              func(now time.Time) time.Time
}{
	Day:     {"1D", "a day", "1D", "5Min", "5Min", func(t time.Time) time.Time { return t.Add(-SessionBack) }},
	Week:    {"1W", "a week", "1W", "1H", "30Min", func(t time.Time) time.Time { return t.AddDate(0, 0, -7) }},
	Month:   {"1M", "a month", "1M", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(0, -1, 0) }},
	Quarter: {"3M", "three months", "3M", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(0, -3, 0) }},
	Year:    {"1Y", "a year", "1A", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(-1, 0, 0) }},
}

// SessionBack reaches back from now to a trading session in any case, also over
// a long weekend.
const SessionBack = 5 * 24 * time.Hour

// Periods gives all of them, the shortest first.
func Periods() []Period { return []Period{Day, Week, Month, Quarter, Year} }

// PeriodNamed gives the period of that name, whatever its case, and false for
// any other name.
func PeriodNamed(name string) (Period, bool) {
	for _, p := range Periods() {
		if strings.EqualFold(p.Name(), name) {
			return p, true
		}
	}
	return Day, false
}

// Name is the period in short: 1D, 1W, 1M, 3M, 1Y.
func (p Period) Name() string { return periods[p].name }

// Words is the period with its article: a day, three months.
func (p Period) Words() string { return periods[p].words }

// Intraday reports whether its points tell what happened within a day. A point
// of a longer period is the close of a day.
func (p Period) Intraday() bool { return p < Month }

// Query asks for the account's history over the period. continuous takes points
// outside the session too, for accounts that hold crypto; it says nothing for
// periods with a point a day.
func (p Period) Query(continuous bool) client.HistoryQuery {
	return client.HistoryQuery{Period: periods[p].period, Timeframe: periods[p].timeframe, Continuous: continuous}
}

// Bars asks for an instrument's bars over the period up to now. For Day they
// reach back SessionBack: the last session that has bars is the one to show.
func (p Period) Bars(now time.Time) client.BarQuery {
	return client.BarQuery{Timeframe: periods[p].bar, Start: periods[p].from(now)}
}

// Ongoing reports whether the time of a point is not over at now, or ended less
// than grace ago.
func (p Period) Ongoing(point, now time.Time, grace time.Duration) bool {
	switch p {
	case Day:
		return now.Sub(point) < 5*time.Minute+grace
	case Week:
		return now.Sub(point) < 30*time.Minute+grace // of a bar; a point of the history goes on for an hour
	default:
		return market.Date(point) == market.Date(now)
	}
}

// LastSession keeps the bars of the last trading session: those of the 24 hours
// that end with the last one, from the longest pause of over two hours among
// them on. Bars are by time, the oldest first.
func LastSession(bars []client.Bar) []client.Bar {
	if len(bars) == 0 {
		return nil
	}
	from := bars[len(bars)-1].At.Add(-24 * time.Hour)
	first, longest := 0, 2*time.Hour
	for i := range bars {
		if !bars[i].At.After(from) {
			first = i + 1
			continue
		}
		if i > first {
			if gap := bars[i].At.Sub(bars[i-1].At); gap > longest {
				first, longest = i, gap
			}
		}
	}
	return bars[first:]
}
