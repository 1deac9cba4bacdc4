package trade

import (
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
	Ticket   Ticket
	Order    client.OrderRequest // without its id
	Problems Problems
	Estimate Estimate

	facts Facts
}

// Prepare makes a plan of a ticket. A size that is relative becomes a quantity
// here and stays that.
func Prepare(t Ticket, f Facts) Plan {
	p := Plan{Ticket: t, facts: f, Order: client.OrderRequest{
		Symbol: f.Asset.Symbol, Side: t.Side, Type: t.Type, TimeInForce: t.TIF, ExtendedHours: t.ExtendedHours,
		LimitPrice: t.Limit, StopPrice: t.Stop, TrailPrice: t.TrailPrice, TrailPercent: t.TrailPercent,
	}}
	p.addExits()
	p.resolveSize()
	p.checkAccount()
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

func (p *Plan) warn(field Field, text string) {
	p.Problems = append(p.Problems, Problem{Field: field, Text: text, By: byAlpaca, Warning: true})
}

func (p *Plan) buys() bool { return p.Order.Side == market.Buy }

// Reduces reports whether the order can only make the position smaller: it goes
// against what is held, and is no larger than that less what other orders
// already take from it. Where that cannot be told it does not.
func (p *Plan) Reduces() bool {
	held := p.facts.held()
	if held.Valid && held.Decimal.IsPositive() && !p.buys() && p.Order.Notional.Valid {
		return true // dollars sell no more than there is: fractions are never sold short
	}
	if !held.Valid || !p.Order.Qty.Valid || held.Decimal.IsZero() || held.Decimal.IsPositive() == p.buys() || p.Order.Class != "" {
		return false
	}
	left := held.Decimal.Abs()
	for _, o := range p.facts.working() {
		if (o.Side == market.Buy) == p.buys() {
			size := remaining(o)
			if !size.Valid {
				return false
			}
			left = left.Sub(size.Decimal)
		}
	}
	return p.Order.Qty.Decimal.LessThanOrEqual(left)
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
	body, err := json.Marshal(p.Order)
	if err != nil {
		return ""
	}
	return string(body)
}

// intent is what the journal keeps of the plan.
func (p *Plan) intent(body json.RawMessage) Intent {
	return Intent{
		ID: p.Order.ClientOrderID, Action: Submit, Symbol: p.Order.Symbol, AssetID: p.facts.Asset.ID, Side: p.Order.Side,
		Qty: p.Order.Qty, Value: p.Estimate.Value, Reduces: p.Reduces(), Body: body,
	}
}

func words(value string) string { return strings.ReplaceAll(value, "_", "-") }

func list(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}

func money(d client.Decimal) string { return format.Money(d.NullDecimal) }

func dayPL(a *client.Account) client.Decimal { return portfolio.DayPL(a).Amount }
