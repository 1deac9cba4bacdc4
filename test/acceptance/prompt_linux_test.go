package acceptance

import (
	"os/exec"
	"strings"
	"testing"

	"quipu/test/emulator"
	"quipu/test/program"
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

// A login that a shell stopped and brought back still does not show what is pasted.
func TestALoginThatWasStoppedHidesWhatIsPasted(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	redirect := program.FreeRedirect(t)
	_, signIn := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect, "QUIPU_TOKEN_STORE=file", "PS1=ready> ", "Q="+binary)
	s := emulator.Run(t, shell, 100, 40, signIn, "--norc", "--noprofile", "-i")
	s.Await("ready>")
	s.Types("\"$Q\" login --no-qr\r")
	s.Await("it is not shown")
	s.Types("\x1a")
	s.Await("Stopped")
	s.Types("echo shell-echoes\r")
	s.Until("what the shell shows", func() bool { return strings.Count(s.Raw(), "shell-echoes") >= 2 })
	s.Types("fg\r")
	s.Until("the command that goes on", func() bool { return strings.Count(s.Raw(), "login --no-qr") >= 3 })
	s.Types("secret-code-1\r")
	s.Await("Paste the whole address")
	if strings.Contains(s.Raw(), "secret-code-1") {
		t.Errorf("it shows what was pasted: %q", s.Raw())
	}
	s.Types("\x03")
	s.Until("the shell", func() bool { return strings.HasSuffix(strings.TrimSpace(s.Raw()), "ready>") })
	s.Types("exit\r")
	s.Ends()
}
