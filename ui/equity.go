package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/chart"
	"quipu/ui/text"
)

// curveAge is the age at which the equity curve is read again.
const curveAge = time.Minute

// curveState is the account's equity over the chosen period.
type curveState struct {
	period  portfolio.Period
	history client.History
	of      portfolio.Period // of the history
	tone    format.Tone      // of the history, calculated once: the curve is drawn often
	asked   portfolio.Period // requested last
	moved   client.Decimal   // the account's intraday adjustments when the history was requested
	reading
}

type historyRead struct {
	period  portfolio.Period
	history client.History
	err     error
}

func readHistory(ctx context.Context, generation int, broker Broker, p portfolio.Period, continuous bool) tea.Cmd {
	return func() tea.Msg {
		history, err := broker.History(ctx, p.Query(continuous))
		return reply{generation, historyRead{p, history, err}}
	}
}

// readCurve reads the equity curve if it is due, or in any case if now is true.
func (a account) readCurve(now bool) (account, tea.Cmd) {
	c := &a.portfolio.curve
	due := c.due(a.now, curveAge) || c.asked != c.period && c.mayRead(a.now)
	u := a.portfolio.update
	if u.Snapshot == nil || u.State == client.Refused || !now && !due {
		return a, nil
	}
	c.begin(a.now)
	c.asked, c.moved = c.period, u.Snapshot.Account.IntradayAdjustments
	return a, readHistory(a.ctx, a.generation, a.session.access.Broker, c.period, client.HoldsCrypto(u.Snapshot.Positions))
}

// onHistoryRead stores the curve; that of another period is dropped.
func (a account) onHistoryRead(msg historyRead) account {
	c := &a.portfolio.curve
	if msg.period != c.period {
		return a
	}
	c.end(a.now, msg.err)
	if msg.err == nil {
		c.history, c.of, c.tone = msg.history, msg.period, curveTone(msg.history)
	}
	return a
}

func (a account) showPeriod(to portfolio.Period) (account, tea.Cmd) {
	if to < portfolio.Day || to > portfolio.Year {
		return a, nil
	}
	a.portfolio.curve.period = to
	a, read := a.readCurve(true)
	a, kept := a.remember()
	return a, tea.Batch(read, kept)
}

// equityChart is the chart of the curve. The zeros before the first deposit are part
// of the history.
func (a account) equityChart() chart.Chart {
	c, h := a.portfolio.curve, a.currentHistory()
	l := a.formatOptions()
	points := make([]chart.Point, len(h.Points))
	for i, p := range h.Points {
		points[i] = chart.Point{At: p.At, Close: p.Equity.NullDecimal}
	}
	return chart.Chart{
		Points: points, Baseline: h.BaseValue.NullDecimal, Cursor: -1,
		Zone: market.NewYork, Intraday: c.of == portfolio.Day, CursorTime: c.of.Intraday(),
		Label: func(d decimal.NullDecimal) string { return format.AccountMoney(l, d) },
		Tone:  c.tone, Stale: l.Stale || c.old(a.now, curveAge) != "",
	}
}

// currentHistory is the history with the current equity, which is read more often, in
// its last known point while the interval of that has not ended. Where money was moved
// since the history was requested, it does not tell how much, and stays as it is.
func (a account) currentHistory() client.History {
	c, s := a.portfolio.curve, a.portfolio.update.Snapshot
	h := c.history
	for i := len(h.Points) - 1; i >= 0 && s != nil; i-- {
		if !h.Points[i].Equity.Valid {
			continue
		}
		if s.Account.Equity.Valid && number.Compare(s.Account.IntradayAdjustments.NullDecimal, c.moved.NullDecimal) == 0 && c.of.Ongoing(h.Points[i].At, a.brokerTime(), candlesAge) {
			h.Points = slices.Clone(h.Points)
			h.Points[i].Equity = s.Account.Equity
		}
		break
	}
	return h
}

// curveTone is that of the profit or loss since the start, plain where it is not known.
func curveTone(h client.History) format.Tone {
	points := portfolio.HistoryPoints(&h)
	for i := len(points) - 1; i >= 0; i-- {
		if points[i].Equity.Valid {
			return format.ToneOf(points[i].SinceStart.Amount.NullDecimal, 2)
		}
	}
	return format.Plain
}

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
