package report

import (
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/trade"
)

// Orders are what was sent to the broker: quipu orders.
var Orders = Register(Kind[client.Order]{
	Command: "orders",
	Notes:   "; `legs` of each is a list of the same, in CSV they are rows with `parent_id`. `more` beside it is true where there may be others beyond `--limit`",
	Name:    "orders", Empty: "No such orders.", ChildrenName: "legs",
	Key:      func(o *client.Order) string { return o.ID },
	Children: func(o *client.Order) []client.Order { return o.Legs },
	Fields: []Field[client.Order]{
		{"id", "the order's id", false, func(o *client.Order) Value { return Text(o.ID) }},
		{"client_order_id", "the id that whoever sent it gave", false, func(o *client.Order) Value { return Text(o.ClientOrderID) }},
		{"asset_id", "joins with positions; null for the parent of several legs", false, func(o *client.Order) Value { return Text(o.AssetID) }},
		{"symbol", "crypto as BTC/USD; null for the parent of several legs", false, func(o *client.Order) Value { return Text(o.Symbol) }},
		{"asset_class", "us_equity, us_option or crypto", false, func(o *client.Order) Value { return Text(o.AssetClass) }},
		{"side", "buy or sell", false, func(o *client.Order) Value { return Text(o.Side) }},
		{"position_intent", "buy_to_open and the like", false, func(o *client.Order) Value { return Text(o.Intent) }},
		{"type", "market, limit, stop, stop_limit or trailing_stop", false, func(o *client.Order) Value { return Text(o.Type) }},
		{"order_class", "simple, bracket, oco, oto or mleg", false, func(o *client.Order) Value { return Text(o.Class) }},
		{"time_in_force", "day, gtc, opg, cls, ioc or fok", false, func(o *client.Order) Value { return Text(o.TimeInForce) }},
		{"extended_hours", "works outside the session too", false, func(o *client.Order) Value { return Flag(o.ExtendedHours) }},
		{"status", "new, partially_filled, filled, canceled, expired, replaced, rejected and others", false, func(o *client.Order) Value { return Text(o.Status) }},
		{"qty", "null where notional is given", true, func(o *client.Order) Value { return Decimal(o.Qty) }},
		{"notional", "an amount instead of a quantity", true, func(o *client.Order) Value { return Decimal(o.Notional) }},
		{"currency", "of the prices and of notional: the account's, or what a pair of crypto is quoted in", false, func(o *client.Order) Value { return Text(o.Currency()) }},
		{"ratio_qty", "of a leg", false, func(o *client.Order) Value { return Decimal(o.RatioQty) }},
		{"filled_qty", "what is done", true, func(o *client.Order) Value { return Decimal(o.FilledQty) }},
		{"filled_avg_price", "per share; null before the first fill", false, func(o *client.Order) Value { return Decimal(o.FilledAvgPrice) }},
		{"limit_price", "per share", false, func(o *client.Order) Value { return Decimal(o.LimitPrice) }},
		{"stop_price", "per share", false, func(o *client.Order) Value { return Decimal(o.StopPrice) }},
		{"trail_price", "how far a trailing stop trails, per share", false, func(o *client.Order) Value { return Decimal(o.TrailPrice) }},
		{"trail_percent", "the same in percent, not a fraction", false, func(o *client.Order) Value { return Decimal(o.TrailPercent) }},
		{"hwm", "the best price since a trailing stop was sent", false, func(o *client.Order) Value { return Decimal(o.HighWater) }},
		{"replaces", "the id of the order that it replaced", false, func(o *client.Order) Value { return Text(o.Replaces) }},
		{"replaced_by", "the id of the order that replaced it", false, func(o *client.Order) Value { return Text(o.ReplacedBy) }},
		{"created_at", "when the broker made it", false, func(o *client.Order) Value { return Time(o.CreatedAt) }},
		{"submitted_at", "when it was sent", false, func(o *client.Order) Value { return Time(o.SubmittedAt) }},
		{"updated_at", "when it last changed", false, func(o *client.Order) Value { return Time(o.UpdatedAt) }},
		{"filled_at", "when it was filled to the end; like all times null until then", false, func(o *client.Order) Value { return Time(o.FilledAt) }},
		{"expires_at", "when it will expire", false, func(o *client.Order) Value { return Time(o.ExpiresAt) }},
		{"expired_at", "when it expired", false, func(o *client.Order) Value { return Time(o.ExpiredAt) }},
		{"canceled_at", "when it was cancelled", false, func(o *client.Order) Value { return Time(o.CanceledAt) }},
		{"replaced_at", "when another order took its place", false, func(o *client.Order) Value { return Time(o.ReplacedAt) }},
		{"failed_at", "when it was rejected", false, func(o *client.Order) Value { return Time(o.FailedAt) }},
	},
	Columns: []Column[client.Order]{
		{Title: "Sent", Left: true, Priority: 7, Show: func(o *client.Order, opt Options) format.Cell { return moment(o.SubmittedAt, opt) }},
		{Title: "Symbol", Left: true, Branch: true, Show: func(o *client.Order, opt Options) format.Cell {
			return text(trade.OrderName(*o, opt.Short))
		}},
		{Title: "Side", Left: true, Show: func(o *client.Order, _ Options) format.Cell { return text(format.Words(o.Side)) }},
		{Title: "Type", Left: true, Priority: 6, Show: func(o *client.Order, _ Options) format.Cell {
			return text(format.OrderType(o.Type, o.TrailPrice.NullDecimal, o.TrailPercent.NullDecimal, o.Currency()))
		}},
		{Title: "Limit", Priority: 9, Show: func(o *client.Order, _ Options) format.Cell { return statedPrice(o, o.LimitPrice) }},
		{Title: "Stop", Priority: 8, Show: func(o *client.Order, _ Options) format.Cell { return statedPrice(o, o.StopPrice) }},
		{Title: "Filled", Show: func(o *client.Order, opt Options) format.Cell {
			return text(format.Filled(o.FilledQty.NullDecimal, o.Qty.NullDecimal, o.Notional.NullDecimal, o.Currency(), opt.Private))
		}},
		{Title: "Avg fill", Priority: 4, Show: func(o *client.Order, _ Options) format.Cell { return orderPrice(o, o.FilledAvgPrice) }},
		{Title: "TIF", Left: true, Priority: 3, Show: func(o *client.Order, _ Options) format.Cell {
			if o.ExtendedHours.On {
				return text(format.Words(o.TimeInForce) + " ext")
			}
			return text(format.Words(o.TimeInForce))
		}},
		{Title: "Class", Left: true, Priority: 2, Show: func(o *client.Order, _ Options) format.Cell {
			if o.Class == "simple" {
				return format.Cell{}
			}
			return text(format.Words(o.Class))
		}},
		{Title: "Status", Left: true, Priority: 5, Show: func(o *client.Order, _ Options) format.Cell { return text(format.Words(o.Status)) }},
		{Title: "ID", Left: true, Priority: 1, Show: func(o *client.Order, _ Options) format.Cell { return text(o.ID) }},
	},
})

func orderPrice(o *client.Order, d client.Decimal) format.Cell {
	return blank(format.PriceIn(d.NullDecimal, o.Currency(), o.Symbol, o.AssetClass))
}

func statedPrice(o *client.Order, d client.Decimal) format.Cell {
	return blank(format.StatedPriceIn(d.NullDecimal, o.Currency()))
}

func moment(at *time.Time, opt Options) format.Cell {
	if at == nil {
		return text(format.Unknown)
	}
	return text(format.Moment(*at, opt.Now))
}
