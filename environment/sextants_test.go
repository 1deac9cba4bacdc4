package environment

import "testing"

func TestTerminalsThatDrawSextants(t *testing.T) {
	for _, c := range []struct {
		env      map[string]string
		name     string
		sextants bool
	}{
		{map[string]string{"TERM": "xterm-kitty"}, "kitty", true},
		{map[string]string{"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty", true},
		{map[string]string{"TERM": "xterm-ghostty"}, "Ghostty", true},
		{map[string]string{"TERM": "foot-extra"}, "foot", true},
		{map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "WezTerm", true},
		{map[string]string{"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.5.10"}, "iTerm2", true},
		{map[string]string{"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.23"}, "iTerm2", false},
		{map[string]string{"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "4"}, "iTerm2", false},
		{map[string]string{"LC_TERMINAL": "iTerm2", "LC_TERMINAL_VERSION": "4.0.1"}, "iTerm2", true},
		{map[string]string{"VTE_VERSION": "6003"}, "VTE", true},
		{map[string]string{"VTE_VERSION": "5802"}, "VTE", false},
		{map[string]string{"VTE_VERSION": "new"}, "VTE", false},
		{map[string]string{"WT_SESSION": "x"}, "Windows Terminal", false},
		{map[string]string{"TERM": "alacritty"}, "Alacritty", false},
		{map[string]string{"TERM_PROGRAM": "Apple_Terminal"}, "Apple_Terminal", false},
		{map[string]string{"TERM": "xterm-256color"}, "", false},
		{map[string]string{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "", false},
		{map[string]string{"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, "", false},
		{map[string]string{"TERM": "screen.xterm-256color", "TERM_PROGRAM": "WezTerm"}, "", false},
		{map[string]string{"TERM": "foot", "STY": "1.pts"}, "", false},
	} {
		h := Detect(Source{Getenv: func(name string) string { return c.env[name] }, GOOS: "linux", Exists: func(string) bool { return false }, Read: func(string) string { return "" }})
		if h.Terminal != c.name || h.Sextants != c.sextants {
			t.Errorf("%v is %q, %t", c.env, h.Terminal, h.Sextants)
		}
	}
}
