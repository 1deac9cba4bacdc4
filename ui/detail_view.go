package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/ui/text"
)

func (d detail) viewHead(a account) []string {
	t := a.theme
	name := format.Instrument(d.of.symbol, d.of.class, false)
	line := " " + t.Brand.Render(name)
	if price := d.price(a); price.Valid {
		line += "   " + a.figureTheme().Strong.Render(d.priceOf(price)+a.closedMark(d.of.class))
		if change := d.change(a); change.Valid {
			c := format.PercentCell(change, true)
			line += "  " + a.figureTheme().Of(c).Render(c.Text) + t.Muted.Render(" today")
		}
	}
	var quote string
	if q := d.latest.Quote; q.Bid.Valid || q.Ask.Valid {
		quote = "bid " + d.priceOf(q.Bid.NullDecimal) + "   ask " + d.priceOf(q.Ask.NullDecimal)
		if spread := q.Spread(); spread.Valid {
			quote += "   spread " + format.PriceLike(spread.NullDecimal, q.Ask.NullDecimal)
		}
		if !q.At.IsZero() {
			quote += "   " + format.Moment(q.At, a.now) + " ET"
		}
	}
	switch {
	case quote != "":
	case a.session.access.Data == nil:
		quote = "No quotes: " + a.whyNoData()
	case d.quote.err != nil:
		quote = "No quote: " + problemWords(d.quote.err)
	}
	if old := d.quote.old(a.now, a.quotesAge()); old != "" {
		return []string{text.Clip(line, a.width-1), " " + text.Clip(t.Notice.Render("quote "+old)+"   "+t.Muted.Render(quote), a.width-2)}
	}
	return []string{text.Clip(line, a.width-1), " " + t.Muted.Render(text.Clip(quote, a.width-2))}
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
	if h := a.held(d.of.symbol); h != nil && h.CurrentPrice.Valid {
		return h.CurrentPrice.NullDecimal
	}
	return d.latest.Price.NullDecimal
}

func (d detail) change(a account) decimal.NullDecimal {
	if h := a.held(d.of.symbol); h != nil && h.ChangeToday.Valid {
		return h.ChangeToday.NullDecimal
	}
	_, fraction := d.latest.Change()
	return fraction.NullDecimal
}

func (d detail) priceOf(price decimal.NullDecimal) string {
	if d.of.class == market.Crypto {
		return format.CryptoPrice(price)
	}
	return format.Price(price)
}

// viewFields puts each field on a line of width cells; a longer id takes more lines.
func (a account) viewFields(all []detailField, width int) []string {
	const labelWidth = 15
	th := a.figureTheme()
	var lines []string
	for _, f := range all {
		if f.label == "" {
			lines = append(lines, "")
			continue
		}
		label := f.label
		for _, part := range breakID(f.value.Text, width-labelWidth) {
			lines = append(lines, " "+a.theme.Muted.Render(text.PadRight(label, labelWidth-2))+" "+th.Of(f.value).Render(part))
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
	label string
	value format.Cell
}

// fields lists what is known about the instrument.
func (d detail) fields(a account) []detailField {
	var all []detailField
	if h := a.held(d.of.symbol); h != nil {
		all = a.positionFields(h)
	} else {
		all = append(all, detailField{"Position", format.Cell{Text: "none"}})
	}
	if option, is := format.ParseOption(d.of.symbol); is {
		all = append(all, detailField{}, detailField{"Underlying", format.Cell{Text: option.Underlying}}, detailField{"Expiry", format.Cell{Text: option.Expiry.Format("Mon 2 Jan 2006")}},
			detailField{"Days left", format.Cell{Text: fmt.Sprint(a.daysLeft(option))}}, detailField{"Strike", format.Cell{Text: format.Price(decimal.NewNullDecimal(option.Strike))}},
			detailField{"Type", format.Cell{Text: map[bool]string{true: "call", false: "put"}[option.Call]}}, detailField{"Symbol", format.Cell{Text: d.of.symbol}})
	}
	if d.of.class == market.Crypto {
		all = append(all, detailField{}, detailField{"Pair", format.Cell{Text: market.Pair(d.of.symbol)}}, detailField{"Symbol", format.Cell{Text: market.PositionSymbol(d.of.symbol)}})
	}
	if day := d.latest.Day; day.Close.Valid {
		all = append(all, detailField{}, detailField{"Day open", format.Cell{Text: d.priceOf(day.Open.NullDecimal)}},
			detailField{"Day range", format.Cell{Text: d.priceOf(day.Low.NullDecimal) + " – " + d.priceOf(day.High.NullDecimal)}},
			detailField{"Volume", format.Cell{Text: format.Volume(day.Volume.NullDecimal)}})
		previous := d.priceOf(d.latest.Previous.Close.NullDecimal)
		if h := a.held(d.of.symbol); h == nil || h.Price(h.LastdayPrice) != previous { // it is already shown
			all = append(all, detailField{"Previous", format.Cell{Text: previous}})
		}
	}
	return append(all, d.assetFields(a)...)
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
		return format.Cell{Text: format.Amount(l, format.Money(d.NullDecimal))}
	}
	return []detailField{
		{"Position", format.Cell{Text: heldWords(h, l), Strong: true}},
		{"Available", format.Cell{Text: format.Amount(l, format.Quantity(h.QtyAvailable.NullDecimal))}},
		{"Value", money(h.MarketValue)},
		{"Weight", format.Cell{Text: format.Share(h.Weight().NullDecimal)}},
		{"Average cost", format.Cell{Text: h.fullAverage()}},
		{"Cost basis", money(h.CostBasis)},
		{"Total P&L", format.ProfitCell(h.UnrealizedPL.NullDecimal, true, l)},
		{"Total %", format.PercentCell(h.UnrealizedPLPC.NullDecimal, false)},
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
	all := []detailField{{}, {"Class", format.Cell{Text: format.Words(d.of.class)}}}
	if h := a.held(d.of.symbol); h != nil && h.Exchange != "" {
		all = append(all, detailField{"Exchange", format.Cell{Text: h.Exchange}})
	}
	if d.of.asset != "" {
		all = append(all, detailField{"Asset id", format.Cell{Text: d.of.asset, Tone: format.Muted}})
	}
	return all
}
