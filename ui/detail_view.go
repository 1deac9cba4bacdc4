package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/text"
)

func (d detail) viewHead(a account) []string {
	name := format.Instrument(d.of.symbol, d.of.class, false)
	line := " " + a.theme.Brand.Render(name)
	if price := d.viewPrice(a); price != "" {
		line += "   " + price
	}
	quote := a.theme.Muted.Render(d.quoteWords(a))
	if old := d.quote.old(a.now, a.quotesAge()); old != "" {
		quote = a.theme.Notice.Render("quote "+old) + "   " + quote
	}
	return []string{text.Clip(line, a.width-1), " " + text.Clip(quote, a.width-2)}
}

// viewPrice is the price with its change, and of which day they are: "$120.00
// ▲ +0.84% today", or "last $1.04 on 14 Oct" of what has not traded since.
func (d detail) viewPrice(a account) string {
	t, session := a.theme, a.tradingSession()
	strong := a.figureTheme().Strong
	if today := session.Today(d.latest, d.of.class); d.isOld(a, today) {
		return t.Muted.Render("last ") + strong.Render(d.priceOf(today.Price.NullDecimal)) + t.Muted.Render(format.OnDay(today.At, a.brokerTime()))
	}
	price := d.price(a)
	if !price.Valid {
		return ""
	}
	line := strong.Render(d.priceOf(price) + a.closedMark(d.of.class))
	if change := d.change(a); change.Valid {
		c := format.PercentCell(change, true)
		line += "  " + a.figureTheme().Of(c).Render(c.Text)
		if session.IsToday(d.of.class) {
			return line + t.Muted.Render(" today")
		}
		return line + t.Muted.Render(format.OnDay(session.Day(), a.brokerTime()))
	}
	return line
}

// isOld reports whether the price is of an earlier session: the last trade is, and
// what the position says is no newer.
func (d detail) isOld(a account, today portfolio.Today) bool {
	h := a.held(d.of.id())
	newer := h != nil && h.CurrentPrice.Valid && number.Compare(h.CurrentPrice.NullDecimal, today.Price.NullDecimal) != 0
	return today.Price.Valid && !today.Current && !newer
}

// quoteWords are bid and ask with the time that they are of, or why there are none.
func (d detail) quoteWords(a account) string {
	q := d.latest.Quote
	switch {
	case q.Bid.Valid || q.Ask.Valid || !q.At.IsZero():
		words := "bid " + d.priceOf(q.Bid.NullDecimal) + "   ask " + d.priceOf(q.Ask.NullDecimal)
		if spread := q.Spread(); spread.Valid {
			words += "   spread " + format.SpreadOf(spread.NullDecimal, q.Ask.NullDecimal, d.of.symbol, d.of.class)
		}
		if !q.At.IsZero() {
			words += "   " + format.Moment(q.At, a.now) + " ET"
		}
		return words
	case a.session.access.Data == nil:
		return "No quotes: " + a.whyNoData()
	case a.classProblem(d.of) != nil:
		return "No quote: " + problemWords(a.classProblem(d.of))
	case d.quote.err != nil:
		return "No quote: " + problemWords(d.quote.err)
	default:
		return ""
	}
}

func (a account) whyNoData() string {
	if a.parts.Settings.ReadOnly && !a.session.keys {
		return "read-only asks for no permission, and market data needs data."
	}
	if !a.parts.Settings.KnowsData() {
		return "api_url is set and data_url is not."
	}
	return "this sign-in was not given the permission data."
}

func (a account) closedMark(class string) string {
	if a.formatOptions().MarketClosed && class != market.Crypto {
		return format.ClosedMark
	}
	return ""
}

// price is the price of the position, as in all other views; without a position, the
// latest price.
func (d detail) price(a account) decimal.NullDecimal {
	if h := a.held(d.of.id()); h != nil && h.CurrentPrice.Valid {
		return h.CurrentPrice.NullDecimal
	}
	return d.latest.Price.NullDecimal
}

func (d detail) change(a account) decimal.NullDecimal {
	if h := a.held(d.of.id()); h != nil && h.ChangeToday.Valid {
		return h.ChangeToday.NullDecimal
	}
	return a.tradingSession().Today(d.latest, d.of.class).Change.Fraction.NullDecimal
}

func (d detail) priceOf(price decimal.NullDecimal) string {
	return format.PriceOf(price, d.of.symbol, d.of.class)
}

// viewFields puts each field on a line of width cells; what is longer takes more lines.
func (a account) viewFields(all []detailField, width int) []string {
	const labelWidth = 15
	th := a.figureTheme()
	var lines []string
	for _, f := range all {
		if f.Value.Text == "" {
			lines = append(lines, "")
			continue
		}
		label, parts := f.Label, breakID(f.Value.Text, width-labelWidth)
		if strings.Contains(f.Value.Text, " ") {
			parts = text.Wrap(f.Value.Text, width-labelWidth)
		}
		for _, part := range parts {
			lines = append(lines, " "+a.theme.Muted.Render(text.PadRight(label, labelWidth-2))+" "+th.Of(format.Cell{Text: part, Tone: f.Value.Tone, Strong: f.Value.Strong}).Render(part))
			label = ""
		}
	}
	return lines
}

// breakID breaks a long id after its hyphens.
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

// detailField is one line of a detail: a label and its value.
type detailField struct {
	Label string
	Value format.Cell
}

// fields lists what is known about the instrument.
func (d detail) fields(a account) []detailField {
	var all []detailField
	if h := a.held(d.of.id()); h != nil {
		all = a.positionFields(h)
		if h.bare != "" {
			all = append(all, detailField{"Stops", format.Cell{Text: h.bare, Tone: format.Accent}})
		}
	} else {
		all = append(all, detailField{"Position", format.Cell{Text: "none"}})
	}
	if option, is := format.ParseOption(d.of.symbol); is {
		all = append(all, detailField{}, detailField{"Underlying", format.Cell{Text: option.Underlying}}, detailField{"Expiry", format.Cell{Text: format.FullDate(option.Expiry)}},
			detailField{"Days left", format.Cell{Text: fmt.Sprint(a.daysLeft(option))}}, detailField{"Strike", format.Cell{Text: format.Price(decimal.NewNullDecimal(option.Strike))}},
			detailField{"Option type", format.Cell{Text: map[bool]string{true: "call", false: "put"}[option.Call]}}, detailField{"Symbol", format.Cell{Text: d.of.symbol}})
	}
	if d.of.class == market.Crypto {
		all = append(all, detailField{}, detailField{"Pair", format.Cell{Text: market.Pair(d.of.symbol)}}, detailField{"Symbol", format.Cell{Text: market.PositionSymbol(d.of.symbol)}})
	}
	return append(append(all, d.dayFields(a)...), d.assetFields(a)...)
}

// dayFields are the figures of the session. Where it has none yet, nothing is said
// of an earlier one.
func (d detail) dayFields(a account) []detailField {
	session := a.tradingSession()
	day := session.Today(d.latest, d.of.class).Day
	if !day.Close.Valid {
		return nil
	}
	all := []detailField{
		{}, {"Day open", format.Cell{Text: d.priceOf(day.Open.NullDecimal)}},
		{"Day range", format.Cell{Text: d.priceOf(day.Low.NullDecimal) + " – " + d.priceOf(day.High.NullDecimal)}},
		{"Volume", format.Cell{Text: format.Volume(day.Volume.NullDecimal)}},
	}
	previous := d.priceOf(d.latest.Previous.Close.NullDecimal)
	if h := a.held(d.of.id()); h == nil || h.Price(h.LastdayPrice) != previous { // it is already shown
		all = append(all, detailField{"Previous", format.Cell{Text: previous}})
	}
	return all
}

// daysLeft counts the days from today in New York to an option's expiry.
func (a account) daysLeft(o format.Option) int {
	year, month, day := a.brokerTime().Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return int(o.Expiry.Sub(today).Hours() / 24)
}

// positionFields are the fields of a position.
func (a account) positionFields(h *holding) []detailField {
	l := a.formatOptions()
	money := func(d client.Decimal) format.Cell {
		return format.Cell{Text: format.AccountMoney(l, d.NullDecimal)}
	}
	return []detailField{
		{"Position", format.Cell{Text: heldWords(h, l), Strong: true}},
		{"Available", format.Cell{Text: format.Amount(l, format.Quantity(h.QtyAvailable.NullDecimal))}},
		{"Value", money(h.MarketValue)},
		{"Weight", format.Cell{Text: format.Share(h.Weight().NullDecimal)}},
		{"Average cost", format.Cell{Text: h.fullAverage()}},
		{"Cost basis", money(h.CostBasis)},
		{"Total P&L", format.ProfitCell(h.UnrealizedPL.NullDecimal, true, l)},
		{"Total %", format.PercentCell(portfolio.PositionPL(h.Position).Fraction.NullDecimal, false)},
		{"Day P&L", format.ProfitCell(h.UnrealizedIntradayPL.NullDecimal, true, l)},
		{"Day P&L %", format.PercentCell(portfolio.PositionDayPL(h.Position).Fraction.NullDecimal, false)},
		{"Chg %", format.PercentCell(h.ChangeToday.NullDecimal, false)},
		{"Last close", format.Cell{Text: h.Price(h.LastdayPrice)}},
	}
}

// heldWords gives the side and quantity of a position: long 5, short 12.
func heldWords(h *holding, l format.Options) string {
	if !h.Qty.Valid {
		return format.Unknown
	}
	return h.Direction() + " " + format.Amount(l, format.Quantity(decimal.NewNullDecimal(h.Qty.Decimal.Abs())))
}

// assetFields describe the asset.
func (d detail) assetFields(a account) []detailField {
	all := []detailField{{}, {"Asset class", format.Cell{Text: format.Class(d.of.class)}}}
	if h := a.held(d.of.id()); h != nil && h.Exchange != "" {
		all = append(all, detailField{"Exchange", format.Cell{Text: h.Exchange}})
	}
	if d.of.asset != "" {
		all = append(all, detailField{"Asset id", format.Cell{Text: d.of.asset, Tone: format.Muted}})
	}
	return all
}
