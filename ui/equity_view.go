package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/chart"
	"quipu/ui/text"
)

// viewEquity is the equity card: the figure, the periods, and the curve of the
// chosen one in the rows that are left.
func (a account) viewEquity(c card, rows, width int) []string {
	width = max(width, 20)
	lines := []string{
		text.Spread(a.theme.Muted.Render(c.label), a.viewPeriods(a.portfolio.curve.period), width),
		text.Spread(a.cardFigure(c), a.viewRange(), width),
	}
	return append(lines, a.viewCurve(width, rows-len(lines))...)
}

// viewPeriods names the periods, the chosen one marked.
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

// viewRange is the lowest and the highest of the curve.
func (a account) viewRange() string {
	c := a.portfolio.curve
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
	from, to := format.Amount(l, format.Money(low)), format.Amount(l, format.Money(high))
	if !c.period.Intraday() {
		return a.theme.Muted.Render("daily closes: low " + from + "  high " + to)
	}
	return a.theme.Muted.Render("L " + from + "  H " + to)
}

// viewCurve draws the bare curve: figures stand above it.
func (a account) viewCurve(width, rows int) []string {
	c := a.portfolio.curve
	if c.err != nil && (c.of != c.period || len(c.history.Points) == 0) {
		return []string{a.theme.Muted.Render(text.Clip("no curve: "+shortProblem(c.err), width))}
	}
	if c.of != c.period || c.readAt.IsZero() {
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

// equityState is the equity curve over the whole view, with a cursor.
type equityState struct {
	cursor int // index of a point, -1 for none
}

func (a account) openEquity() (account, tea.Cmd) {
	a.portfolio.over = equityOverlay
	a.portfolio.chart = equityState{cursor: -1}
	return a, nil
}

func (a account) viewEquityOverlay(rows int) []string {
	c, t := a.portfolio.curve, a.theme
	all := a.cards()
	lines := []string{"", " " + t.Muted.Render("Equity") + "  " + a.cardFigure(all[0]) + "   " + a.viewPeriods(a.portfolio.curve.period)}
	if c.err != nil && c.of != c.period {
		return append(lines, "", "  "+t.Muted.Render(text.Clip("no curve: "+shortProblem(c.err), a.width-4)))
	}
	if c.of != c.period || c.readAt.IsZero() {
		return append(lines, "", "  "+t.Muted.Render("Reading the history…"))
	}
	drawing := a.equityChart()
	drawing.Cursor = a.portfolio.chart.cursor
	lines = append(lines, " "+a.equityWords(drawing), "")
	drawn := drawing.Draw(a.width-2, rows-len(lines), t)
	if drawn == nil {
		return append(lines, "  "+t.Muted.Render("There is no history to draw yet."))
	}
	return append(lines, text.Indent(drawn, 1)...)
}

// equityWords reads out the cursor, or says what the curve says.
func (a account) equityWords(c chart.Chart) string {
	t, l := a.theme, a.formatOptions()
	if c.Cursor >= 0 && c.Cursor < len(c.Points) {
		words := t.Strong.Render(c.Readout())
		point := a.portfolio.curve.history.Points[c.Cursor]
		if point.ProfitLoss.Valid {
			var since number.Sum
			since.Add(point.ProfitLoss.NullDecimal)
			since.Add(number.Sub(c.Points[c.Cursor].Close, point.Equity.NullDecimal)) // the last point is newer than the history
			change := format.ProfitCell(since.Total(), true, l)
			words += "  " + t.Of(change).Render(change.Text)
		}
		return words
	}
	low, high, _, _ := c.Span()
	if !low.Valid {
		return ""
	}
	kind := ""
	if !a.portfolio.curve.of.Intraday() {
		kind = "est close" // a day has one point: it may have gone higher
	}
	words := "low" + kind + " " + format.Amount(l, format.Money(low)) + "   high" + kind + " " + format.Amount(l, format.Money(high))
	if c.Baseline.Valid {
		baseline := format.Amount(l, format.Money(c.Baseline))
		from := words + "   from " + baseline
		long := a.onDay(from)
		if a.portfolio.curve.of == portfolio.Day {
			long = words + "   previous close " + baseline
		}
		words = text.FirstFitting(a.width-2, long, from, words)
	}
	return t.Muted.Render(text.Clip(words, a.width-2))
}

// onDay adds the day of the value that the curve is measured against.
func (a account) onDay(words string) string {
	at, err := time.ParseInLocation(time.DateOnly, a.portfolio.curve.history.BaseValueAt, market.NewYork)
	if err != nil {
		return words
	}
	return words + " on " + format.Date(at, a.brokerTime())
}

// stepCursor moves a chart's cursor by points; from none it begins at the end.
func stepCursor(cursor, step, points int) int {
	if points == 0 {
		return -1
	}
	if cursor < 0 {
		cursor = points
	}
	return min(max(cursor+step, 0), points-1)
}

// sparkRunes are eighths of a cell, the lowest first. The whole cell is left out:
// it would run into the row above.
var sparkRunes = []rune("▁▂▃▄▅▆▇")

// spark draws values as a line of trendCells bars at most, "" where fewer than
// two are known.
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
