package ui

import (
	"slices"
	"strings"

	"quipu/app"
	"quipu/config"
	"quipu/safe"
)

// way is one line to choose from.
type way struct {
	name, money, how string
	account          config.Account
	kind             wayKind
	credential       app.Credential // of byKeys
}

type wayKind int

const (
	byOAuth wayKind = iota
	byKeys          // a credential of the environment
	byDemo
)

// ways lists what can be chosen with the present settings.
func (m Model) ways() []way {
	s := m.parts.Settings
	var all []way
	if s.ClientID == "" && m.parts.StartDemo != nil {
		all = append(all, way{"Demo", "play money", "no account, no network", config.Paper, byDemo, app.Credential{}})
	}
	how := "sign in with OAuth"
	if s.ClientID == "" {
		how = "needs an OAuth app: see below"
	}
	paper, live := "practice money", "real money"
	if m.parts.Demo {
		paper, live = "play money", "play money"
	}
	for _, account := range []config.Account{config.Paper, config.Live} {
		money := map[config.Account]string{config.Paper: paper, config.Live: live}[account]
		all = append(all, way{name: account.Title(), money: money, how: m.howNow(account, how), account: account, kind: byOAuth})
	}
	for _, c := range app.EnvironmentCredentials(s, s.Account) {
		all = append(all, way{s.Account.Title(), moneyOf(s.Account), credentialNames[c.Kind], s.Account, byKeys, c})
	}
	return all
}

// credentialNames say what opens an account, by its kind.
var credentialNames = map[app.Kind]string{
	app.EnvironmentToken: "OAuth token from the environment",
	app.KeyPair:          "API keys from the environment",
}

// credentialNouns name it in a sentence.
var credentialNouns = map[app.Kind]string{app.EnvironmentToken: "token", app.KeyPair: "key pair"}

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
