package client

import "strings"

// Closed reports whether the order works no more. A status that is not known
// counts as open.
func (o Order) Closed() bool {
	switch o.Status {
	case "filled", "canceled", "expired", "replaced", "rejected":
		return true
	}
	return false
}

// heldSymbol is the symbol as a position writes it: crypto without the slash.
func heldSymbol(o Order) string {
	if o.AssetClass == "crypto" || o.AssetClass == "" {
		return strings.ReplaceAll(o.Symbol, "/", "")
	}
	return o.Symbol
}
