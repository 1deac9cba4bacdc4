package sdk

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/alpacahq/alpaca-trade-api-go/v3/alpaca"
)

// history reads the trade updates of the past from a moment on.
func (s trading) history(r alpaca.StreamTradeUpdatesRequest) []alpaca.TradeUpdate {
	s.t.Helper()
	var all []alpaca.TradeUpdate
	if err := s.StreamTradeUpdates(s.t.Context(), func(u alpaca.TradeUpdate) { all = append(all, u) }, r); err != nil {
		s.t.Fatal(err)
	}
	return all
}

func TestSDKStreamsTradeUpdates(t *testing.T) {
	s := newTrading(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard, ended := make(chan alpaca.TradeUpdate, 10), make(chan error, 1)
	began := time.Now().AddDate(-1, 0, 0) // the broker's clock may be days behind
	go func() {
		ended <- s.StreamTradeUpdates(ctx, func(u alpaca.TradeUpdate) { heard <- u }, alpaca.StreamTradeUpdatesRequest{Since: began})
	}()
	placed := s.place(alpaca.PlaceOrderRequest{Symbol: "KO", Qty: dec("3"), Side: alpaca.Buy, Type: alpaca.Limit, LimitPrice: dec("60"), TimeInForce: alpaca.Day})
	if err := s.broker.Fill("paper", placed.ID, *dec("1"), *dec("60")); err != nil {
		t.Fatal(err)
	}
	s.price("KO", "59")
	var events, ids []string
	for len(events) < 4 {
		u := <-heard
		events, ids = append(events, u.Event), append(ids, u.EventID)
		if u.Order.ID != placed.ID || u.At.IsZero() || u.ExecutionID == "" {
			t.Errorf("%+v", u)
		}
		if u.Event == "fill" && (u.PositionQty.String() != "153" || u.Qty.String() != "2" || u.Price.String() != "59" || u.Order.Status != "filled") {
			t.Errorf("%+v", u)
		}
	}
	if !slices.Equal(events, []string{"pending_new", "new", "partial_fill", "fill"}) || !slices.IsSorted(ids) {
		t.Errorf("%q with the ids %q", events, ids)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	rest := s.history(alpaca.StreamTradeUpdatesRequest{SinceID: ids[0], UntilID: ids[2]})
	if len(rest) != 2 || rest[0].EventID != ids[1] || rest[1].EventID != ids[2] {
		t.Errorf("between the ids %+v", rest)
	}
	if later := s.history(alpaca.StreamTradeUpdatesRequest{Since: rest[0].At.Add(time.Nanosecond), Until: rest[1].At}); len(later) != 1 || later[0].EventID != ids[2] {
		t.Errorf("between the times %+v", later)
	}
}
