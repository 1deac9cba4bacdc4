package trade

import (
	"context"
	"errors"
	"testing"
	"time"

	"quipu/client"
)

// later is a broker with other orders than those that work.
type later struct {
	*account
	all  []client.Order
	read int // how often single orders were read
}

func (b *later) AllOrders(context.Context, client.OrderQuery, int) ([]client.Order, bool, error) {
	return b.all, false, nil
}

func (b *later) Order(_ context.Context, id string) (client.Order, error) {
	b.read++
	for _, o := range b.all {
		if o.ID == id {
			return o, nil
		}
	}
	return client.Order{}, &client.Error{Kind: client.ErrNotFound}
}

// askedForAll is an account after a request for everything of which the answer is lost.
func askedForAll(t *testing.T, what Intent) (*stage, *later, Entry) {
	t.Helper()
	s, a := newFlat(t)
	b := &later{account: a}
	s.trader.Broker = b
	id, err := s.trader.begin(what)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.trader.learn(id, client.Order{}, &client.Error{Kind: client.ErrUnknownOutcome})
	if !errors.Is(err, client.ErrUnknownOutcome) || e.State != Unknown {
		t.Fatalf("%+v %v", e, err)
	}
	return s, b, e
}

func TestALostCloseOfAllIsSettledByWhatItDid(t *testing.T) {
	ko, btc := client.Position{Symbol: "KO", Qty: dec("10")}, client.Position{Symbol: "BTCUSD", Qty: dec("0.5")}
	order := func(symbol, qty string) client.Order {
		return client.Order{ID: "c", Symbol: symbol, Side: "sell", Type: Market, Status: "accepted", Qty: dec(qty)}
	}
	limited, bought := order("KO", "10"), order("KO", "10")
	limited.Type, bought.Side = Limit, "buy"
	for name, c := range map[string]struct {
		left []client.Position
		made client.Order
		age  time.Duration // of the order made, by the time of the request
		want State
	}{
		"an order that closes one":      {[]client.Position{ko, btc}, order("KO", "10"), 0, Settled},
		"an order that closes coins":    {[]client.Position{ko, btc}, order("BTC/USD", "0.5"), 0, Settled},
		"one that is older":             {[]client.Position{ko, btc}, order("KO", "10"), time.Minute, Unknown},
		"one of another size":           {[]client.Position{ko, btc}, order("KO", "4"), 0, Unknown},
		"one at a limit":                {[]client.Position{ko, btc}, limited, 0, Unknown},
		"one of the other side":         {[]client.Position{ko, btc}, bought, 0, Unknown},
		"none":                          {[]client.Position{ko, btc}, client.Order{}, 0, Unknown},
		"all are gone":                  {nil, client.Order{}, 0, Settled},
		"all are gone, another is held": {[]client.Position{{Symbol: "PEP", Qty: dec("1")}}, client.Order{}, 0, Settled},
	} {
		t.Run(name, func(t *testing.T) {
			s, b, e := askedForAll(t, Intent{Action: CloseAll, Held: heldOf([]client.Position{ko, btc})})
			b.positions = c.left
			at := e.At.Add(time.Second - c.age)
			c.made.SubmittedAt = &at
			b.all = []client.Order{c.made}
			s.advance(10 * time.Minute)
			if _, err := s.trader.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if now, _ := s.trader.entry(e.ID); now.State != c.want {
				t.Errorf("%s: %s", now.State, now.Reason)
			}
		})
	}
}

func TestALostCancellationOfAllIsSettledByTheOrdersOfBefore(t *testing.T) {
	for name, c := range map[string]struct {
		submitted time.Duration // of the order that works, after the request
		status    string
		after     time.Duration
		want      State
	}{
		"one that came later":  {time.Second, "new", 20 * time.Second, Settled},
		"one on its way":       {-time.Second, "pending_cancel", 20 * time.Second, Settled},
		"one of before":        {-time.Second, "new", 20 * time.Second, Unknown},
		"one of before, later": {-time.Second, "new", 2 * time.Minute, Refused},
	} {
		t.Run(name, func(t *testing.T) {
			s, b, e := askedForAll(t, Intent{Action: CancelAll})
			at := e.At.Add(c.submitted)
			b.orders = []client.Order{{ID: "o", Symbol: "KO", Status: c.status, SubmittedAt: &at}}
			s.advance(c.after)
			if _, err := s.trader.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if now, _ := s.trader.entry(e.ID); now.State != c.want {
				t.Errorf("%s: %s", now.State, now.Reason)
			}
		})
	}
}

// What the broker agreed to is looked up where no event has told its end.
func TestAnAcceptedCancellationIsSettledByALookup(t *testing.T) {
	for status, want := range map[string]State{"canceled": Settled, "filled": Settled, "pending_cancel": Accepted} {
		s, a := newFlat(t)
		b := &later{account: a, all: []client.Order{{ID: "o1", Symbol: "KO", Status: status}}}
		s.trader.Broker = b
		e, err := s.trader.Cancel(t.Context(), a.orders[0])
		if err != nil || e.State != Accepted {
			t.Fatalf("%+v %v", e, err)
		}
		for range 2 {
			s.advance(20 * time.Second)
			if told, err := s.trader.Settle(t.Context()); err != nil || len(told) > 0 {
				t.Errorf("%+v %v", told, err)
			}
		}
		now, _ := s.trader.entry(e.ID)
		if late := now.TooLate() != ""; now.State != want || late != (status == "filled") || b.read != map[State]int{Settled: 1, Accepted: 2}[want] {
			t.Errorf("%s: %s %s after %d readings", status, now.State, now.Reason, b.read)
		}
	}
}

// The end of a kill switch ends what it asked for, and the marks of those before it.
func TestTheKillSwitchLeavesNothingOfItselfUnsettled(t *testing.T) {
	for name, change := range map[string]func(*account){
		"flat": func(*account) {}, "one stays": func(a *account) { a.stubborn = map[string]bool{"KO": true} },
		"orders stay": func(a *account) { a.keepsOrders = true }, "closed": func(a *account) { a.clock.IsOpen = false },
	} {
		s, a := newFlat(t)
		earlier, err := s.trader.begin(Intent{Action: Flatten})
		if err != nil {
			t.Fatal(err)
		}
		change(a)
		s.flatten(t.Context())
		all, err := s.trader.Journal.Entries()
		if err != nil || all[0].ID != earlier {
			t.Fatal(all, err)
		}
		for _, e := range all {
			if e.State != Settled && e.Action != Cancel {
				t.Errorf("%s: %s is %s", name, e.Action, e.State)
			}
		}
	}
}
