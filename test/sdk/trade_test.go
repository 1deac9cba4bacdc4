package sdk

import (
	"testing"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
	"github.com/shopspring/decimal"

	"quipu/demo"
)

// trading is Alpaca's SDK with a key pair, and the broker that it trades on. Prices stand
// still until the test sets them.
type trading struct {
	*alpaca.Client
	t      *testing.T
	broker *demo.Broker
}

func newTrading(t *testing.T) trading {
	t.Helper()
	b, redirect, codes := newBroker(t)
	return trading{clients(t, b, signIn(t, b, redirect, codes, "paper"))["keys"], t, b}
}

func dec(literal string) *decimal.Decimal {
	d := decimal.RequireFromString(literal)
	return &d
}

// place sends an order that must be taken.
func (s trading) place(r alpaca.PlaceOrderRequest) *alpaca.Order {
	s.t.Helper()
	o, err := s.PlaceOrder(r)
	if err != nil {
		s.t.Fatalf("%+v: %v", r, err)
	}
	return o
}

func (s trading) price(symbol, price string) {
	s.t.Helper()
	if err := s.broker.SetPrice(symbol, *dec(price)); err != nil {
		s.t.Fatal(err)
	}
}

// order reads an order again.
func (s trading) order(id string) *alpaca.Order {
	s.t.Helper()
	o, err := s.GetOrder(id)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

// held is the position in a symbol, 0 where there is none.
func (s trading) held(symbol string) string {
	s.t.Helper()
	positions, err := s.GetPositions()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range positions {
		if p.Symbol == symbol {
			return p.Qty.String()
		}
	}
	return "0"
}

// Every type of order is taken, waits for its price, and moves the position: KO stands at
// 62.94 with 150 held, INTC at 24.16 with none, ETH at 3412.6475 with 1.25.
func TestSDKTradesEachTypeOfOrder(t *testing.T) {
	for name, c := range map[string]struct {
		request alpaca.PlaceOrderRequest
		prices  []string // that the symbol takes one after the other
		at      string   // average price of the fill
		held    string
	}{
		"market": {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Buy, Type: alpaca.Market}, []string{"62.94"}, "62.94", "152"},
		"limit":  {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec("62.5")}, []string{"62.51", "62.5"}, "62.5", "152"},
		"stop":   {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Sell, Type: alpaca.Stop, StopPrice: dec("60")}, []string{"60.01", "59.9"}, "59.9", "148"},
		"stop-limit": {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Sell, Type: alpaca.StopLimit, StopPrice: dec("60"), LimitPrice: dec("59.5")},
			[]string{"59", "59.4", "59.5"}, "59.5", "148"},
		"trailing by dollars":  {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Sell, Type: alpaca.TrailingStop, TrailPrice: dec("1")}, []string{"65", "64.01", "64"}, "64", "148"},
		"trailing by per cent": {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("2"), Side: alpaca.Sell, Type: alpaca.TrailingStop, TrailPercent: dec("10")}, []string{"70", "63.01", "63"}, "63", "148"},
		"fraction":             {alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("0.25"), Side: alpaca.Buy, Type: alpaca.Market}, []string{"60"}, "60", "150.25"},
		"notional":             {alpaca.PlaceOrderRequest{Symbol: "KO", Notional: dec("90"), Side: alpaca.Buy, Type: alpaca.Market}, []string{"60"}, "60", "151.5"},
		"short":                {alpaca.PlaceOrderRequest{Symbol: "INTC", Qty: dec("10"), Side: alpaca.Sell, Type: alpaca.Market}, []string{"24"}, "24", "-10"},
		"crypto":               {alpaca.PlaceOrderRequest{Symbol: "ETH/USD", Qty: dec("0.25"), Side: alpaca.Sell, Type: alpaca.Limit, LimitPrice: dec("3500"), TimeInForce: alpaca.GTC}, []string{"3501"}, "3501", "1"},
		"crypto by amount":     {alpaca.PlaceOrderRequest{Symbol: "ETH/USD", Notional: dec("300"), Side: alpaca.Buy, Type: alpaca.Market, TimeInForce: alpaca.GTC}, []string{"3000"}, "3000", "1.34975"}, // less the fee
	} {
		t.Run(name, func(t *testing.T) {
			s := newTrading(t)
			if c.request.TimeInForce == "" {
				c.request.TimeInForce = alpaca.Day
			}
			c.request.ClientOrderID = "sdk " + name
			placed := s.place(c.request)
			symbol := positionSymbol(c.request.Symbol)
			for i, price := range c.prices {
				if o := s.order(placed.ID); o.Status != "new" && i > 0 {
					t.Fatalf("before %s: %s", price, o.Status)
				}
				s.price(symbol, price)
			}
			filled, err := s.GetOrderByClientOrderID("sdk " + name)
			if err != nil || filled.ID != placed.ID || filled.Status != "filled" || !filled.FilledAvgPrice.Equal(*dec(c.at)) || filled.Type != c.request.Type {
				t.Errorf("%+v, %v", filled, err)
			}
			if got := s.held(symbol); got != c.held {
				t.Errorf("%s are held, want %s", got, c.held)
			}
		})
	}
}

func positionSymbol(symbol string) string {
	if symbol == "ETH/USD" {
		return "ETHUSD"
	}
	return symbol
}
