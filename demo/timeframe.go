package demo

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// timeframe is how long each bar lasts: minutes and hours by the clock,
// otherwise whole spans that share a day, a week or some months.
type timeframe struct {
	step   time.Duration // 0 for those of a day and more
	weeks  bool
	months int
}

var timeframeForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([1-9][0-9]?)(Min|T|Hour|H|Day|D|Week|W|Month|M)$`)
})

// readTimeframe reads one as Alpaca spells it, in its long or short form.
func readTimeframe(text string) (timeframe, bool) {
	part := timeframeForm().FindStringSubmatch(text)
	if part == nil {
		return timeframe{}, false
	}
	n, _ := strconv.Atoi(part[1])
	switch part[2] {
	case "Min", "T":
		return timeframe{step: time.Duration(n) * time.Minute}, n < 60
	case "Hour", "H":
		return timeframe{step: time.Duration(n) * time.Hour}, n < 24
	case "Day", "D":
		return timeframe{}, n == 1
	case "Week", "W":
		return timeframe{weeks: true}, n == 1
	default:
		return timeframe{months: n}, strings.Contains(" 1 2 3 4 6 12 ", " "+part[1]+" ")
	}
}

// label is the time that the bar of a span's is called by, for timeframes of
// a day and more: weeks begin on Mondays, months count from January.
func (f timeframe) label(s span) time.Time {
	switch {
	case f.weeks:
		day := midnight(s.day)
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case f.months > 0:
		day := midnight(s.day)
		month := (int(day.Month())-1)/f.months*f.months + 1
		return time.Date(day.Year(), time.Month(month), 1, 0, 0, 0, 0, newYork)
	}
	return s.day
}

// bucket is the stretch of a bar below a day that a time lies in. They start
// anew at each midnight in New York.
func (f timeframe) bucket(at time.Time) (from, to time.Time) {
	day := midnight(at)
	from = day.Add(at.Sub(day).Truncate(f.step))
	return from, earliest(from.Add(f.step), midnight(day.AddDate(0, 0, 1)))
}
