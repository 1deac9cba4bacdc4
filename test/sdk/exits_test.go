package sdk

import (
	"testing"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
)

// statuses are those of an order and its legs.
func statuses(o *alpaca.Order) string {
	all := o.Status
	for _, leg := range o.Legs {
		all += " " + leg.Status
	}
	return all
}

// legs are an order's, as the listing nests them.
func (s trading) nested(id string) *alpaca.Order {
	s.t.Helper()
	orders, err := s.GetOrders(alpaca.GetOrdersRequest{Status: "all", Nested: true, Limit: 500})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range orders {
		if o.ID == id {
			return &o
		}
	}
	s.t.Fatalf("no order %s", id)
	return nil
}

// A bracket's exits wait for the whole entry; one that is filled ends the other.
func TestSDKBracket(t *testing.T) {
	for name, c := range map[string]struct{ price, statuses, held string }{
		"profit": {"66", "filled filled canceled", "150"},
		"loss":   {"57.9", "filled canceled filled", "150"},
		"none":   {"61", "filled new new", "160"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTrading(t)
			placed := s.place(alpaca.PlaceOrderRequest{
				Symbol: "KO", Qty: dec("10"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec("62"), TimeInForce: alpaca.GTC, OrderClass: alpaca.Bracket,
				TakeProfit: &alpaca.TakeProfit{LimitPrice: dec("66")}, StopLoss: &alpaca.StopLoss{StopPrice: dec("58"), LimitPrice: dec("57.5")},
			})
			if placed.OrderClass != alpaca.Bracket || len(placed.Legs) != 2 || placed.Legs[0].Status != "held" || placed.Legs[1].Type != alpaca.StopLimit {
				t.Fatalf("placed %+v", placed)
			}
			s.price("KO", "62")
			s.price("KO", c.price)
			if got := statuses(s.nested(placed.ID)); got != c.statuses {
				t.Errorf("%s, want %s", got, c.statuses)
			}
			if got := s.held("KO"); got != c.held {
				t.Errorf("%s are held, want %s", got, c.held)
			}
		})
	}
}

func TestSDKOneTriggersOther(t *testing.T) {
	s := newTrading(t)
	placed := s.place(alpaca.PlaceOrderRequest{
		Symbol: "INTC", Qty: dec("10"), Side: alpaca.Sell, Type: alpaca.Market, TimeInForce: alpaca.Day, OrderClass: alpaca.OTO,
		StopLoss: &alpaca.StopLoss{StopPrice: dec("26")},
	})
	s.price("INTC", "24")
	if got := statuses(s.nested(placed.ID)); got != "filled new" || s.held("INTC") != "-10" {
		t.Errorf("%s with %s", got, s.held("INTC"))
	}
	s.price("INTC", "26.1")
	if got := statuses(s.nested(placed.ID)); got != "filled filled" || s.held("INTC") != "0" {
		t.Errorf("%s with %s", got, s.held("INTC"))
	}
}

// The nested parent of an OCO takes the profit.
func TestSDKOneCancelsOther(t *testing.T) {
	for name, c := range map[string]struct{ price, statuses string }{"profit": {"70", "filled canceled"}, "loss": {"55", "canceled filled"}} {
		t.Run(name, func(t *testing.T) {
			s := newTrading(t)
			placed := s.place(alpaca.PlaceOrderRequest{
				Symbol: "KO", Qty: dec("150"), Side: alpaca.Sell, Type: alpaca.Limit, TimeInForce: alpaca.GTC, OrderClass: alpaca.OCO,
				TakeProfit: &alpaca.TakeProfit{LimitPrice: dec("70")}, StopLoss: &alpaca.StopLoss{StopPrice: dec("55")},
			})
			if placed.LimitPrice == nil || placed.LimitPrice.String() != "70" || len(placed.Legs) != 1 {
				t.Fatalf("placed %+v", placed)
			}
			if p, err := s.GetPosition("KO"); err != nil || !p.QtyAvailable.IsZero() {
				t.Errorf("%+v, %v: the exits hold the shares once", p, err)
			}
			s.price("KO", c.price)
			if got := statuses(s.nested(placed.ID)); got != c.statuses || s.held("KO") != "0" {
				t.Errorf("%s with %s", got, s.held("KO"))
			}
		})
	}
}
