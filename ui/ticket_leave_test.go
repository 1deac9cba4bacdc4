package ui

import (
	"testing"
	"time"

	"quipu/client"
	"quipu/trade"
)

// sendSlowly sends an order whose refusal takes a while, and closes its view.
func (s *story) sendSlowly() {
	s.t.Helper()
	s.trading.delay = 20 * time.Second
	s.trading.answer = trade.Entry{State: trade.Refused}
	s.trading.sendErr = &client.Error{Doing: "submit order", Kind: client.ErrForbidden, Status: 403, Message: "insufficient buying power"}
	s.sendOneShare()
	s.press("esc")
}

// waysToLeave end the view of an account, whose table has a filter that esc removes first.
var waysToLeave = map[string]func(*story){
	"q":                 func(s *story) { s.press("q") },
	"esc esc":           func(s *story) { s.press("esc", "esc", "esc") },
	"signing out":       func(s *story) { s.press(":"); s.types("sign out"); s.press("enter", "y") },
	"quit by command":   func(s *story) { s.press(":"); s.types("quit"); s.press("enter") },
	"leave by command":  func(s *story) { s.press(":"); s.types("other ways"); s.press("enter") },
	"q in another page": func(s *story) { s.press("A", "esc", "esc", "q") },
}

// A refusal is final: nobody would tell it later.
func TestLeavingAsksWhileAnAnswerIsAwaited(t *testing.T) {
	for name, leave := range waysToLeave {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.sendSlowly()
				leave(s)
				s.sees("Buy 1 AAPL is being sent: wait for the answer?", "y wait", "n do not wait")
				s.press("y")
				s.sees("1 Positions")
				s.passes(20 * time.Second)
				s.sees("insufficient buying power")
				leave(s)
				s.seesNot("is being sent")
			})
		})
		t.Run(name+" without waiting", func(t *testing.T) {
			tell(t, telling{change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.sendSlowly()
				leave(s)
				s.press("n")
				if !s.hasEnded() {
					s.seesNot("is being sent", "1 Positions")
				}
			})
		})
	}
}

func TestTheQuestionToWaitGoesWithTheAnswer(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sendSlowly()
		s.press("q")
		s.golden()
		s.passes(20 * time.Second)
		s.seesNot("is being sent")
		s.sees("1 Positions", "insufficient buying power")
	})
}

// signsInAgain replaces a refused token by a new one of an account number.
func (s *story) signsInAgain(number string) {
	s.t.Helper()
	snapshot := sampleSnapshot()
	s.broker.updates <- client.Update{Snapshot: &snapshot, State: client.Refused, Err: &client.Error{Kind: client.ErrUnauthorized, Status: 401}, Since: time.Now()}
	s.passes(200 * time.Millisecond)
	s.press("enter")
	s.login.approve()
	s.passes(4 * time.Second)
	snapshot.Account.Number = number
	s.broker.publish(snapshot)
	s.passes(time.Second)
	s.sees("PAPER", number)
}

func TestAnswerAfterANewSignInIsShown(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sendSlowly()
		s.signsInAgain("PA3QUIPU7")
		s.seesNot("insufficient buying power")
		s.passes(20 * time.Second)
		s.sees("insufficient buying power")
	})
}

// What PA3QUIPU7 sent cannot be asked for with the token of another account.
func TestAnotherAccountNumberDropsWhatWasSent(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Unknown}, client.ErrUnknownOutcome
		s.sendOneShare()
		s.press("esc")
		s.sees("1 order not known yet")
		s.signsInAgain("PA9OTHER1")
		s.sees("This is another account, PA9OTHER1: what was sent from PA3QUIPU7 is not followed here (1 order).")
		s.seesNot("not known yet")
	})
}
