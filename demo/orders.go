package demo

import (
	"time"

	"github.com/shopspring/decimal"
)

// order is one as the API gives it. Times are UTC.
type order struct {
	ID             string           `json:"id"`
	ClientOrderID  string           `json:"client_order_id"`
	CreatedAt      time.Time        `json:"created_at"`
	UpdatedAt      time.Time        `json:"updated_at"`
	SubmittedAt    time.Time        `json:"submitted_at"`
	FilledAt       *time.Time       `json:"filled_at"`
	ExpiredAt      *time.Time       `json:"expired_at"`
	ExpiresAt      *time.Time       `json:"expires_at,omitempty"`
	CanceledAt     *time.Time       `json:"canceled_at"`
	FailedAt       *time.Time       `json:"failed_at"`
	ReplacedAt     *time.Time       `json:"replaced_at"`
	ReplacedBy     *string          `json:"replaced_by"`
	Replaces       *string          `json:"replaces"`
	AssetID        string           `json:"asset_id"`
	Symbol         string           `json:"symbol"`
	AssetClass     string           `json:"asset_class"`
	Notional       *decimal.Decimal `json:"notional"`
	Qty            *decimal.Decimal `json:"qty"`
	FilledQty      decimal.Decimal  `json:"filled_qty"`
	FilledAvgPrice *decimal.Decimal `json:"filled_avg_price"`
	OrderClass     string           `json:"order_class"`
	OrderType      string           `json:"order_type"`
	Type           string           `json:"type"`
	Side           string           `json:"side"`
	PositionIntent string           `json:"position_intent,omitempty"`
	TimeInForce    string           `json:"time_in_force"`
	LimitPrice     *decimal.Decimal `json:"limit_price"`
	StopPrice      *decimal.Decimal `json:"stop_price"`
	TrailPrice     *decimal.Decimal `json:"trail_price"`
	TrailPercent   *decimal.Decimal `json:"trail_percent"`
	HWM            *decimal.Decimal `json:"hwm"`
	RatioQty       *decimal.Decimal `json:"ratio_qty,omitempty"`
	Status         string           `json:"status"`
	ExtendedHours  bool             `json:"extended_hours"`
	Legs           []*order         `json:"legs"`
	Source         *string          `json:"source"`
	Subtag         *string          `json:"subtag"`

	quote     *quote // of its symbol, nil while nobody has asked
	triggered bool   // its stop was met
	closing   bool   // it makes a position smaller and never opens one
	rested    bool   // the market did not reach it at once
	away      bool   // it has not come to the exchange yet
	standby   bool   // it is to replace an order that may still be filled
	next      *order // that is to replace it
}

// open reports whether an order may still be filled.
func (o *order) open() bool {
	switch o.Status {
	case "filled", "canceled", "expired", "replaced", "rejected":
		return false
	}
	return true
}

// terms are what an order asks for, in literals. Empty ones are null.
type terms struct {
	symbol, side, kind, force               string // symbol as a position spells it
	qty, notional                           string
	limit, stop, trail, trailPercent, water string
	class, intent, status, client           string
	extended                                bool
}

// newOrder makes an order of this account's. Its name makes its ids, so that
// they are the same in every run.
func (k *book) newOrder(name string, at time.Time, t terms) *order {
	at = at.UTC()
	o := &order{ID: idOf("order", k.env+name), ClientOrderID: or(t.client, idOf("client order", k.env+name)),
		CreatedAt: at, SubmittedAt: at.Add(3_128_417), UpdatedAt: at.Add(11_904_533),
		Side: t.side, Type: t.kind, OrderType: t.kind, TimeInForce: t.force, OrderClass: t.class, PositionIntent: t.intent,
		Qty: maybe(t.qty), Notional: maybe(t.notional), LimitPrice: maybe(t.limit), StopPrice: maybe(t.stop),
		TrailPrice: maybe(t.trail), TrailPercent: maybe(t.trailPercent), HWM: maybe(t.water),
		ExtendedHours: t.extended, Status: or(t.status, "new")}
	k.name(o, t.symbol)
	o.ExpiresAt = o.expires(o.SubmittedAt)
	k.know(o)
	return o
}

// know remembers a client's id for good: none is taken twice.
func (k *book) know(o *order) {
	if k.clientIDs == nil {
		k.clientIDs = map[string]bool{}
	}
	k.clientIDs[o.ClientOrderID] = true
}

func (k *book) knowsClientID(id string) bool { return k.clientIDs[id] }

// name says what is ordered: a crypto by its pair, a multi-leg order nothing
// at all, a contract that the demo does not quote by its symbol.
func (k *book) name(o *order, symbol string) {
	q, quoted := k.market.bySymbol[symbol]
	switch {
	case symbol == "":
		return
	case quoted:
		o.Symbol, o.AssetClass, o.AssetID = or(q.pair, q.symbol), q.class, q.id
	default:
		o.Symbol, o.AssetClass, o.AssetID = symbol, classOption, idOf("asset", symbol)
	}
}

// maybe reads a literal, null where there is none.
func maybe(literal string) *decimal.Decimal {
	if literal == "" {
		return nil
	}
	d := dec(literal)
	return &d
}

// ordered is how much of a holding working orders would close, with the
// holding's sign. Of the legs of a bracket one at most will.
func (k *book) ordered(h holding) decimal.Decimal {
	var sum decimal.Decimal
	for _, top := range k.orders {
		if size := top.closes(h); top.open() {
			sum = sum.Add(size)
			continue
		}
		var most decimal.Decimal
		for _, leg := range top.Legs {
			most = decimal.Max(most, leg.closes(h))
		}
		sum = sum.Add(most)
	}
	sum = decimal.Min(sum, h.quantity.Abs()) // an exit is for what was bought: a part may be sold since
	if h.quantity.IsNegative() {
		return sum.Neg()
	}
	return sum
}

// closes is how much of a holding an order would close.
func (o *order) closes(h holding) decimal.Decimal {
	closing := "sell"
	if h.quantity.IsNegative() {
		closing = "buy"
	}
	if !o.open() || o.standby || o.AssetID != h.quote.id || o.Side != closing {
		return decimal.Decimal{}
	}
	if o.Qty == nil {
		return h.quote.bought(*o.Notional)
	}
	return o.Qty.Sub(o.FilledQty)
}
