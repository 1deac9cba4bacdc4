package ui

import (
	"time"

	"quipu/client"
	"quipu/market"
)

// period is a span of a chart.
type period int

const (
	day period = iota
	week
	month
	quarter
	year
)

// periods in the order they are shown, with what the API calls them: for the
// account's history, and for the bars of an instrument.
var periods = []struct {
	name, words       string
	period, timeframe string
	bar               string
	back              func(time.Time) time.Time
}{
	day:     {"1D", "a day", "1D", "5Min", "5Min", nil},
	week:    {"1W", "a week", "1W", "1H", "30Min", func(t time.Time) time.Time { return t.AddDate(0, 0, -7) }},
	month:   {"1M", "a month", "1M", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(0, -1, 0) }},
	quarter: {"3M", "three months", "3M", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(0, -3, 0) }},
	year:    {"1Y", "a year", "1A", "1D", "1Day", func(t time.Time) time.Time { return t.AddDate(-1, 0, 0) }},
}

// within reports whether the points tell what happened within a day, and are not
// its close alone.
func (p period) within() bool { return p < month }

// goesOn reports whether the bar that began at that time is not over yet, or so
// shortly that the next one has not been read.
func (p period) goesOn(began, now time.Time) bool {
	switch p {
	case day:
		return now.Sub(began) < 5*time.Minute+candlesAge
	case week:
		return now.Sub(began) < 30*time.Minute+candlesAge // of the account's history it is the first half of an hour
	default:
		return began.In(market.NewYork).Format(time.DateOnly) == now.In(market.NewYork).Format(time.DateOnly)
	}
}

// query asks for the period; an account that holds crypto moves at night too.
func (p period) query(continuous bool) client.HistoryQuery {
	return client.HistoryQuery{Period: periods[p].period, Timeframe: periods[p].timeframe, Continuous: continuous}
}

// bars asks for the period up to now. For a day it reaches back over a long
// weekend: the last day that has bars is the one to show.
func (p period) bars(now time.Time) client.BarQuery {
	back := periods[p].back
	if back == nil {
		return client.BarQuery{Timeframe: periods[p].bar, Start: now.Add(-trendBack)}
	}
	return client.BarQuery{Timeframe: periods[p].bar, Start: back(now)}
}

// periodNamed gives the period of that name, a day for any other.
func periodNamed(name string) period {
	for i, p := range periods {
		if p.name == name {
			return period(i)
		}
	}
	return day
}

// lastDay keeps the bars of the last day of trading: those of the 24 hours
// that end with the last one, from the longest pause among them on.
func lastDay(bars []client.Bar) []client.Bar {
	if len(bars) == 0 {
		return nil
	}
	from := bars[len(bars)-1].At.Add(-trendSpan)
	first, longest := 0, time.Duration(0)
	for i := range bars {
		if !bars[i].At.After(from) {
			first = i + 1
			continue
		}
		if i > first {
			if gap := bars[i].At.Sub(bars[i-1].At); gap > 2*time.Hour && gap > longest {
				first, longest = i, gap
			}
		}
	}
	return bars[first:]
}
