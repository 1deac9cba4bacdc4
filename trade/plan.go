package trade

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

var zero = decimal.Decimal{}

// Plan is a ticket made exact: the order as it would be sent, what is wrong with
// it, and what it would do. It is a value: nothing is sent.
type Plan struct {
	Action   Action // Submit, Replace, Close
	Ticket   Ticket
	Order    client.OrderRequest   // without its id; of a Replace what is left to be filled of the new order
	Request  client.ReplaceRequest // of a Replace, without its id
	Problems Problems
	Estimate Estimate

	facts  Facts
	target client.Order // of a Replace
	after  string       // of a close: the id of the unprotect before it
	exits  bool         // the target only takes from a position
	beyond bool         // what is held does not allow the size: see refuseHeld
}

// Prepare makes a plan of a ticket. A size that is relative becomes a quantity
// here and stays that.
func Prepare(t Ticket, f Facts) Plan {
	p := Plan{Action: Submit, Ticket: t, facts: f, Order: client.OrderRequest{
		Symbol: cmp.Or(f.Asset.Symbol, t.Symbol), Side: t.Side, Type: t.Type, TimeInForce: t.TIF, ExtendedHours: t.ExtendedHours,
		LimitPrice: t.Limit, StopPrice: t.Stop, TrailPrice: t.TrailPrice, TrailPercent: t.TrailPercent,
	}}
	p.addExits()
	if !f.tradesAsset() { // nothing else about the order can be told
		p.checkAccount()
		p.checkAsset()
		return p
	}
	p.resolveSize()
	p.checkAccount()
	p.checkOrders()
	p.checkID()
	p.checkAsset()
	p.checkForm()
	p.checkSize()
	p.checkPrices()
	p.checkExits()
	p.checkHours()
	p.checkPosition()
	p.checkWash()
	p.estimate()
	p.checkMoney()
	return p
}

// addExits names the class of an order with exits.
func (p *Plan) addExits() {
	t := p.Ticket
	if t.TakeProfit.Valid {
		p.Order.TakeProfit, p.Order.Class = &client.TakeProfit{LimitPrice: t.TakeProfit}, OTO
	}
	if t.StopLoss.Valid {
		p.Order.StopLoss = &client.StopLoss{StopPrice: t.StopLoss, LimitPrice: t.StopLossLimit}
		if p.Order.Class = OTO; t.TakeProfit.Valid {
			p.Order.Class = Bracket
		}
	}
	if t.Exits {
		p.Order.Class = OCO
	}
}

func (p *Plan) exitField() Field {
	if p.Order.TakeProfit != nil {
		return ProfitField
	}
	return LossField
}

func (p *Plan) refuse(field Field, by, text string) {
	p.Problems = append(p.Problems, Problem{Field: field, Text: text, By: by})
}

// refuseHeld refuses a size that what is held does not allow. What the order would cost,
// and what the limits say of one that opens a position, is of an order that nobody wants.
func (p *Plan) refuseHeld(by, text string) {
	p.refuse(SizeField, by, text)
	p.beyond = true
}

func (p *Plan) warn(field Field, text string) {
	p.Problems = append(p.Problems, Problem{Field: field, Text: text, By: byAlpaca, Warning: true})
}

// whole reports that the order has an instrument and a size: what else is against it can
// be told.
func (p *Plan) whole() bool {
	return p.facts.tradesAsset() && (p.Order.Qty.Valid || p.Order.Notional.Valid)
}

func (p *Plan) buys() bool { return p.Order.Side == market.Buy }

// Reduces reports whether the order can only make the position smaller: it goes
// against what is held, and is no larger than that less what other orders
// already take from it. Where that cannot be told it does not.
func (p *Plan) Reduces() bool {
	if p.Action == Close {
		return true // the broker closes what there is, and no more
	}
	if p.exits && !p.Request.Qty.Valid {
		return true // it takes from a position, or from what its entry adds, no more than before
	}
	have := p.facts.held()
	if have.Valid && have.Decimal.IsPositive() && !p.buys() && p.Order.Notional.Valid {
		return true // dollars sell no more than there is: fractions are never sold short
	}
	if !have.Valid || !p.Order.Qty.Valid || have.Decimal.IsZero() || have.Decimal.IsPositive() == p.buys() || p.Order.Class != "" && p.Order.Class != OCO {
		return false
	}
	taken := p.facts.taken(p.Order.Side, client.Decimal{})
	return taken.Valid && p.Order.Qty.Decimal.LessThanOrEqual(have.Decimal.Abs().Sub(taken.Decimal))
}

// remaining is what of an order may still be filled; unknown for one in dollars.
func remaining(o client.Order) client.Decimal {
	if !o.Qty.Valid {
		return client.Decimal{}
	}
	return client.Known(o.Qty.Decimal.Sub(o.FilledQty.Decimal))
}

// Body is what would be sent, but for the id of the order.
func (p *Plan) Body() string {
	body, err := p.body()
	if err != nil {
		return ""
	}
	return string(body)
}

func (p *Plan) body() (json.RawMessage, error) {
	switch p.Action {
	case Replace:
		return json.Marshal(p.Request)
	case Close:
		return nil, nil // the request has no body
	}
	return json.Marshal(p.Order)
}

// name gives the order its client_order_id.
func (p *Plan) name(id string) { p.Order.ClientOrderID, p.Request.ClientOrderID = id, id }

// intent is what the journal keeps of the plan.
func (p *Plan) intent(body json.RawMessage) Intent {
	intent := Intent{
		ID: p.Order.ClientOrderID, Action: p.Action, Symbol: p.Order.Symbol, AssetID: p.facts.Asset.ID, Side: p.Order.Side,
		Qty: p.Order.Qty, Value: p.Estimate.Value, Reduces: p.Reduces(), Target: p.target.ID, Body: body, After: p.after,
	}
	if p.Action == Close {
		if intent.Since = p.facts.newest(); intent.Since.IsZero() {
			intent.Since = p.facts.Now().Add(-clockError)
		}
	}
	return intent
}

func words(value string) string { return strings.ReplaceAll(value, "_", "-") }

// share is a fraction as a percentage.
func share(fraction decimal.Decimal) string { return format.Share(client.Known(fraction).NullDecimal) }

func money(d client.Decimal) string { return format.Money(d.NullDecimal) }

func dayPL(a *client.Account) client.Decimal { return portfolio.DayPL(a).Amount }
