package ui

import "testing"

func TestHelpOfTheAlertsListsWhatWorksThere(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("!", "?")
		s.sees("n       new", "b       bell", "↑ ↓     move", "ctrl+c")
		s.seesNot("shift+tab", "1-4", "PgDn", "first")
	})
}

// A key that is listed does one thing: the footer and the help say which.
func TestNoKeyHasTwoMeanings(t *testing.T) {
	for name, m := range everyView(t.Context()) {
		means := map[string]string{}
		listed := m.bindings(inHelp)
		listed = append(listed, keys.Suspend, keys.Interrupt)
		for _, b := range listed {
			for _, pressed := range b.Keys() {
				if other, taken := means[pressed]; taken {
					t.Errorf("%s: %s is %q and %q", name, pressed, other, b.Help().Desc)
				}
				means[pressed] = b.Help().Desc
			}
		}
	}
}

// These keys are kept for trading: none of them does anything yet.
func TestKeysOfTradingDoNothing(t *testing.T) {
	views := everyView(t.Context())
	for _, name := range []string{"portfolio", "orders", "activity", "lists", "detail"} {
		m := views[name]
		if s := m.current().session; s.access.Broker == nil {
			t.Fatalf("%s has no account", name)
		}
		before := m.View().Content
		for _, pressed := range []string{"s", "b", "x", "m", "K", "S"} {
			if after := play(m, pressed).View().Content; after != before {
				t.Errorf("%s: %s does something", name, pressed)
			}
		}
	}
}
