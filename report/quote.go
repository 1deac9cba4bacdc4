package report

import (
	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// QuoteRow is the newest that is known of an instrument.
type QuoteRow struct {
	Symbol, Class string
	Latest        client.Latest
}

// Quote is what quipu quote prints.
var Quote = Register(Kind[QuoteRow]{
	Command: "quote", Name: "quote", Single: true, Notes: ". A side on which nobody stands is null",
	Key: func(q *QuoteRow) string { return q.Symbol },
	Fields: []Field[QuoteRow]{
		{"symbol", "crypto as BTC/USD", false, func(q *QuoteRow) Value { return Text(q.Symbol) }},
		{"bid", "best bid", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Quote.Bid) }},
		{"bid_size", "units bid for", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Quote.BidSize) }},
		{"ask", "best offer", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Quote.Ask) }},
		{"ask_size", "units offered", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Quote.AskSize) }},
		{"spread", "ask less bid", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Quote.Spread()) }},
		{"quote_at", "of the quote", false, func(q *QuoteRow) Value { return Time(&q.Latest.Quote.At) }},
		{"last", "price of the last trade", false, func(q *QuoteRow) Value { return Decimal(q.Latest.Price) }},
		{"last_at", "of that trade", false, func(q *QuoteRow) Value { return Time(&q.Latest.At) }},
		{"currency", "of the prices: USD, or what a pair of crypto is quoted in", false, func(q *QuoteRow) Value { return Text(market.QuoteCurrency(q.Symbol, q.Class)) }},
	},
	Columns: []Column[QuoteRow]{
		{Title: "Symbol", Left: true, Show: func(q *QuoteRow, _ Options) format.Cell { return text(q.Symbol) }},
		{Title: "Bid", Show: func(q *QuoteRow, _ Options) format.Cell { return text(q.price(q.Latest.Quote.Bid)) }},
		{Title: "Ask", Show: func(q *QuoteRow, _ Options) format.Cell { return text(q.price(q.Latest.Quote.Ask)) }},
		{Title: "Last", Show: func(q *QuoteRow, opt Options) format.Cell {
			today := portfolio.LatestSessionAt(nil, opt.Now).Has(q.Latest.At, q.Class)
			return format.LastCell(q.price(q.Latest.Price), q.Latest.At, today, opt.Options)
		}},
		{Title: "Quoted", Left: true, Show: func(q *QuoteRow, opt Options) format.Cell { return moment(&q.Latest.Quote.At, opt) }},
	},
})

func (q *QuoteRow) price(d client.Decimal) string {
	return format.PriceOf(d.NullDecimal, q.Symbol, q.Class)
}
