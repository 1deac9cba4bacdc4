package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/format"
	"quipu/market"
	"quipu/ui/text"
)

func (m account) viewDetailHead() []string {
	t, d := m.theme, m.portfolio.detail
	name := format.Instrument(d.of.symbol, d.of.class, false)
	line := " " + t.Brand.Render(name)
	if price := m.detailPrice(); price.Valid {
		line += "   " + m.figures().Strong.Render(m.priceOf(price)+m.restingOf(d.of.class))
		if change := m.detailChange(); change.Valid {
			c := format.PercentCell(change, true)
			line += "  " + m.figures().Of(c).Render(c.Text) + t.Muted.Render(" today")
		}
	}
	var quote string
	if q := d.latest.Quote; q.Bid.Valid || q.Ask.Valid {
		quote = "bid " + m.priceOf(q.Bid.NullDecimal) + "   ask " + m.priceOf(q.Ask.NullDecimal)
		if spread := q.Spread(); spread.Valid {
			quote += "   spread " + format.PriceLike(spread.NullDecimal, q.Ask.NullDecimal)
		}
		if !q.At.IsZero() {
			quote += "   " + format.Moment(q.At, m.now) + " ET"
		}
	}
	switch {
	case quote != "":
	case m.session.access.Data == nil:
		quote = "No quotes: " + m.whyNoData()
	case d.latestErr != nil:
		quote = "No quote: " + problemWords(d.latestErr)
	}
	return []string{line, " " + t.Muted.Render(text.Clip(quote, m.width-2))}
}

func (m account) whyNoData() string {
	if m.parts.Settings.ReadOnly && !m.session.keys {
		return "read-only asks for no permission, and market data needs data."
	}
	if !m.parts.Settings.KnowsData() {
		return "api_url is set and data_url is not."
	}
	return "this sign-in was not given the permission data."
}

func (m account) restingOf(class string) string {
	if m.look().MarketClosed && class != market.Crypto {
		return format.ClosedMark
	}
	return ""
}

// detailPrice is the position's price, which the rest of the screen counts
// with; for what is not held the latest one.
func (m account) detailPrice() decimal.NullDecimal {
	if h := m.held(m.portfolio.detail.of.symbol); h != nil && h.CurrentPrice.Valid {
		return h.CurrentPrice.NullDecimal
	}
	return m.portfolio.detail.latest.Price.NullDecimal
}

func (m account) detailChange() decimal.NullDecimal {
	if h := m.held(m.portfolio.detail.of.symbol); h != nil && h.ChangeToday.Valid {
		return h.ChangeToday.NullDecimal
	}
	_, fraction := m.portfolio.detail.latest.Change()
	return fraction.NullDecimal
}

func (m account) priceOf(d decimal.NullDecimal) string {
	if m.portfolio.detail.of.class == market.Crypto {
		return format.CryptoPrice(d)
	}
	return format.Price(d)
}

// viewFacts puts each fact on a line of width cells, and an id that is longer on
// more of them.
func (m account) viewFacts(all []fact, width int) []string {
	const labelWidth = 15
	th := m.figures()
	var lines []string
	for _, f := range all {
		if f.label == "" {
			lines = append(lines, "")
			continue
		}
		label := f.label
		for _, part := range breakID(f.value.Text, width-labelWidth) {
			lines = append(lines, " "+m.theme.Muted.Render(text.PadRight(label, labelWidth-2))+" "+th.Of(f.value).Render(part))
			label = ""
		}
	}
	return lines
}

// breakID breaks what is too long behind its hyphens.
func breakID(id string, width int) []string {
	var parts []string
	for len(id) > width && width > 0 {
		at := strings.LastIndexByte(id[:width], '-') + 1
		if at == 0 {
			break
		}
		parts, id = append(parts, id[:at]), id[at:]
	}
	return append(parts, text.Clip(id, width))
}
