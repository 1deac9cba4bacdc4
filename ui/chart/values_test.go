package chart

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
)

func TestChartReadout(t *testing.T) {
	points := closes(5*time.Minute, "124552.52", "", "3")
	candle := Point{At: monday, Open: some(1, 0), High: some(4, 0), Low: some(0.5, 1), Close: some(2, 0)}
	masked := func(decimal.NullDecimal) string { return format.Masked }
	for name, c := range map[string]struct {
		Chart
		want string
	}{
		"value":       {Chart{Points: points, Zone: newYork, Intraday: true, Label: format.Money}, "Mon 23 Nov 09:30  $124,552.52"},
		"no zone":     {Chart{Points: points, Intraday: true, Label: format.Money}, "Mon 23 Nov 14:30  $124,552.52"},
		"of a week":   {Chart{Points: points, Zone: newYork, CursorTime: true, Label: format.Money}, "Mon 23 Nov 09:30  $124,552.52"},
		"date":        {Chart{Points: points, Label: format.Money}, "Mon 23 Nov 2026  $124,552.52"},
		"gap":         {Chart{Points: points, Cursor: 1, Intraday: true, Label: format.Money}, "Mon 23 Nov 14:35  —"},
		"masked gap":  {Chart{Points: points, Cursor: 1, Intraday: true, Label: masked}, "Mon 23 Nov 14:35  —"},
		"masked":      {Chart{Points: points, Intraday: true, Label: masked}, "Mon 23 Nov 14:30  •••••"},
		"none":        {Chart{Points: points, Cursor: -1}, ""},
		"beyond":      {Chart{Points: points, Cursor: 3}, ""},
		"candle":      {Chart{Points: []Point{candle}, Candles: true, Intraday: true, Label: format.Price}, "Mon 23 Nov 14:30  O $1.00  H $4.00  L $0.5000  C $2.00"},
		"close alone": {Chart{Points: points, Candles: true, Intraday: true, Label: format.Money}, "Mon 23 Nov 14:30  $124,552.52"},
	} {
		if got := c.Readout(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestChartSpan(t *testing.T) {
	candles := []Point{
		{Close: some(9, 0)},
		{Open: some(1, 0), High: some(12, 0), Low: some(1, 0), Close: some(2, 0)},
		{Open: some(1, 0), High: some(12, 0), Low: some(0, 0), Close: some(2, 0)},
		{High: some(99, 0), Low: some(-99, 0)}, // not a candle without its close
	}
	for name, c := range map[string]struct {
		Chart
		low, high     string
		lowAt, highAt int
	}{
		"nothing": {Chart{}, "—", "—", -1, -1},
		"gaps":    {Chart{Points: closes(0, "", "")}, "—", "—", -1, -1},
		"closes":  {Chart{Points: closes(0, "", "3", "-1", "3", "-1")}, "-1", "3", 2, 1},
		"line":    {Chart{Points: candles}, "0", "12", 2, 1},
		"candles": {Chart{Points: candles, Candles: true}, "0", "12", 2, 1},
	} {
		low, high, lowAt, highAt := c.Span()
		if c.text(low) != c.low || c.text(high) != c.high || lowAt != c.lowAt || highAt != c.highAt {
			t.Errorf("%s: %s at %d, %s at %d", name, c.text(low), lowAt, c.text(high), highAt)
		}
	}
}

func TestChartClicks(t *testing.T) {
	c := Chart{Points: closes(time.Hour, "1", "2", "3"), Cursor: -1, Label: format.Price}
	for _, click := range [][3]int{{-1, 80, -1}, {0, 80, 0}, {17, 80, 0}, {19, 80, 1}, {35, 80, 1}, {71, 80, 2}, {72, 80, -1}, {79, 80, -1}, {29, 30, 2}, {30, 30, -1}, {0, 9, -1}} {
		if got := c.PointAt(click[0], click[1]); got != click[2] {
			t.Errorf("a click in column %d of %d means %d, want %d", click[0], click[1], got, click[2])
		}
	}
	c.Points = nil
	if got := c.PointAt(0, 80); got != -1 {
		t.Errorf("a click on nothing means %d", got)
	}
}
