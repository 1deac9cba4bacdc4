package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/portfolio"
	"quipu/ui/text"
)

// viewEquity is the equity card: the figure, the periods, and below them the curve.
func (a account) viewEquity(c card, rows, width int) []string {
	width = max(width, 20)
	lines := []string{
		text.Spread(a.theme.Muted.Render(c.label), a.viewPeriods(a.portfolio.curve.period), width),
		text.Spread(a.cardFigure(c), a.viewRange(), width),
	}
	return append(lines, a.viewCurve(width, rows-len(lines))...)
}

// viewPeriods lists the periods and marks the chosen one.
func (a account) viewPeriods(chosen portfolio.Period) string {
	var names []string
	for _, p := range portfolio.Periods() {
		if p == chosen {
			names = append(names, a.theme.Chosen(p.Name()))
		} else {
			names = append(names, a.theme.Muted.Render(p.Name()))
		}
	}
	return strings.Join(names, " ")
}

// viewRange is the range of the curve.
func (a account) viewRange() string {
	c := a.portfolio.curve
	if old := c.old(a.now, curveAge); old != "" {
		return a.theme.Notice.Render("curve " + old)
	}
	if c.of != c.period {
		return ""
	}
	low, high, _, _ := a.equityChart().Span()
	if !low.Valid {
		return ""
	}
	if s := a.portfolio.update.Snapshot; s != nil && s.Account.Equity.Valid { // the curve is read less often
		now := s.Account.Equity.Decimal
		low.Decimal, high.Decimal = decimal.Min(low.Decimal, now), decimal.Max(high.Decimal, now)
	}
	l := a.formatOptions()
	from, to := format.AccountMoney(l, low), format.AccountMoney(l, high)
	if !c.period.Intraday() {
		return a.theme.Muted.Render("daily closes: low " + from + "  high " + to)
	}
	return a.theme.Muted.Render("L " + from + "  H " + to)
}

// viewCurve draws the curve without axes.
func (a account) viewCurve(width, rows int) []string {
	c := a.portfolio.curve
	if c.err != nil && (c.of != c.period || len(c.history.Points) == 0) {
		return []string{a.theme.Muted.Render(text.Clip("no curve: "+shortProblem(c.err), width))}
	}
	if c.of != c.period || !c.read() {
		return nil
	}
	drawing := a.equityChart()
	drawing.NoAxes = true
	drawn := drawing.Draw(width, rows, a.theme)
	if drawn == nil {
		return []string{a.theme.Muted.Render("no history yet")}
	}
	return drawn
}

// sparkRunes are eighths of a cell. The full cell is left out, since it would touch the
// row above.
var sparkRunes = []rune("▁▂▃▄▅▆▇")

// spark draws values as at most trendCells bars, "" if fewer than two are known.
func spark(values []decimal.NullDecimal) string {
	var known []float64
	for _, v := range values {
		if v.Valid {
			known = append(known, v.Decimal.InexactFloat64())
		}
	}
	if len(known) < 2 {
		return ""
	}
	width := min(trendCells, len(known))
	low, high := known[0], known[0]
	for _, v := range known {
		low, high = min(low, v), max(high, v)
	}
	var b strings.Builder
	for i := range width {
		v := known[(i+1)*len(known)/width-1]
		level := len(sparkRunes) / 2
		if high > low {
			level = int((v - low) / (high - low) * float64(len(sparkRunes)-1))
		}
		b.WriteRune(sparkRunes[min(max(level, 0), len(sparkRunes)-1)])
	}
	return b.String()
}
