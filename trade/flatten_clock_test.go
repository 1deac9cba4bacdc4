package trade

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// What a person was told of closes that wait for the open holds in that session alone.
func TestTheKillSwitchSendsNothingInAnotherSession(t *testing.T) {
	for name, open := range map[string]bool{"opened": false, "closed": true} {
		s, a := newFlat(t)
		a.clock.IsOpen = open
		plan, err := s.trader.PlanFlat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a.clock.IsOpen = !open
		done := s.trader.Flatten(t.Context(), plan, false, func(Flattening) {})
		if done.Stage != Failed || !errors.Is(done.Result(), errSession) || len(a.asked) > 0 {
			t.Errorf("%s: %s after %v: %v", name, done.Stage, a.asked, done.Result())
		}
	}
}

// A market of which nothing is said is not taken for closed.
func TestTheKillSwitchInAMarketOfWhichNothingIsSaid(t *testing.T) {
	s, a := newFlat(t)
	a.clock = client.Clock{Timestamp: s.now(), Unsaid: true}
	plan, err := s.trader.PlanFlat(t.Context())
	if lines := strings.Join(plan.Lines(false, 0), "\n"); err != nil || !strings.Contains(lines, "does not say whether the market is open") || strings.Contains(lines, "The market is closed") {
		t.Errorf("%v\n%s", err, lines)
	}
}

// noClock is a broker whose clock cannot be read, from a reading on.
type noClock struct {
	*account
	reads, from int
	err         error
}

func (b *noClock) Clock(ctx context.Context) (client.Clock, error) {
	if b.reads++; b.reads >= b.from {
		return client.Clock{}, b.err
	}
	return b.account.Clock(ctx)
}

// Whether closes wait for the open is not known, and so is told and confirmed: orders can
// be cancelled all the same.
func TestTheKillSwitchWorksWithoutAClock(t *testing.T) {
	for name, kind := range map[string]error{"refused": client.ErrRejected, "no clock": client.ErrUnreadable, "forbidden": client.ErrForbidden, "down": client.ErrServer} {
		s, a := newFlat(t)
		s.trader.Broker = &noClock{account: a, from: 1, err: &client.Error{Kind: kind}}
		plan, err := s.trader.PlanFlat(t.Context())
		if err != nil || !plan.Unsaid || plan.TakesLimits() {
			t.Errorf("%s: %+v %v", name, plan, err)
		}
		done := s.trader.Flatten(t.Context(), plan, false, func(Flattening) {})
		if asked := strings.Join(a.asked, ", "); done.Stage != Flat && done.Stage != Failed || asked != "cancel all, close all" {
			t.Errorf("%s: %s after %s: %v", name, done.Stage, asked, done.Result())
		}
	}
	for name, kind := range map[string]error{"signed out": client.ErrUnauthorized, "429": client.ErrRateLimited} {
		s, a := newFlat(t)
		s.trader.Broker = &noClock{account: a, from: 1, err: &client.Error{Kind: kind}}
		if plan, err := s.trader.PlanFlat(t.Context()); !errors.Is(err, kind) {
			t.Errorf("%s: %+v %v", name, plan, err)
		}
	}
}

// What was confirmed for a session holds only while that session is known to run.
func TestTheKillSwitchSendsNothingInASessionThatIsNoLongerKnown(t *testing.T) {
	s, a := newFlat(t)
	s.trader.Broker = &noClock{account: a, from: 2, err: &client.Error{Kind: client.ErrServer}}
	if done, _ := s.flatten(t.Context()); done.Stage != Failed || !errors.Is(done.Err, errUnsaid) || len(a.asked) > 0 {
		t.Errorf("%s after %v: %v", done.Stage, a.asked, done.Result())
	}
}

// A plan for a session that was not told is for either. The close of shares is not said to
// wait for the open before that is known.
func TestTheKillSwitchOfASessionThatWasNotStated(t *testing.T) {
	for name, c := range map[string]struct {
		then  client.Clock
		stage Stage
		says  string
	}{
		"then open":   {client.Clock{IsOpen: true}, Flat, ""},
		"then closed": {client.Clock{}, Queued, ErrQueued.Error()},
		"never told":  {client.Clock{Unsaid: true}, Failed, "the order that closes it still works, and waits for the open if the market is closed"},
	} {
		s, a := newFlat(t)
		a.clock = client.Clock{Timestamp: s.now(), Unsaid: true}
		plan, err := s.trader.PlanFlat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a.clock = c.then
		a.clock.Timestamp = s.now()
		done := s.trader.Flatten(t.Context(), plan, false, func(Flattening) {})
		if err := done.Result(); done.Stage != c.stage || (err != nil) != (c.says != "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s, %v", name, done.Stage, err)
		}
	}
}

func TestTheDaysCloseIsNotOverInASessionThatIsNotStated(t *testing.T) {
	at := time.Date(2026, 11, 23, 11, 0, 0, 0, market.NewYork)
	clock := client.Clock{Timestamp: at, Unsaid: true, NextOpen: at.AddDate(0, 0, 1)}
	if day := closeOfDay(clock); day != (CloseOfDay{}) {
		t.Errorf("%+v", day)
	}
}
