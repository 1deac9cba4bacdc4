package ui

import (
	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/chart"
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
	c.Candles = c.Candles && candles
	head := m.viewPeriods(d.period)
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
func (m account) priceChart() chart.Chart {
	d := m.portfolio.detail
	c := chart.Chart{
		Candles: d.candles, Cursor: d.cursor, Zone: market.NewYork, Intraday: d.period == portfolio.Day, CursorTime: d.period.Intraday(),
		Label: m.priceOf, Stale: m.look().Stale,
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
		m.upToNow(&c.Points[n-1])
		c.Tone = format.ToneOf(number.Sub(c.Points[n-1].Close, first), 4)
	}
	return c
}

// upToNow brings the last point to the latest price on the screen while its bar
// goes on: bars are read once a minute, and one screen has one price. What is past
// stays what it was.
func (m account) upToNow(p *chart.Point) {
	d, price := m.portfolio.detail, m.detailPrice()
	resting := m.restingOf(d.of.class) != "" // that price is none of the session's
	if resting || !price.Valid || !p.Close.Valid || !d.period.Ongoing(p.At, m.brokerTime(), candlesAge) {
		return
	}
	p.Close = price
	if p.IsCandle() {
		p.Low.Decimal, p.High.Decimal = decimal.Min(p.Low.Decimal, price.Decimal), decimal.Max(p.High.Decimal, price.Decimal)
	}
}
