package ui

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

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
