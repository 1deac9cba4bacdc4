package trade

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/client"
)

// The end of the kill switch, by a key or by a failure, stops no close that was sent.
func TestTheKillSwitchNamesClosesThatOutliveItsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		positions int
		end       func(stop context.CancelFunc, a *watched)
		says      string
	}{
		"stopped, one": {1, func(stop context.CancelFunc, _ *watched) { stop() }, "not flat: the close of KO was sent and may still be filled"},
		"stopped, two": {2, func(stop context.CancelFunc, _ *watched) { stop() }, "not flat: the closes of KO, PEP were sent and may still be filled"},
		"signed out":   {2, func(_ context.CancelFunc, a *watched) { a.err = &client.Error{Kind: client.ErrUnauthorized} }, "not flat: the closes of KO, PEP were sent and may still be filled"},
		"one is closed": {2, func(stop context.CancelFunc, a *watched) {
			a.positions = a.positions[:1]
			a.then = stop
		}, "not flat: the close of KO was sent and may still be filled"},
	} {
		t.Run(name, func(t *testing.T) {
			s, plain := newFlat(t)
			plain.clock.IsOpen = true
			plain.positions = []client.Position{{Symbol: "KO", AssetClass: "us_equity", Qty: dec("10")}, {Symbol: "PEP", AssetClass: "us_equity", Qty: dec("4")}}[:c.positions]
			a := &watched{account: plain}
			s.trader.Broker = a
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			s.trader.Pause = func(ctx context.Context, wait time.Duration) error {
				s.advance(wait)
				if a.rounds++; a.then != nil && a.rounds > 1 {
					a.then()
				}
				return ctx.Err()
			}
			plan, err := s.trader.PlanFlat(ctx)
			if err != nil {
				t.Fatal(err)
			}
			ended := false
			done := s.trader.Flatten(ctx, plan, false, func(f Flattening) {
				if f.Stage == Watching && !ended {
					ended = true
					c.end(stop, a)
				}
			})
			if err := done.Result(); err == nil || !strings.Contains(err.Error(), c.says) || !ended {
				t.Errorf("%s: %v", done.Stage, err)
			}
			if stopped := errors.Is(done.Result(), ErrStopped); stopped != (a.err == nil) {
				t.Errorf("%s: %v", done.Stage, done.Err)
			}
		})
	}
}

// watched is a broker that takes closes and fills none.
type watched struct {
	*account
	err    error  // of readings
	then   func() // while it is waited for, after another reading
	rounds int
}

func (a *watched) CloseAllPositions(context.Context) ([]client.CloseAnswer, error) {
	var answers []client.CloseAnswer
	for _, h := range a.positions {
		o := client.Order{ID: "close " + h.Symbol, Symbol: h.Symbol, Side: "sell", Type: Market, Status: "new", Qty: h.Qty}
		a.orders = append(a.orders, o)
		answers = append(answers, client.CloseAnswer{Symbol: h.Symbol, Order: o})
	}
	return answers, nil
}

func (a *watched) OpenOrders(ctx context.Context) ([]client.Order, bool, error) {
	if a.err != nil {
		return nil, false, a.err
	}
	return a.account.OpenOrders(ctx)
}
