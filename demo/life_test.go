package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func (s *stage) place(t Ticket) string {
	s.t.Helper()
	id, err := s.Place(envPaper, t)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *stage) order(id string) order {
	s.t.Helper()
	var o order
	s.get("/v2/orders/"+id+"?nested=true", "", &o)
	return o
}

func (s *stage) price(symbol, price string) {
	s.t.Helper()
	if err := s.SetPrice(symbol, dec(price)); err != nil {
		s.t.Fatal(err)
	}
}

// Each price is reached in turn; a star marks the one that fills the order.
func TestOrdersFillWhenTheMarketReachesThem(t *testing.T) {
	one := dec("1")
	for name, c := range map[string]struct {
		ticket Ticket
		prices string
	}{
		"market":             {Ticket{Symbol: "KO", Side: "buy", Qty: one}, "63*"},
		"an amount":          {Ticket{Symbol: "KO", Side: "buy", Notional: dec("63")}, "63*"},
		"limit, buy":         {Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: one, Limit: dec("60")}, "63 60.01 59*"},
		"limit, sell":        {Ticket{Symbol: "KO", Side: "sell", Type: "limit", Qty: one, Limit: dec("65")}, "63 64.99 65*"},
		"stop, buy":          {Ticket{Symbol: "KO", Side: "buy", Type: "stop", Qty: one, Stop: dec("65")}, "63 64 66*"},
		"stop, sell":         {Ticket{Symbol: "KO", Side: "sell", Type: "stop", Qty: one, Stop: dec("60")}, "63 66 59*"},
		"stop limit, buy":    {Ticket{Symbol: "KO", Side: "buy", Type: "stop_limit", Qty: one, Stop: dec("65"), Limit: dec("66")}, "60 64 67 64*"},
		"stop limit, sell":   {Ticket{Symbol: "KO", Side: "sell", Type: "stop_limit", Qty: one, Stop: dec("60"), Limit: dec("59")}, "63 58 61*"},
		"trailing, sell":     {Ticket{Symbol: "KO", Side: "sell", Type: "trailing_stop", Qty: one, TrailPercent: dec("10")}, "63 70 64 63*"},
		"trailing, buy":      {Ticket{Symbol: "KO", Side: "buy", Type: "trailing_stop", Qty: one, TrailPrice: dec("2")}, "63 60 61.99 55 57*"},
		"a coin by its pair": {Ticket{Symbol: "BTCUSD", Side: "sell", Type: "limit", TimeInForce: "gtc", Qty: dec("0.0001"), Limit: dec("70000")}, "60000 70001*"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, Options{StaticMarket: true})
			id := s.place(c.ticket)
			for _, price := range strings.Fields(c.prices) {
				at, fills := strings.CutSuffix(price, "*")
				s.price(c.ticket.Symbol, at)
				o := s.order(id)
				if (o.Status == "filled") != fills {
					t.Fatalf("at %s it is %s, %+v", price, o.Status, o)
				}
				if fills && (!o.FilledAvgPrice.Equal(dec(at)) || o.FilledAt == nil || o.FilledQty.IsZero()) {
					t.Errorf("filled with %s at %s, %v", o.FilledQty, o.FilledAvgPrice, o.FilledAt)
				}
			}
		})
	}
}

func TestTrailingStopShowsItsMark(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.place(Ticket{Symbol: "KO", Side: "sell", Type: "trailing_stop", Qty: dec("1"), TrailPercent: dec("10")})
	for _, c := range []struct{ price, mark, stop string }{{"60", "62.94", "56.646"}, {"70", "70", "63"}, {"65", "70", "63"}} {
		s.price("KO", c.price)
		if o := s.order(id); o.HWM.String() != c.mark || o.StopPrice.String() != c.stop {
			t.Errorf("at %s the mark is %s and the stop %s, want %s and %s", c.price, o.HWM, o.StopPrice, c.mark, c.stop)
		}
	}
}

func (s *stage) fill(id, qty, price string) {
	s.t.Helper()
	if err := s.Fill(envPaper, id, dec(qty), dec(price)); err != nil {
		s.t.Fatal(err)
	}
}

func TestDayOrdersExpireAtTheClose(t *testing.T) {
	s := newStage(t, Options{})
	far := decimal.NewFromInt(1)
	day := s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: far, Limit: far, TakeProfit: dec("90")})
	lasting := s.place(Ticket{Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: far, Limit: far})
	coin := s.place(Ticket{Symbol: "BTCUSD", Side: "buy", Type: "limit", TimeInForce: "day", Qty: far, Limit: far})
	s.wait(firstClose - time.Second)
	if o := s.order(day); o.Status != "new" {
		t.Errorf("a second before the close it is %s", o.Status)
	}
	s.wait(time.Second)
	for id, want := range map[string]string{day: "expired", lasting: "new", coin: "new", s.order(day).Legs[0].ID: "canceled"} {
		if o := s.order(id); o.Status != want || (o.ExpiredAt != nil) != (want == "expired") {
			t.Errorf("after the close an order is %s, want %s, %+v", o.Status, want, o)
		}
	}
	if open := s.orders("nested=true&asset_class=us_option"); len(open) > 0 {
		t.Errorf("the spread works on: %+v", open)
	}
}

// An order that was pending at the start is taken and then filled.
func TestPendingOrderIsRoutedAndFilled(t *testing.T) {
	for at, want := range map[time.Duration]string{0: "pending_new", 10 * time.Second: "filled"} {
		s := newStage(t, Options{})
		s.wait(at)
		all := s.orders("status=all&symbols=SPY&limit=500&direction=desc")
		if got := all[0]; got.Status != want || got.Notional == nil {
			t.Errorf("after %s the order is %s, want %s", at, got.Status, want)
		}
	}
}

// prices are reached one after the other.
func (s *stage) prices(symbol, prices string) {
	s.t.Helper()
	for price := range strings.FieldsSeq(prices) {
		s.price(symbol, price)
	}
}
