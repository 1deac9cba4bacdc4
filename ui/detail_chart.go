package ui

import (
	"fmt"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/chart"
	"quipu/ui/text"
)

// viewCandles draws the price chart with its periods above it.
func (a account) viewCandles(p detailPlan) []string {
	t, d := a.theme, a.portfolio.detail
	line, candles := a.charted(p)
	if !line {
		return nil
	}
	width, rows := p.chartWidth, p.chart
	c := a.priceChart()
	c.Candles = c.Candles && candles
	head := a.viewPeriods(d.period)
	switch {
	case d.barsErr != nil:
		return []string{" " + head, "", " " + t.Muted.Render(text.Clip("No chart: "+problemWords(d.barsErr), width))}
	case d.barsOf != d.period || d.barsAt.IsZero():
		return []string{" " + head, "", " " + t.Muted.Render("Reading the prices…")}
	}
	if words := c.Readout(); words != "" {
		head = text.Spread(head, t.Text.Render(words), width)
	}
	drawn := c.Draw(width, rows-1, t)
	if drawn == nil {
		return []string{" " + head, "", " " + t.Muted.Render("There are no prices for this period.")}
	}
	return text.Indent(append([]string{head}, drawn...), 1)
}

// priceChart is the chart of the bars that were read, up to the price above it.
func (a account) priceChart() chart.Chart {
	d := a.portfolio.detail
	c := chart.Chart{
		Candles: d.candles, Cursor: d.cursor, Zone: market.NewYork, Intraday: d.period == portfolio.Day, CursorTime: d.period.Intraday(),
		Label: a.priceOf, Stale: a.formatOptions().Stale,
	}
	for _, b := range d.bars {
		c.Points = append(c.Points, chart.Point{At: b.At, Open: b.Open.NullDecimal, High: b.High.NullDecimal, Low: b.Low.NullDecimal, Close: b.Close.NullDecimal})
	}
	if n := len(d.bars); n > 0 {
		first := d.bars[0].Open.NullDecimal
		if d.period == portfolio.Day && d.latest.Previous.Close.Valid {
			first = d.latest.Previous.Close.NullDecimal
			c.Baseline = first
		}
		a.updateLastPoint(&c.Points[n-1])
		c.Tone = format.ToneOf(number.Sub(c.Points[n-1].Close, first), 4)
	}
	return c
}

// updateLastPoint brings the last point to the latest price on the screen while its bar
// goes on: bars are read once a minute, and one screen has one price. What is past
// stays what it was.
func (a account) updateLastPoint(p *chart.Point) {
	d, price := a.portfolio.detail, a.detailPrice()
	resting := a.closedMark(d.of.class) != "" // that price is none of the session's
	if resting || !price.Valid || !p.Close.Valid || !d.period.Ongoing(p.At, a.brokerTime(), candlesAge) {
		return
	}
	p.Close = price
	if p.IsCandle() {
		p.Low.Decimal, p.High.Decimal = decimal.Min(p.Low.Decimal, price.Decimal), decimal.Max(p.High.Decimal, price.Decimal)
	}
}

// The facts of a detail stand in a column of their own from detailWide on.
const (
	detailWide  = 92
	fieldsWidth = 40
	candleRows  = 8 // candles need them, or they are noise
)

// detailPlan deals out the rows of a detail.
type detailPlan struct {
	wide        bool
	room, chart int // rows below the head; rows of the chart, 0 for none
	chartWidth  int
}

func (a account) planDetail(rows int) detailPlan {
	p := detailPlan{wide: a.width >= detailWide, room: max(rows-len(a.viewDetailHead())-2, 1), chartWidth: a.width - 2}
	switch {
	case a.session.access.Data == nil:
	case p.wide:
		p.chartWidth = a.width - fieldsWidth - 5
		p.chart = min(max(p.room/2, 8), p.room)
	case p.room >= 16:
		p.chart = min(max(p.room/3, 6), 12)
	}
	return p
}

// charted reports whether the plan has a chart, and whether one of candles.
func (a account) charted(p detailPlan) (line, candles bool) {
	line = a.session.access.Data != nil && p.chart >= 3
	return line, line && p.chart-1 >= candleRows // its periods take a row
}

// detailBlocks are the parts of a detail that scroll, with the rows for each.
func (a account) detailBlocks(p detailPlan) (facts, past []string, factRows, pastRows int) {
	if p.wide { // a blank line stands between chart and past
		return a.viewFields(a.detailFields(), fieldsWidth), a.viewPast(), p.room, p.room - p.chart - 1
	}
	var body []string
	if chart := a.viewCandles(p); len(chart) > 0 {
		body = append(append(body, chart...), "")
	}
	body = append(append(body, a.viewFields(a.detailFields(), a.width-2)...), "")
	return append(body, a.viewPast()...), nil, p.room, 0
}

// viewDetail draws the instrument: its name and price, what is held, the chart
// and what happened to it, beside each other where the window is wide.
func (a account) viewDetail(rows int) []string {
	p, top := a.planDetail(rows), a.portfolio.detail.scroll
	lines := append(append([]string{""}, a.viewDetailHead()...), "")
	facts, past, factRows, pastRows := a.detailBlocks(p)
	facts = a.window(facts, top, factRows)
	if !p.wide {
		return append(lines, facts...)
	}
	right := text.Fill(a.viewCandles(p), p.chart)
	if pastRows > 1 {
		if p.chart > 0 {
			right = append(right, "")
		}
		right = append(right, a.window(past, top, pastRows)...)
	}
	return append(lines, text.SideBySide(facts, right, fieldsWidth+3)...)
}

// detailDepth is how far a detail scrolls.
func (a account) detailDepth() int {
	facts, past, factRows, pastRows := a.detailBlocks(a.planDetail(a.overlayRows()))
	return max(len(facts)-factRows, len(past)-pastRows, 0)
}

// window gives rows of lines from top on, as far as they go, and says on the last
// one how many more there are.
func (e env) window(lines []string, top, rows int) []string {
	rows = max(rows, 0)
	top = min(top, max(len(lines)-rows, 0))
	shown := append([]string(nil), lines[top:min(top+rows, len(lines))]...)
	if more := countNonBlank(lines[min(top+max(rows-1, 0), len(lines)):]); len(lines) > top+rows && rows > 0 {
		shown[rows-1] = " " + e.theme.Muted.Render(fmt.Sprintf("%d more ↓", more))
	}
	return shown
}
