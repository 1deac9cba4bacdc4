package app

import (
	"strings"
	"testing"

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
