package chart

import "math"

// layout says which columns the points stand in. It depends on the width and
// the points alone, not on the rows, so that a click needs no more than that.
type layout struct {
	width, rows int // of the plot, in cells
	n           int // points
	candles     bool
}

// dot gives the column of dots of a line's point, two to a cell.
func (l layout) dot(i int) int {
	if l.n < 2 {
		return 0
	}
	return int(math.Round(float64(i) * float64(2*l.width-1) / float64(l.n-1)))
}

// merged says how many points share a candle: one, as long as each can have a
// column.
func (l layout) merged() int { return (l.n + l.width - 1) / l.width }

// count is how many candles there are.
func (l layout) count() int { k := l.merged(); return (l.n + k - 1) / k }

// centre gives the middle column of candle j.
func (l layout) centre(j int) int { return (2*j + 1) * l.width / (2 * l.count()) }

// body is the width of a candle: odd, with a gap to the next.
func (l layout) body() int {
	room := l.width/l.count() - 1
	switch {
	case room >= 5:
		return 5
	case room >= 3:
		return 3
	default:
		return 1
	}
}

// column gives the column of cells that point i stands in.
func (l layout) column(i int) int {
	if l.candles {
		return l.centre(i / l.merged())
	}
	return l.dot(i) / 2
}

// PointAt gives the index of the point that a click in column x of draw(width,
// …) means: of those that stand in it the middle one, or else the nearest; -1
// outside the plot.
func (c Chart) PointAt(x, width int) int {
	if width < minWidth || x < 0 || !c.drawable() {
		return -1
	}
	l := layout{width: width - c.gutter(width), n: len(c.Points), candles: c.Candles}
	if x >= l.width {
		return -1
	}
	// Columns never fall from one point to the next.
	first, last := 0, l.n-1
	for first < last { // the first point not left of x
		if mid := (first + last) / 2; l.column(mid) < x {
			first = mid + 1
		} else {
			last = mid
		}
	}
	if first > 0 && x-l.column(first-1) < l.column(first)-x {
		return first - 1
	}
	end := first
	for end+1 < l.n && l.column(end+1) == l.column(first) {
		end++
	}
	return (first + end) / 2
}
