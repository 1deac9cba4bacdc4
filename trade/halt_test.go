package trade

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// A close of a symbol that is halted is accepted and waits: the kill switch ends after its
// patience, says which position is left and why, and calls nothing flat. The order fills
// when trading goes on.
func TestTheKillSwitchDoesNotCallAHaltedAccountFlat(t *testing.T) {
	s := newStage(t)
	if err := s.broker.Halt("KO", true); err != nil {
		t.Fatal(err)
	}
	s.trader.Pause = func(_ context.Context, wait time.Duration) error { s.advance(wait); return s.trades() }
	began := s.now()
	done, _ := s.flatten(t.Context())
	if done.Stage != Failed || !errors.Is(done.Err, ErrNotFlat) || s.now().Sub(began) < flatPatience {
		t.Errorf("it ends as %s after %s: %v", done.Stage, s.now().Sub(began), done.Err)
	}
	left := map[string]FlatAnswer{}
	for _, a := range done.Answers {
		if a.Stays() {
			left[a.Symbol] = a
		}
	}
	if len(left) != 2 || !left["KO"].Left.Decimal.Equal(decimal.NewFromInt(150)) || left["KO"].Reason != "the order that closes it still works" || !strings.Contains(left["HALT"].Reason, "not tradable") {
		t.Errorf("left are %+v", left)
	}
	if err := s.broker.Halt("KO", false); err != nil {
		t.Fatal(err)
	}
	if positions, err := s.client.Positions(t.Context()); err != nil || len(positions) != 1 || positions[0].Symbol != "HALT" {
		t.Errorf("%+v %v", positions, err)
	}
}
