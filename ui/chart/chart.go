// Package chart draws values over time in terminal cells: a line of braille dots
// or candles, with both axes.
//
// It is written here and does not use ntcharts because quipu needs all of these in
// one drawing: an axis of decimal values with the high, the low, the last value and
// a baseline; gaps in the data; a cursor, and the point that a click means; candles
// that can be told apart without colour (hollow where they rose, filled where they
// fell), several points merged where there are more than columns, and no highest
// or lowest value lost; a drawing that is a pure function of its values and size.
package chart

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/ui/theme"
)

// Point is one value over time; a candle when all four prices are known.
type Point struct {
	At time.Time
	// A line needs Close alone. Where all four are unknown there is a gap.
	Open, High, Low, Close decimal.NullDecimal
}

// Chart is what Draw needs. It is a value: nothing in it changes.
type Chart struct {
	Points     []Point
	Candles    bool                             // candles instead of a line
	Baseline   decimal.NullDecimal              // dotted line, like the previous close; unknown for none
	Cursor     int                              // index of the marked point, -1 for none
	Zone       *time.Location                   // of the time axis; nil is UTC
	Intraday   bool                             // the axis names hours instead of dates
	CursorTime bool                             // there are several points a day: the cursor tells their time
	Label      func(decimal.NullDecimal) string // how values are written, one cell a rune
	Tone       format.Tone                      // colour of a line
	Stale      bool                             // everything muted
	NoAxes     bool                             // for small charts whose figures are written elsewhere
}

const (
	minWidth     = 10 // below it nothing is drawn
	axisMinWidth = 40 // from it on there is a value axis
	axisMinRows  = 4  // from them on the axis has more than the last value
	timeMinWidth = 20 // from it on there can be a time axis
	timeMinRows  = 6
)

// Draw gives exactly rows lines of at most width cells, nil where fewer than
// two points have a value or there is no room. A picture may pass through
// floats; what is written beside it is made of the decimals.
func (c Chart) Draw(width, rows int, th *theme.Theme) []string {
	if width < minWidth || rows < 1 || !c.drawable() {
		return nil
	}
	var (
		page   = newCanvas(width, rows)
		gutter = c.gutter(width)
		height = rows
		timed  = rows >= timeMinRows && width >= timeMinWidth && !c.NoAxes
	)
	if timed {
		height--
	}
	l := layout{width: width - gutter, rows: height, n: len(c.Points), candles: c.Candles}
	s := c.scale(height)
	if c.Candles {
		c.drawCandles(page, l, s, c.Stale || th.Gain.GetForeground() == th.Loss.GetForeground())
	} else {
		c.drawLine(page, l, s)
	}
	c.drawBaseline(page, l, s)
	c.drawCursor(page, l, s)
	if gutter > 0 {
		c.drawValues(page, l, s)
	}
	if timed {
		c.drawTimes(page, l)
	}
	return page.lines(c.styles(th))
}

// drawable says whether two points have a value.
func (c Chart) drawable() bool {
	known := 0
	for i := range c.Points {
		if c.Points[i].Close.Valid {
			if known++; known == 2 {
				return true
			}
		}
	}
	return false
}

// scale turns values into heights.
type scale struct {
	low, high float64
	rows      int
	base      bool // the baseline lies within
}

// scale spans the values, and the baseline too unless that would leave the
// values less than a third of the height.
func (c Chart) scale(rows int) scale {
	low, high, _, _ := c.Span()
	s := scale{low: toFloat(low.Decimal), high: toFloat(high.Decimal), rows: rows}
	if c.Baseline.Valid {
		base := toFloat(c.Baseline.Decimal)
		l, h := min(s.low, base), max(s.high, base)
		if s.high-s.low >= (h-l)/3 {
			s.low, s.high, s.base = l, h, true
		}
	}
	return s
}

// step gives how far below the top v stands when the height is cut into parts,
// the highest value in part 0 and the lowest in the last.
func (s scale) step(v float64, parts int) int {
	if s.high <= s.low {
		return parts / 2
	}
	at := math.Round((s.high - v) / (s.high - s.low) * float64(parts-1))
	return int(min(max(at, 0), float64(parts-1)))
}

// row gives the row of cells that v stands in.
func (s scale) row(v float64) int { return s.step(v, s.rows*4) / 4 }

// toFloat is d as a float, good for drawing only. It is bounded, so that
// differences are finite.
func toFloat(d decimal.Decimal) float64 {
	const bound = math.MaxFloat64 / 4
	exponent, digits := int(d.Exponent()), d.NumDigits()
	switch {
	case digits <= 18 && exponent <= 0 && exponent > -300: // all that a market has, and fast
		return float64(d.CoefficientInt64()) / math.Pow10(-exponent)
	case digits+exponent > 307:
		return bound * float64(d.Sign())
	case digits+exponent < -307:
		return 0
	default:
		return d.InexactFloat64()
	}
}

// drawBaseline dots the row of the baseline wherever the curve is not.
func (c Chart) drawBaseline(page *canvas, l layout, s scale) {
	if !s.base {
		return
	}
	y := s.row(toFloat(c.Baseline.Decimal))
	for x := range l.width {
		if k := page.roleAt(x, y); k == roleNone || k == roleArea {
			page.set(x, y, '┄', roleFaint)
		}
	}
}

// drawCursor draws a line through the point under the cursor and marks it. A
// candle stays as it is, between the two ends of the line.
func (c Chart) drawCursor(page *canvas, l layout, s scale) {
	if c.Cursor < 0 || c.Cursor >= len(c.Points) {
		return
	}
	x := l.column(c.Cursor)
	for y := range l.rows {
		if k := page.roleAt(x, y); !c.Candles || k != roleUp && k != roleDown {
			page.set(x, y, '┊', roleFaint)
		}
	}
	p := &c.Points[c.Cursor]
	if p.Close.Valid && (!c.Candles || page.roleAt(x, s.row(toFloat(p.Close.Decimal))) == roleFaint) {
		page.set(x, s.row(toFloat(p.Close.Decimal)), '●', roleCursor)
	}
}
