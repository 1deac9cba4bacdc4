package chart

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/ui/theme"
)

// anyChart throws a chart: gaps, half candles, absurd values and times.
func anyChart(dice *rand.Rand) Chart {
	value := func() decimal.NullDecimal {
		switch dice.IntN(40) {
		case 0, 1:
			return decimal.NullDecimal{}
		case 2:
			return decimal.NewNullDecimal(decimal.New(dice.Int64()-dice.Int64(), int32(dice.IntN(800)-400)))
		default:
			return decimal.NewNullDecimal(decimal.New(dice.Int64N(20000)-1000, -2))
		}
	}
	c := Chart{
		Points: make([]Point, dice.IntN(700)), Candles: dice.IntN(2) == 0, Baseline: value(), Cursor: -1,
		Intraday: dice.IntN(2) == 0, Tone: format.Tone(dice.IntN(4)), Stale: dice.IntN(4) == 0,
	}
	if len(c.Points) > 0 {
		c.Cursor = dice.IntN(len(c.Points)+2) - 1
	}
	c.Label = []func(decimal.NullDecimal) string{nil, format.Money, format.Price, func(decimal.NullDecimal) string { return format.Masked }}[dice.IntN(4)]
	at := time.Unix(dice.Int64N(1<<36)-1<<35, 0)
	every := time.Duration(dice.Int64N(int64(60 * 24 * time.Hour)))
	for i := range c.Points {
		c.Points[i] = Point{At: at, Open: value(), High: value(), Low: value(), Close: value()}
		if dice.IntN(5) == 0 {
			c.Points[i].Open = decimal.NullDecimal{}
		}
		at = at.Add(every)
	}
	if dice.IntN(10) == 0 && len(c.Points) > 1 {
		c.Points[0].At, c.Points[1].At = c.Points[len(c.Points)-1].At, time.Time{}
	}
	return c
}

// check draws the chart and looks for what must hold for any.
func check(t *testing.T, c Chart, width, rows int) {
	t.Helper()
	lines := c.Draw(width, rows, theme.New("dark", true))
	if lines == nil {
		if c.drawable() && width >= minWidth && rows > 0 {
			t.Fatalf("nothing at %d×%d", width, rows)
		}
		return
	}
	if len(lines) != rows {
		t.Fatalf("%d lines of %d×%d", len(lines), width, rows)
	}
	for _, line := range lines {
		if lipgloss.Width(line) > width {
			t.Fatalf("wider than %d: %q", width, ansi.Strip(line))
		}
	}
	clicks(t, c, width)
	c.Readout()
}

// clicks holds what a click means against where points stand, for a few of
// them.
func clicks(t *testing.T, c Chart, width int) {
	t.Helper()
	l := layout{width: width - c.gutter(width), n: len(c.Points), candles: c.Candles}
	shared := map[int]int{}
	for i := range c.Points {
		shared[l.column(i)]++
	}
	for i := 0; i < len(c.Points); i += 1 + len(c.Points)/10 {
		c.Cursor = i
		x := cursorColumn(t, c, width)
		got := c.PointAt(x, width)
		if got < 0 || l.column(got) != x || shared[x] == 1 && got != i {
			t.Fatalf("point %d stands in column %d of %d, but a click there means %d", i, x, width, got)
		}
	}
	for _, x := range []int{-1, 0, l.width / 2, l.width - 1, l.width, width} {
		if got := c.PointAt(x, width); (got >= 0) != (x >= 0 && x < l.width) {
			t.Fatalf("a click in column %d of %d means %d", x, width, got)
		}
	}
}

// cursorColumn finds the cursor of a drawing that has nothing else.
func cursorColumn(t *testing.T, c Chart, width int) int {
	t.Helper()
	l := layout{width: width - c.gutter(width), rows: 1, n: len(c.Points), candles: c.Candles}
	page := newCanvas(width, 1)
	empty := c
	empty.Points = make([]Point, len(c.Points))
	empty.drawCursor(page, l, scale{rows: 1})
	for x, r := range page.runes {
		if r == '┊' {
			return x
		}
	}
	t.Fatalf("no cursor at %d of %d", c.Cursor, width)
	return -1
}

func TestChartHoldsForAny(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		check(t, anyChart(dice), 1+dice.IntN(300), 1+dice.IntN(60))
	}
	c := anyChart(dice)
	for size := 1; size <= 300; size += 11 {
		check(t, c, size, 12)
		check(t, c, 60, size)
	}
}

func FuzzChart(f *testing.F) {
	f.Add(uint64(1), 80, 20)
	f.Add(uint64(2), 10, 1)
	f.Add(uint64(3), 300, 300)
	f.Fuzz(func(t *testing.T, seed uint64, width, rows int) {
		if width < 1 || width > 300 || rows < 1 || rows > 300 {
			return
		}
		check(t, anyChart(rand.New(rand.NewPCG(seed, 0))), width, rows)
	})
}

// No value is lost to merging: every drawing reaches its top and bottom row.
func TestChartKeepsSpikes(t *testing.T) {
	for spike := range 40 {
		points := closes(time.Minute, strings.Split(strings.Repeat("5 ", 2000)+"5", " ")...)
		points[spike*50].Close = some(9, 0)
		points[2000-spike*49].Close = some(1, 0)
		for _, candles := range []bool{false, true} {
			lines := Chart{Points: points, Candles: candles, Cursor: -1}.Draw(30, 5, theme.Plain())
			if strings.TrimSpace(lines[0]) == "" || strings.TrimSpace(lines[4]) == "" {
				t.Fatalf("lost a spike:\n%s", strings.Join(lines, "\n"))
			}
		}
	}
}

func BenchmarkChart(b *testing.B) {
	th := theme.New("dark", true)
	for _, candles := range []bool{false, true} {
		b.Run(fmt.Sprintf("candles=%v", candles), func(b *testing.B) {
			c := Chart{Points: walk(400, 5*time.Minute, 1), Cursor: 100, Candles: candles, Intraday: true, Label: format.Price, Baseline: some(124, 0)}
			for b.Loop() {
				c.Draw(120, 20, th)
			}
		})
	}
}
