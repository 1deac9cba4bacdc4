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

// viewCandles draws the price chart below its periods.
func (d detail) viewCandles(a account, p detailPlan) []string {
	t := a.theme
	line, candles := d.charted(a, p)
	if !line {
		return nil
	}
	width, rows := p.chartWidth, p.chart
	c := d.priceChart(a)
	c.Candles = c.Candles && candles
	head := a.viewPeriods(d.period)
	if old := d.prices.old(a.now, candlesAge); old != "" {
		head = text.Clip(head+"   "+t.Notice.Render(old), width)
	}
	unknown := a.classProblem(d.of)
	switch {
	case unknown != nil:
		return []string{" " + head, "", " " + t.Muted.Render(text.Clip("No chart: "+problemWords(unknown), width))}
	case d.prices.err != nil && (d.barsOf != d.period || !d.prices.read()):
		return []string{" " + head, "", " " + t.Muted.Render(text.Clip("No chart: "+problemWords(d.prices.err), width))}
	case d.barsOf != d.period || !d.prices.read():
		return []string{" " + head, "", " " + t.Muted.Render("Reading the prices…")}
	}
	if n := len(d.bars); d.period == portfolio.Day && n > 0 {
		head += t.Muted.Render(a.otherDay(d.bars[n-1].At, d.of.class))
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

// priceChart is the chart of the bars, ending at the price shown above it.
func (d detail) priceChart(a account) chart.Chart {
	c := chart.Chart{
		Candles: d.candles, Cursor: d.cursor, Zone: market.NewYork, Intraday: d.period == portfolio.Day, CursorTime: d.period.Intraday(),
		Label: d.priceOf, Stale: a.formatOptions().Stale || d.prices.old(a.now, candlesAge) != "",
	}
	for _, b := range d.bars {
		c.Points = append(c.Points, chart.Point{At: b.At, Open: b.Open.NullDecimal, High: b.High.NullDecimal, Low: b.Low.NullDecimal, Close: b.Close.NullDecimal})
	}
	if n := len(d.bars); n > 0 {
		first := d.bars[0].Open.NullDecimal
		if before := portfolio.CloseBefore(d.latest, d.bars[n-1].At, d.of.class); d.period == portfolio.Day && before.Valid {
			first = before.NullDecimal
			c.Baseline = first
		}
		d.updateLastPoint(a, &c.Points[n-1])
		c.Tone = format.ToneOf(number.Sub(c.Points[n-1].Close, first), 4)
	}
	return c
}

// updateLastPoint brings the last point to the latest price on the screen while its bar
// goes on: bars are read once a minute, and one screen has one price. What is past
// stays what it was.
func (d detail) updateLastPoint(a account, p *chart.Point) {
	price := d.price(a)
	resting := a.closedMark(d.of.class) != "" // the price is from outside the session
	if resting || !price.Valid || !p.Close.Valid || !d.period.Ongoing(p.At, a.brokerTime(), candlesAge) {
		return
	}
	p.Close = price
	if p.IsCandle() {
		p.Low.Decimal, p.High.Decimal = decimal.Min(p.Low.Decimal, price.Decimal), decimal.Max(p.High.Decimal, price.Decimal)
	}
}

// From detailWide on, the fields have a column of their own.
const (
	detailWide  = 92
	fieldsWidth = 40
	candleRows  = 8 // fewer rows make candles unreadable
)

// detailPlan is the layout of a detail.
type detailPlan struct {
	wide        bool
	room, chart int // rows below the head; rows of the chart, 0 for none
	chartWidth  int
}

func (d detail) plan(a account, rows int) detailPlan {
	p := detailPlan{wide: a.width >= detailWide, room: max(rows-len(d.viewHead(a))-2, 1), chartWidth: a.width - 2}
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

// charted reports whether the plan has room for a line chart, and for candles.
func (detail) charted(a account, p detailPlan) (line, candles bool) {
	line = a.session.access.Data != nil && p.chart >= 3
	return line, line && p.chart-1 >= candleRows // its periods take a row
}

// blocks are the parts of a detail that scroll, and the rows for each.
func (d detail) blocks(a account, p detailPlan) (facts, past []string, factRows, pastRows int) {
	if p.wide { // a blank line stands between chart and past
		return a.viewFields(d.fields(a), fieldsWidth), d.viewPast(a, p.chartWidth+1), p.room, p.room - p.chart - 1
	}
	var body []string
	if chart := d.viewCandles(a, p); len(chart) > 0 {
		body = append(append(body, chart...), "")
	}
	body = append(append(body, a.viewFields(d.fields(a), a.width-2)...), "")
	return append(body, d.viewPast(a, p.chartWidth+1)...), nil, p.room, 0
}

// draw shows name and price, the position, the chart, and orders and fills, beside
// each other if the window is wide.
func (d detail) draw(a account, rows int) []string {
	p := d.plan(a, rows)
	lines := append(append([]string{""}, d.viewHead(a)...), "")
	facts, past, factRows, pastRows := d.blocks(a, p)
	facts = a.window(facts, d.top, factRows)
	if !p.wide {
		return append(lines, facts...)
	}
	right := text.Fill(d.viewCandles(a, p), p.chart)
	if pastRows > 1 {
		if p.chart > 0 {
			right = append(right, "")
		}
		right = append(right, a.window(past, d.top, pastRows)...)
	}
	return append(lines, text.SideBySide(facts, right, fieldsWidth+3)...)
}

// depth is the number of lines that a detail can scroll.
func (d detail) depth(a account) int {
	facts, past, factRows, pastRows := d.blocks(a, d.plan(a, a.overlayRows()))
	return max(len(facts)-factRows, len(past)-pastRows, 0)
}

// window gives rows lines from top on; the last one counts those that follow.
func (e env) window(lines []string, top, rows int) []string {
	rows = max(rows, 0)
	top = min(top, max(len(lines)-rows, 0))
	shown := append([]string(nil), lines[top:min(top+rows, len(lines))]...)
	if more := countNonBlank(lines[min(top+max(rows-1, 0), len(lines)):]); len(lines) > top+rows && rows > 0 {
		shown[rows-1] = " " + e.theme.Muted.Render(fmt.Sprintf("%d more ↓", more))
	}
	return shown
}
