package ui

import (
	"slices"
	"strings"

	"quipu/config"
	"quipu/safe"
)

// way is one line to choose from.
type way struct {
	name, money, how string
	account          config.Account
	kind             wayKind
}

type wayKind int

const (
	byOAuth wayKind = iota
	byKeys
	byDemo
)

// ways lists what can be chosen with the present settings.
func (m Model) ways() []way {
	s := m.parts.Settings
	var all []way
	if s.ClientID == "" && m.parts.StartDemo != nil {
		all = append(all, way{"Demo", "play money", "no account, no network", config.Paper, byDemo})
	}
	how := "sign in with OAuth"
	if s.ClientID == "" {
		how = "needs an OAuth app: see below"
	}
	paper, live := "practice money", "real money"
	if m.parts.Demo {
		paper, live = "play money", "play money"
	}
	all = append(all, way{"Paper", paper, m.howNow(config.Paper, how), config.Paper, byOAuth}, way{"Live", live, m.howNow(config.Live, how), config.Live, byOAuth})
	if s.KeyID != "" {
		all = append(all, way{s.Account.Title(), moneyOf(s.Account), "API key pair of the environment", s.Account, byKeys})
	}
	return all
}

// howNow is how, or that the account is open behind this view already.
func (m Model) howNow(account config.Account, how string) string {
	if at := m.index(account); at >= 0 && m.accounts[at].signedIn() {
		return "signed in"
	}
	return how
}

func moneyOf(account config.Account) string {
	if account == config.Live {
		return "real money"
	}
	return "practice money"
}

// may says in words what the scopes allow, the weightiest first.
func may(scopes []string) string {
	known := []struct{ scope, words string }{
		{"trading", "trade"}, {"account:write", "change settings"}, {"data", "read market data"},
	}
	var words []string
	for _, k := range known {
		if slices.Contains(scopes, k.scope) {
			words = append(words, k.words)
			scopes = slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == k.scope })
		}
	}
	for _, scope := range scopes {
		words = append(words, safe.Line(scope, 40))
	}
	if len(words) == 0 {
		return "read the account, change nothing"
	}
	return strings.Join(words, " · ")
}
