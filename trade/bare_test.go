package trade

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"quipu/client"
)

// TestAKilledCloseReportsThatThePositionIsBare kills the process at each point from the
// confirmation of a close that cancels an exit first to the answer.
func TestAKilledCloseReportsThatThePositionIsBare(t *testing.T) {
	if name := os.Getenv("QUIPU_TEST_FLOW"); name != "" {
		flows[name].do(stageOfEnvironment(t))
		return
	}
	for point, want := range map[string]struct {
		cancels, closes int
		bare            bool
	}{
		"before the intent":                      {0, 0, false},
		"after the intent":                       {0, 0, false},
		"before the first cancel":                {0, 0, false},
		"after a cancel":                         {1, 0, true},
		"before the close":                       {1, 0, true},
		"before the order leaves":                {1, 0, true},
		"after the answer, before it is written": {1, 1, true}, // until it is filled
	} {
		s := newStage(t)
		s.nextStart(s.killed("TestAKilledCloseReportsThatThePositionIsBare", "close with an exit", point))
		for range 2 { // that it is told ends nothing
			s.bare(point, want.bare)
		}
		calls := s.broker.Calls()
		if cancels, closes := calls["DELETE /v2/orders/{order_id}"], calls["DELETE /v2/positions/{symbol_or_asset_id}"]; cancels != want.cancels || closes != want.closes {
			t.Errorf("%s: %d cancels, %d closes", point, cancels, closes)
		}
		if want.bare {
			if want.closes == 0 {
				if _, err := s.client.ClosePosition(t.Context(), "AAPL", client.ClosePart{}); err != nil {
					t.Fatal(err)
				}
			}
			s.price("AAPL", "232")
			s.bare(point+", when it is closed", false)
		}
	}
}

// bare compares whether a close is said to have left AAPL bare, and how.
func (s *stage) bare(when string, want bool, says ...string) {
	s.t.Helper()
	says = append(says, "nothing protects AAPL: quipu has cancelled sell 20 AAPL limit $260.00")
	marks, err := s.trader.Bare(s.t.Context())
	if err != nil || (len(marks) == 1) != want || len(marks) > 1 {
		s.t.Errorf("%s: %+v %v", when, marks, err)
	}
	for i := range marks {
		if words := marks[i].BareWords(); words != says[0] || marks[i].Exits[0].ID == "" {
			s.t.Errorf("%s: %s", when, words)
		}
	}
}

func (s *stage) price(symbol, at string) {
	s.t.Helper()
	if err := s.broker.SetPrice(symbol, dec(at).Decimal); err != nil {
		s.t.Fatal(err)
	}
}

var errHalted = &client.Error{Doing: "close the position", Kind: client.ErrForbidden, Status: 403, Code: 40310000, Message: "halted"}

// bared is a stage whose close of AAPL was refused after its exit was cancelled.
func bared(t *testing.T) (*stage, Closed) {
	t.Helper()
	s := newStage(t)
	s.trader.Broker = &changing{Broker: s.client, close: func() error { return errHalted }}
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !errors.Is(err, client.ErrForbidden) || !done.Bare() {
		t.Fatalf("%+v %v", done, err)
	}
	s.trader.Broker = s.client
	s.bare("after the refusal", true)
	return s, done
}

func TestABarePositionIsReportedUntilItIsProtectedClosedOrDismissed(t *testing.T) {
	s, done := bared(t)
	tickets, _, err := s.trader.PutBack(t.Context(), "AAPL", done.Cancelled)
	if err != nil || len(tickets) != 1 {
		t.Fatal(tickets, err)
	}
	part := tickets[0]
	part.Size = Size{Shares, dec("19").Decimal}
	if _, err := s.trader.Send(t.Context(), Prepare(part, s.facts("AAPL"))); err != nil {
		t.Fatal(err)
	}
	s.bare("with an exit for a part", true, "only 19 of 60 AAPL are protected: quipu has cancelled sell 20 AAPL limit $260.00")
	part.Size = Size{Shares, dec("1").Decimal}
	if _, err := s.trader.Send(t.Context(), Prepare(part, s.facts("AAPL"))); err != nil {
		t.Fatal(err)
	}
	s.bare("with exits for all", false)
	s.advance(2 * time.Minute)
	s.bare("later", false)
	s.settled("other orders protect the position")

	s, _ = bared(t)
	s.sent("sell AAPL 60")
	s.bare("while a market order works", true)
	s.price("AAPL", "232")
	s.bare("when it is filled", false)
	s.settled(positionClosed)

	s, _ = bared(t)
	marks, err := s.trader.Bare(t.Context())
	if err != nil || s.trader.Dismiss(marks[0].ID) != nil {
		t.Fatal(err)
	}
	s.bare("when it is dismissed", false)
}

// TestAnExitThatIsBeingCancelledProtectsNothing, though it still holds units.
func TestAnExitThatIsBeingCancelledProtectsNothing(t *testing.T) {
	s, done := bared(t)
	exit := done.Cancelled[0][0]
	for status, bare := range map[string]bool{"pending_cancel": true, "new": false} {
		exit.Status = status
		s.trader.Read = func(_ context.Context, symbol string) (Facts, error) {
			f := s.facts(symbol)
			f.Orders = append(f.Orders, exit)
			return f, nil
		}
		s.bare("with an exit that is "+status, bare, "nothing protects AAPL: sell 20 AAPL limit $260.00 is being cancelled")
	}
}

// settled compares why the mark of a close is over.
func (s *stage) settled(why string) {
	s.t.Helper()
	all, err := s.trader.Journal.Entries()
	for _, e := range all {
		if e.Action == Unprotect && (e.State != Settled || e.Reason != why) {
			err = errors.Join(err, errors.New(string(e.State)+" "+e.Reason))
		}
	}
	if err != nil {
		s.t.Error(err)
	}
}

// TestACloseThatIsFilledEndsItsMark, also where the position is opened again before
// anybody looks.
func TestACloseThatIsFilledEndsItsMark(t *testing.T) {
	s := newStage(t)
	if _, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent); err != nil {
		t.Fatal(err)
	}
	s.price("AAPL", "232")
	s.sent("buy AAPL 60")
	s.price("AAPL", "232")
	if f := s.facts("AAPL"); !f.held().Decimal.Equal(dec("60").Decimal) {
		t.Fatal(f.held())
	}
	s.bare("closed, and opened again", false)
	s.settled(positionClosed)
}

// TestACloseThatCancelsNothingLeavesNoMark: the first cancellation does not leave.
func TestACloseThatCancelsNothingLeavesNoMark(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &changing{Broker: s.client, cancel: func() error { return &client.Error{Kind: client.ErrNotSent} }}
	if done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent); !errors.Is(err, client.ErrNotSent) || done.Bare() {
		t.Fatalf("%+v %v", done, err)
	}
	all, err := s.trader.Journal.Entries()
	if err != nil || all[0].Action != Unprotect || all[0].State != NotSent {
		t.Errorf("%+v %v", all, err)
	}
	s.bare("nothing was cancelled", false)
}

// TestACloseThatRunsIsNotReportedAsInterrupted, in its own program.
func TestACloseThatRunsIsNotReportedAsInterrupted(t *testing.T) {
	s := newStage(t)
	asked := 0
	pause := s.trader.Pause
	s.trader.Pause = func(ctx context.Context, wait time.Duration) error {
		asked++
		s.bare("while it runs", false)
		return pause(ctx, wait)
	}
	if _, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent); err != nil || asked == 0 {
		t.Fatal(err, asked)
	}
}

// TestAnExitThatIsFilledMeanwhileHasClosedThePosition: nothing is sent, and nothing is
// said to be bare.
func TestAnExitThatIsFilledMeanwhileHasClosedThePosition(t *testing.T) {
	s := newStage(t)
	broker := &changing{Broker: s.client}
	broker.cancel = func() error {
		orders, _, err := s.client.OpenOrders(t.Context())
		for _, o := range orders {
			if o.Symbol == "AAPL" && o.Side == "sell" {
				err = errors.Join(err, s.broker.Fill("paper", o.ID, o.Qty.Decimal, dec("260").Decimal))
			}
		}
		return err
	}
	s.sent("sell AAPL 40")
	s.price("AAPL", "232")
	s.trader.Broker = broker
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !errors.Is(err, ErrGone) || broker.closed != 0 || done.Bare() || done.Entry.ID != "" || !strings.Contains(err.Error(), "closed already") {
		t.Errorf("%+v %v", done, err)
	}
	s.bare("closed by its exit", false)
	s.settled(positionClosed)
}

// TestWhatACloseLeftIsReportedAsItIs: nothing that works, is filled or is not known is said
// to be cancelled, and what is protected is said.
func TestWhatACloseLeftIsReportedAsItIs(t *testing.T) {
	s := newStage(t)
	s.sent("sell AAPL 30 limit=270 tif=gtc")
	cancels := 0
	s.trader.Broker = &changing{Broker: s.client, cancel: func() error {
		if cancels++; cancels > 1 {
			return &client.Error{Kind: client.ErrNotSent}
		}
		return nil
	}}
	done, err := s.trader.Close(t.Context(), s.closing("AAPL", "all"), silent)
	if !errors.Is(err, client.ErrNotSent) || len(done.Cancelled) != 1 {
		t.Fatalf("%+v %v", done, err)
	}
	marks, err := s.trader.Bare(t.Context())
	if err != nil || len(marks) != 1 {
		t.Fatal(marks, err)
	}
	gone, works := marks[0].Exits[0], marks[0].Exits[1]
	qty := map[bool]string{true: "20", false: "30"}[strings.Contains(works.Words, "260")]
	s.bare("one of two", true, "only "+qty+" of 60 AAPL are protected: quipu has cancelled "+gone.Words+"; "+works.Words+" still works")
	if words := done.LeftWords(); words != "only a part of the position is protected: quipu has asked Alpaca to cancel "+gone.Words+"; not cancelled: "+works.Words {
		t.Error(words)
	}
	if words := marks[0].GoneWords(); words != gone.Words {
		t.Error(words)
	}
	if err := s.broker.Fill("paper", works.ID, dec(qty).Decimal, dec("270").Decimal); err != nil {
		t.Fatal(err)
	}
	s.bare("the other is filled", true, "nothing protects AAPL: quipu has cancelled "+gone.Words+"; "+works.Words+" is filled")

	for status, says := range map[string]string{
		"pending_cancel": "nothing protects AAPL: X is being cancelled",
		"":               "nothing protects AAPL: what became of X is not known",
		"expired":        "nothing protects AAPL: X is expired",
	} {
		e := Entry{Intent: Intent{Symbol: "AAPL", Exits: []Exit{{Words: "X"}}}, Left: Left{Held: dec("5"), Covered: dec("0"), Exits: []string{status}}}
		if words := e.BareWords(); words != says {
			t.Errorf("%q: %s", status, words)
		}
		if e.Left.Covered = (client.Decimal{}); !strings.HasPrefix(e.BareWords(), "perhaps nothing protects AAPL: ") {
			t.Error(e.BareWords())
		}
	}
}
