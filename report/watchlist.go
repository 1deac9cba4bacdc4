package report

import (
	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// Watchlists are the account's lists by name: quipu watchlist.
var Watchlists = Register(Kind[client.Watchlist]{
	Command: "watchlist",
	Name:    "watchlists", Empty: "There are no watchlists.",
	Key: func(w *client.Watchlist) string { return w.ID },
	Fields: []Field[client.Watchlist]{
		{"id", "the list's id", false, func(w *client.Watchlist) Value { return Text(w.ID) }},
		{"name", "as its owner called it; null where nothing of it can be seen", false, func(w *client.Watchlist) Value { return Text(w.Name) }},
		{"updated_at", "when it was last changed", false, func(w *client.Watchlist) Value { return Time(w.UpdatedAt) }},
	},
	Columns: []Column[client.Watchlist]{
		{Title: "Watchlist", Left: true, Show: func(w *client.Watchlist, _ Options) format.Cell { return text(w.Title()) }},
		{Title: "Changed", Left: true, Priority: 1, Show: func(w *client.Watchlist, opt Options) format.Cell { return moment(w.UpdatedAt, opt) }},
	},
})

// Watched is an instrument of a watchlist with what is known of it today.
type Watched struct {
	client.Asset
	portfolio.Today
}

// Watchlist is what one list holds: quipu watchlist NAME.
var Watchlist = Register(Kind[Watched]{
	Command: "watchlist NAME",
	Name:    "watchlist", Empty: "Nothing is on this list.",
	Key: func(w *Watched) string { return w.ID + " " + w.Symbol },
	Fields: []Field[Watched]{
		{"asset_id", "joins with positions and orders", false, func(w *Watched) Value { return Text(w.ID) }},
		{"symbol", "crypto as BTC/USD", false, func(w *Watched) Value { return Text(w.Symbol) }},
		{"name", "of the company or the cryptocurrency", false, func(w *Watched) Value { return Text(w.Name) }},
		{"asset_class", "us_equity, us_option or crypto", false, func(w *Watched) Value { return Text(w.Class) }},
		{"exchange", "NASDAQ, NYSE, ARCA and others", false, func(w *Watched) Value { return Text(w.Exchange) }},
		{"tradable", "orders for it are taken; false where the broker does not say", false, func(w *Watched) Value { return Switch(w.Tradable) }},
		{"price", "of the last trade; null without permission to read market data", false, func(w *Watched) Value { return Decimal(w.Price) }},
		{"price_at", "when that was", false, func(w *Watched) Value { return Time(&w.At) }},
		{"currency", "of the prices: USD, or what a pair of crypto is quoted in", false, func(w *Watched) Value { return Text(market.QuoteCurrency(w.Symbol, w.Class)) }},
		{"change", "against the last close, per share, computed; null where the last trade is of an earlier trading day", false, func(w *Watched) Value { return Decimal(w.Change.Amount) }},
		{"change_percent", "the same as a fraction, computed to 8 decimals", false, func(w *Watched) Value { return Decimal(w.Change.Fraction) }},
		{"volume", "of the trading day; null before it is traded", false, func(w *Watched) Value { return Decimal(w.Day.Volume) }},
		{"bid", "best bid of the trading day; null where nobody bids", false, func(w *Watched) Value { return Decimal(w.Quote.Bid) }},
		{"ask", "best offer of the trading day; null where nobody offers", false, func(w *Watched) Value { return Decimal(w.Quote.Ask) }},
	},
	Columns: []Column[Watched]{
		{Title: "Symbol", Left: true, Show: func(w *Watched, opt Options) format.Cell {
			return text(format.Instrument(w.Symbol, w.Class, opt.Short))
		}},
		{Title: "Last", Show: func(w *Watched, opt Options) format.Cell {
			return format.LastCell(format.PriceOf(w.Price.NullDecimal, w.Symbol, w.Class), w.At, w.Current, opt.Options)
		}},
		{Title: "Change", Priority: 4, Show: func(w *Watched, _ Options) format.Cell {
			return format.Cell{Text: format.ChangeOf(w.Change.Amount.NullDecimal, w.Price.NullDecimal, w.Symbol, w.Class), Tone: format.ToneOf(w.Change.Amount.NullDecimal, 4)}
		}},
		{Title: "Chg %", Show: func(w *Watched, _ Options) format.Cell { return percent(w.Change.Fraction) }},
		{Title: "Volume", Priority: 3, Show: func(w *Watched, _ Options) format.Cell { return text(format.Volume(w.Day.Volume.NullDecimal)) }},
		{Title: "Bid", Priority: 2, Show: func(w *Watched, _ Options) format.Cell { return w.price(w.Quote.Bid) }},
		{Title: "Ask", Priority: 2, Show: func(w *Watched, _ Options) format.Cell { return w.price(w.Quote.Ask) }},
		{Title: "Name", Left: true, Priority: 1, Show: func(w *Watched, _ Options) format.Cell { return text(w.Name) }},
	},
})

func (w *Watched) price(d client.Decimal) format.Cell {
	return text(format.PriceOf(d.NullDecimal, w.Symbol, w.Class))
}
