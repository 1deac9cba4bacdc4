package acceptance

import (
	"strings"
	"testing"

	"quipu/test/emulator"
)

// A mistake in the command line is told without asking the terminal for its
// colours: an answer that comes late would go to the shell.
func TestAUsageErrorAsksTheTerminalNothing(t *testing.T) {
	for _, args := range [][]string{{"positions", "--watch"}, {"nonsense"}, {"--nonsense"}, {"buy"}} {
		s := emulator.Run(t, binary, 100, 40, nil, args...)
		if code := s.Ends(); code == 0 || strings.Contains(s.Raw(), "\x1b]11") || strings.Contains(s.Raw(), "\x1b[c") {
			t.Errorf("%q: exit code %d, %q", args, code, s.Raw())
		}
	}
}
