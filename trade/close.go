package trade

import (
	"cmp"
	"time"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// closingSide is the side of an order that makes the position smaller, "" where
// there is none.
func (f Facts) closingSide() string {
	switch have := f.held(); {
	case !have.Valid || have.Decimal.IsZero():
		return ""
	case have.Decimal.IsNegative():
		return market.Buy
	}
	return market.Sell
}

// newest is the broker's time of the newest order that the facts know; zero
// where they know none.
func (f Facts) newest() time.Time {
	var newest time.Time
	for _, all := range [][]client.Order{f.Today, f.Orders} {
		for _, o := range all {
			if o.SubmittedAt != nil && o.SubmittedAt.After(newest) {
				newest = *o.SubmittedAt
			}
		}
	}
	return newest
}

// PrepareClose makes a plan that closes a whole position at the market. The
// broker takes the size from the position itself, so that it cannot cross zero.
func PrepareClose(f Facts) Plan {
	p := Plan{Action: Close, facts: f, Order: client.OrderRequest{Symbol: cmp.Or(f.Asset.Symbol, f.Asked), Side: f.closingSide(), Type: Market, TimeInForce: closingTIF(f)}}
	if f.Asset.Class == market.Option {
		p.refuse(SymbolField, byQuipu, noOptions)
		return p
	}
	have := f.held()
	switch {
	case !have.Valid:
		p.refuse(SizeField, byQuipu, "the broker does not say how much is held")
	case have.Decimal.IsZero():
		p.refuse(SymbolField, byAlpaca, "there is no position")
	default:
		p.Order.Qty = client.Known(have.Decimal.Abs())
	}
	p.checkAccount()
	if p.Order.Side != "" {
		p.checkAsset()
		p.checkPosition()
		p.checkWash()
	}
	p.checkHours()
	p.estimate()
	return p
}

func closingTIF(f Facts) string {
	if f.Asset.Class == market.Crypto {
		return "gtc"
	}
	return "day"
}

// closing says what a plan closes: "Close AAPL: sell all 60 at the market, about
// $13,950.60".
func (p *Plan) closing() string {
	if !p.Order.Qty.Valid {
		return "Close " + p.Order.Symbol
	}
	text := "Close " + p.Order.Symbol + ": " + p.Order.Side + " all " + format.Quantity(p.Order.Qty.NullDecimal) + " at the market"
	if p.Estimate.Value.Valid {
		text += ", about " + money(p.Estimate.Value)
	}
	return text
}
