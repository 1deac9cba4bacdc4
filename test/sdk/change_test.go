package sdk

import (
	"errors"
	"net/http"
	"testing"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
)

// resting places a limit order for KO that is not reached.
func (s trading) resting(limit string) *alpaca.Order {
	s.t.Helper()
	return s.place(alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("10"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec(limit), TimeInForce: alpaca.Day})
}

func TestSDKReplacesAnOrder(t *testing.T) {
	s := newTrading(t)
	first := s.resting("50")
	second, err := s.ReplaceOrder(first.ID, alpaca.ReplaceOrderRequest{Qty: dec("12"), LimitPrice: dec("51"), TimeInForce: alpaca.GTC, ClientOrderID: "again"})
	if err != nil || second.ID == first.ID || second.Replaces == nil || *second.Replaces != first.ID || second.ClientOrderID != "again" || second.TimeInForce != alpaca.GTC {
		t.Fatalf("%+v, %v", second, err)
	}
	if old := s.order(first.ID); old.Status != "replaced" || old.ReplacedBy == nil || *old.ReplacedBy != second.ID || old.ReplacedAt == nil {
		t.Errorf("the old one: %+v", old)
	}
	s.price("KO", "51")
	if o := s.order(second.ID); o.Status != "filled" || o.FilledQty.String() != "12" {
		t.Errorf("the new one: %+v", o)
	}
	trailing := s.place(alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("1"), Side: alpaca.Sell, Type: alpaca.TrailingStop, TrailPrice: dec("2"), TimeInForce: alpaca.Day})
	if o, err := s.ReplaceOrder(trailing.ID, alpaca.ReplaceOrderRequest{Trail: dec("3")}); err != nil || o.TrailPrice.String() != "3" || o.StopPrice.String() != "48" {
		t.Errorf("another trail: %+v, %v", o, err)
	}
}

func TestSDKCancels(t *testing.T) {
	s := newTrading(t)
	one := s.resting("50")
	if err := s.CancelOrder(one.ID); err != nil {
		t.Fatal(err)
	}
	if o := s.order(one.ID); o.Status != "canceled" || o.CanceledAt == nil {
		t.Errorf("%+v", o)
	}
	var refused *alpaca.APIError
	if err := s.CancelOrder(one.ID); !errors.As(err, &refused) || refused.StatusCode != http.StatusUnprocessableEntity || refused.Code != 42210000 {
		t.Errorf("again: %v", err)
	}
	s.resting("49")
	if err := s.CancelAllOrders(); err != nil {
		t.Fatal(err)
	}
	if orders, err := s.GetOrders(alpaca.GetOrdersRequest{Status: "open"}); err != nil || len(orders) != 0 {
		t.Errorf("%d orders are open, %v", len(orders), err)
	}
}

// Prices stand still: an order that closes at the market is filled when its price moves.
func TestSDKCloses(t *testing.T) {
	for name, c := range map[string]struct {
		request alpaca.ClosePositionRequest
		left    string
	}{
		"whole":    {alpaca.ClosePositionRequest{}, "0"},
		"part":     {alpaca.ClosePositionRequest{Qty: *dec("40")}, "110"},
		"fraction": {alpaca.ClosePositionRequest{Qty: *dec("0.5")}, "149.5"},
		"percent":  {alpaca.ClosePositionRequest{Percentage: *dec("33")}, "101"}, // of whole shares, whole shares
	} {
		t.Run(name, func(t *testing.T) {
			s := newTrading(t)
			o, err := s.ClosePosition("KO", c.request)
			if err != nil || o.Side != alpaca.Sell || o.Type != alpaca.Market {
				t.Fatalf("%+v, %v", o, err)
			}
			s.price("KO", "63")
			if got := s.held("KO"); got != c.left || s.order(o.ID).Status != "filled" {
				t.Errorf("%s are left, want %s", got, c.left)
			}
		})
	}
}

// What cannot be closed stands as an error beside the orders that close the others.
func TestSDKClosesAll(t *testing.T) {
	s := newTrading(t)
	positions, err := s.GetPositions()
	if err != nil {
		t.Fatal(err)
	}
	orders, err := s.CloseAllPositions(alpaca.CloseAllPositionsRequest{CancelOrders: true})
	var refused *alpaca.APIError
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusUnprocessableEntity || refused.Message != "asset HALT is not tradable" || len(orders) != len(positions)-1 {
		t.Fatalf("%d orders close %d positions, %v", len(orders), len(positions), err)
	}
	for _, p := range positions {
		if p.CurrentPrice != nil {
			s.price(p.Symbol, p.CurrentPrice.String())
		}
	}
	left, err := s.GetPositions()
	if err != nil || len(left) != 1 || left[0].Symbol != "HALT" {
		t.Errorf("%+v are left, %v", left, err)
	}
}
