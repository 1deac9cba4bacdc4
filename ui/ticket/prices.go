package ticket

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
)

// The keys of a price field, which takes no letters.
var (
	quoteKeys = key.NewBinding(key.WithKeys("b", "a", "m", "l"), key.WithHelp("b a m l", "bid ask middle last"))
	costKey   = key.NewBinding(key.WithKeys("c"), key.WithHelp("c", "cost"))
	tickKeys  = key.NewBinding(key.WithKeys("+", "-", "="), key.WithHelp("+ -", "a tick"))
)

// pricing reports whether the field with the focus is a price.
func (e Entry) pricing() bool {
	return slices.Contains([]string{limitName, stopName, profitName, lossName}, e.form.Focus())
}

// priceKey fills in a price of the quote, or moves the price by a tick.
func (e Entry) priceKey(press tea.KeyPressMsg) (Entry, bool) {
	if !e.pricing() || !e.known || !key.Matches(press, quoteKeys, costKey, tickKeys) {
		return e, false
	}
	name, quote := e.form.Focus(), e.facts.Quote
	var price client.Decimal
	switch press.String() {
	case "b":
		price = quote.Quote.Bid
	case "a":
		price = quote.Quote.Ask
	case "m":
		price = e.middle()
	case "l":
		price = quote.Price
	case "c":
		price = e.facts.AverageCost()
	case "-":
		price = e.moved(name, -1)
	default:
		price = e.moved(name, +1)
	}
	if !price.Valid || !price.Decimal.IsPositive() {
		return e, true // there is no such price: the field stays as it is
	}
	e.form, e.limits = e.form.WithValue(name, e.priceText(price.Decimal)), nil
	return e.checked(), true
}

// middle is the middle of bid and ask on the grid of prices.
func (e Entry) middle() client.Decimal {
	q := e.facts.Quote.Quote
	if !q.Bid.Valid || !q.Ask.Valid {
		return client.Decimal{}
	}
	middle := q.Bid.Decimal.Add(q.Ask.Decimal).DivRound(decimal.NewFromInt(2), 12)
	return client.Known(trade.OnGrid(e.facts.Asset, middle))
}

// moved is the price of a field, or of the last trade, some ticks away.
func (e Entry) moved(name string, ticks int64) client.Decimal {
	price := priceOf(e.form.Value(name))
	if !price.Valid {
		price = e.facts.Quote.Price
	}
	if !price.Valid {
		return price
	}
	step := trade.Step(e.facts.Asset, price.Decimal)
	return client.Known(price.Decimal.Add(step.Mul(decimal.NewFromInt(ticks))))
}

// priceText is a price as it stands in a field.
func (e Entry) priceText(price decimal.Decimal) string {
	if e.facts.Asset.Class == market.Crypto {
		return price.String()
	}
	return price.StringFixed(max(2, -price.Exponent()))
}
