package ui

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
)

// isCandle says whether all four prices are known.
func (p *chartPoint) isCandle() bool {
	return p.open.Valid && p.high.Valid && p.low.Valid && p.close.Valid
}

// extremes gives the lowest and highest value of a point, unknown for a gap. A
// line goes through the closes, and yet its axis has room for the lows and highs
// between them where they are known: H is the highest price there was.
func (c chart) extremes(i int) (low, high decimal.NullDecimal) {
	p := &c.points[i]
	if p.isCandle() {
		return p.low, p.high
	}
	return p.close, p.close
}

// span gives the lowest and the highest value and the first points that have
// them: over the lows and highs, or the closes where nothing else is known.
// Without any value they are unknown, at -1.
func (c chart) span() (low, high decimal.NullDecimal, lowAt, highAt int) {
	lowAt, highAt = -1, -1
	for i := range c.points {
		l, h := c.extremes(i)
		if !l.Valid {
			continue
		}
		if lowAt < 0 || l.Decimal.Cmp(low.Decimal) < 0 {
			low, lowAt = l, i
		}
		if highAt < 0 || h.Decimal.Cmp(high.Decimal) > 0 {
			high, highAt = h, i
		}
	}
	return low, high, lowAt, highAt
}

// last gives the last known close.
func (c chart) last() decimal.NullDecimal {
	for i := len(c.points) - 1; i >= 0; i-- {
		if c.points[i].close.Valid {
			return c.points[i].close
		}
	}
	return decimal.NullDecimal{}
}

func (c chart) write(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return format.Unknown
	case c.label == nil:
		return d.Decimal.String()
	default:
		return c.label(d)
	}
}

// local gives a time in the zone of the axis.
func (c chart) local(at time.Time) time.Time {
	if c.zone == nil {
		return at.UTC()
	}
	return at.In(c.zone)
}

// readout tells the point under the cursor: its time and value, of a candle
// the four prices; "" without a cursor.
func (c chart) readout() string {
	if c.cursor < 0 || c.cursor >= len(c.points) {
		return ""
	}
	p := &c.points[c.cursor]
	layout := "Mon 2 Jan 2006"
	if c.intraday || c.hours {
		layout = "Mon 2 Jan 15:04"
	}
	text := c.local(p.at).Format(layout) + "  "
	if !c.candles || !p.isCandle() {
		return text + c.write(p.close)
	}
	return text + strings.Join([]string{
		"O " + c.write(p.open), "H " + c.write(p.high), "L " + c.write(p.low), "C " + c.write(p.close),
	}, "  ")
}
