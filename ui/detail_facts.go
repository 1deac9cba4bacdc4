package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// fact is one line of a detail: what it is called and what it is.
type fact struct {
	label string
	value cell
}

// facts lists everything that is known of the instrument.
func (m account) facts() []fact {
	d := m.portfolio.detail
	var all []fact
	if h := m.held(d.of.symbol); h != nil {
		all = m.positionFacts(h)
	} else {
		all = append(all, fact{"Position", cell{text: "none"}})
	}
	if option, is := format.ParseOption(d.of.symbol); is {
		all = append(all, fact{}, fact{"Underlying", cell{text: option.Underlying}}, fact{"Expiry", cell{text: option.Expiry.Format("Mon 2 Jan 2006")}},
			fact{"Days left", cell{text: fmt.Sprint(m.daysLeft(option))}}, fact{"Strike", cell{text: format.Price(decimal.NewNullDecimal(option.Strike))}},
			fact{"Right", cell{text: map[bool]string{true: "call", false: "put"}[option.Call]}}, fact{"Symbol", cell{text: d.of.symbol}})
	}
	if d.of.class == market.Crypto {
		all = append(all, fact{}, fact{"Pair", cell{text: market.Pair(d.of.symbol)}}, fact{"Symbol", cell{text: strings.ReplaceAll(d.of.symbol, "/", "")}})
	}
	if day := d.latest.Day; day.Close.Valid {
		all = append(all, fact{}, fact{"Day open", cell{text: m.priceOf(day.Open.NullDecimal)}},
			fact{"Day range", cell{text: m.priceOf(day.Low.NullDecimal) + " – " + m.priceOf(day.High.NullDecimal)}},
			fact{"Volume", cell{text: format.Volume(day.Volume.NullDecimal)}})
		previous := m.priceOf(d.latest.Previous.Close.NullDecimal)
		if h := m.held(d.of.symbol); h == nil || h.price(h.LastdayPrice) != previous { // it stands there already
			all = append(all, fact{"Previous", cell{text: previous}})
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
	money := func(d client.Decimal) cell { return cell{text: amount(l, format.Money(d.NullDecimal))} }
	all := []fact{
		{"Position", cell{text: heldWords(h, l), strong: true}},
		{"Available", cell{text: amount(l, format.Quantity(h.QtyAvailable.NullDecimal))}},
		{"Value", money(h.MarketValue)},
		{"Weight", cell{text: format.Share(h.weight().NullDecimal)}},
		{"Average cost", cell{text: h.fullAverage()}},
		{"Cost basis", money(h.CostBasis)},
		{"Total P&L", profit(h.UnrealizedPL.NullDecimal, true, l)},
		{"Total %", percent(h.UnrealizedPLPC.NullDecimal, false)},
		{"Day P&L", profit(h.UnrealizedIntradayPL.NullDecimal, true, l)},
	}
	change, made := percent(h.ChangeToday.NullDecimal, false), percent(h.UnrealizedIntradayPLPC.NullDecimal, false)
	if made != change { // what was held all day made what it changed by
		all = append(all, fact{"Day P&L %", made})
	}
	return append(all, fact{"Day change", change}, fact{"Last close", cell{text: h.price(h.LastdayPrice)}})
}

// heldWords says which way the position is held, and how much: long 5, short 12.
func heldWords(h *holding, l look) string {
	if !h.Qty.Valid {
		return format.Unknown
	}
	return h.Direction() + " " + amount(l, format.Quantity(decimal.NewNullDecimal(h.Qty.Decimal.Abs())))
}

// assetFacts say what kind of thing it is.
func (m account) assetFacts() []fact {
	d := m.portfolio.detail
	all := []fact{{}, {"Class", cell{text: format.Words(d.of.class)}}}
	if h := m.held(d.of.symbol); h != nil && h.Exchange != "" {
		all = append(all, fact{"Exchange", cell{text: h.Exchange}})
	}
	if d.of.asset != "" {
		all = append(all, fact{"Asset id", cell{text: d.of.asset, tone: faded}})
	}
	return all
}
