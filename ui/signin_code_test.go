package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quipu/auth"
	"quipu/environment"
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

// The screen is cleared whatever ends the sign-in.
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

var overSSH = environment.Environment{SSH: true, NoDisplay: true, User: "ann", Client: "203.0.113.7", Server: "198.51.100.4", ServerPort: "2222"}

const overSSHCommand = "ssh -N -L 17865:127.0.0.1:17865 -p 2222 ann@198.51.100.4"

func sitting(h environment.Environment) func(*Parts) { return func(p *Parts) { p.Environment = h } }

// through is an environment within a multiplexer.
func through(h environment.Environment, mux string) environment.Environment {
	h.Mux = mux
	return h
}

func TestWaitingInEveryPlace(t *testing.T) {
	noDisplay := environment.Environment{NoDisplay: true, User: "ann"}
	container := environment.Environment{NoDisplay: true, User: "root", Container: "docker"}
	for name, h := range map[string]environment.Environment{"ssh": overSSH, "no display": noDisplay, "container": container} {
		for _, size := range []struct {
			name          string
			width, height int
		}{{"130x45", 130, 45}, {"80x50", 80, 50}, {"80x24", 80, 24}, {"62x30", 62, 30}} {
			t.Run(name+" "+size.name, func(t *testing.T) {
				tell(t, telling{width: size.width, height: size.height, change: sitting(h)}, func(s *story) {
					s.press("enter")
					s.golden()
				})
			})
		}
	}
}

// The result of the last key is visible at every size.
func TestRefusalIsSeenInALowWindow(t *testing.T) {
	for _, h := range []environment.Environment{{}, overSSH, {Container: "docker", NoDisplay: true}} {
		tell(t, telling{width: 62, height: 20, change: sitting(h)}, func(s *story) {
			s.login.pasteErr = errors.New("that address belongs to another sign-in: approve the one on this screen and copy its address")
			s.press("enter", "p")
			s.types("abc")
			s.press("enter")
			s.passes(70 * time.Second)
			s.sees("1  O", "waiting on localhost:17865", "That address belongs to another sign-in", "copy its address", "address abc")
		})
	}
}

func TestHelpSaysWhereThisRuns(t *testing.T) {
	for name, c := range map[string]struct {
		here          environment.Environment
		width, height int
	}{
		"desk":                {environment.Environment{}, 80, 24},
		"container":           {environment.Environment{Container: "docker"}, 80, 24},
		"ssh in tmux":         {through(overSSH, "tmux"), 80, 24},
		"ssh in tmux, narrow": {through(overSSH, "tmux"), 62, 30},
		"too much for it":     {through(overSSH, "screen"), 40, 16},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: c.width, height: c.height, change: sitting(c.here)}, func(s *story) {
				s.press("enter", "?")
				s.golden()
			})
		})
	}
}

// No key starts a browser on a remote machine.
func TestNoKeyStartsABrowserOnARemoteMachine(t *testing.T) {
	for _, h := range []environment.Environment{overSSH, {NoDisplay: true}, {Container: "podman"}, {SSH: true}} {
		tell(t, telling{change: sitting(h)}, func(s *story) {
			s.press("enter")
			for _, name := range strings.Split("o enter O b B c f u o enter u ? o ? tab up down left right z s r", " ") {
				s.press(name)
			}
			s.seesNot("o browser")
			if s.login.browsed != "" {
				t.Errorf("a browser was started in %+v", h)
			}
		})
	}
	tell(t, telling{}, func(s *story) {
		s.press("enter", "enter")
		if s.login.browsed != fakeURL {
			t.Errorf("enter browsed %q", s.login.browsed)
		}
	})
}

// The command is offered only if it reaches a callback server.
func TestSSHCommandIsOfferedWhereItWorks(t *testing.T) {
	with := func(change func(*Model)) Model {
		m := Model{env: env{parts: Parts{Environment: overSSH}}}
		m.parts.Settings.RedirectURL = fakeRedirect
		m.waiting.begun = true
		m.waiting.attempt = Attempt{URL: fakeURL, Listening: "localhost:17865"}
		change(&m)
		return m
	}
	for name, c := range map[string]struct {
		change func(*Model)
		want   string
	}{
		"ordinary":         {func(*Model) {}, overSSHCommand},
		"its own literal":  {func(m *Model) { m.waiting.attempt.Listening = "[::1]:17865" }, "ssh -N -L 17865:[::1]:17865 -p 2222 ann@198.51.100.4"},
		"another port":     {func(m *Model) { m.waiting.attempt.Listening = "127.0.0.1:9000" }, "ssh -N -L 17865:127.0.0.1:9000 -p 2222 ann@198.51.100.4"},
		"no server":        {func(m *Model) { m.waiting.attempt.Notice = errors.New("in use") }, ""},
		"a public one":     {func(m *Model) { m.waiting.attempt.Short = "https://quipu.example/l/ABCDEFGH" }, ""},
		"on the network":   {func(m *Model) { m.waiting.attempt.Listening = "0.0.0.0:17865" }, ""},
		"a public address": {func(m *Model) { m.parts.Settings.RedirectURL = "https://quipu.example/callback" }, ""},
		"a desk":           {func(m *Model) { m.parts.Environment = environment.Environment{User: "ann"} }, ""},
	} {
		if got := with(c.change).forward(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestPublicCallbackNeedsNeitherPortNorPaste(t *testing.T) {
	for _, h := range []environment.Environment{{}, overSSH} {
		for _, code := range []bool{true, false} {
			m := New(t.Context(), (&story{login: newFakeLogin(), broker: newFakeBroker(), tokens: &fakeTokens{}}).parts(), Options{Width: 100, Height: 50})
			m.parts.Environment, m.waiting.begun = h, true
			m.waiting.attempt = Attempt{URL: fakeURL, Short: "https://quipu.example/l/ABCDEFGH", Listening: "127.0.0.1:17865"}
			shown := strings.Join(m.numbered(m.steps(code, 60), 60), "\n") + m.remark()
			for _, not := range []string{"ssh -N", "won't load", "press p"} {
				if strings.Contains(shown, not) {
					t.Errorf("%q is shown:\n%s", not, shown)
				}
			}
			if !strings.Contains(shown, "quipu.example/l/ABCDEFGH") || !strings.Contains(shown, "shows a code to type") {
				t.Errorf("shown:\n%s", shown)
			}
		}
	}
}

// Every visible part of the link opens the whole address.
func TestShortenedLinkOpensTheWholeAddress(t *testing.T) {
	for name, size := range map[string][2]int{"beside": {130, 45}, "above": {80, 50}, "alone": {80, 24}, "narrow": {40, 30}} {
		for _, h := range []environment.Environment{{}, overSSH, {Container: "docker"}} {
			tell(t, telling{width: size[0], height: size[1], change: sitting(h)}, func(s *story) {
				s.press("enter")
				shown, links := s.linked()
				if len(links) != 1 || !links[fakeURL] {
					t.Errorf("%s: the links are %v", name, links)
				}
				if bare := strings.TrimSuffix(shown, "…"); !strings.Contains(fakeURL, bare) || len(bare) < 20 {
					t.Errorf("%s: linked is %q", name, shown)
				}
			})
		}
	}
}

// linked gives the text of the links on the screen, and their addresses.
func (s *story) linked() (text string, links map[string]bool) {
	s.screen.mu.Lock()
	defer s.screen.mu.Unlock()
	links = map[string]bool{}
	for y := range s.screen.term.Height() {
		for x := range s.screen.term.Width() {
			if cell := s.screen.term.CellAt(x, y); cell != nil && cell.Link.URL != "" {
				text += cell.Content
				links[cell.Link.URL] = true
			}
		}
	}
	return text, links
}

func TestCommandIsFoldedAsAShellContinuesIt(t *testing.T) {
	for width, want := range map[int]int{80: 1, len(overSSHCommand): 1, 40: 2, 36: 2, 10: 5} {
		rows := foldCommand(overSSHCommand, width)
		if len(rows) != want {
			t.Errorf("%d: %q", width, rows)
		}
		if joined := strings.ReplaceAll(strings.Join(rows, "\n"), " \\\n", " "); joined != overSSHCommand {
			t.Errorf("%d: a shell reads %q", width, joined)
		}
	}
}

// A terminal of 80×24 has room for all steps beside a code in sextants.
func TestAllSignInStepsFitBesideASmallCode(t *testing.T) {
	far := overSSH
	far.Sextants = true
	tell(t, telling{width: 80, height: 24, change: sitting(far)}, func(s *story) {
		s.press("enter")
		s.sees("1  With a phone", "2  On your own computer", "ann@198.51.100.4", "3  In any browser", "waiting on")
		s.golden()
	})
}
