package demo

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	usmarket "quipu/market"
)

// activityEvent is an activity as the stream of them gives it.
type activityEvent struct {
	At         time.Time        `json:"at"`
	EventID    string           `json:"event_id"`
	Type       string           `json:"activity_type"`
	SubType    string           `json:"activity_subtype,omitempty"`
	ExecutedAt time.Time        `json:"executed_at"`
	SettleDate string           `json:"settle_date"`
	Status     string           `json:"status"`
	Currency   string           `json:"currency"`
	RefID      string           `json:"ref_id"`
	NetAmount  *decimal.Decimal `json:"net_amount,omitempty"`
	Price      *decimal.Decimal `json:"price,omitempty"`
	Qty        *decimal.Decimal `json:"qty,omitempty"`
	Details    any              `json:"details"`
}

// fillDetails are those of an execution.
type fillDetails struct {
	ExecutionType string           `json:"execution_type"`
	AssetID       string           `json:"asset_id"`
	Symbol        string           `json:"symbol"`
	Side          string           `json:"side"`
	OrderID       string           `json:"order_id"`
	ClientOrderID string           `json:"client_order_id,omitempty"`
	OrderStatus   string           `json:"order_status"`
	CumQty        *decimal.Decimal `json:"cum_qty"`
	LeavesQty     *decimal.Decimal `json:"leaves_qty"`
}

// bookedDetails are those of what is no trade: a dividend says what it was paid for.
type bookedDetails struct {
	SystemDate string `json:"system_date"`
	ParentID   string `json:"parent_id,omitempty"` // of a fee
	Symbol     string `json:"symbol,omitempty"`
	*dividendDetails
}

type dividendDetails struct {
	CUSIP        string           `json:"cusip"`
	Rate         *decimal.Decimal `json:"rate"`
	Foreign      bool             `json:"foreign"`
	Special      bool             `json:"special"`
	EntitledQty  *decimal.Decimal `json:"entitled_qty"`
	CashPayout   *decimal.Decimal `json:"cash_payout"`
	PositionDate string           `json:"position_date"`
}

// activityEvents are the activities as events, with the time at which they were booked.
func (k *book) activityEvents() []happening {
	all := make([]happening, 0, len(k.activities))
	for _, a := range k.activities {
		at := a.created()
		id := ulid(at, numberOf(a.ID))
		all = append(all, happening{id, at, func() any { return k.eventOf(a, id) }})
	}
	return all
}

func (k *book) eventOf(a *activity, id string) activityEvent {
	e := activityEvent{
		At: a.created(), EventID: id, Type: a.ActivityType, SubType: a.SubType, ExecutedAt: a.at, SettleDate: a.Date, Status: "executed",
		Currency: usmarket.USD, RefID: or(a.ref, idOf("transaction", a.ID)), NetAmount: a.NetAmount, Price: a.Price, Qty: a.Qty,
	}
	if a.ActivityType != fillType {
		e.Details = a.booked()
		return e
	}
	plain := usmarket.PositionSymbol(a.Symbol)
	units := decimal.NewFromInt(1)
	e.SettleDate = a.at.Format(time.DateOnly)
	if q := k.market.bySymbol[plain]; q != nil {
		units = q.contracted
	}
	if usmarket.StatedClass(a.Symbol) != classCrypto {
		e.SettleDate = tradingDayAfter(midnight(a.at)).Format(time.DateOnly)
	}
	net := a.Qty.Mul(*a.Price).Mul(units)
	if a.Side == "buy" {
		net = net.Neg()
	}
	e.NetAmount = &net
	e.Details = fillDetails{"fill", idOf("asset", plain), a.Symbol, a.Side, a.OrderID, a.client, a.OrderStatus, a.CumQty, a.LeavesQty}
	return e
}

func (a *activity) booked() bookedDetails {
	d := bookedDetails{SystemDate: a.created().In(newYork).Format(time.DateOnly), Symbol: a.Symbol}
	switch a.ActivityType {
	case "FEE":
		d.ParentID = idOf("parent", a.ID)
	case "DIV":
		d.dividendDetails = &dividendDetails{
			CUSIP: fmt.Sprintf("%09d", numberOf("cusip of "+a.Symbol)%1_000_000_000), Rate: a.PerShareAmount, EntitledQty: a.Qty,
			CashPayout: a.NetAmount, PositionDate: a.Date,
		}
	}
	return d
}
