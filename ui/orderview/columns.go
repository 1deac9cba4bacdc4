package orderview

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/trade"
	"quipu/ui/table"
)

// Columns are the table of orders from left to right. Name, side, type,
// quantity, price and time stay longest.
var Columns = []format.Column[Row]{
	{
		Title: "Order", Left: true, Words: true,
		Show: func(r *Row, l format.Options) format.Cell { return format.Cell{Text: r.name(l)} },
		Compare: func(a, b *Row) int {
			return strings.Compare(trade.OrderName(*b.Order, false), trade.OrderName(*a.Order, false))
		},
	},
	{
		Title: "Side", Left: true, Words: true, Priority: 11,
		Show:    func(r *Row, _ format.Options) format.Cell { return r.sideCell() },
		Compare: func(a, b *Row) int { return strings.Compare(b.Side, a.Side) },
	},
	{
		Title: "Type", Left: true, Words: true, Priority: 8,
		Show:    func(r *Row, _ format.Options) format.Cell { return format.Cell{Text: Type(*r.Order)} },
		Compare: func(a, b *Row) int { return strings.Compare(b.Type, a.Type) },
	},
	{
		Title: "Limit", Priority: 6,
		Show:  func(r *Row, _ format.Options) format.Cell { return format.KnownCell(Stated(*r.Order, r.LimitPrice)) },
		Value: func(r *Row) decimal.NullDecimal { return r.LimitPrice.NullDecimal },
	},
	{
		Title: "Stop", Priority: 5,
		Show:  func(r *Row, _ format.Options) format.Cell { return format.KnownCell(Stated(*r.Order, r.StopPrice)) },
		Value: func(r *Row) decimal.NullDecimal { return r.StopPrice.NullDecimal },
	},
	{
		Title: "Price", FallbackFor: []string{"Limit", "Stop"}, Priority: 12,
		Show:  func(r *Row, _ format.Options) format.Cell { return format.Cell{Text: r.price()} },
		Value: func(r *Row) decimal.NullDecimal { return r.mainPrice().NullDecimal },
	},
	{
		Title: "Distance", Priority: 4,
		Show:  func(r *Row, _ format.Options) format.Cell { return r.distanceCell() },
		Value: (*Row).distance,
	},
	{
		Title: "Filled", Priority: 10,
		Show:  func(r *Row, l format.Options) format.Cell { return format.Cell{Text: Filled(*r.Order, l)} },
		Value: func(r *Row) decimal.NullDecimal { return r.FilledQty.NullDecimal },
	},
	{
		Title: "Avg fill", Priority: 3,
		Show:  func(r *Row, _ format.Options) format.Cell { return format.KnownCell(Price(*r.Order, r.FilledAvgPrice)) },
		Value: func(r *Row) decimal.NullDecimal { return r.FilledAvgPrice.NullDecimal },
	},
	{
		Title: "TIF", Left: true, Words: true, Priority: 2,
		Show: func(r *Row, _ format.Options) format.Cell {
			text := format.Words(r.TimeInForce)
			if r.ExtendedHours.On {
				text += " ext"
			}
			return format.Cell{Text: text}
		},
		Compare: func(a, b *Row) int { return strings.Compare(b.TimeInForce, a.TimeInForce) },
	},
	{
		Title: "Class", Left: true, Words: true, Priority: 1,
		Show: func(r *Row, _ format.Options) format.Cell {
			if r.Class == "simple" {
				return format.Cell{}
			}
			return format.Cell{Text: format.Words(r.Class), Tone: format.Muted}
		},
		Compare: func(a, b *Row) int { return strings.Compare(b.Class, a.Class) },
	},
	{
		Title: "Status", Left: true, Words: true, Priority: 7,
		Show:    func(r *Row, _ format.Options) format.Cell { return statusCell(r.Order) },
		Compare: func(a, b *Row) int { return strings.Compare(b.Status, a.Status) },
	},
	{
		Title: "Time", Priority: 9,
		Show: func(r *Row, l format.Options) format.Cell {
			if !r.Ended.IsZero() {
				return format.Cell{Text: r.endTime(l), Tone: format.Muted}
			}
			if r.SubmittedAt == nil {
				return format.Cell{Text: format.Unknown}
			}
			return format.Cell{Text: format.Rough(l.Now.Sub(*r.SubmittedAt))}
		},
		Compare: func(a, b *Row) int { return compareTimes(a.SubmittedAt, b.SubmittedAt) },
	},
}

// Kind is the table of orders.
var Kind = &table.Spec[Row]{
	Name: "orders", Noun: "order", Columns: Columns,
	ID:      func(r *Row) string { return r.Key },
	Matches: (*Row).matches,
	Heading: func(r *Row, _ format.Options) (string, bool) { return r.Heading, r.Heading != "" },
	IsPart:  func(r *Row) bool { return r.Depth > 0 },
	PickID: func(r *Row) string {
		if r.Closed() {
			return ""
		}
		return r.ID
	},
	TieBreak: func(a, b *Row) int {
		return cmp.Or(-compareTimes(a.SubmittedAt, b.SubmittedAt), strings.Compare(a.ID, b.ID))
	},
}

// Type is the type of an order with its trail.
func Type(o client.Order) string {
	return format.OrderType(o.Type, o.TrailPrice.NullDecimal, o.TrailPercent.NullDecimal, o.Currency())
}

// mainPrice is the average fill price of a closed order, else its stop or limit price.
func (r *Row) mainPrice() client.Decimal {
	if r.Closed() && r.FilledAvgPrice.Valid {
		return r.FilledAvgPrice
	}
	return portfolio.OrderPrice(r.Order)
}

// distance is how far the market has to go to the price of a working order.
func (r *Row) distance() decimal.NullDecimal {
	return portfolio.Distance(r.Order, r.Market).NullDecimal
}

// distanceCell is empty where the order has no price to go to.
func (r *Row) distanceCell() format.Cell {
	if r.Closed() || !portfolio.OrderPrice(r.Order).Valid {
		return format.Cell{}
	}
	return format.Cell{Text: format.Percent(r.distance())}
}

// sideCell is the side in the colour of purchases or of sales.
func (r *Row) sideCell() format.Cell {
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
func (r *Row) price() string {
	done := r.Closed() && r.FilledAvgPrice.Valid
	text := Stated
	if done {
		text = Price
	}
	switch price := format.KnownCell(text(*r.Order, r.mainPrice())).Text; {
	case !done && r.TrailPercent.Valid:
		return "trail " + format.Quantity(r.TrailPercent.NullDecimal) + "%"
	case !done && r.TrailPrice.Valid:
		return "trail " + Stated(*r.Order, r.TrailPrice)
	case !done && r.StopPrice.Valid:
		return "stop " + price
	default:
		return price
	}
}

// Price writes a price of an order's instrument, of the market or of fills.
func Price(o client.Order, d client.Decimal) string {
	return format.PriceIn(d.NullDecimal, o.Currency(), o.Symbol, o.AssetClass)
}

// Stated writes a price that an order states: its limit, its stop or its trail.
func Stated(o client.Order, d client.Decimal) string {
	return format.StatedPriceIn(d.NullDecimal, o.Currency())
}

// Filled says how much of an order is filled, and of what.
func Filled(o client.Order, l format.Options) string {
	return format.Filled(o.FilledQty.NullDecimal, o.Qty.NullDecimal, o.Notional.NullDecimal, o.Currency(), l.Private)
}
