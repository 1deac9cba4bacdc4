package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
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

// fact is one line of a detail: what it is called and what it is.
type fact struct {
	label string
	value format.Cell
}

// facts lists everything that is known of the instrument.
func (m account) facts() []fact {
	d := m.portfolio.detail
	var all []fact
	if h := m.held(d.of.symbol); h != nil {
		all = m.positionFacts(h)
	} else {
		all = append(all, fact{"Position", format.Cell{Text: "none"}})
	}
	if option, is := format.ParseOption(d.of.symbol); is {
		all = append(all, fact{}, fact{"Underlying", format.Cell{Text: option.Underlying}}, fact{"Expiry", format.Cell{Text: option.Expiry.Format("Mon 2 Jan 2006")}},
			fact{"Days left", format.Cell{Text: fmt.Sprint(m.daysLeft(option))}}, fact{"Strike", format.Cell{Text: format.Price(decimal.NewNullDecimal(option.Strike))}},
			fact{"Type", format.Cell{Text: map[bool]string{true: "call", false: "put"}[option.Call]}}, fact{"Symbol", format.Cell{Text: d.of.symbol}})
	}
	if d.of.class == market.Crypto {
		all = append(all, fact{}, fact{"Pair", format.Cell{Text: market.Pair(d.of.symbol)}}, fact{"Symbol", format.Cell{Text: market.PositionSymbol(d.of.symbol)}})
	}
	if day := d.latest.Day; day.Close.Valid {
		all = append(all, fact{}, fact{"Day open", format.Cell{Text: m.priceOf(day.Open.NullDecimal)}},
			fact{"Day range", format.Cell{Text: m.priceOf(day.Low.NullDecimal) + " – " + m.priceOf(day.High.NullDecimal)}},
			fact{"Volume", format.Cell{Text: format.Volume(day.Volume.NullDecimal)}})
		previous := m.priceOf(d.latest.Previous.Close.NullDecimal)
		if h := m.held(d.of.symbol); h == nil || h.Price(h.LastdayPrice) != previous { // it stands there already
			all = append(all, fact{"Previous", format.Cell{Text: previous}})
		}
	}
	return append(all, m.assetFacts()...)
}

// daysLeft counts the days from today in New York to an option's expiry.
func (m account) daysLeft(o format.Option) int {
	year, month, day := m.brokerTime().Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return int(o.Expiry.Sub(today).Hours() / 24)
}

// positionFacts is all that the API says of a position.
func (m account) positionFacts(h *holding) []fact {
	l := m.look()
	money := func(d client.Decimal) format.Cell {
		return format.Cell{Text: format.Amount(l, format.Money(d.NullDecimal))}
	}
	all := []fact{
		{"Position", format.Cell{Text: heldWords(h, l), Strong: true}},
		{"Available", format.Cell{Text: format.Amount(l, format.Quantity(h.QtyAvailable.NullDecimal))}},
		{"Value", money(h.MarketValue)},
		{"Weight", format.Cell{Text: format.Share(h.Weight().NullDecimal)}},
		{"Average cost", format.Cell{Text: h.fullAverage()}},
		{"Cost basis", money(h.CostBasis)},
		{"Total P&L", format.ProfitCell(h.UnrealizedPL.NullDecimal, true, l)},
		{"Total %", format.PercentCell(h.UnrealizedPLPC.NullDecimal, false)},
		{"Day P&L", format.ProfitCell(h.UnrealizedIntradayPL.NullDecimal, true, l)},
	}
	change, made := format.PercentCell(h.ChangeToday.NullDecimal, false), format.PercentCell(h.UnrealizedIntradayPLPC.NullDecimal, false)
	if made != change { // what was held all day made what it changed by
		all = append(all, fact{"Day P&L %", made})
	}
	return append(all, fact{"Day change", change}, fact{"Last close", format.Cell{Text: h.Price(h.LastdayPrice)}})
}

// heldWords says which way the position is held, and how much: long 5, short 12.
func heldWords(h *holding, l format.Options) string {
	if !h.Qty.Valid {
		return format.Unknown
	}
	return h.Direction() + " " + format.Amount(l, format.Quantity(decimal.NewNullDecimal(h.Qty.Decimal.Abs())))
}

// assetFacts say what kind of thing it is.
func (m account) assetFacts() []fact {
	d := m.portfolio.detail
	all := []fact{{}, {"Class", format.Cell{Text: format.Words(d.of.class)}}}
	if h := m.held(d.of.symbol); h != nil && h.Exchange != "" {
		all = append(all, fact{"Exchange", format.Cell{Text: h.Exchange}})
	}
	if d.of.asset != "" {
		all = append(all, fact{"Asset id", format.Cell{Text: d.of.asset, Tone: format.Muted}})
	}
	return all
}
