package demo

import (
	"net/http"
	"slices"

	"github.com/shopspring/decimal"
)

var cent = dec("0.01")

func opposite(side string) string {
	if side == "sell" {
		return "buy"
	}
	return "sell"
}

// checkExits checks bracket, OTO and OCO orders.
func (k *book) checkExits(q *quote, b orderRequest) error {
	class, exits := b.OrderClass, k.goesAgainst(q, b.Side)
	switch {
	case class == "" && (b.TakeProfit != nil || b.StopLoss != nil):
		return invalid("take_profit and stop_loss need an order_class")
	case class == "":
		return nil
	case !slices.Contains([]string{"bracket", "oto", "oco"}, class):
		return invalid("order_class " + class + " is not taken by this demo")
	case class == "oto" && (b.TakeProfit == nil) == (b.StopLoss == nil):
		return invalid("oto orders require one of take_profit or stop_loss")
	case class != "oto" && (b.TakeProfit == nil || b.StopLoss == nil):
		return invalid(class + " orders require take_profit and stop_loss")
	case b.TakeProfit != nil && b.TakeProfit.LimitPrice == nil:
		return invalid("take_profit requires a limit_price")
	case b.StopLoss != nil && b.StopLoss.StopPrice == nil:
		return invalid("stop_loss requires a stop_price")
	case class == "oco" && (b.Type != "limit" || !exits):
		return invalid("oco orders must be exit orders")
	case class != "oco" && (b.Type != "market" && b.Type != "limit" || exits):
		return invalid(class + " orders must be entry orders")
	case b.TimeInForce != "day" && b.TimeInForce != "gtc", b.ExtendedHours:
		return invalid(class + " orders must be DAY or GTC orders")
	}
	return k.checkExitSteps(q, b)
}

func (k *book) checkExitSteps(q *quote, b orderRequest) error {
	g := exitPrices{side: b.Side, entry: b.LimitPrice}
	if b.OrderClass == "oco" {
		g.side, g.entry = opposite(b.Side), nil
	} else if last, _ := q.latest(); b.LimitPrice == nil {
		g.entry = &last
	}
	prices := []*decimal.Decimal{}
	if b.TakeProfit != nil {
		g.profit = b.TakeProfit.LimitPrice
		prices = append(prices, g.profit)
	}
	if b.StopLoss != nil {
		g.loss = b.StopLoss.StopPrice
		prices = append(prices, g.loss, b.StopLoss.LimitPrice)
	}
	for _, price := range prices {
		if err := q.checkStep(price); err != nil {
			return err
		}
	}
	return k.checkExitPrices(q, g)
}

// exitPrices are those of a group: the side is its entry's, what is nil is not
// there or done.
type exitPrices struct {
	side                string
	entry, profit, loss *decimal.Decimal
}

// beyond reports whether a price is a cent or more past another, up for the
// profit of a long position.
func (g exitPrices) beyond(price, base decimal.Decimal, profit bool) bool {
	if (g.side == "buy") == profit {
		return price.GreaterThanOrEqual(base.Add(cent))
	}
	return price.LessThanOrEqual(base.Sub(cent))
}

// checkExitPrices checks how the prices of a group lie: the profit past the
// entry, the loss on the other side of it, of the profit and of the market.
func (k *book) checkExitPrices(q *quote, g exitPrices) error {
	no := func(message string, base decimal.Decimal) error {
		return detailed{refusal{http.StatusUnprocessableEntity, codeInvalid, message}, map[string]any{"base_price": base}}
	}
	if g.entry != nil && g.profit != nil && !g.beyond(*g.profit, *g.entry, true) {
		return no("take_profit.limit_price must be "+map[bool]string{true: ">= base_price + 0.01", false: "<= base_price - 0.01"}[g.side == "buy"], *g.entry)
	}
	if g.loss == nil {
		return nil
	}
	bases := []*decimal.Decimal{g.entry, g.profit}
	if last, trades := q.latest(); trades {
		bases = append(bases, &last)
	}
	for _, base := range bases {
		if base != nil && !g.beyond(*g.loss, *base, false) {
			return no("stop_loss.stop_price must be "+map[bool]string{true: "<= base_price - 0.01", false: ">= base_price + 0.01"}[g.side == "buy"], *base)
		}
	}
	return nil
}
