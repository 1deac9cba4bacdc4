package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
	"quipu/state"
)

func TestConnect(t *testing.T) {
	tell(t, telling{width: 100, height: 30}, func(s *story) {
		s.sees("❯ Paper", "practice money", "3d24…1174", "register this one with the app", "Permissions  view ", "change settings · read market data", "none yet")
		s.golden()
	})
}

func TestConnectShowsWhereATokenWillBeStored(t *testing.T) {
	for kind, words := range map[string]string{"keyring": "will go into the keyring", "file": "will go into a file, readable by you alone", "memory": "will be kept in memory only"} {
		tell(t, telling{width: 100, height: 30, change: func(p *Parts) { p.Tokens = &fakeTokens{kind: kind} }}, func(s *story) {
			s.sees("none yet", words)
		})
	}
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
		withToken("live")(p)
		p.Tokens.(*fakeTokens).kind = "keyring" //nolint:forcetypeassert // it is one
	}}, func(s *story) {
		s.sees("will go into the keyring")
		s.press("down")
		s.seesNot("none yet", "will go into")
	})
}

func TestConnectWithoutAnAppShowsTheSteps(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
		p.Settings.ClientID = ""
		p.StartDemo = func() (Parts, error) { return Parts{}, errors.New("no port left") }
	}}, func(s *story) {
		s.sees("❯ Demo", "Register an OAuth app", "https://app.alpaca.markets", fakeRedirect)
		s.golden()
		s.press("enter")
		s.sees("The demo did not start: no port left")
	})
}

func TestGuideTakesAnAppAndSavesItOnRequest(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) { p.Settings.ClientID = "" }}, func(s *story) {
		s.press("e")
		s.types("my-client-id")
		s.press("enter")
		s.press("enter")
		s.sees("Both are needed")
		s.types("my-secret")
		s.sees("•••••••••")
		s.seesNot("my-secret")
		s.press("ctrl+s")
		s.sees("my-c…t-id", "from config.toml")
		if s.login.savedID != "my-client-id" || s.login.savedSecret.Reveal() != "my-secret" {
			t.Errorf("saved %q", s.login.savedID)
		}
	})
}

func TestGuideReportsAFailedSave(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) { p.Settings.ClientID = "" }}, func(s *story) {
		s.login.saveErr = errors.New("disk is full")
		s.press("e")
		s.types("id")
		s.press("tab")
		s.types("secret")
		s.press("ctrl+s")
		s.sees("was not saved: disk is full", "this session")
	})
}

func TestReadOnlyRequestsNoScopes(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("r")
		s.sees("read the account, change nothing")
		s.press("enter")
		if !s.login.readOnly {
			t.Error("sign-in began with write scopes")
		}
	})
}

func TestStoredTokenOpensThePortfolioAtOnce(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		if s.broker.followed != 1 {
			t.Fatal("the portfolio is not open")
		}
	})
}

func TestStoredLiveTokenWaitsForThePerson(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.Account = "live"
		withToken("live")(p)
	}}, func(s *story) {
		s.passes(time.Minute)
		s.sees("LIVE", "REAL MONEY", "This is real money", "$124,552.52")
		s.golden()
		s.press("enter")
		if s.broker.followed != 1 {
			t.Fatal("the portfolio is not open")
		}
	})
}

func TestConnectReportsADamagedTokenFile(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Tokens = &fakeTokens{loadErr: errors.New("token-paper.json is readable by others: chmod 600 token-paper.json")}
	}}, func(s *story) {
		s.sees("The stored token cannot be used", "chmod 600 token-paper.json")
	})
}

func TestRevokedTokenReturnsToConnectWithTheReason(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {})
	tell(t, telling{change: func(p *Parts) {
		tokens := &fakeTokens{held: map[string]auth.Token{"paper": {Access: safe.NewSecret("x"), Env: "paper"}}}
		p.Tokens = tokens
		p.Connect = (&fakeBroker{tokens: tokens, accountErr: &client.Error{Kind: client.ErrUnauthorized, Status: 401}}).connect
	}}, func(s *story) {
		s.sees("Alpaca no longer accepts this token", "none yet", "❯ Paper")
	})
}

func TestKeyPairOfTheEnvironment(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.KeyID, p.Settings.KeySecret = "PKEY", safe.NewSecret("hush")
	}}, func(s *story) {
		s.sees("API keys from the environment")
		s.press("down", "down", "enter")
		s.sees("Signed in.", "everything the key pair allows", "none: API keys from the environment")
		s.seesNot("sign out")
	})
}

// Without an app the key pair is chosen, but does not open the account by itself.
func TestAKeyPairIsChosenWhereThereIsNoApp(t *testing.T) {
	for account, words := range map[config.Account]string{config.Paper: "❯ Paper  practice money  API keys", config.Live: "❯ Live   real money      API keys"} {
		tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
			p.Settings.Account, p.Settings.ClientID = account, ""
			p.Settings.KeyID, p.Settings.KeySecret = "PKEY", safe.NewSecret("hush")
			p.StartDemo = func() (Parts, error) { return Parts{}, errors.New("no port left") }
		}}, func(s *story) {
			s.passes(10 * time.Second)
			s.sees("  Demo ", words)
			s.press("enter")
			s.sees("Signed in.", "everything the key pair allows")
			s.press("enter")
			s.portfolio()
			s.press("esc", "esc")
			s.sees(words)
		})
	}
}

func TestQuitFromTheTopOnly(t *testing.T) {
	tell(t, telling{}, func(s *story) {
		s.press("enter")
		s.press("q")
		if s.hasEnded() {
			t.Fatal("q ended the program in the middle of a sign-in")
		}
		s.press("esc")
		s.sees("❯ Paper")
		s.press("esc")
		if s.hasEnded() {
			t.Fatal("esc ended the program")
		}
		s.press("q")
		if !s.hasEnded() {
			t.Fatal("q did not end the program")
		}
	})
}

func TestInterruptEverywhere(t *testing.T) {
	for name, way := range map[string][]string{"connect": nil, "guide": {"e"}, "waiting": {"enter"}, "pasting": {"enter", "p"}, "help": {"?"}} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{}, func(s *story) {
				s.press(way...)
				s.press("ctrl+c")
				if !s.hasEnded() {
					t.Fatal("ctrl+c did not end the program")
				}
				if m, ok := s.model.(Model); !ok || !m.Interrupted() {
					t.Error("the program does not say that it was interrupted")
				}
			})
			tell(t, telling{}, func(s *story) {
				s.press(way...)
				s.program.Send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl | tea.ModAlt}) // esc and ctrl+c in one packet
				s.passes(100 * time.Millisecond)
				if !s.hasEnded() {
					t.Fatal("esc and ctrl+c did not end the program")
				}
			})
		})
	}
}

func withToken(account string) func(*Parts) {
	return func(p *Parts) {
		p.Tokens = &fakeTokens{held: map[string]auth.Token{account: {Access: safe.NewSecret("x"), Env: account, Scope: "trading"}}}
	}
}

func TestDemoStartsOnce(t *testing.T) {
	starts := make(chan struct{}, 9)
	tell(t, telling{change: func(p *Parts) {
		p.Settings.ClientID = ""
		demo := *p
		demo.Demo, demo.Settings.ClientID = true, "demo"
		p.StartDemo = func() (Parts, error) {
			starts <- struct{}{}
			time.Sleep(time.Second)
			return demo, nil
		}
	}}, func(s *story) {
		s.press("enter", "enter", "down", "enter")
		s.passes(2 * time.Second)
		if len(starts) != 1 {
			t.Errorf("started %d times", len(starts))
		}
		s.sees("already registered with the demo")
	})
}

// withDemo offers a demo whose clock is three days behind.
func withDemo(p *Parts) {
	p.Settings.ClientID = ""
	demo := *p
	demo.Demo, demo.Settings.ClientID, demo.Settings.KeyID = true, "demo", ""
	demo.Clock = func() time.Time { return time.Now().Add(-72 * time.Hour) }
	p.StartDemo = func() (Parts, error) { return demo, nil }
}

// A sign-in in the demo counts down by the demo's clock, also in the first second.
func TestDemoHasItsOwnClock(t *testing.T) {
	tell(t, telling{change: withDemo}, func(s *story) {
		s.press("enter", "enter")
		s.sees(" 5:00 left")
		s.passes(900 * time.Millisecond) // the second that began before it
		s.sees(" 5:00 left")
		s.passes(time.Second)
		s.sees(" 4:59 left")
		s.passes(4 * time.Minute)
		s.sees(" 0:59 left")
	})
}

// An open account must not appear under the demo's badge.
func TestStartingTheDemoClosesOpenAccounts(t *testing.T) {
	tell(t, telling{width: 130, height: 30, change: func(p *Parts) {
		p.Settings.KeyID, p.Settings.KeySecret = "PKEY", safe.NewSecret("hush")
		withDemo(p)
	}}, func(s *story) {
		s.press("down", "down", "down", "enter", "enter")
		s.broker.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.sees("PA3QUIPU7")
		s.press("A")
		s.passes(time.Second)
		s.sees("esc back")
		s.press("up", "up", "up", "enter")
		s.sees("already registered with the demo")
		s.seesNot("esc back")
		s.press("esc")
		s.seesNot("PA3QUIPU7")
		select {
		case <-s.broker.updates: // closed
		default:
			t.Error("its poller goes on")
		}
	})
}

// The program opens with the credential used last, and saves its kind but no secret.
func TestTheCredentialUsedLastIsOpened(t *testing.T) {
	for name, c := range map[string]struct {
		last   string
		stored bool
		want   app.Kind
	}{
		"nothing used yet":            {"-", true, app.EnvironmentToken},
		"nothing stored":              {"", false, app.EnvironmentToken},
		"the stored token":            {"", true, app.StoredToken},
		"the key pair":                {string(app.KeyPair), true, app.KeyPair},
		"the environment's token":     {string(app.EnvironmentToken), true, app.EnvironmentToken},
		"one that there is no longer": {"something else", true, app.StoredToken},
	} {
		t.Run(name, func(t *testing.T) {
			var kept state.State
			tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
				p.Settings.OAuthToken, p.Settings.KeyID, p.Settings.KeySecret = safe.NewSecret("env-hush"), "PKEY", safe.NewSecret("hush")
				if c.stored {
					withToken("paper")(p)
				}
				if c.last != "-" {
					p.State.Accounts = map[string]state.Layout{"paper": {Credential: c.last}}
				}
				p.SaveState = func(_ int, s state.State) error { kept = s; return nil }
			}}, func(s *story) {
				s.passes(3 * time.Second)
				s.portfolio()
				if got := s.broker.granted.Kind; got != c.want {
					t.Fatalf("opened with the %s", got)
				}
				s.press("esc", "esc")
				s.sees("OAuth token from the environment", "API keys from the environment")
				s.press("down", "down", "down", "enter")
				s.passes(3 * time.Second)
				if got := s.broker.granted.Kind; got != app.KeyPair {
					t.Errorf("chose the %s", got)
				}
			})
			if last := kept.Accounts["paper"].Credential; last != string(app.KeyPair) && c.want != app.KeyPair {
				t.Errorf("remembered %q", last)
			}
			if text := fmt.Sprint(kept); strings.Contains(text, "hush") || strings.Contains(text, "PKEY") {
				t.Errorf("a secret is remembered: %s", text)
			}
		})
	}
}

func TestConnectReportsATokenOfAnotherAPI(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Tokens = &fakeTokens{loadErr: &app.OtherBrokerError{Account: "paper", Broker: "https://broker.example"}}
	}}, func(s *story) {
		s.sees("issued for another API than https://broker.example (api_url)", "❯ Paper")
	})
}
