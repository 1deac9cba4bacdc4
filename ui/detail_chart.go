package ui

import (
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/text"
)

// viewCandles draws the price chart with its periods above it.
func (m account) viewCandles(p detailPlan) []string {
	t, d := m.theme, m.portfolio.detail
	line, candles := m.charted(p)
	if !line {
		return nil
	}
	width, rows := p.chartWidth, p.chart
	c := m.priceChart()
	c.candles = c.candles && candles
	head := m.viewPeriods(d.period)
	switch {
	case d.barsErr != nil:
		return []string{" " + head, "", " " + t.Muted.Render(text.Clip("No chart: "+problemWords(d.barsErr), width))}
	case d.barsOf != d.period || d.barsAt.IsZero():
		return []string{" " + head, "", " " + t.Muted.Render("Reading the prices…")}
	}
	if words := c.readout(); words != "" {
		head = text.Spread(head, t.Text.Render(words), width)
	}
	drawn := c.draw(width, rows-1, t)
	if drawn == nil {
		return []string{" " + head, "", " " + t.Muted.Render("There are no prices for this period.")}
	}
	return text.Indent(append([]string{head}, drawn...), 1)
}

// priceChart is the chart of the bars that were read, up to the price above it.
func (m account) priceChart() chart {
	d := m.portfolio.detail
	c := chart{
		candles: d.candles, cursor: d.cursor, zone: market.NewYork, intraday: d.period == portfolio.Day, hours: d.period.Intraday(),
		label: m.priceOf, old: m.look().old,
	}
	for _, b := range d.bars {
		c.points = append(c.points, chartPoint{at: b.At, open: b.Open.NullDecimal, high: b.High.NullDecimal, low: b.Low.NullDecimal, close: b.Close.NullDecimal})
	}
	if n := len(d.bars); n > 0 {
		first := d.bars[0].Open.NullDecimal
		if d.period == portfolio.Day && d.latest.Previous.Close.Valid {
			first = d.latest.Previous.Close.NullDecimal
			c.baseline = first
		}
		m.upToNow(&c.points[n-1])
		c.tone = format.ToneOf(number.Sub(c.points[n-1].close, first), 4)
	}
	return c
}

// upToNow brings the last point to the latest price on the screen while its bar
// goes on: bars are read once a minute, and one screen has one price. What is past
// stays what it was.
func (m account) upToNow(p *chartPoint) {
	d, price := m.portfolio.detail, m.detailPrice()
	resting := m.restingOf(d.of.class) != "" // that price is none of the session's
	if resting || !price.Valid || !p.close.Valid || !d.period.Ongoing(p.at, m.brokerTime(), candlesAge) {
		return
	}
	p.close = price
	if p.isCandle() {
		p.low.Decimal, p.high.Decimal = decimal.Min(p.low.Decimal, price.Decimal), decimal.Max(p.high.Decimal, price.Decimal)
	}
}
