package client

import (
	"quipu/market"
)

// Closed reports whether the order is no longer working. A status that is not
// known counts as open.
func (o Order) Closed() bool {
	switch o.Status {
	case "filled", "canceled", "expired", "replaced", "rejected":
		return true
	}
	return false
}

// isBuy reports whether the order buys; otherwise where its side is unknown.
func (o Order) isBuy(otherwise bool) bool {
	switch o.Side {
	case market.Buy:
		return true
	case market.Sell, market.SellShort:
		return false
	}
	return otherwise
}

// heldSymbol is the symbol as a position writes it: crypto without the slash.
func heldSymbol(o Order) string {
	if o.AssetClass == market.Crypto || o.AssetClass == "" {
		return market.PositionSymbol(o.Symbol)
	}
	return o.Symbol
}
