package client

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Order is one order, from GET /v2/orders. A notional order has no quantity;
// the parent of a multi-leg order has no symbol, side or asset id. Unknown
// values of the enums stand as they were sent, those of side, type, class and status in
// lower case.
type Order struct {
	ID            string `json:"id"`
	ClientOrderID string `json:"client_order_id"`
	AssetID       string `json:"asset_id"`
	Symbol        string `json:"symbol"` // crypto with a slash: BTC/USD
	AssetClass    string `json:"asset_class"`
	Side          string `json:"side"` // buy, sell
	Type          string `json:"type"` // market, limit, stop, stop_limit, trailing_stop
	Class         string `json:"order_class"`
	TimeInForce   string `json:"time_in_force"`
	Status        string `json:"status"`
	Intent        string `json:"position_intent"`

	Qty            Decimal `json:"qty"`
	Notional       Decimal `json:"notional"`
	RatioQty       Decimal `json:"ratio_qty"` // of a leg
	FilledQty      Decimal `json:"filled_qty"`
	FilledAvgPrice Decimal `json:"filled_avg_price"`
	LimitPrice     Decimal `json:"limit_price"`
	StopPrice      Decimal `json:"stop_price"`
	TrailPrice     Decimal `json:"trail_price"`
	TrailPercent   Decimal `json:"trail_percent"` // in percent, not a fraction
	HighWater      Decimal `json:"hwm"`           // best price since a trailing stop was sent

	ExtendedHours Flag    `json:"extended_hours"`
	Legs          []Order `json:"legs"`
	Parent        string  `json:"-"` // of a leg: its id, where a nested listing told it

	AccountCurrency string `json:"-"` // "" where it is US dollars or not known
	Replaces        string `json:"replaces"`
	ReplacedBy      string `json:"replaced_by"`

	CreatedAt   *time.Time `json:"created_at"` // times are nil until they happen
	UpdatedAt   *time.Time `json:"updated_at"`
	SubmittedAt *time.Time `json:"submitted_at"`
	FilledAt    *time.Time `json:"filled_at"`
	ExpiredAt   *time.Time `json:"expired_at"`
	ExpiresAt   *time.Time `json:"expires_at"`
	CanceledAt  *time.Time `json:"canceled_at"`
	FailedAt    *time.Time `json:"failed_at"`
	ReplacedAt  *time.Time `json:"replaced_at"`
}

// wireOrder is an order with its legs.
type wireOrder struct {
	wireLeg
	Legs legs `json:"legs"`
}

// wireLeg shadows the fields that need care on the way in. Alpaca's legs have no legs of
// their own; those that come all the same stand behind them.
type wireLeg struct {
	Order
	Legs        json.RawMessage `json:"legs"`
	OldType     string          `json:"order_type"`
	CreatedAt   stamp           `json:"created_at"`
	UpdatedAt   stamp           `json:"updated_at"`
	SubmittedAt stamp           `json:"submitted_at"`
	FilledAt    stamp           `json:"filled_at"`
	ExpiredAt   stamp           `json:"expired_at"`
	ExpiresAt   stamp           `json:"expires_at"`
	CanceledAt  stamp           `json:"canceled_at"`
	FailedAt    stamp           `json:"failed_at"`
	ReplacedAt  stamp           `json:"replaced_at"`
}

// legs is a list of bounded length, nil where it was null.
type legs []wireLeg

func (l *legs) UnmarshalJSON(data []byte) error {
	all, err := decodeList[wireLeg](data, maxLegs, nil)
	*l = all
	if err != nil {
		return fmt.Errorf("legs: %w", err)
	}
	return nil
}

func orders(wire []wireOrder) []Order {
	if len(wire) == 0 {
		return nil
	}
	all := make([]Order, len(wire))
	for i := range wire {
		all[i] = wire[i].whole()
	}
	return all
}

// whole is the order with its legs.
func (w *wireOrder) whole() Order {
	o := w.order()
	o.Legs = w.Legs.below(o.ID, maxLegDepth, maxLegs)
	return o
}

// maxLegDepth is how deep legs may stand in legs.
const maxLegDepth = 4

// below gives legs, each with its own behind it, so that no nesting hides one; at most
// most. What of a leg's own legs cannot be read is left out.
func (l legs) below(parent string, depth, most int) []Order {
	var all []Order
	for i := 0; i < len(l) && len(all) < most; i++ {
		leg := l[i].order()
		leg.Parent = parent
		all = append(all, leg)
		var own legs
		if depth > 0 && len(l[i].Legs) > 0 && json.Unmarshal(l[i].Legs, &own) == nil {
			all = append(all, own.below(leg.ID, depth-1, most-len(all))...)
		}
	}
	return all
}

func (w *wireLeg) order() Order {
	o := w.Order
	if o.Type == "" {
		o.Type = w.OldType
	}
	o.Legs = nil
	o.CreatedAt, o.UpdatedAt, o.SubmittedAt = w.CreatedAt.at, w.UpdatedAt.at, w.SubmittedAt.at
	o.FilledAt, o.ExpiredAt, o.ExpiresAt = w.FilledAt.at, w.ExpiredAt.at, w.ExpiresAt.at
	o.CanceledAt, o.FailedAt, o.ReplacedAt = w.CanceledAt.at, w.FailedAt.at, w.ReplacedAt.at
	tidy(&o.Symbol, symbolLimit)
	tidy(&o.ClientOrderID, orderIDLimit)
	tidyWords(&o.ID, &o.AssetID, &o.AssetClass, &o.Side, &o.Type, &o.Class, &o.TimeInForce, &o.Status,
		&o.Intent, &o.Replaces, &o.ReplacedBy)
	for _, word := range []*string{&o.Side, &o.Type, &o.Class, &o.Status} { // which are compared
		*word = strings.ToLower(*word)
	}
	return o
}
