package client

import (
	"encoding/json"
	"strings"
)

// Details are what the broker adds to the refusal of a change. Amounts are in
// US dollars; what it did not send is unknown.
type Details struct {
	Symbol             string   // the instrument that it is about
	Available          Decimal  // quantity that no order holds
	ExistingQty        Decimal  // of the position
	HeldForOrders      Decimal  // quantity that resting orders hold
	RelatedOrders      []string // ids of the orders that are in the way
	BuyingPower        Decimal
	OptionsBuyingPower Decimal
	CostBasis          Decimal // what the order would cost
	BasePrice          Decimal // that the legs of a bracket are measured from
	StopPrice          Decimal
	MarketPrice        Decimal
}

// maxRelated bounds the orders that a refusal may name.
const maxRelated = 100

// readDetails reads the fields beside code and message. One of another type
// than expected is left out: the refusal itself must not get lost over it.
func readDetails(body []byte) Details {
	var wire map[string]json.RawMessage
	if json.Unmarshal(body, &wire) != nil {
		return Details{}
	}
	var d Details
	for name, into := range map[string]*Decimal{
		"available": &d.Available, "existing_qty": &d.ExistingQty, "held_for_orders": &d.HeldForOrders,
		"buying_power": &d.BuyingPower, "options_buying_power": &d.OptionsBuyingPower, "cost_basis": &d.CostBasis,
		"base_price": &d.BasePrice, "stop_price": &d.StopPrice, "market_price": &d.MarketPrice,
	} {
		if text, sent := wire[name]; sent {
			_ = json.Unmarshal(text, into)
		}
	}
	_ = json.Unmarshal(wire["symbol"], &d.Symbol)
	tidy(&d.Symbol, symbolLimit)
	d.RelatedOrders = readRelated(wire["related_orders"])
	return d
}

// readRelated reads a list of ids, or ids in one text with commas.
func readRelated(text json.RawMessage) []string {
	var ids []string
	var one string
	if json.Unmarshal(text, &ids) != nil && json.Unmarshal(text, &one) == nil {
		ids = strings.Split(one, ",")
	}
	kept := ids[:0]
	for _, id := range ids[:min(len(ids), maxRelated)] {
		if tidyWords(&id); id != "" {
			kept = append(kept, id)
		}
	}
	return kept
}
