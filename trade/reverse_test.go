package trade

import (
	"context"
	"errors"
	"testing"
	"time"

	"quipu/client"
)

func (s *stage) reversing(symbol string) Reversing {
	s.t.Helper()
	return PrepareReverse(s.facts(symbol))
}

// fills makes every pause fill what waits for a price of KO.
func (s *stage) fills(after time.Duration) {
	s.trader.Pause = func(_ context.Context, wait time.Duration) error {
		s.advance(wait)
		if err := s.broker.SetPrice("KO", dec("62.94").Decimal); err != nil {
			return err
		}
		s.advance(after)
		return nil
	}
}

// TestAPositionIsReversed: 150 KO held.
func TestAPositionIsReversed(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.AllowShort = true
	s.trader.Limits.DuplicateWindow = 10 * time.Second // the close is no duplicate
	s.fills(0)
	done, entry, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent)
	if err != nil || done.Entry.Status != "filled" || entry.State != Accepted || entry.Side != "sell" || entry.Qty.Decimal.String() != "150" {
		t.Fatalf("%+v %+v %v", done, entry, err)
	}
	if s.broker.Calls()["POST /v2/orders"] != 1 {
		t.Error("it was sent twice")
	}
}

func TestAReversalIsRefusedBeforeAnythingIsClosed(t *testing.T) {
	s := newStage(t)
	var refusal *Refusal
	if _, _, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent); !errors.As(err, &refusal) || s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"] != 0 {
		t.Errorf("short sales are off: %v", err)
	}
	s.trader.Limits.AllowShort = true
	if _, _, err := s.trader.Reverse(t.Context(), s.reversing("ETH/USD"), silent); !errors.As(err, &refusal) || s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"] != 0 {
		t.Errorf("crypto cannot be sold short: %v", err)
	}
}

// TestAReversalAsks where the fill was too long ago, did not come, or left
// something.
func TestAReversalAsks(t *testing.T) {
	for name, change := range map[string]func(*stage){
		"the fill is old":       func(s *stage) { s.fills(31 * time.Second) },
		"the fill is not there": func(*stage) {},
		"a position is there": func(s *stage) {
			s.fills(0)
			read := s.trader.Read
			s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) {
				f, err := read(ctx, symbol)
				if _, there := f.position(); !there {
					f.Positions = append(f.Positions, client.Position{AssetID: f.Asset.ID, Symbol: f.Asset.Symbol, Qty: dec("1"), QtyAvailable: dec("1")})
				}
				return f, err
			}
		},
	} {
		s := newStage(t)
		s.trader.Limits.AllowShort = true
		change(s)
		_, entry, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent)
		if !errors.Is(err, ErrAsk) && !errors.Is(err, ErrNotClosed) || entry.ID != "" || s.broker.Calls()["POST /v2/orders"] != 0 {
			t.Errorf("%s: %+v %v", name, entry, err)
		}
	}
}

// failing answers some readings of an order with an error.
type failing struct {
	Broker
	errs []error
}

func (f *failing) Order(ctx context.Context, id string) (client.Order, error) {
	if len(f.errs) > 0 {
		err := f.errs[0]
		f.errs = f.errs[1:]
		return client.Order{}, err
	}
	return f.Broker.Order(ctx, id)
}

func TestAnOrderIsFollowedBehindReadingsThatFail(t *testing.T) {
	s := newStage(t)
	entry, err := s.trader.Send(t.Context(), s.plan("buy KO 1 limit=20"))
	if err != nil {
		t.Fatal(err)
	}
	s.trader.Broker = &failing{s.client, []error{client.ErrRateLimited, client.ErrNotFound, client.ErrServer}}
	always := func(client.Order) bool { return true }
	if _, order, err := s.trader.Follow(t.Context(), entry, time.Minute, always); err != nil || order.ID == "" {
		t.Errorf("%+v %v", order, err)
	}
	s.trader.Broker = &failing{s.client, []error{client.ErrUnauthorized}}
	if _, _, err := s.trader.Follow(t.Context(), entry, time.Minute, always); !errors.Is(err, client.ErrUnauthorized) {
		t.Errorf("a sign-in that ended: %v", err)
	}
}

// TestAMarketOrderIsConfirmedAtAPrice: what a person left for hours is not sent at
// another price, or in another session.
func TestAMarketOrderIsConfirmedAtAPrice(t *testing.T) {
	s := newStage(t)
	for name, c := range map[string]struct {
		order string
		now   func(*Facts)
		asks  bool
	}{
		"nothing moved":     {"buy KO 1", func(*Facts) {}, false},
		"the price moved":   {"buy KO 1", func(f *Facts) { f.Quote.Quote.Ask, f.Quote.Price = dec("70"), dec("70") }, true},
		"a limit order":     {"buy KO 1 limit=60", func(f *Facts) { f.Quote.Quote.Ask, f.Quote.Price = dec("70"), dec("70") }, false},
		"the market closed": {"buy KO 1", func(f *Facts) { f.Open = client.KnownFlag(false) }, true},
	} {
		plan := s.plan(c.order)
		plan.facts.At = s.now().Add(-time.Hour)
		again := func(context.Context) (Plan, error) {
			f := s.facts("KO")
			f.Quote, f.Open = plan.facts.Quote, plan.facts.Open
			c.now(&f)
			return Prepare(plan.Fixed(), f), nil
		}
		_, err := s.trader.SendConfirmed(t.Context(), plan, again)
		if asks := errors.As(err, new(*ChangedError)); asks != c.asks {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAReversalCountsItsClose before anything is closed, and once.
func TestAReversalCountsItsClose(t *testing.T) {
	for more, closes := range map[int]int{1: 0, 2: 1} {
		s := newStage(t)
		s.trader.Limits.AllowShort = true
		s.fills(0)
		s.trader.Limits.MaxOrdersPerDay = len(s.facts("KO").Today) + more
		_, entry, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent)
		if errors.As(err, new(*Refusal)) != (closes == 0) || s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"] != closes || s.broker.Calls()["POST /v2/orders"] != closes {
			t.Errorf("%d more orders: %+v %v", more, entry, err)
		}
	}
}

func TestAReversalThatALimitStopsAfterTheCloseAsks(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.AllowShort = true
	s.fills(0)
	read := s.trader.Read
	s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) {
		f, err := read(ctx, symbol)
		if _, held := f.position(); !held {
			s.trader.Limits.MaxOrderValue = dec("1").Decimal
		}
		return f, err
	}
	_, entry, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent)
	if !errors.Is(err, ErrAsk) || !errors.As(err, new(*Refusal)) || entry.ID != "" || s.broker.Calls()["POST /v2/orders"] != 0 {
		t.Errorf("%+v %v", entry, err)
	}
}

func TestAReversalReportsThatItsCloseIsFilled(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.AllowShort = true
	s.fills(0)
	var last Progress
	done, _, err := s.trader.Reverse(t.Context(), s.reversing("KO"), func(p Progress) { last = p })
	if err != nil || last.Text != "the close is filled" || last.Entry.ID != done.Entry.ID || last.Entry.Status != "filled" {
		t.Errorf("%+v %v", last, err)
	}
}

func TestACloseThatHasNotClosedThePositionIsNamedAsItIs(t *testing.T) {
	for says, order := range map[string]client.Order{
		"the close is partially filled and still works": {ID: "c", Status: "partially_filled"},
		"the close is canceled":                         {ID: "c", Status: "canceled"},
		"how far the close is was not read":             {},
	} {
		if got := closeWords(order); got != says {
			t.Errorf("%q, not %q", got, says)
		}
	}
}
