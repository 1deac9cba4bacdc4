package trade

import (
	"context"
	"errors"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// busy gives the stage's trader a client whose calls are used up but for those that go
// ahead of others.
func (s *stage) busy() *client.Client {
	s.t.Helper()
	c, err := client.New(client.Options{
		BaseURL: s.address, Credentials: client.Keys(s.broker.KeyID, s.broker.KeySecret), Now: s.trader.Now, Limiter: client.NewLimiter(2, 1),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := c.Account(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if _, err := c.Account(s.t.Context()); !errors.Is(err, client.ErrOwnLimit) {
		s.t.Fatalf("a call is left: %v", err)
	}
	s.trader.Broker = c
	return c
}

// TestWhatWasConfirmedIsSentAndFoundWhenTheCallsAreUsedUp: each call for what a person has
// confirmed leaves, and each that finds out what became of it.
func TestWhatWasConfirmedIsSentAndFoundWhenTheCallsAreUsedUp(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	s.trader.Broker = &lossy{Broker: s.client, arrives: true}
	first, err := s.trader.Send(ctx, s.plan("buy KO 3 limit=60"))
	if err == nil || first.State != Unknown {
		t.Fatalf("%+v %v", first, err)
	}
	old := s.plan("buy KO 4 limit=61")
	s.busy()
	settled, err := s.trader.Settle(ctx)
	if err != nil || len(settled) != 1 || settled[0].ID != first.ID || settled[0].State != Accepted {
		t.Fatalf("a lost answer: %+v, %v", settled, err)
	}
	entry, _, err := s.trader.Follow(ctx, settled[0], time.Second, func(client.Order) bool { return true })
	if err != nil {
		t.Errorf("followed: %v", err)
	}
	s.advance(time.Minute)
	sent, err := s.trader.SendConfirmed(ctx, old, func(ctx context.Context) (Plan, error) {
		_, err := s.trader.Broker.Positions(ctx)
		return Prepare(old.Fixed(), s.facts("KO")), err
	})
	if err != nil {
		t.Errorf("sent: %+v, %v", sent, err)
	}
	sent.Target = entry.OrderID
	if _, _, err := s.trader.Proven(ctx, sent); err != nil {
		t.Errorf("proven: %v", err)
	}
	if _, _, err := s.trader.PutBack(ctx, "KO", [][]client.Order{{{ID: entry.OrderID, Symbol: "KO"}}}); err != nil {
		t.Errorf("put back: %v", err)
	}
	c, err := s.trader.PlanCancel(ctx, market.ID{Symbol: "KO"})
	if err != nil || len(c.Groups) != 2 {
		t.Fatalf("to cancel: %+v, %v", c, err)
	}
	for i := range c.Groups {
		if _, _, err := s.trader.CancelShown(ctx, c.Groups[i], new(Seen)); err != nil {
			t.Errorf("cancelled: %v", err)
		}
	}
}
