package trade

import (
	"os"
	"testing"
	"time"
)

// TestAKilledCloseIsNeitherForgottenNorRepeated kills the process at each point on
// the way from the confirmation to the answer.
func TestAKilledCloseIsNeitherForgottenNorRepeated(t *testing.T) {
	if address := os.Getenv("QUIPU_TEST_CLOSE"); address != "" {
		s := stageOfEnvironment(t, address)
		_, _ = s.trader.Close(t.Context(), s.closing("KO", "all"), silent)
		return
	}
	for point, want := range map[string]struct {
		asked int
		state State // after the next start has looked it up; "" is no entry
	}{
		"before the intent":                      {0, ""},
		"after the intent":                       {0, NotSent},
		"before the order leaves":                {0, Unknown},
		"after the answer, before it is written": {1, Accepted},
	} {
		s := newStage(t)
		s.nextStart(s.killed("TestAKilledCloseIsNeitherForgottenNorRepeated", "QUIPU_TEST_CLOSE", point))
		if asked := s.broker.Calls()["DELETE /v2/positions/{symbol_or_asset_id}"]; asked != want.asked {
			t.Errorf("%s: asked %d times", point, asked)
		}
		s.is(point, want.state)
	}
}

func TestAKilledReplacementIsNeitherForgottenNorRepeated(t *testing.T) {
	if address := os.Getenv("QUIPU_TEST_REPLACE"); address != "" {
		s := stageOfEnvironment(t, address)
		orders, _, err := s.client.OpenOrders(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range orders {
			if o.Symbol == "KO" && o.Side == "buy" {
				_, _ = s.trader.Send(t.Context(), s.replacement(o, Change{Limit: dec("61")}))
			}
		}
		return
	}
	for point, want := range map[string]struct {
		asked int
		state State
	}{
		"before the intent":                      {0, ""},
		"after the intent":                       {0, NotSent},
		"before the order leaves":                {0, Refused}, // a minute later the old order works as it was
		"after the answer, before it is written": {1, Accepted},
	} {
		s := newStage(t)
		s.sent("buy KO 3 limit=60")
		s.nextStart(s.killed("TestAKilledReplacementIsNeitherForgottenNorRepeated", "QUIPU_TEST_REPLACE", point))
		if asked := s.broker.Calls()["PATCH /v2/orders/{order_id}"]; asked != want.asked {
			t.Errorf("%s: asked %d times", point, asked)
		}
		s.is(point, want.state)
	}
}

// nextStart opens the journal that a killed process left, a minute later, and looks
// up what is not settled.
func (s *stage) nextStart(dir string) {
	s.t.Helper()
	s.advance(2 * time.Minute)
	journal, err := OpenJournal(dir, testAccount, s.address, s.trader.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.trader.Journal = journal
	if _, err := s.trader.Settle(s.t.Context()); err != nil {
		s.t.Error(err)
	}
}

// is compares the state of the only entry.
func (s *stage) is(point string, want State) {
	s.t.Helper()
	all, err := s.trader.Journal.Entries()
	switch {
	case err != nil:
		s.t.Error(err)
	case want == "" && len(all) == 0:
	case len(all) != 1 || all[0].State != want:
		s.t.Errorf("%s: %+v, want %q", point, all, want)
	}
}
