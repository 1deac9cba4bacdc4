package ui

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/ui/theme"
)

var newYork = time.FixedZone("New York", -5*60*60)

var monday = time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC)

func some(v float64, places int32) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.NewFromFloat(v).Round(places))
}

// walk is a random walk of candles.
func walk(n int, every time.Duration, seed uint64) []chartPoint {
	dice := rand.New(rand.NewPCG(seed, 1))
	points := make([]chartPoint, n)
	v := 124.0
	for i := range points {
		o := v
		hi, lo := o, o
		for range 6 {
			v += dice.NormFloat64() * 0.08
			hi, lo = max(hi, v), min(lo, v)
		}
		points[i] = chartPoint{at: monday.Add(time.Duration(i) * every), open: some(o, 2), high: some(hi, 2), low: some(lo, 2), close: some(v, 2)}
	}
	return points
}

// closes are points of a line, "" a gap.
func closes(every time.Duration, values ...string) []chartPoint {
	points := make([]chartPoint, len(values))
	for i, v := range values {
		points[i].at = monday.Add(time.Duration(i) * every)
		if v != "" {
			points[i].close = decimal.NewNullDecimal(decimal.RequireFromString(v))
		}
	}
	return points
}

// drawn is the drawing as text.
func drawn(c chart, width, rows int) string {
	return ansi.Strip(strings.Join(c.draw(width, rows, theme.Plain()), "\n")) + "\n"
}

func TestChartGolden(t *testing.T) {
	masked := func(decimal.NullDecimal) string { return format.Masked }
	minutes := chart{points: walk(40, 5*time.Minute, 7), cursor: -1, zone: newYork, intraday: true, label: format.Price}
	days := chart{points: walk(252, 24*time.Hour, 9), cursor: -1, label: format.Money}
	for name, c := range map[string]struct {
		chart
		width, rows int
		change      func(*chart)
	}{
		"line":             {minutes, 80, 14, func(c *chart) { c.cursor, c.baseline = 13, some(124.1, 2) }},
		"line of days":     {days, 80, 14, func(*chart) {}},
		"line of hours":    {minutes, 100, 10, func(c *chart) { c.points = walk(120, time.Hour, 3) }},
		"candles":          {minutes, 100, 14, func(c *chart) { c.candles, c.cursor, c.baseline = true, 13, some(124.1, 2) }},
		"candles wide":     {minutes, 100, 14, func(c *chart) { c.candles, c.points = true, walk(12, 5*time.Minute, 7) }},
		"candles dense":    {minutes, 80, 14, func(c *chart) { c.candles, c.points = true, walk(60, 5*time.Minute, 7) }},
		"candles merged":   {days, 80, 14, func(c *chart) { c.candles = true }},
		"masked":           {days, 80, 14, func(c *chart) { c.label = masked }},
		"baseline above":   {minutes, 60, 10, func(c *chart) { c.baseline = some(127, 0) }},
		"baseline below":   {minutes, 60, 10, func(c *chart) { c.baseline = some(122, 0) }},
		"baseline too far": {minutes, 60, 10, func(c *chart) { c.baseline = some(90, 0) }},
		"five rows":        {minutes, 60, 5, func(*chart) {}},
		"three rows":       {minutes, 60, 3, func(*chart) {}},
		"one row":          {minutes, 20, 1, func(*chart) {}},
		"narrow":           {days, 30, 8, func(*chart) {}},
		"flat":             {minutes, 60, 8, func(c *chart) { c.points = closes(time.Hour, "5", "5", "5") }},
		"gaps":             {minutes, 60, 8, func(c *chart) { c.points = closes(time.Hour, "", "1", "3", "2", "", "", "2", "", "4", "5") }},
		"huge":             {minutes, 60, 8, func(c *chart) { c.points = closes(time.Hour, "1e30", "-2e30", "3e30", "1e30") }},
		"tiny":             {minutes, 60, 8, func(c *chart) { c.points = closes(time.Hour, "0.000001", "0.000003", "0.000002") }},
		"negative":         {minutes, 60, 8, func(c *chart) { c.points = closes(time.Hour, "-5", "-2", "1", "-3") }},
		"spike":            {minutes, 60, 8, func(c *chart) { c.points = walk(500, time.Minute, 1); c.points[250].close = some(140, 0) }},
	} {
		t.Run(name, func(t *testing.T) {
			c.change(&c.chart)
			golden.RequireEqual(t, drawn(c.chart, c.width, c.rows))
		})
	}
}

func TestChartNeedsTwoValuesAndRoom(t *testing.T) {
	two := closes(time.Hour, "1", "2")
	for _, c := range []struct {
		points      []chartPoint
		width, rows int
		drawn       bool
	}{
		{nil, 80, 20, false},
		{closes(time.Hour, "1"), 80, 20, false},
		{closes(time.Hour, "", "1", ""), 80, 20, false},
		{two, 9, 20, false},
		{two, 80, 0, false},
		{two, 10, 1, true},
		{two, 80, 20, true},
	} {
		if got := (chart{points: c.points, cursor: -1}).draw(c.width, c.rows, theme.Plain()); (got != nil) != c.drawn {
			t.Errorf("%d points at %d×%d: %q", len(c.points), c.width, c.rows, got)
		}
	}
}

func TestChartTellsUpFromDownWithoutColour(t *testing.T) {
	for _, n := range []int{2, 4, 10, 20, 40} {
		up := chart{candles: true, cursor: -1, points: make([]chartPoint, n)}
		down := up
		down.points = make([]chartPoint, n)
		for i := range n {
			low, high := some(float64(i), 0), some(float64(i+1), 0)
			up.points[i] = chartPoint{at: monday, open: low, high: high, low: low, close: high}
			down.points[i] = chartPoint{at: monday, open: high, high: high, low: low, close: low}
		}
		if a, b := drawn(up, 30, 5), drawn(down, 30, 5); a == b {
			t.Errorf("%d candles look the same:\n%s", n, a)
		}
	}
}

func TestChartColours(t *testing.T) {
	th := theme.New("dark", true)
	color := func(c chart) string { return strings.Join(c.draw(60, 10, th), "\n") }
	has := func(text, styled string) bool {
		before, _, _ := strings.Cut(styled, "x")
		return strings.Contains(text, before)
	}
	c := chart{points: walk(30, time.Hour, 1), cursor: -1, tone: format.Loss, label: format.Price}
	if text := color(c); !has(text, th.Loss.Render("x")) || has(text, th.Gain.Render("x")) {
		t.Errorf("a losing line: %q", text)
	}
	c.candles = true
	if text := color(c); !has(text, th.Loss.Render("x")) || !has(text, th.Gain.Render("x")) {
		t.Errorf("candles: %q", text)
	}
	c.old = true
	if text := color(c); has(text, th.Loss.Render("x")) || has(text, th.Gain.Render("x")) || !has(text, th.Muted.Render("x")) {
		t.Errorf("old candles: %q", text)
	}
}

// Where colours tell candles apart all of them are filled.
func TestCandlesInColour(t *testing.T) {
	for name, n := range map[string]int{"wide": 12, "one cell": 40, "dense": 75} {
		t.Run(name, func(t *testing.T) {
			c := chart{points: walk(n, 5*time.Minute, 7), cursor: -1, zone: newYork, intraday: true, candles: true, label: format.Price}
			golden.RequireEqual(t, ansi.Strip(strings.Join(c.draw(90, 14, theme.New("dark", true)), "\n"))+"\n")
		})
	}
}

// Points that come a minute after the hour stand for the hour.
func TestTimeAxisNamesFullHours(t *testing.T) {
	points := closes(5*time.Minute, strings.Split(strings.Repeat("1 2 3 ", 40), " ")[:120]...)
	for i := range points {
		points[i].at = points[i].at.Add(time.Minute)
	}
	c := chart{points: points, cursor: -1, zone: newYork, intraday: true, label: format.Price}
	lines := strings.Split(strings.TrimSpace(drawn(c, 120, 12)), "\n")
	if got := strings.Fields(lines[len(lines)-1]); len(got) < 5 || got[0] != "10:00" || strings.Contains(strings.Join(got, " "), ":01") {
		t.Errorf("%v", got)
	}
}

// A high chart has more labels than a low one.
func TestValueAxisIsFull(t *testing.T) {
	c := chart{points: walk(78, 5*time.Minute, 3), cursor: -1, zone: newYork, intraday: true, label: format.Price}
	for rows, least := range map[int]int{12: 3, 20: 5, 40: 8} {
		if n := strings.Count(drawn(c, 100, rows), "$"); n < least || n > rows/3+2 {
			t.Errorf("%d rows: %d labels\n%s", rows, n, drawn(c, 100, rows))
		}
	}
}
