package cli

import (
	"strings"
	"testing"
)

func TestDesktopNotice(t *testing.T) {
	for _, c := range []struct{ env, want string }{
		{"TERM_PROGRAM=iTerm.app", "\x1b]9;quipu PAPER: AAPL, 200\a"},
		{"TERM=foot", "\x1b]777;notify;quipu PAPER;AAPL, 200\a"},
		{"VTE_VERSION=7200", "\x1b]777;notify;quipu PAPER;AAPL, 200\a"},
		{"TERM=xterm-kitty TMUX=/tmp/x", "\x1bPtmux;\x1b\x1b]9;quipu PAPER: AAPL, 200\a\x1b\\"},
		{"TERM=xterm-256color", ""},
		{"", ""},
	} {
		environment := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			environment[name] = value
		}
		notice := desktopNotification(func(name string) string { return environment[name] })
		if (notice == nil) != (c.want == "") {
			t.Errorf("%s: known is %v", c.env, notice != nil)
			continue
		}
		if notice == nil {
			continue
		}
		if got := notice("quipu PAPER", "AAPL; 200"); got != c.want {
			t.Errorf("%s: %q, want %q", c.env, got, c.want)
		}
		if got := notice("q", "a\x1b]0;evil\a\nb"); strings.Count(got, "\a") > 1 || strings.Contains(got, "\n") {
			t.Errorf("%s lets a sequence through: %q", c.env, got)
		}
	}
}
