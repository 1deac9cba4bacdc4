package ui

import (
	"fmt"

	"quipu/ui/text"
)

// The facts of a detail stand in a column of their own from detailWide on.
const (
	detailWide = 92
	factsWidth = 40
	candleRows = 8 // candles need them, or they are noise
)

// detailPlan deals out the rows of a detail.
type detailPlan struct {
	wide        bool
	room, chart int // rows below the head; rows of the chart, 0 for none
	chartWidth  int
}

func (m account) planDetail(rows int) detailPlan {
	p := detailPlan{wide: m.width >= detailWide, room: max(rows-len(m.viewDetailHead())-2, 1), chartWidth: m.width - 2}
	switch {
	case m.session.access.Data == nil:
	case p.wide:
		p.chartWidth = m.width - factsWidth - 5
		p.chart = min(max(p.room/2, 8), p.room)
	case p.room >= 16:
		p.chart = min(max(p.room/3, 6), 12)
	}
	return p
}

// charted reports whether the plan has a chart, and whether one of candles.
func (m account) charted(p detailPlan) (line, candles bool) {
	line = m.session.access.Data != nil && p.chart >= 3
	return line, line && p.chart-1 >= candleRows // its periods take a row
}

// detailBlocks are the parts of a detail that scroll, with the rows for each.
func (m account) detailBlocks(p detailPlan) (facts, past []string, factRows, pastRows int) {
	if p.wide { // a blank line stands between chart and past
		return m.viewFacts(m.facts(), factsWidth), m.viewPast(), p.room, p.room - p.chart - 1
	}
	var body []string
	if chart := m.viewCandles(p); len(chart) > 0 {
		body = append(append(body, chart...), "")
	}
	body = append(append(body, m.viewFacts(m.facts(), m.width-2)...), "")
	return append(body, m.viewPast()...), nil, p.room, 0
}

// viewDetail draws the instrument: its name and price, what is held, the chart
// and what happened to it, beside each other where the window is wide.
func (m account) viewDetail(rows int) []string {
	p, top := m.planDetail(rows), m.portfolio.detail.scroll
	lines := append(append([]string{""}, m.viewDetailHead()...), "")
	facts, past, factRows, pastRows := m.detailBlocks(p)
	facts = m.window(facts, top, factRows)
	if !p.wide {
		return append(lines, facts...)
	}
	right := text.Fill(m.viewCandles(p), p.chart)
	if pastRows > 1 {
		if p.chart > 0 {
			right = append(right, "")
		}
		right = append(right, m.window(past, top, pastRows)...)
	}
	return append(lines, text.SideBySide(facts, right, factsWidth+3)...)
}

// detailDepth is how far a detail scrolls.
func (m account) detailDepth() int {
	facts, past, factRows, pastRows := m.detailBlocks(m.planDetail(m.overlayRows()))
	return max(len(facts)-factRows, len(past)-pastRows, 0)
}

// window gives rows of lines from top on, as far as they go, and says on the last
// one how many more there are.
func (m env) window(lines []string, top, rows int) []string {
	rows = max(rows, 0)
	top = min(top, max(len(lines)-rows, 0))
	shown := append([]string(nil), lines[top:min(top+rows, len(lines))]...)
	if more := written(lines[min(top+max(rows-1, 0), len(lines)):]); len(lines) > top+rows && rows > 0 {
		shown[rows-1] = " " + m.theme.Muted.Render(fmt.Sprintf("%d more ↓", more))
	}
	return shown
}
