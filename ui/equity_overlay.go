package ui

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/ui/chart"
	"quipu/ui/text"
)

// equityOverlay is the equity curve in full size, with a cursor.
type equityOverlay struct {
	cursor int // index of a point, -1 for none
}

var _ = registerOverlay(equityRank, func(a account) action[account] {
	known := a.portfolio.update.Snapshot != nil
	return action[account]{Binding: keys.Equity, when: known && !a.refused(), name: "Equity curve with a cursor", do: opens(equityOverlay{cursor: -1})}
})

func (o equityOverlay) actions(a account) []action[account] {
	points := len(a.portfolio.curve.history.Points)
	if a.portfolio.curve.of != a.portfolio.curve.period {
		points = 0
	}
	step := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, when: true, do: func(a account) (account, tea.Cmd) {
			return a.putTop(equityOverlay{stepCursor(o.cursor, by, points)}), nil
		}}
	}
	return slices.Concat([]action[account]{
		together(keys.Cursor, true, step(keys.CursorLeft, -1), step(keys.CursorRight, +1)),
		together(keys.Period, true, equityPeriod(keys.PeriodBefore, -1), equityPeriod(keys.PeriodAfter, +1)),
		step(keys.CursorFirst, -points), step(keys.CursorLast, +points),
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
	}, backActions("back", keys.Equity))
}

// equityPeriod goes to another period and removes the cursor.
func equityPeriod(b key.Binding, by portfolio.Period) action[account] {
	return action[account]{Binding: b, do: func(a account) (account, tea.Cmd) {
		before := a.portfolio.curve.period
		a, cmd := a.showPeriod(before + by)
		if a.portfolio.curve.period != before {
			a = a.putTop(equityOverlay{cursor: -1})
		}
		return a, cmd
	}}
}

// head gives the lines above the curve and the curve, or why there is none.
func (o equityOverlay) head(a account) (lines []string, curve chart.Chart, why string) {
	c := a.portfolio.curve
	label, figure, periods := a.theme.Muted.Render("Equity")+"  ", a.cardFigure(a.cards()[0]), "   "+a.viewPeriods(c.period)
	fitting := []string{label + figure + periods, figure + periods, figure}
	if old := c.old(a.now, curveAge); old != "" {
		old = "   " + a.theme.Notice.Render(old)
		fitting = append([]string{label + figure + periods + old, figure + periods + old, figure + old}, fitting...)
	}
	lines = []string{"", " " + text.FirstFitting(a.width-2, fitting...)}
	switch {
	case c.err != nil && c.of != c.period:
		return append(lines, ""), curve, "no curve: " + shortProblem(c.err)
	case c.of != c.period || !c.read():
		return append(lines, ""), curve, "Reading the history…"
	}
	curve = a.equityChart()
	if o.cursor < len(curve.Points) {
		curve.Cursor = o.cursor
	}
	return append(lines, " "+a.equityWords(curve), ""), curve, ""
}

func (o equityOverlay) draw(a account, rows int) []string {
	lines, curve, why := o.head(a)
	drawn := curve.Draw(a.width-2, rows-len(lines), a.theme)
	if why == "" && drawn == nil {
		why = "There is no history to draw yet."
	}
	if why != "" {
		return append(lines, "  "+a.theme.Muted.Render(text.Clip(why, a.width-4)))
	}
	return append(lines, text.Indent(drawn, 1)...)
}

// click puts the cursor on the point of the curve that was clicked.
func (o equityOverlay) click(a account, x, row int) (account, tea.Cmd) { //nolint:unparam // as all that is clicked
	head, curve, _ := o.head(a)
	if at := curve.PointAt(x-1, a.width-2); row >= len(head) && at >= 0 {
		return a.putTop(equityOverlay{at}), nil
	}
	return a, nil
}

// equityWords describe the point under the cursor, or the range of the curve.
func (a account) equityWords(c chart.Chart) string {
	t, l := a.theme, a.formatOptions()
	if c.Cursor >= 0 && c.Cursor < len(c.Points) {
		words := t.Strong.Render(c.Readout())
		h := a.currentHistory()
		since := portfolio.HistoryPoints(&h)[c.Cursor].SinceStart
		if since.Amount.Valid {
			change, from := format.ProfitCell(since.Amount.NullDecimal, true, l), " since start"
			if a.portfolio.curve.of == portfolio.Day {
				from = " since previous close"
			}
			words = text.FirstFitting(a.width-2, words+"  "+t.Of(change).Render(change.Text)+t.Muted.Render(from), words)
		}
		return text.Clip(words, a.width-2)
	}
	low, high, _, _ := c.Span()
	if !low.Valid {
		return ""
	}
	kind := ""
	if !a.portfolio.curve.of.Intraday() {
		kind = "est close" // a day has one point, which is no extreme of the day
	}
	words := "low" + kind + " " + format.AccountMoney(l, low) + "   high" + kind + " " + format.AccountMoney(l, high)
	if c.Baseline.Valid {
		baseline := format.AccountMoney(l, c.Baseline)
		from := words + "   from " + baseline
		long := a.onDay(from)
		if a.portfolio.curve.of == portfolio.Day {
			long = words + "   previous close " + baseline
		}
		words = text.FirstFitting(a.width-2, long, from, words)
	}
	return t.Muted.Render(text.Clip(words, a.width-2))
}

// onDay adds the day of the base value.
func (a account) onDay(words string) string {
	at, err := time.ParseInLocation(time.DateOnly, a.portfolio.curve.history.BaseValueAt, market.NewYork)
	if err != nil {
		return words
	}
	return words + " on " + format.Date(at, a.brokerTime())
}

// stepCursor moves a cursor by step points; without a cursor it starts at the end.
func stepCursor(cursor, step, points int) int {
	if points == 0 {
		return -1
	}
	if cursor < 0 {
		cursor = points
	}
	return min(max(cursor+step, 0), points-1)
}
