package ui

import "quipu/client"

// period is a span of the equity curve.
type period int

const (
	day period = iota
	week
	month
	quarter
	year
)

// periods in the order they are shown, with what the API calls them.
var periods = []struct{ name, period, timeframe string }{
	day:     {"1D", "1D", "5Min"},
	week:    {"1W", "1W", "1H"},
	month:   {"1M", "1M", "1D"},
	quarter: {"3M", "3M", "1D"},
	year:    {"1Y", "1A", "1D"},
}

// query asks for the period; an account that holds crypto moves at night too.
func (p period) query(continuous bool) client.HistoryQuery {
	return client.HistoryQuery{Period: periods[p].period, Timeframe: periods[p].timeframe, Continuous: continuous}
}
