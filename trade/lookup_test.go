package trade

import (
	"context"
	"testing"
	"time"

	"quipu/client"
)

// unsuspended loses a request to suspend trading, which changes nothing so far.
type unsuspended struct{ Broker }

func (u unsuspended) SuspendTrade(context.Context, bool) (client.Configurations, error) {
	return client.Configurations{}, &client.Error{Kind: client.ErrUnknownOutcome}
}

// TestALostSuspensionIsNotRefusedWhileItMayArrive: what is read a moment later says
// nothing yet.
func TestALostSuspensionIsNotRefusedWhileItMayArrive(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = unsuspended{s.client}
	entry, err := s.trader.SuspendTrading(t.Context())
	if err == nil || entry.State != Unknown {
		t.Fatalf("%+v %v", entry, err)
	}
	for after, want := range map[time.Duration]State{20 * time.Second: Unknown, 2 * time.Minute: Refused} {
		now := s.trader.Now
		s.trader.Now = func() time.Time { return now().Add(after) }
		if got, err := s.trader.lookUp(t.Context(), entry); err != nil || got.state != want && (got.state != "" || want != Unknown) {
			t.Errorf("after %s: %+v %v", after, got, err)
		}
		s.trader.Now = now
	}
}
