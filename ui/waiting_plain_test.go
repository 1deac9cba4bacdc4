package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/auth"
)

// written counts how often the link was written in one piece.
func (s *story) written() int { return strings.Count(s.screen.rawText(), "\x1b[H"+fakeURL+"\x1b8") }

func TestPlainLinkStandsAlone(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter")
		_, before, _ := strings.Cut(s.screen.text(), " left\n")
		s.press("u")
		s.passes(100 * time.Millisecond)
		s.golden()
		s.passes(10 * time.Second)
		if n := s.written(); n != 2 {
			t.Errorf("written %d times: a selection would not last", n)
		}
		if strings.Contains(s.screen.rawText(), "\x1b[?1002h") {
			t.Error("the mouse is the program's")
		}
		s.press("esc")
		if _, after, _ := strings.Cut(s.screen.text(), " left\n"); after != before {
			t.Errorf("the view is not as it was:\n%s", after)
		}
		s.passes(2 * time.Second)
		if n := s.written(); n != 2 {
			t.Error("the link was written over the view")
		}
	})
}

func TestPlainLinkIsWrittenAgainInAWindowOfAnotherSize(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter", "u")
		s.resize(100, 30)
		s.sees(fakeURL[:100] + "\n" + fakeURL[100:200] + "\n" + fakeURL[200:])
		s.resize(30, 8) // too small for any view
		s.passes(time.Second)
		s.seesNot("https")
		s.resize(60, 12)
		s.sees(fakeURL[:60] + "\n" + fakeURL[60:120])
	})
}

func TestHelpOverThePlainLink(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter", "u", "?")
		s.passes(time.Second)
		s.sees("Where this runs")
		s.seesNot("https")
		s.press("esc")
		s.passes(time.Second)
		s.sees(fakeURL[:80] + "\n" + fakeURL[80:160])
		s.press("u")
		s.sees("Open this link")
	})
}

func TestKeysOfTheViewLeaveThePlainLink(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter", "u", "x")
		s.passes(time.Second)
		s.sees(fakeURL[:80])
		s.press("p")
		s.types("abc")
		s.sees("Open this link", "address abc")
	})
}

// Whatever ends the sign-in leaves a clean screen.
func TestPlainLinkIsGoneWhenTheSignInEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*story)
		sees string
	}{
		"approved":  {func(s *story) { s.login.approve() }, "Signed in."},
		"declined":  {func(s *story) { s.login.result <- auth.Result{Err: auth.ErrDenied} }, "You declined"},
		"a code":    {func(s *story) { close(s.login.exchanging) }, "Approved. Getting the token"},
		"the store": {func(s *story) { s.tokens.saveErr = errors.New("full"); s.login.approve() }, "in memory only"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 80, height: 24}, func(s *story) {
				s.press("enter", "u")
				s.passes(200 * time.Millisecond)
				s.sees(fakeURL[:80])
				c.end(s)
				s.passes(time.Second)
				s.sees(c.sees)
				s.seesNot("https", fakeURL[80:120], fakeURL[160:200])
			})
		})
	}
}

func TestLinkThatDoesNotFitTheScreenIsShownInRows(t *testing.T) {
	m := Model{env: env{width: 60, height: 12}, page: waitingPage}
	m.waiting.plain = true
	m.waiting.attempt.URL = "https://x.example/?" + strings.Repeat("x", 60*11)
	if m.linkAlone() {
		t.Error("the terminal would scroll")
	}
	if rows := m.viewPlain(); len(rows) < 12 || len(rows[1]) != 60 {
		t.Errorf("%q", rows)
	}
	m.waiting.attempt.URL = "https://x.example/\x1b[2J"
	if m.linkAlone() {
		t.Error("escape sequences would be written")
	}
}
