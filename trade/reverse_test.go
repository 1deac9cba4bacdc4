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
		if !errors.Is(err, ErrAsk) || entry.ID != "" || s.broker.Calls()["POST /v2/orders"] != 0 {
			t.Errorf("%s: %+v %v", name, entry, err)
		}
	}
}
