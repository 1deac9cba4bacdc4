package demo

import (
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds of a request.
const longestID = 128 // of a client_order_id

var leastTrail = dec("0.1") // per cent

// mayOrder gives why Alpaca would refuse an order, with its status and code.
func (k *book) mayOrder(q *quote, b orderRequest) error {
	for _, check := range []func(*quote, orderRequest) error{
		k.checkSuspended, k.checkRequest, k.checkAsset, k.checkForm, k.checkOption, k.checkSteps, k.checkExits, k.checkHours, k.checkConcentration, k.checkHolding, k.checkWash, k.checkPower,
	} {
		if err := check(q, b); err != nil {
			return err
		}
	}
	return nil
}

func badRequest(message string) error {
	return refusal{http.StatusUnprocessableEntity, codeBadRequest, message}
}

func forbidden(message string, extra map[string]any) error {
	return detailed{refusal{http.StatusForbidden, codeForbidden, message}, extra}
}

// checkRequest checks that the request says what it has to.
func (k *book) checkRequest(_ *quote, b orderRequest) error {
	limits, stops := b.Type == "limit" || b.Type == "stop_limit", b.Type == "stop" || b.Type == "stop_limit"
	switch {
	case b.Side != "buy" && b.Side != "sell":
		return badRequest("side must be buy or sell")
	case (b.Qty == nil) == (b.Notional == nil):
		return badRequest("only one of qty or notional is accepted")
	case b.Qty != nil && !b.Qty.IsPositive(), b.Notional != nil && !b.Notional.IsPositive():
		return badRequest("qty must be > 0")
	case limits && b.LimitPrice == nil:
		return badRequest("limit orders require a limit price")
	case stops && b.StopPrice == nil:
		return badRequest("stop orders require a stop price")
	case b.Type == "market" && (b.LimitPrice != nil || b.StopPrice != nil):
		return badRequest("market orders require no stop or limit price")
	case b.Type == "trailing_stop" && (b.TrailPrice == nil) == (b.TrailPercent == nil):
		return badRequest("trailing stop orders must specify one of trail_price or trail_percent")
	case b.TrailPercent != nil && b.TrailPercent.LessThan(leastTrail):
		return badRequest("trail_percent must be >= 0.1")
	case len(b.ClientOrderID) > longestID:
		return badRequest("client_order_id must be at most 128 characters")
	case b.ClientOrderID != "" && k.knowsClientID(b.ClientOrderID):
		return badRequest("client_order_id must be unique")
	}
	return nil
}

// checkForm checks types, times in force and sizes by the class.
func (k *book) checkForm(q *quote, b orderRequest) error {
	types, forces := []string{"market", "limit", "stop", "stop_limit", "trailing_stop"}, []string{"day", "gtc", "ioc", "fok", "opg", "cls"}
	broken := b.Notional != nil || !b.Qty.IsInteger()
	switch q.class {
	case classCrypto:
		types, forces = []string{"market", "limit", "stop_limit"}, []string{"gtc", "ioc"}
	case classOption:
		types, forces = []string{"market", "limit"}, []string{"day"}
	}
	plain := b.Type == "market" || b.Type == "limit"
	switch {
	case !slices.Contains(types, b.Type):
		return invalid("invalid order type for " + q.class + " order")
	case !slices.Contains(forces, b.TimeInForce):
		return invalid("invalid " + strings.TrimPrefix(q.class, "us_") + " time_in_force")
	case q.class == classCrypto && (b.OrderClass != "" || b.ExtendedHours):
		return invalid("crypto orders must be simple orders")
	case q.class == classCrypto:
		return nil
	case broken && q.class == classOption:
		return invalid("option orders must be whole contracts")
	case q.class == classOption && (b.OrderClass != "" || b.ExtendedHours):
		return invalid("option orders must be simple orders in regular hours")
	case broken && b.ExtendedHours && !k.tradesBrokenExtended(q):
		return invalid("fractional orders for " + q.symbol + " are not taken in extended hours")
	case broken && b.TimeInForce != "day":
		return invalid("fractional orders must be DAY orders")
	case broken && b.OrderClass != "":
		return invalid("fractional orders must be simple orders")
	case broken && b.Type == "trailing_stop":
		return invalid("fractional orders cannot be trailing stop orders")
	case !plain && b.TimeInForce != "day" && b.TimeInForce != "gtc":
		return invalid("invalid time_in_force for " + b.Type + " order")
	case b.ExtendedHours && (b.Type != "limit" || b.TimeInForce != "day" && b.TimeInForce != "gtc"):
		return invalid("extended hours order must be DAY or GTC limit orders")
	}
	return nil
}

// checkSteps checks prices and sizes against their steps, and stops against
// the market.
func (k *book) checkSteps(q *quote, b orderRequest) error {
	for _, price := range []*decimal.Decimal{b.LimitPrice, b.StopPrice} {
		if err := q.checkStep(price); err != nil {
			return err
		}
	}
	if err := k.checkAmount(q, b); err != nil {
		return err
	}
	last, trades := q.latest()
	switch {
	case b.StopPrice == nil || !trades:
	case b.Side == "sell" && b.StopPrice.GreaterThanOrEqual(last):
		return detailed{refusal{http.StatusUnprocessableEntity, codeInvalid, "stop price must be less than current price"}, map[string]any{"stop_price": b.StopPrice, "market_price": last}}
	case b.Side == "buy" && b.StopPrice.LessThanOrEqual(last):
		return detailed{refusal{http.StatusUnprocessableEntity, codeInvalid, "stop price must be greater than current price"}, map[string]any{"stop_price": b.StopPrice, "market_price": last}}
	}
	return nil
}

// stepOf is a share's smallest difference of two prices.
func stepOf(price decimal.Decimal) decimal.Decimal {
	if price.LessThan(decimal.NewFromInt(1)) {
		return dec("0.0001")
	}
	return dec("0.01")
}
