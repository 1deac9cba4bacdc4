package trade

import (
	"context"
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

func (a *account) AllOrders(context.Context, client.OrderQuery, int) ([]client.Order, bool, error) {
	return nil, false, nil
}

// frees is a broker that frees the units of each position some time after it has
// cancelled the orders that held them.
type frees struct {
	account
	now   func() time.Time
	at    map[string]time.Time // by symbol, when its units are free
	loses string               // the answer to the close of this symbol is lost
}

func (a *frees) Positions(context.Context) ([]client.Position, error) {
	all := make([]client.Position, len(a.positions))
	for i, h := range a.positions {
		h.QtyAvailable = h.Qty
		if a.now().Before(a.at[h.Symbol]) {
			h.QtyAvailable = dec("0")
		}
		all[i] = h
	}
	return all, nil
}

func (a *frees) held(symbol string) *client.Error {
	if !a.now().Before(a.at[symbol]) {
		return nil
	}
	return &client.Error{
		Doing: "close the position", Kind: client.ErrRejected, Status: 403, Code: 40310000, Message: "insufficient qty available",
		Details: client.Details{Symbol: symbol, Available: dec("0"), ExistingQty: dec("10"), HeldForOrders: dec("10"), RelatedOrders: []string{"o1"}},
	}
}

func (a *frees) CloseAllPositions(context.Context) ([]client.CloseAnswer, error) {
	a.asked = append(a.asked, "close all")
	var answers []client.CloseAnswer
	for _, h := range a.positions {
		answers = append(answers, client.CloseAnswer{Symbol: h.Symbol, Order: client.Order{ID: "close " + h.Symbol}, Err: a.held(h.Symbol)})
	}
	for _, answer := range answers {
		if answer.Err == nil {
			a.gone(answer.Symbol)
		}
	}
	return answers, nil
}

func (a *frees) gone(symbol string) {
	var left []client.Position
	for _, h := range a.positions {
		if h.Symbol != symbol {
			left = append(left, h)
		}
	}
	a.positions = left
}

func (a *frees) ClosePosition(_ context.Context, symbol string, _ client.ClosePart) (client.Order, error) {
	a.asked = append(a.asked, "close "+symbol)
	if err := a.held(symbol); err != nil {
		return client.Order{}, err
	}
	if symbol == a.loses {
		return client.Order{}, &client.Error{Kind: client.ErrUnknownOutcome}
	}
	a.gone(symbol)
	return client.Order{ID: "close " + symbol, Symbol: symbol, Side: market.Sell, Status: "filled"}, nil
}

// newFrees is a broker with three positions, whose units are free after these times.
func newFrees(t *testing.T, after map[string]time.Duration) (*stage, *frees) {
	t.Helper()
	s, plain := newFlat(t)
	a := &frees{account: *plain, now: s.now, at: map[string]time.Time{}}
	a.positions = []client.Position{
		{Symbol: "KO", AssetClass: market.Equity, Qty: dec("10")}, {Symbol: "AAPL261218C00240000", AssetClass: market.Option, Qty: dec("2")},
		{Symbol: "PEP", AssetClass: market.Equity, Qty: dec("-3")},
	}
	for symbol, wait := range after {
		a.at[symbol] = s.now().Add(wait)
	}
	s.trader.Broker = a
	s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) {
		s.advance(time.Millisecond)
		f := Facts{At: s.now(), Asset: client.Asset{Symbol: symbol, Class: market.Equity}}
		if market.StatedClass(symbol) == market.Option {
			f.Asset = client.Asset{Class: market.Option} // Alpaca lists none
		}
		f.Positions, _ = a.Positions(ctx)
		return f, nil
	}
	return s, a
}

// A refusal is a known answer: the position is closed once the broker has freed it.
func TestTheKillSwitchClosesWhatIsFreedLate(t *testing.T) {
	const contract = "AAPL261218C00240000"
	for name, c := range map[string]struct {
		after map[string]time.Duration
		asked string
		stage Stage
		left  string
	}{
		"soon":    {map[string]time.Duration{"KO": 3 * time.Second, contract: 5 * time.Second, "PEP": 9 * time.Second}, "close all, close KO, close " + contract + ", close PEP", Flat, ""},
		"one":     {map[string]time.Duration{"KO": 20 * time.Second}, "close all, close KO", Flat, ""},
		"never":   {map[string]time.Duration{"KO": time.Hour}, "close all", Failed, "insufficient qty available"},
		"nothing": {nil, "close all", Flat, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := newFrees(t, c.after)
			began := s.now()
			done, _ := s.flatten(t.Context())
			if asked := strings.Join(a.asked, ", "); done.Stage != c.stage || asked != "cancel all, "+c.asked || !strings.Contains(strings.Join(done.left(), ""), c.left) {
				t.Errorf("%s after %s: %v", done.Stage, asked, done.Result())
			}
			if waited := s.now().Sub(began); c.stage == Failed && (waited < freePatience || waited > 2*freePatience) {
				t.Errorf("it waited %s", waited)
			}
			for symbol, all := range s.closesSent() {
				if len(all) != 1 || all[0].State != Settled {
					t.Errorf("%s: %+v", symbol, all)
				}
			}
		})
	}
}

// While nobody knows what became of a close, no other is asked for.
func TestTheKillSwitchClosesNothingFreedLateWhileAnAnswerIsUnknown(t *testing.T) {
	s, a := newFrees(t, map[string]time.Duration{"KO": 2 * time.Second, "PEP": 6 * time.Second})
	a.loses = "KO"
	done, _ := s.flatten(t.Context())
	if asked := strings.Join(a.asked, ", "); asked != "cancel all, close all, close KO" || done.Stage != Failed || len(done.Lost) != 1 {
		t.Errorf("%s after %s: %v", done.Stage, asked, done.Result())
	}
}

// In extended hours quipu itself refuses shares that are held still.
func TestTheKillSwitchInExtendedHoursClosesWhatIsFreedLate(t *testing.T) {
	s, plan := extendedStage(t)
	until := s.now().Add(4 * time.Second)
	read, next := s.trader.Read, s.trader.Next
	held := func(f Facts, err error) (Facts, error) {
		for i := range f.Positions {
			if s.now().Before(until) {
				f.Positions[i].QtyAvailable = dec("0")
			}
		}
		return f, err
	}
	s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) { return held(read(ctx, symbol)) }
	s.trader.Next = func(ctx context.Context, f Facts, symbol string) (Facts, error) { return held(next(ctx, f, symbol)) }
	done := s.trader.Flatten(t.Context(), plan, true, func(Flattening) {})
	for _, a := range done.Answers {
		if gone := !a.Stays(); gone == (a.Symbol == "HALT" || market.ClassOf(a.Symbol) == market.Option) {
			t.Errorf("%+v", a)
		}
	}
	for symbol, all := range s.closesSent() {
		if len(all) != 1 {
			t.Errorf("%s: %+v", symbol, all)
		}
	}
}
