package trade

import (
	"context"
	"strings"
	"testing"
	"time"
)

// wrongClock gives the trader of another machine on the stage's account, whose clock is
// wrong by so long.
func (s *stage) wrongClock(by time.Duration) *stage {
	s.t.Helper()
	off := stageAt(s.t, s.address, s.broker.KeyID, s.broker.KeySecret.Reveal(), s.t.TempDir(), func() time.Time { return s.now().Add(by) })
	off.broker, off.clock = s.broker, s.clock
	return off
}

// The hours, the orders of a day and the age of a fill are those of the broker's clock: the
// machine's may be wrong by days.
func TestAMachineWhoseClockIsWrong(t *testing.T) {
	for _, by := range []time.Duration{9 * time.Hour, 48 * time.Hour, -48 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			s := newStageFrom(t, "2026-11-25T12:00")
			off := s.wrongClock(by)
			if f := off.facts("KO"); f.Skew.Round(time.Second) != -by || f.Now().Sub(s.now()).Round(time.Second) != 0 {
				t.Fatalf("skew %v, %v", f.Skew, f.Now())
			}
			if got := off.plan("buy KO 1 limit=60 tif=opg").Problems.String(); !strings.Contains(got, "orders for the open") {
				t.Errorf("at noon: %q", got)
			}
			s.sent("buy JPM 1 limit=50")
			off.trader.Limits.MaxOrdersPerDay = len(s.facts("JPM").Today)
			if got := off.try("buy KO 1 limit=50", nil); !strings.Contains(got, "max_orders_per_day") {
				t.Errorf("the orders of the day: %q", got)
			}
			off.trader.Limits = Limits{AllowShort: true}
			s.fills(0)
			off.trader.Pause = func(ctx context.Context, wait time.Duration) error { return s.trader.Pause(ctx, wait) }
			done, entry, err := off.trader.Reverse(t.Context(), off.reversing("KO"), silent)
			if err != nil || entry.State != Accepted {
				t.Errorf("%+v %+v %v", done, entry, err)
			}
		})
	}
}
