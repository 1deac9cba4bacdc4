package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/auth"
)

// arrive lets an approval come by the public callback.
func (s *story) arrive() {
	s.login.arrived <- time.Now().Add(2 * time.Minute)
	s.passes(100 * time.Millisecond)
}

func TestFinishCodeIsAskedForAndTyped(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.short = "https://q.example/l/ABCDEFGH"
		s.press("enter")
		s.sees("q.example/l/ABCDEFGH")
		s.seesNot("response_type")
		s.press("p") // whoever is pasting is asked for the code instead
		s.arrive()
		s.sees("An approval has come back", "2:00 left", "Press esc: somebody else")
		s.golden()
		s.press("enter") // nothing typed is no try
		s.login.finishErr = &auth.FinishError{Left: 2}
		s.types("abc xyz")
		s.press("enter")
		s.sees("That is not the code on the page: 2 tries are left.")
		s.seesNot("abc xyz")
		s.passes(30 * time.Second)
		s.sees("1:3")
		s.login.finishErr = nil
		s.types("q?p") // keys are text here
		s.press("enter")
		s.sees("Getting the token")
		if got := strings.Join(s.login.finished, "|"); got != "abc xyz|q?p" {
			t.Errorf("typed %q", got)
		}
		s.login.approve()
		s.passes(100 * time.Millisecond)
		s.sees("Signed in.")
	})
}

func TestFinishCodeMayBePastedAsTheAddressMay(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter", "u")
		s.arrive()
		s.golden()
		s.program.Send(tea.PasteMsg{Content: "ABC DEF\n"})
		s.passes(100 * time.Millisecond)
		if len(s.login.finished) != 1 || len(s.login.pasted) != 0 {
			t.Errorf("%q, %q", s.login.finished, s.login.pasted)
		}
	})
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.arrive()
		s.program.Send(tea.PasteMsg{Content: "https://q.example/callback?code=1&state=2"})
		s.passes(100 * time.Millisecond)
		if len(s.login.finished) != 0 || len(s.login.pasted) != 1 {
			t.Errorf("%q, %q", s.login.finished, s.login.pasted)
		}
	})
}

func TestFinishCodeThatIsWrongThreeTimesEndsInConnect(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.arrive()
		s.login.finishErr = auth.ErrFinishTries
		s.login.result <- auth.Result{Err: auth.ErrFinishTries}
		s.passes(100 * time.Millisecond)
		s.sees("❯ Paper", "wrong three times: nothing was exchanged")
	})
}

func TestLeavingTheFinishCode(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.arrive()
		s.press("esc")
		s.sees("❯ Paper", "nothing was exchanged")
		if s.login.ctx.Err() == nil {
			t.Error("the sign-in still runs")
		}
	})
}
