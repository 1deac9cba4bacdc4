package ui

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
)

func TestChartReadout(t *testing.T) {
	points := closes(5*time.Minute, "124552.52", "", "3")
	candle := chartPoint{at: monday, open: some(1, 0), high: some(4, 0), low: some(0.5, 1), close: some(2, 0)}
	masked := func(decimal.NullDecimal) string { return format.Masked }
	for name, c := range map[string]struct {
		chart
		want string
	}{
		"value":       {chart{points: points, zone: newYork, intraday: true, label: format.Money}, "Mon 23 Nov 09:30  $124,552.52"},
		"no zone":     {chart{points: points, intraday: true, label: format.Money}, "Mon 23 Nov 14:30  $124,552.52"},
		"of a week":   {chart{points: points, zone: newYork, hours: true, label: format.Money}, "Mon 23 Nov 09:30  $124,552.52"},
		"date":        {chart{points: points, label: format.Money}, "Mon 23 Nov 2026  $124,552.52"},
		"gap":         {chart{points: points, cursor: 1, intraday: true, label: format.Money}, "Mon 23 Nov 14:35  —"},
		"masked gap":  {chart{points: points, cursor: 1, intraday: true, label: masked}, "Mon 23 Nov 14:35  —"},
		"masked":      {chart{points: points, intraday: true, label: masked}, "Mon 23 Nov 14:30  •••••"},
		"none":        {chart{points: points, cursor: -1}, ""},
		"beyond":      {chart{points: points, cursor: 3}, ""},
		"candle":      {chart{points: []chartPoint{candle}, candles: true, intraday: true, label: format.Price}, "Mon 23 Nov 14:30  O $1.00  H $4.00  L $0.5000  C $2.00"},
		"close alone": {chart{points: points, candles: true, intraday: true, label: format.Money}, "Mon 23 Nov 14:30  $124,552.52"},
	} {
		if got := c.readout(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestChartSpan(t *testing.T) {
	candles := []chartPoint{
		{close: some(9, 0)},
		{open: some(1, 0), high: some(12, 0), low: some(1, 0), close: some(2, 0)},
		{open: some(1, 0), high: some(12, 0), low: some(0, 0), close: some(2, 0)},
		{high: some(99, 0), low: some(-99, 0)}, // not a candle without its close
	}
	for name, c := range map[string]struct {
		chart
		low, high     string
		lowAt, highAt int
	}{
		"nothing": {chart{}, "—", "—", -1, -1},
		"gaps":    {chart{points: closes(0, "", "")}, "—", "—", -1, -1},
		"closes":  {chart{points: closes(0, "", "3", "-1", "3", "-1")}, "-1", "3", 2, 1},
		"line":    {chart{points: candles}, "0", "12", 2, 1},
		"candles": {chart{points: candles, candles: true}, "0", "12", 2, 1},
	} {
		low, high, lowAt, highAt := c.span()
		if c.write(low) != c.low || c.write(high) != c.high || lowAt != c.lowAt || highAt != c.highAt {
			t.Errorf("%s: %s at %d, %s at %d", name, c.write(low), lowAt, c.write(high), highAt)
		}
	}
}

func TestChartClicks(t *testing.T) {
	c := chart{points: closes(time.Hour, "1", "2", "3"), cursor: -1, label: format.Price}
	for _, click := range [][3]int{{-1, 80, -1}, {0, 80, 0}, {17, 80, 0}, {19, 80, 1}, {35, 80, 1}, {71, 80, 2}, {72, 80, -1}, {79, 80, -1}, {29, 30, 2}, {30, 30, -1}, {0, 9, -1}} {
		if got := c.pointAt(click[0], click[1]); got != click[2] {
			t.Errorf("a click in column %d of %d means %d, want %d", click[0], click[1], got, click[2])
		}
	}
	c.points = nil
	if got := c.pointAt(0, 80); got != -1 {
		t.Errorf("a click on nothing means %d", got)
	}
}
