package demo

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const frameDay = "1D"

// frames are the timeframes of the history.
var frames = map[string]time.Duration{
	"1Min": time.Minute, "5Min": 5 * time.Minute, "15Min": 15 * time.Minute, "1H": time.Hour, frameDay: 24 * time.Hour,
}

// longestIntraday is how far back a timeframe below a day may reach.
const longestIntraday = 30 * 24 * time.Hour

// A week and 30 days, less the hour that a change to summer time takes.
const (
	week  = 7*24*time.Hour - time.Hour
	month = longestIntraday - time.Hour
)

var periodForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([1-9][0-9]{0,3})([DWMA])$`)
})

// historyQuery is what a curve is asked for.
type historyQuery struct {
	from, to   time.Time
	frame      string
	step       time.Duration
	continuous bool
	extended   bool // with the hours before and after the sessions
	perDay     bool // profits count from each day's own start
	gap        bool // the demo's 1W shows that a curve may have one
	cashflow   []string
}

// wantsFlow reports whether a curve shows the amounts of an activity.
func (q historyQuery) wantsFlow(a *activity) bool {
	return slices.Equal(q.cashflow, []string{"ALL"}) || slices.ContainsFunc(q.cashflow, a.isOf)
}

func (k *book) historyQuery(v url.Values) (historyQuery, error) {
	q := historyQuery{frame: v.Get("timeframe"), to: k.market.now.In(newYork), continuous: v.Get("intraday_reporting") == "continuous",
		perDay: v.Get("pnl_reset") != "no_reset", gap: v.Get("period") == "1W", cashflow: list(v, "cashflow_types")}
	switch {
	case !slices.Contains([]string{"", "market_hours", "extended_hours", "continuous"}, v.Get("intraday_reporting")):
		return q, invalid("intraday_reporting must be market_hours, extended_hours or continuous")
	case !slices.Contains([]string{"", "per_day", "no_reset"}, v.Get("pnl_reset")):
		return q, invalid("pnl_reset must be per_day or no_reset")
	case v.Has("start") && v.Has("end") && v.Has("period"):
		return q, invalid("start, end and period cannot all be given")
	case !slices.Contains([]string{"", "true", "false"}, v.Get("extended_hours")):
		return q, invalid("extended_hours must be true or false")
	}
	// intraday_reporting replaces extended_hours, which is deprecated.
	q.extended = or(v.Get("intraday_reporting"), map[bool]string{true: "extended_hours"}[v.Get("extended_hours") == "true"]) == "extended_hours"
	if err := k.stretch(&q, v); err != nil {
		return q, err
	}
	q.choose(v)
	step, ok := frames[q.frame]
	q.step = step
	q.align(v.Has("end"))
	switch {
	case !ok:
		return q, invalid("timeframe must be 1Min, 5Min, 15Min, 1H or 1D")
	case q.frame != frameDay && q.to.Sub(q.from) > longestIntraday+24*time.Hour: // a day of grace: a month may have 31
		return q, invalid("a timeframe below 1D reaches back 30 days at most")
	}
	return q, nil
}

// stretch reads from when to when.
func (k *book) stretch(q *historyQuery, v url.Values) error {
	start, err := moment(v, "start")
	if err != nil {
		return err
	}
	end, err := moment(v, "end")
	if err != nil {
		return err
	}
	if !end.IsZero() {
		q.to = earliest(end.In(newYork), q.to)
	}
	part := periodForm().FindStringSubmatch(or(v.Get("period"), "1M"))
	if part == nil {
		return invalid("period must be a number and D, W, M or A, like 1M")
	}
	n, _ := strconv.Atoi(part[1])
	switch {
	case start.IsZero():
		q.from = k.before(*q, n, part[2])
	case v.Has("period"):
		q.from = start
		q.to = earliest(q.to, after(start, n, part[2]))
	default:
		q.from = start
	}
	q.from = latest(q.from, k.opened)
	if q.from.After(q.to) {
		return invalid("the time asked for is empty")
	}
	return nil
}

// choose fills in the timeframe that goes with the length. Months count by
// name: February is one.
func (q *historyQuery) choose(v url.Values) {
	length := q.to.Sub(q.from)
	period := v.Get("period")
	months := strings.HasSuffix(period, "M") || period == "" && !v.Has("start")
	switch {
	case q.frame != "":
	case months:
		q.frame = frameDay
	case length < week:
		q.frame = "1Min"
	case length < month:
		q.frame = "15Min"
	default:
		q.frame = frameDay
	}
}

// before is where a period that ends at q.to begins. Days are trading days: the
// last one is today's session, or continuously since the close before it.
func (k *book) before(q historyQuery, n int, unit string) time.Time {
	if unit != "D" {
		return after(q.to, -n, unit)
	}
	s := q.lastDay()
	for back := 1; back < n && s.open.After(k.opened); back++ {
		s = s.previous()
	}
	if !q.continuous {
		return q.reported(s).open
	}
	return latest(s.previous().close, q.to.AddDate(0, 0, -n))
}

// reported is the part of a trading day that a curve shows.
func (q historyQuery) reported(s session) session {
	if !q.extended {
		return s
	}
	h := exchangeHours(s.day())
	return session{h.pre, h.post}
}

// lastDay is the last trading day of which a curve may show something.
func (q historyQuery) lastDay() session {
	s := lastSession(q.to)
	next := s.next()
	begins := q.reported(next).open
	if q.continuous {
		begins = next.day()
	}
	if begins.After(q.to) {
		return s
	}
	return next
}

// align brings the time asked for to whole timeframes and, unless the curve is
// continuous, to whole trading days: it begins with the first session that is not
// over, and ends no later than the session of its day.
func (q *historyQuery) align(endGiven bool) {
	if q.frame == frameDay {
		q.from = midnight(q.from)
		return
	}
	grid := timeframe{step: max(q.step, time.Minute)}
	q.from, _ = grid.bucket(q.from)
	if endGiven {
		q.to, _ = grid.bucket(q.to)
	}
	if q.continuous {
		return
	}
	if day := midnight(q.to); !rests(day) {
		q.to = earliest(q.to, q.reported(sessionOn(day)).close)
	}
	day := midnight(q.from)
	if rests(day) || q.from.After(q.reported(sessionOn(day)).close) {
		day = tradingDayAfter(day)
	}
	q.from = q.reported(sessionOn(day)).open
}

// after is a time moved by a period.
func after(from time.Time, n int, unit string) time.Time {
	switch unit {
	case "D":
		return from.AddDate(0, 0, n)
	case "W":
		return from.AddDate(0, 0, 7*n)
	case "M":
		return from.AddDate(0, n, 0)
	default:
		return from.AddDate(n, 0, 0)
	}
}
