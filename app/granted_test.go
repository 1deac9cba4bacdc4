package app

import (
	"strings"
	"testing"

	"quipu/auth"
	"quipu/config"
)

func TestWhatWasGrantedOtherwiseIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		settings config.Settings
		granted  string
		says     []string
	}{
		"as asked":               {config.Settings{Scopes: []string{"data", "trading"}}, "trading data", nil},
		"not said":               {config.Settings{Scopes: []string{"data"}}, "", nil},
		"read-only, not said":    {config.Settings{ReadOnly: true, Scopes: []string{"trading"}}, "", nil},
		"read-only, and trading": {config.Settings{ReadOnly: true, Scopes: []string{"trading"}}, "trading", []string{"more than was asked for: trading", "read-only access"}},
		"data, and trading":      {config.Settings{Scopes: []string{"data"}}, "data trading", []string{"more than was asked for: trading.", "asked for data"}},
		"less":                   {config.Settings{Scopes: []string{"data", "account:write"}}, "data", []string{"account:write is missing"}},
	} {
		got := GrantedOtherwise(c.settings, c.granted)
		for _, said := range c.says {
			if !strings.Contains(got, said) {
				t.Errorf("%s: %q does not say %q", name, got, said)
			}
		}
		if len(c.says) == 0 && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestWhatASignInAsksFor(t *testing.T) {
	for name, c := range map[string]struct {
		settings    config.Settings
		view, trade string
		why         string
	}{
		"all scopes":      {config.Settings{Scopes: []string{"account:write", "trading", "data"}}, "account:write data", "account:write trading data", ""},
		"trading alone":   {config.Settings{Scopes: []string{"trading"}}, "", "trading", ""},
		"without trading": {config.Settings{Scopes: []string{"data"}, Origin: map[string]string{"scopes": "/home/x/config.toml"}}, "data", "data", "The setting scopes (config.toml) does not include trading."},
		"read-only":       {config.Settings{ReadOnly: true, Scopes: []string{"trading", "data"}}, "", "", "quipu runs read-only."},
	} {
		asked := func(p Permission) string { return strings.Join(OAuthApp(p.Of(c.settings), config.Paper).Scopes, " ") }
		if view, trade := asked(View), asked(Trade); view != c.view || trade != c.trade {
			t.Errorf("%s: to view %q, to trade %q", name, view, trade)
		}
		if why := WhyNoTrading(c.settings); why != c.why {
			t.Errorf("%s: %q", name, why)
		}
		if len(c.settings.Scopes) == 3 && c.settings.Scopes[1] != "trading" {
			t.Errorf("%s: the settings were changed", name)
		}
	}
}

// What is not known is tried; what was asked for counts where the broker does not say.
func TestWhatACredentialMayDo(t *testing.T) {
	for _, c := range []struct {
		told, asked            string
		trades, changes, reads bool
	}{
		{"trading data", "", true, false, true},
		{"account:write", "account:write trading", false, true, false},
		{"", "account:write data", false, true, true},
		{"", auth.NoScope, false, false, false},
		{"", "", true, true, false},
	} {
		got := TokenCredential(auth.Token{Scope: c.told, Asked: c.asked}, auth.Place{})
		if got.Trades() != c.trades || got.ChangesSettings() != c.changes || got.ReadsData() != c.reads {
			t.Errorf("%+v: trades %t, changes %t, reads %t", c, got.Trades(), got.ChangesSettings(), got.ReadsData())
		}
	}
	for _, kind := range []Kind{KeyPair, EnvironmentToken} {
		if !(Credential{Kind: kind}).Trades() {
			t.Errorf("a %s does not trade", kind)
		}
	}
}
