package ui

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"quipu/auth"
	"quipu/environment"
)

func TestWaitingShowsCodeStepsAndCountdown(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.sees("Sign in to Alpaca", "PAPER", "Scan the code", "waiting on localhost:17865", "left")
		s.golden()
		s.seesNot("If the page shows an error")
		s.passes(time.Minute + time.Second)
		s.sees("4:00 left", "If the page shows an error", "letter for letter")
	})
}

func TestWaitingStepsStandUnderTheCodeInANarrowWindow(t *testing.T) {
	tell(t, telling{width: 80, height: 50}, func(s *story) {
		s.press("enter")
		s.golden()
	})
}

func TestWaitingGivesTheLinkWhereTheCodeDoesNotFit(t *testing.T) {
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter")
		s.sees("Open this link", "A QR code needs a window of 61×36; this one is 80×24")
		s.golden()
	})
}

// The demo's code opens a page on this computer, which no phone can reach.
func TestWaitingInTheDemoIsApprovedHere(t *testing.T) {
	demo := func(h environment.Environment) func(*Parts) {
		return func(p *Parts) {
			p.Demo, p.Environment = true, h
			p.Approve = func(context.Context, string) error { return nil }
		}
	}
	tell(t, telling{change: demo(environment.Environment{})}, func(s *story) {
		s.press("enter")
		s.sees("1  Press a to approve as the demo user, or o to open the", "so no phone can", "a approve   o browser")
		s.seesNot("Scan", "enter for the browser")
		s.golden()
	})
	tell(t, telling{width: 80, height: 24, change: demo(overSSH)}, func(s *story) {
		s.press("enter")
		s.sees("1  Press a to approve as the demo user.", "the link opens a page on this computer", "a approve")
		s.seesNot("o browser", "or o to")
	})
}

// The frame of a live account is drawn before the account is open.
func TestLiveIsFramedFromTheMomentItIsChosen(t *testing.T) {
	for _, size := range [][2]int{{130, 45}, {80, 24}, {40, 12}} {
		tell(t, telling{width: size[0], height: size[1]}, func(s *story) {
			s.seesNot("REAL MONEY")
			s.press("down", "enter")
			s.sees("Sign in to Alpaca", "esc back")
			lines := strings.Split(s.screen.text(), "\n")
			if !strings.Contains(lines[0], "LIVE · REAL MONEY") || !strings.Contains(lines[size[1]-1], "LIVE · REAL MONEY") {
				t.Errorf("no frame:\n%s", s.screen.text())
			}
			s.press("u") // the link stands alone, whatever the account
			s.passes(time.Second)
			s.seesNot("REAL MONEY")
			s.press("esc", "esc")
			s.seesNot("REAL MONEY")
		})
	}
}

func TestSignInEndsInThePortfolio(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("t", "enter")
		s.login.approve()
		s.passes(100 * time.Millisecond)
		s.sees("Signed in.", "PA3QUIPU7 · PAPER · active", "$124,552.52", "trade · read market data", "Opening the portfolio in 2 s.")
		s.seesNot("tok-secret")
		s.golden()
		if s.tokens.held["paper"].Access.Reveal() != "tok-secret" {
			t.Error("the token was not stored")
		}
		if s.login.ctx.Err() == nil {
			t.Error("the sign-in still runs after its view was left")
		}
		s.passes(2 * time.Second)
		if s.broker.followed != 1 {
			t.Error("the portfolio did not open by itself")
		}
	})
}

// The fake broker grants trading whatever was requested.
func TestGrantedPermissionsAreShown(t *testing.T) {
	readOnly := func(p *Parts) { p.Settings.ReadOnly = true }
	tell(t, telling{change: readOnly}, func(s *story) {
		s.press("enter")
		s.login.approve()
		s.passes(100 * time.Millisecond)
		s.sees("trade · read market data (used read-only)", "Alpaca granted more than was asked for: trading, data.")
	})
}

func TestTokenThatCannotBeStoredIsReported(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.tokens.saveErr = errors.New("no space left")
		s.press("enter")
		s.login.approve()
		s.passes(100 * time.Millisecond)
		s.sees("in memory only, it could not be stored: no space left")
	})
}

func TestSignOutAgain(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.login.approve()
		s.passes(100 * time.Millisecond)
		s.press("l")
		s.sees("Signed out", "revoke", "none yet")
		if len(s.tokens.held) != 0 {
			t.Error("the token is still stored")
		}
	})
}

func TestFailedSignInReturnsToConnect(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		said string
	}{
		"denied":  {auth.ErrDenied, "You declined on Alpaca's page"},
		"timeout": {auth.ErrTimeout, "redirect address is registered"},
		"secret":  {&auth.ExchangeError{Status: 401, Reason: "invalid_client"}, "client_secret"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{}, func(s *story) {
				s.press("enter")
				s.login.result <- auth.Result{Err: c.err}
				s.passes(100 * time.Millisecond)
				s.sees("❯ Paper", c.said)
			})
		})
	}
}

func TestEscLeavesAndLateResultsAreDropped(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.press("esc")
		s.sees("❯ Paper")
		if s.login.ctx.Err() == nil {
			t.Error("the sign-in still runs after esc")
		}
		s.program.Send(reply{2, resultReceived{auth.Result{Err: auth.ErrDenied}}})
		s.passes(time.Second)
		s.seesNot("declined")
	})
}

func TestBrowserKeyOnlyOnTheLocalMachine(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.browserErr = errors.New("xdg-open not found")
		s.press("enter", "o")
		s.sees("No browser could be started", "xdg-open not")
		if s.login.browsed != fakeURL {
			t.Errorf("browsed %q", s.login.browsed)
		}
	})
	tell(t, telling{change: func(p *Parts) { p.Environment.SSH = true }}, func(s *story) {
		s.press("enter", "o", "enter")
		s.seesNot("o browser")
		s.sees("With a phone: scan the code", "c copies the link, u shows it alone")
		if s.login.browsed != "" {
			t.Error("a browser was started in a remote session")
		}
	})
}

func TestPortInUseIsANotice(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.notice = errors.New("port 17865 is in use by another program: paste the address instead")
		s.press("enter")
		s.sees("port 17865 is in use", "paste address", "Copy the address of the page you land on")
		s.seesNot("goes on by itself")
	})
}

func TestSignInThatCannotStart(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.login.beginErr = errors.New("redirect_url has no path")
		s.press("enter")
		s.sees("❯ Paper", "Sign-in did not start: redirect_url has no path")
	})
}

func TestTerminalWithoutStylesShowsTheLink(t *testing.T) {
	tell(t, telling{noInk: true}, func(s *story) {
		s.press("enter")
		s.sees("Open this link", "state=")
		s.seesNot("▀", "needs a window")
	})
}

// A client id of 32 characters, as Alpaca's are, makes the code a step larger.
func TestSextantsOfALongAddressFitEightyByTwentyFour(t *testing.T) {
	for _, longer := range []int{20, 60} {
		t.Run(strconv.Itoa(longer), func(t *testing.T) {
			tell(t, telling{width: 80, height: 24, change: func(p *Parts) { p.Environment.Sextants, p.Environment.SSH = true, true }}, func(s *story) {
				s.login.url = fakeURL + strings.Repeat("x", longer)
				s.press("enter")
				s.seesNot("needs a window")
				s.sees("Sign in to Alpaca", "waiting on localhost", "? help")
				s.golden()
			})
		})
	}
}

func TestSextantsWhereHalfBlocksDoNotFit(t *testing.T) {
	known := func(p *Parts) { p.Environment.Sextants = true }
	tell(t, telling{width: 80, height: 24, change: known}, func(s *story) {
		s.press("enter")
		s.golden()
		s.press("z")
		s.sees("z draws the code again", "Open this link")
		s.press("z")
		s.sees("needs a window of 61×36", "z draws it smaller")
		s.press("z")
		s.seesNot("needs a window")
		s.resize(130, 45)
		s.seesNot("▀") // what was chosen stays
	})
	tell(t, telling{width: 130, height: 45, change: known}, func(s *story) {
		s.press("enter")
		s.sees("▀")
		s.resize(80, 24)
		s.seesNot("▀", "needs a window")
	})
	tell(t, telling{width: 80, height: 24}, func(s *story) {
		s.press("enter")
		s.sees("needs a window of 61×36; this one is 80×24. z draws it", "z smaller code")
		s.press("z")
		s.seesNot("needs a window")
	})
	tell(t, telling{width: 40, height: 14, change: known}, func(s *story) {
		s.press("enter")
		s.seesNot("z draws", "z smaller")
	})
}
