package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/auth"
	"quipu/safe"
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
		s.sees("An approval has come back", "2:00 left", "Somebody else used the link", "https://q.example/l/ABCDEFGH")
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

// A stranger who knows the link comes back first, and again and again. What is
// typed stays, and when nobody comes back the code to scan is shown again.
func TestStrangersApprovalDoesNotHideTheSignIn(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.short = "https://q.example/l/ABCDEFGH"
		s.press("enter")
		s.arrive()
		s.passes(time.Minute)
		s.types("abc")
		s.arrive()
		s.sees("An approval has come back", "abc", "2:00 left")
		s.types(" xyz")
		s.press("enter")
		if got := strings.Join(s.login.finished, "|"); got != "abc xyz" {
			t.Errorf("typed %q", got)
		}
	})
	tell(t, telling{}, func(s *story) {
		s.login.short = "https://q.example/l/ABCDEFGH"
		s.press("enter")
		s.arrive()
		s.passes(2*time.Minute + 2*time.Second)
		s.seesNot("An approval has come back")
		s.sees("q.example/l/ABCDEFGH")
	})
}

// The help takes the keys while it is open.
func TestEscInTheHelpDoesNotEndASignInThatWaitsForItsCode(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.short = "https://q.example/l/ABCDEFGH"
		s.press("enter", "?")
		s.arrive()
		s.sees("Where this runs")
		s.press("esc")
		s.sees("An approval has come back")
		s.types("abc xyz")
		s.press("enter")
		if got := strings.Join(s.login.finished, "|"); got != "abc xyz" {
			t.Errorf("typed %q", got)
		}
	})
}

func TestFinishCodeMayBePasted(t *testing.T) {
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

func TestPaste(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.pasteErr = errors.New("that address has no state: copy the whole of it")
		s.press("enter", "p")
		s.types("code123")
		s.sees("code123")
		s.press("enter")
		s.sees("That address has no state")
		s.program.Send(tea.PasteMsg{Content: "http://localhost:17865/callback?code=1\n&state=2"})
		s.passes(100 * time.Millisecond)
		if got := s.login.pasted; len(got) != 2 || got[1] != "http://localhost:17865/callback?code=1\n&state=2" {
			t.Errorf("pasted %q", got)
		}
		s.press("esc")
		s.sees("Scan the code")
	})
}

// The sign-in receives pasted text unchanged, with its line breaks, also without p.
func TestPastedTextIsPassedOnUnchanged(t *testing.T) {
	address := "http://localhost:17865/callback?code=1&state=2"
	for name, text := range map[string]string{
		"wrapped":        address[:30] + "\r\n  " + address[30:],
		"quoted":         `"` + address + `"`,
		"angle brackets": "<" + address + ">",
		"with blanks":    "  " + address[:20] + " " + address[20:] + " \n",
	} {
		for _, pressed := range []string{"", "p", "u"} {
			tell(t, telling{width: 80, height: 24}, func(s *story) {
				s.press("enter")
				if pressed != "" {
					s.press(pressed)
				}
				s.program.Send(tea.PasteMsg{Content: text})
				s.passes(100 * time.Millisecond)
				if got := s.login.pasted; len(got) != 1 || got[0] != text {
					t.Errorf("%s after %q: pasted %q", name, pressed, got)
				}
				s.sees("Approved. Getting the token")
			})
		}
	}
}

func TestBareCodeIsRefusedWithTheReason(t *testing.T) {
	for _, how := range []string{"pasted", "typed", "pasted over the plain link"} {
		tell(t, telling{width: 80, height: 24}, func(s *story) {
			s.login.pasteErr = auth.ErrBareCode
			s.press("enter")
			switch how {
			case "typed":
				s.press("p")
				s.types("code-1")
				s.press("enter")
			case "pasted":
				s.program.Send(tea.PasteMsg{Content: "code-1"})
			default:
				s.press("u")
				s.passes(time.Second)
				s.program.Send(tea.PasteMsg{Content: "code-1"})
			}
			s.passes(100 * time.Millisecond)
			reason := safe.Sentence(auth.ErrBareCode.Error())
			if shown := strings.Join(strings.Fields(s.screen.text()), " "); !strings.Contains(shown, reason) {
				t.Errorf("%s: %q is not on the screen:\n%s", how, reason, shown)
			}
			s.sees("Open this link")
		})
	}
}

func TestAddressMayBeLongerThanItsField(t *testing.T) {
	tell(t, telling{width: 40, height: 24}, func(s *story) {
		address := "http://localhost:17865/callback?code=" + strings.Repeat("c", 300) + "&state=" + strings.Repeat("s", 43)
		s.press("enter", "p")
		s.types(address)
		s.sees(strings.Repeat("s", 15))
		s.press("enter")
		if got := s.login.pasted; len(got) != 1 || got[0] != address {
			t.Errorf("pasted %q", got)
		}
	})
}
