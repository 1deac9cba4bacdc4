package trade

import (
	"context"
	"testing"

	"quipu/client"
)

// streams tells the journal what became of the orders while the facts of KO are read, after
// their time was taken, as the stream of order events does. It counts what it told.
func (s *stage) streams(t *testing.T) *int {
	t.Helper()
	told, read := 0, s.trader.Read
	s.trader.Read = func(ctx context.Context, symbol string) (Facts, error) {
		f, err := read(ctx, symbol)
		if err != nil || symbol != "KO" {
			return f, err
		}
		s.advance(1)
		orders, _, err := s.client.AllOrders(ctx, client.OrderQuery{Status: "all"}, 500)
		if err != nil {
			return f, err
		}
		learned, err := s.trader.Observe(orders)
		told += len(learned)
		return f, err
	}
	return &told
}

// The stream tells that an exit of this session is gone while the position is read for
// what takes its place: that is read once more, and sent.
func TestExitsOfThisSessionAreReplaced(t *testing.T) {
	for name, closing := range map[string]func(*stage) Closing{
		"other exits": func(s *stage) Closing {
			trail := ticket(t, "sell KO 150 trail=1")
			return PrepareExits(s.facts("KO"), trail)
		},
		"a close":   func(s *stage) Closing { return s.closing("KO", "all") },
		"of a part": func(s *stage) Closing { return s.closing("KO", "100") },
	} {
		s := newStage(t)
		s.sent("sell KO 150 stop=50 tif=gtc")
		told := s.streams(t)
		done, err := s.trader.Close(t.Context(), closing(s), silent)
		if err != nil || !done.Entry.State.Counts() || *told == 0 {
			t.Errorf("%s: %+v %v, %d told", name, done, err, *told)
		}
	}
}

// The fill of the close is told while the account is read for the other side.
func TestTheOtherSideIsOpenedWhenTheStreamTellsTheFill(t *testing.T) {
	s := newStage(t)
	s.trader.Limits.AllowShort = true
	s.sent("sell KO 150 stop=50 tif=gtc")
	s.fills(0)
	s.streams(t)
	if _, entry, err := s.trader.Reverse(t.Context(), s.reversing("KO"), silent); err != nil || entry.State != Accepted {
		t.Errorf("%+v %v", entry, err)
	}
}

// The kill switch closes by limit orders what exits of this session held.
func TestTheKillSwitchClosesWhatExitsOfThisSessionHeld(t *testing.T) {
	s := newStageFrom(t, "2026-03-09T17:00")
	s.sent("sell KO 150 stop=50 tif=gtc")
	told := s.streams(t)
	plan, err := s.trader.PlanFlat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done := s.trader.Flatten(t.Context(), plan, true, func(Flattening) {})
	for _, a := range done.Answers {
		if a.Symbol == "KO" && a.OrderID == "" || *told == 0 {
			t.Errorf("%+v, %d told", a, *told)
		}
	}
}

// A ticket that was reviewed before an order for the same instrument ended is checked
// by new facts, and sent.
func TestAConfirmedOrderIsCheckedAgainAfterAnotherEnded(t *testing.T) {
	s := newStage(t)
	order := s.sent("sell KO 50 limit=90")
	plan := s.plan("sell KO 10 limit=80")
	if _, err := s.trader.Cancel(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	s.streams(t)
	if _, err := s.trader.Read(t.Context(), "KO"); err != nil {
		t.Fatal(err)
	}
	again := func(context.Context) (Plan, error) { return s.plan("sell KO 10 limit=80"), nil }
	if got, err := s.trader.SendConfirmed(t.Context(), plan, again); err != nil || got.State != Accepted {
		t.Errorf("%+v %v", got, err)
	}
}
