package ui

import (
	"math"
	"strings"

	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/shopspring/decimal"

	"quipu/client"
)

// viewEquity is the equity card: the figure, the periods, and the curve of the
// chosen one in the rows that are left.
func (m Model) viewEquity(c card, rows, width int) []string {
	width = max(width, 20)
	lines := []string{
		spread(m.theme.Muted.Render(c.label), m.viewPeriods(), width),
		m.figure(c),
	}
	return append(lines, m.viewCurve(width, rows-len(lines))...)
}

// viewPeriods names the spans of the curve, the chosen one marked.
func (m Model) viewPeriods() string {
	names := make([]string, len(periods))
	for i, p := range periods {
		if period(i) == m.portfolio.period {
			names[i] = m.theme.Accent.Underline(true).Render(p.name)
		} else {
			names[i] = m.theme.Muted.Render(p.name)
		}
	}
	return strings.Join(names, " ")
}

func (m Model) viewCurve(width, rows int) []string {
	p := m.portfolio
	if p.curveErr != nil && p.curveOf != p.period || p.curveErr != nil && len(p.curve.Points) == 0 {
		return []string{m.theme.Muted.Render(clip("no curve: "+shortProblem(p.curveErr), width))}
	}
	if p.curveOf != p.period || len(p.curve.Points) == 0 {
		return nil
	}
	drawn := drawCurve(p.curve.Points, width, rows)
	if drawn == nil {
		return []string{m.theme.Muted.Render("no history yet")}
	}
	style := cell{tone: curveTone(p.curve)}.style(m.theme)
	if m.look().old {
		style = m.theme.Muted
	}
	for i, line := range drawn {
		drawn[i] = style.Render(line)
	}
	return drawn
}

// curveTone compares the curve's end with what it is measured against: the
// base value, or the first point where there is none.
func curveTone(h client.History) tone {
	var first, last decimal.NullDecimal
	for _, point := range h.Points {
		if point.Equity.Valid {
			if !first.Valid {
				first = point.Equity.NullDecimal
			}
			last = point.Equity.NullDecimal
		}
	}
	if h.BaseValue.Valid {
		first = h.BaseValue.NullDecimal
	}
	return gainOrLoss(less(last, first), 2)
}

// drawCurve draws points as an area of braille dots over width × rows cells. A
// point without a value is a gap. It gives nil where fewer than two points
// have one. A picture may pass through floats: no figure is read off it.
func drawCurve(points []client.Point, width, rows int) []string {
	low, high, known := math.Inf(1), math.Inf(-1), 0
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = math.NaN()
		if p.Equity.Valid {
			values[i] = p.Equity.Decimal.InexactFloat64()
			low, high = min(low, values[i]), max(high, values[i])
			known++
		}
	}
	if known < 2 || rows < 1 || width < 1 {
		return nil
	}
	if low == high {
		low, high = low-1, high+1
	}
	bottom := rows*4 - 1 // a cell is four dots high
	grid := graph.NewBrailleGrid(width, rows, 0, float64(len(points)-1), low, high)
	at := func(i int) canvas.Point {
		return grid.GridPoint(canvas.Float64Point{X: float64(i), Y: values[i]})
	}
	for i := range values {
		switch {
		case math.IsNaN(values[i]):
		case i > 0 && !math.IsNaN(values[i-1]):
			for _, dot := range graph.GetLinePoints(at(i-1), at(i)) {
				area(grid, dot, bottom)
			}
		default:
			area(grid, at(i), bottom)
		}
	}
	lines := make([]string, 0, rows)
	for _, runes := range grid.BraillePatterns() {
		line := string(runes)
		lines = append(lines, strings.ReplaceAll(strings.ReplaceAll(line, "\x00", " "), "⠀", " "))
	}
	return lines
}

// area sets a dot and all below it.
func area(grid *graph.BrailleGrid, dot canvas.Point, bottom int) {
	for y := dot.Y; y <= bottom; y++ {
		grid.Set(canvas.Point{X: dot.X, Y: y})
	}
}
