package demo

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
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

var periodForm = regexp.MustCompile(`^([1-9][0-9]{0,3})([DWMA])$`)

// historyQuery is what a curve is asked for.
type historyQuery struct {
	from, to   time.Time
	frame      string
	step       time.Duration
	continuous bool
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
	}
	if err := k.stretch(&q, v); err != nil {
		return q, err
	}
	q.choose(v)
	step, ok := frames[q.frame]
	q.step = step
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
	part := periodForm.FindStringSubmatch(or(v.Get("period"), "1M"))
	if part == nil {
		return invalid("period must be a number and D, W, M or A, like 1M")
	}
	n, _ := strconv.Atoi(part[1])
	switch {
	case start.IsZero():
		q.from = k.before(q.to, n, part[2], q.continuous)
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

// before is where a period that ends at `to` begins. Days are trading days: the
// last one is today's session, or continuously since the close before it.
func (k *book) before(to time.Time, n int, unit string, continuous bool) time.Time {
	if unit != "D" {
		return after(to, -n, unit)
	}
	s := lastSession(to)
	for back := 1; back < n && s.open.After(k.opened); back++ {
		s = s.previous()
	}
	if !continuous {
		return s.open
	}
	return latest(s.previous().close, to.AddDate(0, 0, -n))
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
