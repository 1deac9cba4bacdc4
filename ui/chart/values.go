package chart

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/format"
)

// IsCandle says whether all four prices are known.
func (p *Point) IsCandle() bool {
	return p.Open.Valid && p.High.Valid && p.Low.Valid && p.Close.Valid
}

// extremes gives the lowest and highest value of a point, unknown for a gap. A
// line goes through the closes, and yet its axis has room for the lows and highs
// between them where they are known: H is the highest price there was.
func (c Chart) extremes(i int) (low, high decimal.NullDecimal) {
	p := &c.Points[i]
	if p.IsCandle() {
		return p.Low, p.High
	}
	return p.Close, p.Close
}

// Span gives the lowest and the highest value and the first points that have
// them: over the lows and highs, or the closes where nothing else is known.
// Without any value they are unknown, at -1.
func (c Chart) Span() (low, high decimal.NullDecimal, lowAt, highAt int) {
	lowAt, highAt = -1, -1
	for i := range c.Points {
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
func (c Chart) last() decimal.NullDecimal {
	for i := len(c.Points) - 1; i >= 0; i-- {
		if c.Points[i].Close.Valid {
			return c.Points[i].Close
		}
	}
	return decimal.NullDecimal{}
}

func (c Chart) text(d decimal.NullDecimal) string {
	switch {
	case !d.Valid:
		return format.Unknown
	case c.Label == nil:
		return d.Decimal.String()
	default:
		return c.Label(d)
	}
}

// local gives a time in the zone of the axis.
func (c Chart) local(at time.Time) time.Time {
	if c.Zone == nil {
		return at.UTC()
	}
	return at.In(c.Zone)
}

// Readout tells the point under the cursor: its time and value, of a candle
// the four prices; "" without a cursor.
func (c Chart) Readout() string {
	if c.Cursor < 0 || c.Cursor >= len(c.Points) {
		return ""
	}
	p := &c.Points[c.Cursor]
	text := format.FullDate(c.local(p.At)) + "  "
	if c.Intraday || c.CursorTime {
		text = format.DateAndClock(c.local(p.At)) + "  "
	}
	if !c.Candles || !p.IsCandle() {
		return text + c.text(p.Close)
	}
	return text + strings.Join([]string{
		"O " + c.text(p.Open), "H " + c.text(p.High), "L " + c.text(p.Low), "C " + c.text(p.Close),
	}, "  ")
}
