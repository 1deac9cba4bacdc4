package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
	"quipu/state"
	"quipu/trade"
)

// withGrant stores a token of the paper account that was granted the scopes.
func withGrant(scope string) func(*Parts) {
	return func(p *Parts) {
		withToken("paper")(p)
		tokens := p.Tokens.(*fakeTokens) //nolint:forcetypeassert // it is one
		token := tokens.held["paper"]
		token.Scope = scope
		tokens.held["paper"] = token
	}
}

// tellGranted runs a story of a paper account with a token of some scopes at each size.
func tellGranted(t *testing.T, scope string, change func(*Parts), told func(*story)) {
	t.Helper()
	for _, size := range ticketSizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			var parts Parts
			tell(t, telling{width: size[0], height: size[1], change: func(p *Parts) {
				withGrant(scope)(p)
				if change != nil {
					change(p)
				}
				parts = *p
			}}, func(s *story) {
				s.tokens = parts.Tokens.(*fakeTokens) //nolint:forcetypeassert // it is one
				s.login.asAsked = true
				s.portfolio()
				told(s)
			})
		})
	}
}

func (s *story) asksToTrade() bool { return slices.Contains(s.login.scopes, app.ScopeTrading) }

// openWorkingOrders shows orders that can be cancelled and changed.
func (s *story) openWorkingOrders() {
	snapshot := sampleSnapshot()
	for i := range snapshot.Orders {
		snapshot.Orders[i].Status = "new"
	}
	s.broker.publish(snapshot)
	s.press("2")
}

const offerText = "This sign-in can view PAPER PA3QUIPU7, but not trade on it. Sign in again to trade?"

func TestConnectChoosesWhatASignInAsksFor(t *testing.T) {
	for _, size := range ticketSizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			var kept state.State
			tell(t, telling{width: size[0], height: size[1], change: func(p *Parts) {
				p.SaveState = func(_ int, s state.State) error { kept = s; return nil }
			}}, func(s *story) {
				s.login.asAsked = true
				s.sees("Permissions  view", "change settings · read market data", "t view and trade")
				s.seesNot("trade · ")
				s.press("enter")
				if s.asksToTrade() || len(s.login.scopes) != 2 {
					t.Errorf("asked for %v", s.login.scopes)
				}
				s.press("esc", "t")
				s.sees("Permissions  view and trade", "trade · change settings · read market data", "t view only")
				s.golden()
				s.press("enter")
				if !s.asksToTrade() {
					t.Errorf("asked for %v", s.login.scopes)
				}
				s.press("esc", "down")
				s.sees("Permissions  view ", "t view and trade")
			})
			if got := kept.Permissions; got["paper"] != "trade" || len(got) != 1 {
				t.Errorf("remembered %v", got)
			}
		})
	}
}

func TestTheChoiceIsRememberedForEachAccount(t *testing.T) {
	tell(t, telling{change: func(p *Parts) { p.State.Permissions = map[string]string{"live": "trade", "paper": "nonsense"} }}, func(s *story) {
		s.sees("t view and trade")
		s.press("down")
		s.sees("Permissions  view and trade", "t view only")
		s.press("enter")
		if !s.asksToTrade() {
			t.Errorf("asked for %v", s.login.scopes)
		}
	})
}

// The whole way from a key of trading to the ticket.
func TestAViewingSessionOffersToSignInToTrade(t *testing.T) {
	tellGranted(t, "account:write data", nil, func(s *story) {
		s.seesNot("b buy", "s sell", "x close")
		s.press("down") // from the option, which cannot be closed
		for _, pressed := range []string{"b", "s", "x", "m"} {
			s.press(pressed)
			s.seesWrapped(offerText, "y sign in to trade")
			if pressed == "b" {
				s.golden()
			}
			s.press("esc")
			s.seesNot("Sign in again")
		}
		s.openWorkingOrders()
		for _, pressed := range []string{"x", "m"} {
			s.press(pressed)
			s.seesWrapped(offerText)
			s.press("esc")
		}
		s.press("1", "b", "y")
		s.sees("Sign in to Alpaca", "PAPER")
		if !s.asksToTrade() {
			s.t.Fatalf("asked for %v", s.login.scopes)
		}
		s.login.approve()
		s.passes(3 * time.Second)
		s.publishesAgain()
		if got := s.tokens.held["paper"].Scope; !strings.Contains(got, "trading") {
			s.t.Errorf("the stored token has %q", got)
		}
		s.sees("1 Positions", "b buy")
		s.openTicketOnAAPL("b")
		s.sees("Buy AAPL", "Quantity")
		if s.broker.followed != 2 {
			s.t.Errorf("followed %d times", s.broker.followed)
		}
	})
}

func TestASignInThatEndsWithoutATokenLeavesTheAccountAsItWas(t *testing.T) {
	ways := map[string]struct {
		end  func(*story)
		says string
	}{
		"declined":  {func(s *story) { s.login.result <- auth.Result{Err: auth.ErrDenied} }, "You declined on Alpaca's page"},
		"too late":  {func(s *story) { s.login.result <- auth.Result{Err: auth.ErrTimeout} }, "No approval came"},
		"abandoned": {func(s *story) { s.press("esc") }, ""},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			tellGranted(t, "data", nil, func(s *story) {
				before := s.tokens.held["paper"]
				s.press("b", "y")
				s.sees("Sign in to Alpaca")
				way.end(s)
				s.passes(time.Second)
				s.sees("1 Positions", way.says)
				if after := s.tokens.held["paper"]; after != before || s.tokens.deletes != 0 {
					s.t.Error("the token was changed")
				}
				if s.broker.followed != 1 {
					s.t.Errorf("followed %d times", s.broker.followed)
				}
				s.publishesAgain()
				s.press("b")
				s.seesWrapped(offerText)
			})
		})
	}
}

// What no sign-in may ask for is said, and not offered.
func TestNoSignInIsOfferedThatTheSettingsExclude(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Parts)
		says   string
	}{
		"read-only": {func(p *Parts) { p.Settings.ReadOnly = true }, "quipu runs read-only."},
		"scopes": {func(p *Parts) {
			p.Settings.Scopes = []string{"data"}
			p.Settings.Origin["scopes"] = "/home/x/.config/quipu/config.toml"
		}, "The setting scopes (config.toml) does not include trading."},
		"no app": {func(p *Parts) { p.Settings.ClientID = "" }, "This sign-in can view the account, but not trade."},
	} {
		t.Run(name, func(t *testing.T) {
			tellGranted(t, "data", c.change, func(s *story) {
				s.press("down")
				for _, pressed := range []string{"b", "s", "x", "m"} {
					s.press(pressed)
					s.sees(c.says)
					s.seesNot("Sign in again", "sign in to trade")
				}
				s.openWorkingOrders()
				for _, pressed := range []string{"x", "m"} {
					s.press(pressed)
					s.sees(c.says)
					s.seesNot("Sign in again", "sign in to trade")
				}
				if s.login.begun != 0 {
					s.t.Error("a sign-in began")
				}
			})
		})
	}
}

func TestConnectSaysWhyItCannotAskToTrade(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.Scopes = []string{"data"}
		p.Settings.Origin["scopes"] = "--scopes"
		p.State.Permissions = map[string]string{"paper": "trade"}
	}}, func(s *story) {
		s.sees("Permissions  view ", "read market data")
		s.seesNot("t view")
		s.press("t")
		s.sees("The setting scopes (--scopes) does not include trading.", "Permissions  view ")
		s.press("enter")
		if s.asksToTrade() {
			t.Errorf("asked for %v", s.login.scopes)
		}
	})
}

func TestReadOnlyOfTheSettingsStays(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.ReadOnly = true
		p.Settings.Origin["read_only"] = "--read-only"
	}}, func(s *story) {
		s.sees("Permissions  read-only")
		s.seesNot("r allow changes", "t view")
		s.press("r", "t", "enter")
		if !s.login.readOnly {
			t.Error("the sign-in asks for more")
		}
	})
	tell(t, telling{}, func(s *story) {
		s.press("r")
		s.sees("Permissions  read-only", "r allow changes")
		s.press("r")
		s.sees("Permissions  view ", "r read-only")
	})
}

// A session that was opened read-only stays so when read-only is taken back elsewhere.
func TestAReadOnlySessionDoesNotGrow(t *testing.T) {
	tellGranted(t, "trading data", func(p *Parts) { p.Settings.ReadOnly = true }, func(s *story) {
		s.press("A")
		s.passes(time.Second)
		s.press("r", "esc")
		s.publishesAgain()
		s.seesNot("b buy")
		s.press("b")
		s.sees("This account was opened read-only.")
		s.press("down", "x")
		s.sees("This account was opened read-only.")
	})
	tellGranted(t, "", func(p *Parts) {
		tokens := p.Tokens.(*fakeTokens) //nolint:forcetypeassert // it is one
		token := tokens.held["paper"]
		token.Asked = auth.NoScope
		tokens.held["paper"] = token
	}, func(s *story) {
		s.press("b")
		s.seesWrapped(offerText)
	})
}

// What was granted is not known: the order is tried. Alpaca may refuse it in either way.
func TestARefusalForWantOfAPermissionOffersTheSignIn(t *testing.T) {
	for name, c := range map[string]struct {
		refusal client.Error
		offers  bool
	}{
		"403":               {client.Error{Kind: client.ErrForbidden, Status: 403, Code: 40110000, Message: "token is not authorized for this scope"}, true},
		"401 with a code":   {client.Error{Kind: client.ErrUnauthorized, Status: 401, Code: 40110000, Message: "token is not authorized for this scope"}, true},
		"one 401":           {client.Error{Kind: client.ErrUnauthorized, Status: 401, Message: "unauthorized"}, false},
		"a rule of trading": {client.Error{Kind: client.ErrForbidden, Status: 403, Code: 40310000, Message: "insufficient buying power"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			tellGranted(t, "", nil, func(s *story) {
				s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Refused, Reason: c.refusal.Message}, &c.refusal
				s.sendOneShare()
				s.sees("rejected: " + c.refusal.Message)
				if !c.offers {
					s.seesNot("sign in to trade")
					s.press("esc", "b")
					s.passes(time.Second)
					s.sees("Quantity")
					return
				}
				s.sees("t sign in to trade")
				if strings.HasPrefix(name, "403") {
					s.golden()
				}
				s.press("esc", "b")
				s.seesWrapped(offerText)
				s.press("y")
				s.sees("Sign in to Alpaca")
				if !s.asksToTrade() || len(s.trading.sent) != 1 {
					s.t.Errorf("asked for %v, sent %d", s.login.scopes, len(s.trading.sent))
				}
				s.login.approve()
				s.passes(3 * time.Second)
				s.publishesAgain()
				s.press("b")
				s.passes(time.Second)
				s.sees("Quantity")
			})
		})
	}
}

// A 401 that does not name a scope may be of a reading inside a close.
func TestASecond401WhileTheAccountIsReadOffersTheSignIn(t *testing.T) {
	tellGranted(t, "", nil, func(s *story) {
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Refused}, &client.Error{Kind: client.ErrUnauthorized, Status: 401}
		s.sendOneShare()
		s.seesNot("t sign in to trade")
		s.press("esc", "esc")
		s.broker.publish(sampleSnapshot())
		s.passes(time.Second)
		s.trading.sent = nil
		s.sendOneShare()
		s.sees("t sign in to trade")
		s.press("esc", "b")
		s.seesWrapped(offerText)
	})
}

// The broker decides about what cancels and closes, and its yes opens the rest again.
func TestARefusedPermissionDoesNotKeepBackACancelOrAClose(t *testing.T) {
	refused := &client.Error{Kind: client.ErrForbidden, Status: 403, Code: 40110000, Message: "token is not authorized for this scope"}
	tellGranted(t, "", nil, func(s *story) {
		s.trading.answer, s.trading.sendErr = trade.Entry{State: trade.Refused, Reason: refused.Message}, refused
		s.sendOneShare()
		s.press("esc", "b")
		s.seesWrapped(offerText)
		s.press("esc")
		s.openWorkingOrders()
		s.press("v", "x")
		s.seesWrapped("y cancel")
		s.press("esc", "v", "1")
		s.trading.answer, s.trading.sendErr = trade.Entry{}, nil
		s.press("G", "x")
		s.passes(time.Second)
		s.seesWrapped("y close the position")
		s.press("y")
		s.passes(time.Second)
		s.press("y")
		s.passes(time.Second)
		if len(s.trading.closed) != 1 {
			s.t.Fatalf("closed %d:\n%s", len(s.trading.closed), s.screen.text())
		}
		s.press("esc", "b")
		s.passes(time.Second)
		s.sees("Quantity")
	})
}

// A selection says why nothing can be sent, as one row does.
func TestASelectionSaysWhyItCannotBeSent(t *testing.T) {
	tellGranted(t, "account:write data", nil, func(s *story) {
		s.press("down", "v", "x")
		s.seesWrapped(offerText)
		s.press("esc")
		s.openWorkingOrders()
		s.press("v", "x")
		s.seesWrapped(offerText)
	})
}

// What was granted counts, whatever was chosen or remembered.
func TestAGrantedTokenTradesWhateverIsRemembered(t *testing.T) {
	tellGranted(t, "trading data", func(p *Parts) { p.State.Permissions = map[string]string{"paper": "view"} }, func(s *story) {
		s.openTicketOnAAPL("b")
		s.sees("Buy AAPL", "Quantity")
		s.press("esc", "esc", "esc", "esc", "esc")
		s.passes(time.Second)
		s.sees("Permissions  view and trade", "trade · read market data", "enter open", "t view only")
		s.press("t")
		s.sees("Permissions  view ", "enter sign in")
		s.press("enter")
		s.sees("Sign in to Alpaca")
		if s.asksToTrade() {
			s.t.Errorf("asked for %v", s.login.scopes)
		}
		s.press("esc")
		s.sees("Permissions  view and trade", "enter open")
		if got := s.tokens.held["paper"].Scope; got != "trading data" {
			s.t.Errorf("the stored token has %q", got)
		}
	})
}

func TestAKeyPairTrades(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.Settings.KeyID, p.Settings.KeySecret = "PKEY", safe.NewSecret("hush")
		p.Settings.Scopes = []string{"data"}
	}}, func(s *story) {
		s.press("down", "down")
		s.sees("Permissions  everything the key pair allows")
		s.seesNot("t view")
		s.press("enter")
		s.passes(3 * time.Second)
		s.portfolio()
		s.openTicketOnAAPL("b")
		s.sees("Quantity")
	})
}

func TestTheDemoBeginsWithTrading(t *testing.T) {
	tell(t, telling{change: func(p *Parts) { p.Demo = true }}, func(s *story) {
		s.sees("Permissions  view and trade", "t view only")
		s.press("t")
		s.sees("Permissions  view ")
		s.press("t", "enter")
		if !s.asksToTrade() {
			t.Errorf("asked for %v", s.login.scopes)
		}
	})
}

// A permission that allow_live makes useless is not asked for.
func TestLiveTradingThatIsOffIsNotSignedInTo(t *testing.T) {
	for _, on := range []bool{false, true} {
		tell(t, telling{change: func(p *Parts) {
			p.Settings.Account, p.Settings.AllowLive = config.Live, on
			withToken("live")(p)
			tokens := p.Tokens.(*fakeTokens) //nolint:forcetypeassert // it is one
			token := tokens.held["live"]
			token.Scope = "data"
			tokens.held["live"] = token
		}}, func(s *story) {
			s.press("enter")
			s.portfolio()
			s.press("b")
			if on {
				s.seesWrapped("can view LIVE PA3QUIPU7, but not trade on it. Sign in again to trade?")
				return
			}
			s.sees("Live trading is off: allow_live in the config file turns it on.")
			s.seesNot("Sign in again")
		})
	}
}
