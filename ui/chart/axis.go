package chart

import (
	"math"

	"charm.land/lipgloss/v2"
	"github.com/shopspring/decimal"

	"quipu/format"
)

// An axis label stands behind a blank and a mark: H, L, the last value or the
// baseline.
const axisMargin = 3

// rowsPerLabel is how many rows the axis has for a round value, on an average.
const rowsPerLabel = 4

// gutter is the room for the value axis, 0 where there is none. Like the
// layout it depends on the width alone.
func (c Chart) gutter(width int) int {
	if width < axisMinWidth || c.NoAxes {
		return 0
	}
	low, high, _, _ := c.Span()
	widest := 0
	for _, d := range []decimal.NullDecimal{low, high, c.last()} {
		widest = max(widest, lipgloss.Width(c.text(d)))
	}
	if room := axisMargin + widest; room <= width/2 {
		return room
	}
	return 0
}

// axis collects labels, one to a row at most.
type axis struct {
	page    *canvas
	x, room int
	taken   []bool
	texts   map[string]bool
}

// put writes a label unless the row is taken, the text wider than the axis, or
// there already: privacy gives every value the same one.
func (a *axis) put(row int, mark, text string, k role) {
	width := lipgloss.Width(text)
	if row < 0 || row >= len(a.taken) || a.taken[row] || width > a.room || mark == "" && a.texts[text] {
		return
	}
	a.taken[row], a.texts[text] = true, true
	a.page.text(a.x, row, mark, k)
	a.page.text(a.x+2+a.room-width, row, text, k)
}

// distance gives the distance to the next label.
func (a *axis) distance(row int) int {
	nearest := len(a.taken)
	for r, taken := range a.taken {
		if taken {
			nearest = min(nearest, max(r-row, row-r))
		}
	}
	return nearest
}

// drawValues writes the last value, the highest and the lowest, the baseline
// and round values in between.
func (c Chart) drawValues(page *canvas, l layout, s scale) {
	a := axis{
		page: page, x: l.width + 1, room: page.width - l.width - axisMargin,
		taken: make([]bool, l.rows), texts: map[string]bool{},
	}
	low, high, _, _ := c.Span()
	last := c.last()
	top, bottom, row := s.row(toFloat(high.Decimal)), s.row(toFloat(low.Decimal)), s.row(toFloat(last.Decimal))
	mark := "◂"
	switch {
	case last.Decimal.Equal(high.Decimal) && top != bottom:
		mark = "H"
	case last.Decimal.Equal(low.Decimal) && top != bottom:
		mark = "L"
	case row == top && top+1 < bottom: // both are wanted: the last one moves
		row++
	case row == bottom && top+1 < bottom:
		row--
	}
	a.put(row, mark, c.text(last), c.lastRole())
	if l.rows < axisMinRows {
		return
	}
	a.put(top, "H", c.text(high), roleFaint)
	a.put(bottom, "L", c.text(low), roleFaint)
	if s.base {
		a.put(s.row(toFloat(c.Baseline.Decimal)), "┄", c.text(c.Baseline), roleFaint)
	}
	// Round values come on top of those that say something of the curve: counted
	// with them they would end in the middle of the axis.
	most := max(l.rows/rowsPerLabel, 1)
	ticks := roundValues(s, max(most, 5))
	for n := 0; n < most && len(ticks) > 0; n++ { // the one that is farthest from all others
		best := 0
		for i := range ticks {
			if a.distance(s.row(toFloat(ticks[i]))) > a.distance(s.row(toFloat(ticks[best]))) {
				best = i
			}
		}
		row := s.row(toFloat(ticks[best]))
		if a.distance(row) < 2 {
			return
		}
		a.put(row, "", c.text(decimal.NewNullDecimal(ticks[best])), roleFaint)
		ticks = append(ticks[:best], ticks[best+1:]...)
	}
}

// lastRole is the colour of the curve's end.
func (c Chart) lastRole() role {
	if !c.Candles {
		if c.Tone == format.Plain {
			return rolePlain
		}
		return roleCurve
	}
	for i := len(c.Points) - 1; i >= 0; i-- {
		if p := &c.Points[i]; p.IsCandle() {
			if p.Close.Decimal.Cmp(p.Open.Decimal) < 0 {
				return roleDown
			}
			return roleUp
		}
	}
	return rolePlain
}

// roundValues gives about so many round values within the scale.
func roundValues(s scale, wanted int) []decimal.Decimal {
	step := (s.high - s.low) / float64(max(wanted-1, 1))
	if step <= 0 || math.Abs(s.low)/step > 1e12 {
		return nil
	}
	exponent := int32(math.Floor(math.Log10(step)))
	unit := decimal.New(1, exponent)
	for _, m := range []int64{5, 2} {
		if step >= float64(m)*toFloat(unit) {
			unit = decimal.New(m, exponent)
			break
		}
	}
	size := toFloat(unit)
	first := math.Ceil(s.low / size)
	var values []decimal.Decimal
	for i := 0; i < 4*wanted && (first+float64(i))*size <= s.high; i++ {
		values = append(values, unit.Mul(decimal.NewFromInt(int64(first)+int64(i))))
	}
	return values
}
