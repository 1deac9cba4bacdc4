package ui

import (
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

// working says what is open for the position: the first order, and how many
// more.
func working(h *holding, l format.Options) string {
	if len(h.working) == 0 {
		return ""
	}
	text := workingOrder(h, h.working[0], l)
	if more := len(h.working) - 1; more > 0 {
		text += " +" + format.Quantity(decimal.NewNullDecimal(decimal.NewFromInt(int64(more))))
	}
	return text
}

// workingOrder says one order in short: which way, how much, from what price on
// it works, and at what limit: sell 5 @ $130.00, sell 1 stop $440.00, buy 12
// stop $290.00 @ $292.50, sell 50 trail 10%, buy 3 market.
func workingOrder(h *holding, o client.Order, l format.Options) string {
	size := format.Amount(l, format.Quantity(o.Qty.NullDecimal))
	if !o.Qty.Valid && o.Notional.Valid {
		size = format.Amount(l, format.Money(o.Notional.NullDecimal))
	}
	words := []string{format.Words(o.Side), size}
	switch {
	case o.TrailPercent.Valid:
		words = append(words, "trail", format.Quantity(o.TrailPercent.NullDecimal)+"%")
	case o.TrailPrice.Valid:
		words = append(words, "trail", h.Price(o.TrailPrice))
	case o.StopPrice.Valid:
		words = append(words, "stop", h.Price(o.StopPrice))
	}
	if o.LimitPrice.Valid {
		words = append(words, "@", h.Price(o.LimitPrice))
	}
	if len(words) == 2 {
		words = append(words, format.Words(o.Type))
	}
	return strings.Join(words, " ")
}
