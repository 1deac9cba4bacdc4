package ui

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/ui/theme"
)

// chartPoint is one value over time; a candle when all four prices are known.
type chartPoint struct {
	at time.Time
	// close alone for a line; all unknown is a gap
	open, high, low, close decimal.NullDecimal
}

// chart is what a drawing needs.
type chart struct {
	points   []chartPoint
	candles  bool                             // candles instead of a line over an area
	baseline decimal.NullDecimal              // dotted line, like the previous close; unknown for none
	cursor   int                              // index of the marked point, -1 for none
	zone     *time.Location                   // of the time axis; nil is UTC
	intraday bool                             // the axis names hours instead of dates
	hours    bool                             // there are several points a day: the cursor tells their time
	label    func(decimal.NullDecimal) string // how values are written, one cell a rune
	tone     format.Tone                      // colour of a line: gained, lost or plain
	old      bool                             // everything muted
	bare     bool                             // no axes: figures stand elsewhere
}

const (
	chartMinWidth  = 10 // below it nothing is drawn
	chartAxisWidth = 40 // from it on there is a value axis
	chartAxisRows  = 4  // from them on the axis has more than the last value
	chartTimeWidth = 20 // from it on there can be a time axis
	chartTimeRows  = 6
)

// draw gives exactly rows lines of at most width cells, nil where fewer than
// two points have a value or there is no room. A picture may pass through
// floats; what is written beside it is made of the decimals.
func (c chart) draw(width, rows int, th *theme.Theme) []string {
	if width < chartMinWidth || rows < 1 || !c.drawable() {
		return nil
	}
	var (
		page   = newSheet(width, rows)
		gutter = c.gutter(width)
		height = rows
		timed  = rows >= chartTimeRows && width >= chartTimeWidth && !c.bare
	)
	if timed {
		height--
	}
	l := layout{width: width - gutter, rows: height, n: len(c.points), candles: c.candles}
	s := c.scale(height)
	if c.candles {
		c.drawCandles(page, l, s, c.old || th.Gain.GetForeground() == th.Loss.GetForeground())
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
	return page.lines(c.pens(th))
}

// drawable says whether two points have a value.
func (c chart) drawable() bool {
	known := 0
	for i := range c.points {
		if c.points[i].close.Valid {
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
func (c chart) scale(rows int) scale {
	low, high, _, _ := c.span()
	s := scale{low: approx(low.Decimal), high: approx(high.Decimal), rows: rows}
	if c.baseline.Valid {
		base := approx(c.baseline.Decimal)
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

// approx is d as a float, good for drawing only. It is bounded, so that
// differences are finite.
func approx(d decimal.Decimal) float64 {
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
func (c chart) drawBaseline(page *sheet, l layout, s scale) {
	if !s.base {
		return
	}
	y := s.row(approx(c.baseline.Decimal))
	for x := range l.width {
		if k := page.ink(x, y); k == inkNone || k == inkArea {
			page.set(x, y, '┄', inkFaint)
		}
	}
}

// drawCursor draws a line through the point under the cursor and marks it. A
// candle stays as it is, between the two ends of the line.
func (c chart) drawCursor(page *sheet, l layout, s scale) {
	if c.cursor < 0 || c.cursor >= len(c.points) {
		return
	}
	x := l.column(c.cursor)
	for y := range l.rows {
		if k := page.ink(x, y); !c.candles || k != inkUp && k != inkDown {
			page.set(x, y, '┊', inkFaint)
		}
	}
	p := &c.points[c.cursor]
	if p.close.Valid && (!c.candles || page.ink(x, s.row(approx(p.close.Decimal))) == inkFaint) {
		page.set(x, s.row(approx(p.close.Decimal)), '●', inkMark)
	}
}
