package client

import (
	"slices"

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

// Identity tells the instrument that the order is for; the parent of a multi-leg
// order has none.
func (o Order) Identity() market.ID { return market.ID{Asset: o.AssetID, Symbol: o.Symbol} }

// IsFor reports whether the order or one of its legs is for an instrument.
func (o Order) IsFor(id market.ID) bool {
	return id.Is(o.Identity()) || slices.ContainsFunc(o.Legs, func(leg Order) bool { return id.Is(leg.Identity()) })
}

// class is the order's asset class, told by its symbol where the broker left it out.
func (o Order) class() string {
	if o.AssetClass == "" {
		return market.ClassOf(o.Symbol)
	}
	return o.AssetClass
}

// Currency is the currency of the order's prices and amounts: the account's, but for a
// pair of crypto that of its quotes.
func (o Order) Currency() string { return currencyOf(o.Symbol, o.AssetClass, o.AccountCurrency) }

// filledSince is how much more of an order is filled than before, and what that cost
// per unit of the instrument: both unknown where one of the two states does not say.
func (o Order) filledSince(before *Order) (qty, cost Decimal) {
	if !o.FilledQty.Valid {
		return Decimal{}, Decimal{}
	}
	qty = Known(o.FilledQty.Decimal.Sub(before.FilledQty.Decimal))
	spent := before.FilledQty.Decimal.Mul(before.FilledAvgPrice.Decimal)
	if !o.FilledAvgPrice.Valid || before.FilledQty.Decimal.IsPositive() && !before.FilledAvgPrice.Valid {
		return qty, Decimal{}
	}
	return qty, Known(o.FilledQty.Decimal.Mul(o.FilledAvgPrice.Decimal).Sub(spent))
}

// fillSince is what was filled since before, and at what average: of those fills, not
// of all that the order had.
func (o Order) fillSince(before *Order) (qty, price Decimal) {
	qty, cost := o.filledSince(before)
	switch {
	case before.FilledQty.Decimal.IsZero():
		return qty, o.FilledAvgPrice
	case !cost.Valid || !qty.Decimal.IsPositive():
		return qty, Decimal{}
	default:
		return qty, Known(cost.Decimal.DivRound(qty.Decimal, 12))
	}
}

// FindOrder finds an order or a leg by its id, nil where it is not there, or without an
// id.
func FindOrder(all []Order, id string) *Order {
	if id == "" {
		return nil
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
		if leg := FindOrder(all[i].Legs, id); leg != nil {
			return leg
		}
	}
	return nil
}

// heldSymbol is the symbol as a position writes it: crypto without the slash.
func heldSymbol(o Order) string {
	if o.AssetClass == market.Crypto || o.AssetClass == "" {
		return market.PositionSymbol(o.Symbol)
	}
	return o.Symbol
}
