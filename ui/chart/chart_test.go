package chart

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
func walk(n int, every time.Duration, seed uint64) []Point {
	dice := rand.New(rand.NewPCG(seed, 1))
	points := make([]Point, n)
	v := 124.0
	for i := range points {
		o := v
		hi, lo := o, o
		for range 6 {
			v += dice.NormFloat64() * 0.08
			hi, lo = max(hi, v), min(lo, v)
		}
		points[i] = Point{At: monday.Add(time.Duration(i) * every), Open: some(o, 2), High: some(hi, 2), Low: some(lo, 2), Close: some(v, 2)}
	}
	return points
}

// closes are points of a line, "" a gap.
func closes(every time.Duration, values ...string) []Point {
	points := make([]Point, len(values))
	for i, v := range values {
		points[i].At = monday.Add(time.Duration(i) * every)
		if v != "" {
			points[i].Close = decimal.NewNullDecimal(decimal.RequireFromString(v))
		}
	}
	return points
}

// drawn is the drawing as text.
func drawn(c Chart, width, rows int) string {
	return ansi.Strip(strings.Join(c.Draw(width, rows, theme.Plain()), "\n")) + "\n"
}

func TestChartGolden(t *testing.T) {
	masked := func(decimal.NullDecimal) string { return format.Masked }
	minutes := Chart{Points: walk(40, 5*time.Minute, 7), Cursor: -1, Zone: newYork, Intraday: true, Label: format.Price}
	days := Chart{Points: walk(252, 24*time.Hour, 9), Cursor: -1, Label: format.Money}
	for name, c := range map[string]struct {
		Chart
		width, rows int
		change      func(*Chart)
	}{
		"line":             {minutes, 80, 14, func(c *Chart) { c.Cursor, c.Baseline = 13, some(124.1, 2) }},
		"line of days":     {days, 80, 14, func(*Chart) {}},
		"line of hours":    {minutes, 100, 10, func(c *Chart) { c.Points = walk(120, time.Hour, 3) }},
		"candles":          {minutes, 100, 14, func(c *Chart) { c.Candles, c.Cursor, c.Baseline = true, 13, some(124.1, 2) }},
		"candles wide":     {minutes, 100, 14, func(c *Chart) { c.Candles, c.Points = true, walk(12, 5*time.Minute, 7) }},
		"candles dense":    {minutes, 80, 14, func(c *Chart) { c.Candles, c.Points = true, walk(60, 5*time.Minute, 7) }},
		"candles merged":   {days, 80, 14, func(c *Chart) { c.Candles = true }},
		"masked":           {days, 80, 14, func(c *Chart) { c.Label = masked }},
		"baseline above":   {minutes, 60, 10, func(c *Chart) { c.Baseline = some(127, 0) }},
		"baseline below":   {minutes, 60, 10, func(c *Chart) { c.Baseline = some(122, 0) }},
		"baseline too far": {minutes, 60, 10, func(c *Chart) { c.Baseline = some(90, 0) }},
		"five rows":        {minutes, 60, 5, func(*Chart) {}},
		"three rows":       {minutes, 60, 3, func(*Chart) {}},
		"one row":          {minutes, 20, 1, func(*Chart) {}},
		"narrow":           {days, 30, 8, func(*Chart) {}},
		"flat":             {minutes, 60, 8, func(c *Chart) { c.Points = closes(time.Hour, "5", "5", "5") }},
		"gaps":             {minutes, 60, 8, func(c *Chart) { c.Points = closes(time.Hour, "", "1", "3", "2", "", "", "2", "", "4", "5") }},
		"huge":             {minutes, 60, 8, func(c *Chart) { c.Points = closes(time.Hour, "1e30", "-2e30", "3e30", "1e30") }},
		"tiny":             {minutes, 60, 8, func(c *Chart) { c.Points = closes(time.Hour, "0.000001", "0.000003", "0.000002") }},
		"negative":         {minutes, 60, 8, func(c *Chart) { c.Points = closes(time.Hour, "-5", "-2", "1", "-3") }},
		"spike":            {minutes, 60, 8, func(c *Chart) { c.Points = walk(500, time.Minute, 1); c.Points[250].Close = some(140, 0) }},
	} {
		t.Run(name, func(t *testing.T) {
			c.change(&c.Chart)
			golden.RequireEqual(t, drawn(c.Chart, c.width, c.rows))
		})
	}
}

func TestChartNeedsTwoValuesAndRoom(t *testing.T) {
	two := closes(time.Hour, "1", "2")
	for _, c := range []struct {
		points      []Point
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
		if got := (Chart{Points: c.points, Cursor: -1}).Draw(c.width, c.rows, theme.Plain()); (got != nil) != c.drawn {
			t.Errorf("%d points at %d×%d: %q", len(c.points), c.width, c.rows, got)
		}
	}
}

func TestChartDistinguishesUpFromDownWithoutColour(t *testing.T) {
	for _, n := range []int{2, 4, 10, 20, 40} {
		up := Chart{Candles: true, Cursor: -1, Points: make([]Point, n)}
		down := up
		down.Points = make([]Point, n)
		for i := range n {
			low, high := some(float64(i), 0), some(float64(i+1), 0)
			up.Points[i] = Point{At: monday, Open: low, High: high, Low: low, Close: high}
			down.Points[i] = Point{At: monday, Open: high, High: high, Low: low, Close: low}
		}
		if a, b := drawn(up, 30, 5), drawn(down, 30, 5); a == b {
			t.Errorf("%d candles look the same:\n%s", n, a)
		}
	}
}

func TestChartColours(t *testing.T) {
	th := theme.New("dark", true)
	color := func(c Chart) string { return strings.Join(c.Draw(60, 10, th), "\n") }
	has := func(text, styled string) bool {
		before, _, _ := strings.Cut(styled, "x")
		return strings.Contains(text, before)
	}
	c := Chart{Points: walk(30, time.Hour, 1), Cursor: -1, Tone: format.Loss, Label: format.Price}
	if text := color(c); !has(text, th.Loss.Render("x")) || has(text, th.Gain.Render("x")) {
		t.Errorf("a losing line: %q", text)
	}
	c.Candles = true
	if text := color(c); !has(text, th.Loss.Render("x")) || !has(text, th.Gain.Render("x")) {
		t.Errorf("candles: %q", text)
	}
	c.Stale = true
	if text := color(c); has(text, th.Loss.Render("x")) || has(text, th.Gain.Render("x")) || !has(text, th.Muted.Render("x")) {
		t.Errorf("old candles: %q", text)
	}
}

// Where colours tell candles apart all of them are filled.
func TestCandlesInColour(t *testing.T) {
	for name, n := range map[string]int{"wide": 12, "one cell": 40, "dense": 75} {
		t.Run(name, func(t *testing.T) {
			c := Chart{Points: walk(n, 5*time.Minute, 7), Cursor: -1, Zone: newYork, Intraday: true, Candles: true, Label: format.Price}
			golden.RequireEqual(t, ansi.Strip(strings.Join(c.Draw(90, 14, theme.New("dark", true)), "\n"))+"\n")
		})
	}
}

// Points that come a minute after the hour stand for the hour.
func TestTimeAxisNamesFullHours(t *testing.T) {
	points := closes(5*time.Minute, strings.Split(strings.Repeat("1 2 3 ", 40), " ")[:120]...)
	for i := range points {
		points[i].At = points[i].At.Add(time.Minute)
	}
	c := Chart{Points: points, Cursor: -1, Zone: newYork, Intraday: true, Label: format.Price}
	lines := strings.Split(strings.TrimSpace(drawn(c, 120, 12)), "\n")
	if got := strings.Fields(lines[len(lines)-1]); len(got) < 5 || got[0] != "10:00" || strings.Contains(strings.Join(got, " "), ":01") {
		t.Errorf("%v", got)
	}
}

// A high chart has more labels than a low one.
func TestValueAxisIsFull(t *testing.T) {
	c := Chart{Points: walk(78, 5*time.Minute, 3), Cursor: -1, Zone: newYork, Intraday: true, Label: format.Price}
	for rows, least := range map[int]int{12: 3, 20: 5, 40: 8} {
		if n := strings.Count(drawn(c, 100, rows), "$"); n < least || n > rows/3+2 {
			t.Errorf("%d rows: %d labels\n%s", rows, n, drawn(c, 100, rows))
		}
	}
}
