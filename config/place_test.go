package config

import "testing"

// Paper is never shown for live, or the reverse.
func TestAlpacasHostsServeTheirOwnAccountOnly(t *testing.T) {
	for _, c := range []struct{ configured, paper, live string }{
		{"https://api.alpaca.markets", "https://paper-api.alpaca.markets", "https://api.alpaca.markets"},
		{"https://paper-api.alpaca.markets/", "https://paper-api.alpaca.markets", "https://api.alpaca.markets"},
		{"http://127.0.0.1:8765", "http://127.0.0.1:8765", "http://127.0.0.1:8765"},
	} {
		s := Settings{APIURL: c.configured}
		if s.APIURLFor(Paper) != c.paper || s.APIURLFor(Live) != c.live {
			t.Errorf("%s: paper %s, live %s", c.configured, s.APIURLFor(Paper), s.APIURLFor(Live))
		}
	}
}

func TestPlaces(t *testing.T) {
	getenv := func(values map[string]string) func(string) string {
		return func(name string) string { return values[name] }
	}
	for _, c := range []struct {
		values map[string]string
		want   string
	}{
		{map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/quipu"},
		{map[string]string{"XDG_CONFIG_HOME": "relative", "HOME": "/h"}, "/h/.config/quipu"},
		{map[string]string{"HOME": "/h"}, "/h/.config/quipu"},
		{nil, ""},
	} {
		if got := Dir(getenv(c.values)); got != c.want {
			t.Errorf("%v: %q, want %q", c.values, got, c.want)
		}
	}
	if got := StateDir(getenv(map[string]string{"HOME": "/h"})); got != "/h/.local/state/quipu" {
		t.Errorf("state in %q", got)
	}
}
