package ui

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/table"
)

// orderColumns is the table of orders from left to right. Name, side, type,
// quantity, price and time stay longest.
var orderColumns = []format.Column[orderRow]{
	{
		Title: "Order", Left: true, Words: true,
		Show: func(r *orderRow, l format.Options) format.Cell { return format.Cell{Text: r.name(l)} },
		Compare: func(a, b *orderRow) int {
			return strings.Compare(trade.OrderName(*b.Order, false), trade.OrderName(*a.Order, false))
		},
	},
	{
		Title: "Side", Left: true, Words: true, Priority: 11,
		Show:    func(r *orderRow, _ format.Options) format.Cell { return r.sideCell() },
		Compare: func(a, b *orderRow) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		Title: "Type", Left: true, Words: true, Priority: 8,
		Show:    func(r *orderRow, _ format.Options) format.Cell { return format.Cell{Text: orderType(*r.Order)} },
		Compare: func(a, b *orderRow) int { return strings.Compare(b.Type, a.Type) },
	},
	{
		Title: "Limit", Priority: 6,
		Show:  func(r *orderRow, _ format.Options) format.Cell { return known(orderPrice(*r.Order, r.LimitPrice)) },
		Value: func(r *orderRow) decimal.NullDecimal { return r.LimitPrice.NullDecimal },
	},
	{
		Title: "Stop", Priority: 5,
		Show:  func(r *orderRow, _ format.Options) format.Cell { return known(orderPrice(*r.Order, r.StopPrice)) },
		Value: func(r *orderRow) decimal.NullDecimal { return r.StopPrice.NullDecimal },
	},
	{
		Title: "Price", FallbackFor: []string{"Limit", "Stop"}, Priority: 12,
		Show:  func(r *orderRow, _ format.Options) format.Cell { return format.Cell{Text: r.price()} },
		Value: func(r *orderRow) decimal.NullDecimal { return r.mainPrice().NullDecimal },
	},
	{
		Title: "Distance", Priority: 4,
		Show:  func(r *orderRow, _ format.Options) format.Cell { return known(format.Percent(r.distance())) },
		Value: (*orderRow).distance,
	},
	{
		Title: "Filled", Priority: 10,
		Show:  func(r *orderRow, l format.Options) format.Cell { return format.Cell{Text: filled(*r.Order, l)} },
		Value: func(r *orderRow) decimal.NullDecimal { return r.FilledQty.NullDecimal },
	},
	{
		Title: "Avg fill", Priority: 3,
		Show:  func(r *orderRow, _ format.Options) format.Cell { return known(orderPrice(*r.Order, r.FilledAvgPrice)) },
		Value: func(r *orderRow) decimal.NullDecimal { return r.FilledAvgPrice.NullDecimal },
	},
	{
		Title: "TIF", Left: true, Words: true, Priority: 2,
		Show: func(r *orderRow, _ format.Options) format.Cell {
			text := format.Words(r.TimeInForce)
			if r.ExtendedHours.On {
				text += " ext"
			}
			return format.Cell{Text: text}
		},
		Compare: func(a, b *orderRow) int { return strings.Compare(b.TimeInForce, a.TimeInForce) },
	},
	{
		Title: "Class", Left: true, Words: true, Priority: 1,
		Show: func(r *orderRow, _ format.Options) format.Cell {
			if r.Class == "simple" {
				return format.Cell{}
			}
			return format.Cell{Text: format.Words(r.Class), Tone: format.Muted}
		},
		Compare: func(a, b *orderRow) int { return strings.Compare(b.Class, a.Class) },
	},
	{
		Title: "Status", Left: true, Words: true, Priority: 7,
		Show: func(r *orderRow, _ format.Options) format.Cell {
			c := format.Cell{Text: format.Words(r.Status)}
			switch {
			case r.Status == "rejected":
				c.Tone = format.Loss
			case r.Closed() && r.Status != "filled":
				c.Tone = format.Muted
			}
			return c
		},
		Compare: func(a, b *orderRow) int { return strings.Compare(b.Status, a.Status) },
	},
	{
		Title: "Time", Priority: 9,
		Show: func(r *orderRow, l format.Options) format.Cell {
			if !r.ended.IsZero() {
				return format.Cell{Text: r.endTime(l), Tone: format.Muted}
			}
			if r.SubmittedAt == nil {
				return format.Cell{Text: format.Unknown}
			}
			return format.Cell{Text: format.Rough(l.Now.Sub(*r.SubmittedAt))}
		},
		Compare: func(a, b *orderRow) int { return compareTimes(a.SubmittedAt, b.SubmittedAt) },
	},
}

// ordersKind is the table of orders.
var ordersKind = &table.Spec[orderRow]{
	Name: "orders", Noun: "order", Columns: orderColumns,
	ID:      func(r *orderRow) string { return r.key },
	Matches: (*orderRow).matches,
	Heading: func(r *orderRow, _ format.Options) (string, bool) { return r.heading, r.heading != "" },
	IsPart:  func(r *orderRow) bool { return r.depth > 0 },
	TieBreak: func(a, b *orderRow) int {
		return cmp.Or(-compareTimes(a.SubmittedAt, b.SubmittedAt), strings.Compare(a.ID, b.ID))
	},
}

// known gives an empty cell for an unknown value.
func known(text string) format.Cell {
	if text == format.Unknown {
		return format.Cell{}
	}
	return format.Cell{Text: text}
}

func orderType(o client.Order) string {
	return format.OrderType(o.Type, o.TrailPrice.NullDecimal, o.TrailPercent.NullDecimal, o.Symbol, o.AssetClass)
}

// mainPrice is the average fill price of a closed order, else its stop or limit price.
func (r *orderRow) mainPrice() client.Decimal {
	switch {
	case r.Closed() && r.FilledAvgPrice.Valid:
		return r.FilledAvgPrice
	case r.StopPrice.Valid:
		return r.StopPrice
	default:
		return r.LimitPrice
	}
}

// distance is how far the market has to go to the price of a working order, as a
// fraction of the market's price.
func (r *orderRow) distance() decimal.NullDecimal {
	price := r.mainPrice()
	if r.heading != "" || r.Closed() || !price.Valid || !r.market.Valid || !r.market.Decimal.IsPositive() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(price.Decimal.Sub(r.market.Decimal).DivRound(r.market.Decimal, 8))
}

// sideCell is the side in the colour of purchases or of sales.
func (r *orderRow) sideCell() format.Cell {
	c := format.Cell{Text: format.Words(r.Side)}
	switch r.Side {
	case market.Buy:
		c.Tone = format.Buy
	case market.Sell, market.SellShort:
		c.Tone = format.Sell
	}
	return c
}

// price is the text of the main price.
func (r *orderRow) price() string {
	done := r.Closed() && r.FilledAvgPrice.Valid
	switch price := known(orderPrice(*r.Order, r.mainPrice())).Text; {
	case !done && r.TrailPercent.Valid:
		return "trail " + format.Quantity(r.TrailPercent.NullDecimal) + "%"
	case !done && r.TrailPrice.Valid:
		return "trail " + orderPrice(*r.Order, r.TrailPrice)
	case !done && r.StopPrice.Valid:
		return "stop " + price
	default:
		return price
	}
}

func orderPrice(o client.Order, d client.Decimal) string {
	return format.PriceOf(d.NullDecimal, o.Symbol, o.AssetClass)
}

func filled(o client.Order, l format.Options) string {
	return format.Filled(o.FilledQty.NullDecimal, o.Qty.NullDecimal, o.Notional.NullDecimal, o.Currency(), l.Private)
}
