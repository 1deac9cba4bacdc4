package ui

import (
	"strings"
	"testing"
	"time"

	"quipu/client"
	"quipu/config"
)

// twoBrokers gives each account a broker of its own.
func twoBrokers(paper, live *fakeBroker) func(*Parts) {
	return func(p *Parts) {
		granted(all)(p)
		p.Connect = func(s config.Settings, a config.Account, g Grant) (Access, error) {
			if a == config.Live {
				return live.connect(s, a, g)
			}
			return paper.connect(s, a, g)
		}
	}
}

func TestTwoAccountsSideBySide(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		paper.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.sees("PAPER", "PA3QUIPU7", "A open the other account")
		s.press("A")
		s.passes(time.Second)
		s.sees("Signed in.", "LIVE", "This is real money")
		s.press("enter")
		snapshot := sampleSnapshot()
		snapshot.Account.Number, snapshot.Account.Equity = "LIVE77", d("999.99")
		live.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("LIVE77", "$999.99", "LIVE · REAL MONEY", "A paper")
		// The other one stays current meanwhile.
		behind := sampleSnapshot()
		behind.Account.Equity = d("55555.55")
		paper.publish(behind)
		s.passes(200 * time.Millisecond)
		s.seesNot("55,555.55")
		s.press("2", "A")
		s.sees("$55,555.55", "PA3QUIPU7", "A live", "1 Positions")
		s.seesNot("LIVE · REAL MONEY", "LIVE77")
		lines := strings.Split(s.screen.text(), "\n")
		if !strings.Contains(lines[9], "Symbol") && !strings.Contains(s.screen.text(), "Symbol") {
			t.Error("paper's table is not as it was left")
		}
		s.press("A")
		s.sees("LIVE77", "Open ·")
		if paper.followed != 1 || live.followed != 1 {
			t.Errorf("%d and %d pollers were started", paper.followed, live.followed)
		}
		s.press("esc", "esc")
		s.sees("❯ Live", "esc back", "practice money  signed in", "real money      sign in with OAuth")
		s.press("esc")
		s.sees("PA3QUIPU7")
		if _, open := <-live.updates; open {
			t.Error("the poller of the account that was left goes on")
		}
	})
}

func TestWhatHappensInTheOtherAccountIsSaid(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		paper.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.press("A")
		s.passes(time.Second)
		s.press("enter")
		live.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		paper.events <- client.OrderEvent{Event: "fill", ExecutionID: "e", Price: d("5"), Qty: d("3"), Order: sent("o", "filled", time.Minute)}
		s.passes(200 * time.Millisecond)
		s.sees("PAPER: Bought 3 AAPL at $5.00")
	})
}

func TestOtherAccountWithoutATokenLeadsToSigningIn(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("A")
		s.passes(time.Second)
		s.sees("❯ Live", "esc back")
		s.press("esc")
		s.sees("PA3QUIPU7", "Positions")
		if s.broker.followed != 1 {
			t.Errorf("%d pollers", s.broker.followed)
		}
		s.press("A", "enter")
		s.sees("Sign in to Alpaca")
		s.press("esc", "esc")
		s.sees("PA3QUIPU7")
	})
}

func TestLateAnswersOfOneAccountDoNotReachTheOther(t *testing.T) {
	paper, live := newFakeBroker(), newFakeBroker()
	tell(t, telling{width: 130, height: 30, change: twoBrokers(paper, live)}, func(s *story) {
		paper.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.press("A")
		s.passes(time.Second)
		s.press("enter")
		live.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		stale := sampleSnapshot()
		paper.updates <- client.Update{Snapshot: &stale, State: client.Refused, Err: &client.Error{Kind: client.ErrUnauthorized}}
		s.passes(200 * time.Millisecond)
		s.seesNot("no longer accepts")
		s.press("A")
		s.sees("no longer accepts this token", "PAPER")
	})
}
