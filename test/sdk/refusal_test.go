package sdk

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
)

func TestSDKIsRefused(t *testing.T) {
	s := newTrading(t)
	s.place(alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("1"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec("50"), TimeInForce: alpaca.Day, ClientOrderID: "taken"})
	for _, c := range []struct {
		change       func(*alpaca.PlaceOrderRequest)
		status, code int
		message      string
		extra        string // a field of the body
	}{
		{func(r *alpaca.PlaceOrderRequest) { r.ClientOrderID = "taken" }, http.StatusUnprocessableEntity, 40010001, "client_order_id must be unique", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.Notional = dec("50") }, http.StatusUnprocessableEntity, 40010001, "only one of qty or notional", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.LimitPrice = nil }, http.StatusUnprocessableEntity, 40010001, "limit orders require a limit price", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.LimitPrice = dec("60.001") }, http.StatusUnprocessableEntity, 42210000, "sub-penny", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.Symbol = "NOSUCH" }, http.StatusUnprocessableEntity, 42210000, "not found", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.Qty = dec("1.5"); r.TimeInForce = alpaca.GTC }, http.StatusUnprocessableEntity, 42210000, "fractional orders must be DAY", ""},
		{func(r *alpaca.PlaceOrderRequest) { r.Qty = dec("90000") }, http.StatusForbidden, 40310000, "insufficient buying power", "buying_power"},
		{func(r *alpaca.PlaceOrderRequest) { r.Side = alpaca.Sell; r.Qty = dec("151") }, http.StatusForbidden, 40310000, "insufficient qty available", "held_for_orders"},
		{func(r *alpaca.PlaceOrderRequest) { r.Side = alpaca.Sell; r.LimitPrice = dec("49") }, http.StatusForbidden, 40310000, "potential wash trade", "existing_order_id"},
		{func(r *alpaca.PlaceOrderRequest) {
			r.OrderClass, r.TakeProfit, r.StopLoss = alpaca.Bracket, &alpaca.TakeProfit{LimitPrice: dec("70")}, &alpaca.StopLoss{StopPrice: dec("61")}
		}, http.StatusUnprocessableEntity, 42210000, "stop_loss.stop_price must be <= base_price - 0.01", "base_price"},
	} {
		r := alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("1"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec("60"), TimeInForce: alpaca.Day}
		c.change(&r)
		var refused *alpaca.APIError
		if _, err := s.PlaceOrder(r); !errors.As(err, &refused) || refused.StatusCode != c.status || refused.Code != c.code || !strings.Contains(refused.Message, c.message) {
			t.Errorf("%s: %v", c.message, err)
			continue
		}
		if c.extra != "" && !strings.Contains(refused.Body, `"`+c.extra+`":`) {
			t.Errorf("%s: no %s in %s", c.message, c.extra, refused.Body)
		}
	}
	var refused *alpaca.APIError
	if _, err := s.GetOrder("00000000-0000-0000-0000-000000000000"); !errors.As(err, &refused) || refused.StatusCode != http.StatusNotFound || refused.Code != 40410000 {
		t.Errorf("no such order: %v", err)
	}
	if _, err := s.ClosePosition("INTC", alpaca.ClosePositionRequest{}); !errors.As(err, &refused) || refused.StatusCode != http.StatusNotFound || refused.Code != 40410000 {
		t.Errorf("no such position: %v", err)
	}
}

// The SDK sends all that it knows of the configurations, also what is gone.
func TestSDKConfigures(t *testing.T) {
	s := newTrading(t)
	if was, err := s.GetAccountConfigurations(); err != nil || was.NoShorting || was.TradeConfirmEmail != "all" {
		t.Errorf("%+v, %v", was, err)
	}
	set, err := s.UpdateAccountConfigurations(alpaca.UpdateAccountConfigurationsRequest{DtbpCheck: "entry", SuspendTrade: true, NoShorting: true, FractionalTrading: true})
	if err != nil || !set.NoShorting || set.TradeConfirmEmail != "all" {
		t.Fatalf("%+v, %v", set, err)
	}
	if account, err := s.GetAccount(); err != nil || !account.TradeSuspendedByUser || account.ShortingEnabled {
		t.Errorf("%+v, %v", account, err)
	}
	var refused *alpaca.APIError
	if _, err := s.PlaceOrder(alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("1"), Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.Day}); !errors.As(err, &refused) ||
		refused.StatusCode != http.StatusForbidden || refused.Code != 40310000 || refused.Message != "new orders are rejected by user request" {
		t.Errorf("an order: %v", err)
	}
}
