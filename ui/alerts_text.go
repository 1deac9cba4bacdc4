package ui

import (
	"errors"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/state"
)

var errAlert = errors.New("try: AAPL > 250, day < -2% or orders")

var errComma = errors.New("a comma groups thousands, as in 1,234.50; decimals follow a point, as in 600.5")

var thousands = regexp.MustCompile(`^[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$`)

// ungrouped removes the commas that group thousands. It fails on any other comma,
// which may be meant as a decimal point.
func ungrouped(figure string) (string, bool) {
	if strings.Contains(figure, ",") && !thousands.MatchString(figure) {
		return "", false
	}
	return strings.ReplaceAll(figure, ",", ""), true
}

// parseAlert reads an alert: a symbol or "day", < or >, and a price or a percentage;
// or "orders".
func parseAlert(text string) (state.Alert, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if text == "ORDERS" || text == "ORDER" {
		return state.Alert{On: onOrders}, nil
	}
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		return state.Alert{}, errAlert
	}
	a := state.Alert{On: onPrice, Symbol: strings.TrimSpace(text[:at]), Above: text[at] == '>'}
	level := strings.TrimSpace(strings.TrimPrefix(text[at+1:], "="))
	if a.Symbol == "DAY" {
		a.On, a.Symbol = onDay, ""
		percent, found := strings.CutSuffix(level, "%")
		if !found {
			return state.Alert{}, errors.New("the day's profit or loss is a percentage: day < -2%")
		}
		level = strings.TrimSpace(percent)
	}
	level, grouped := ungrouped(strings.TrimPrefix(level, "$"))
	d, err := client.ParseDecimal(level)
	switch {
	case !grouped:
		return state.Alert{}, errComma
	case err != nil || !d.Valid:
		return state.Alert{}, errAlert
	case a.On == onPrice && d.Decimal.Sign() <= 0:
		return state.Alert{}, errors.New("a price is above zero")
	case a.On == onPrice && (a.Symbol == "" || len(a.Symbol) > 32 || strings.ContainsAny(a.Symbol, " \t")):
		return state.Alert{}, errAlert
	}
	a.Level = d.Decimal
	if a.On == onDay {
		a.Level = d.Decimal.Shift(-2)
	}
	return a, nil
}

// alertWords describes an alert.
func alertWords(a state.Alert) string {
	sign := "≤"
	if a.Above {
		sign = "≥"
	}
	level := decimal.NewNullDecimal(a.Level)
	switch a.On {
	case onPrice:
		price := format.PriceOf(level, a.Symbol, "")
		return format.Instrument(a.Symbol, market.StatedClass(a.Symbol), false) + " " + sign + " " + price
	case onDay:
		return "day P&L " + sign + " " + format.Percent(level)
	default:
		return "any order event"
	}
}
