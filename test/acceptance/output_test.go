//go:build unix

package acceptance

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"quipu/test/program"
)

// shell runs a line of sh with quipu as $Q, and returns what it printed.
func shell(t *testing.T, environ []string, line string) (out, said string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Env = append(commandEnviron(t, environ), "Q="+binary)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // a code is what is looked at
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// commandEnviron is the environment of a command, with a home of its own.
func commandEnviron(t *testing.T, more []string) []string {
	t.Helper()
	return append([]string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm", "QUIPU_TOKEN_STORE=file"}, more...)
}

// Whoever stops reading hears nothing more, least of all a complaint.
func TestBrokenPipe(t *testing.T) {
	environ := keyed(startBroker(t))
	for _, line := range []string{
		`"$Q" positions | head -1`,
		`"$Q" positions --json | true`,
		`"$Q" history --period 1Y --csv | head -1`,
		`"$Q" status --watch 1s --format '{{.At}}' | head -1`,
	} {
		if _, said, code := shell(t, environ, line); said != "" || code != 0 {
			t.Errorf("%s: code %d, said %q", line, code, said)
		}
	}
	// A parent that ignores SIGPIPE leaves its children to the error.
	_, said, code := shell(t, environ, `trap "" PIPE; { sleep 1; "$Q" positions; echo "code $?" >&2; } | true`)
	if code != 0 || said != "code 141\n" {
		t.Errorf("with SIGPIPE ignored: %d %q", code, said)
	}
}

// A watch ends when nobody reads it any more, also while nothing changes.
func TestWatchEndsWithItsReader(t *testing.T) {
	environ := keyed(startBroker(t))
	if _, said, code := shell(t, environ, `{ "$Q" status --watch 1s --format '{{.Environment}}'; echo "code $?" >&2; } | head -1`); code != 0 || said != "code 141\n" {
		t.Errorf("code %d, said %q", code, said)
	}
}

// Every signal that means an end is one: no stack, and 128 and its number.
func TestSignalsEndAWatch(t *testing.T) {
	environ := keyed(startBroker(t))
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		cmd := exec.CommandContext(t.Context(), binary, "status", "--watch", "1s")
		cmd.Env = commandEnviron(t, environ)
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		printed := bufio.NewReader(out)
		if line, err := printed.ReadString('\n'); !strings.HasPrefix(line, "paper $") {
			t.Fatalf("printed %q, %v", line, err)
		}
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, printed)
		_ = cmd.Wait() // a code is what is looked at
		if code := cmd.ProcessState.ExitCode(); code != 128+int(s) || said.String() != "" {
			t.Errorf("%v: code %d, said %q", s, code, said.String())
		}
	}
}

// A sign-in that waits ends with ctrl+c, and with its code.
func TestAnInterruptEndsALogin(t *testing.T) {
	redirect := program.FreeRedirect(t)
	_, environ := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
	cmd := exec.CommandContext(t.Context(), binary, "login")
	cmd.Env = commandEnviron(t, environ)
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "http://") {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "quipu: ") {
			t.Errorf("said %q", lines.Text())
		}
	}
	_ = cmd.Wait() // a code is what is looked at
	if code := cmd.ProcessState.ExitCode(); code != 128+int(syscall.SIGINT) {
		t.Errorf("code %d", code)
	}
}

// The process ends with the code of its command, and one line of what is wrong.
func TestExitCodes(t *testing.T) {
	for args, want := range map[string]int{"version": exitOK, "positions --bogus": exitError, "positions": 2} {
		if _, said, code := shell(t, nil, `"$Q" `+args); code != want || strings.Count(said, "\n") != min(want, 1) {
			t.Errorf("%s: code %d, want %d; said %q", args, code, want, said)
		}
	}
}

// accountCommands are the commands that print something of the account: all that
// the completion names but those that are not about one, or need to be told what
// to do.
func accountCommands(t *testing.T, environ []string) (names []string) {
	t.Helper()
	others := []string{"broker", "buy", "cancel", "close", "completion", "doctor", "flatten", "help", "login", "logout", "man", "quote", "replace", "sell", "submit", "version"}
	out, _, _ := shell(t, environ, `"$Q" __complete ""`)
	for line := range strings.Lines(out) {
		name, _, described := strings.Cut(line, "\t")
		if described && !slices.Contains(others, name) {
			names = append(names, name)
		}
	}
	if len(names) < 7 {
		t.Fatalf("the completion names %q:\n%s", names, out)
	}
	return names
}

func TestStandardOutputThatTakesNothing(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	environ := keyed(startBroker(t))
	lines := []string{"version", "version --json", "completion bash", "man", "watchlist --watch 1s", "--help", "positions --help", "help orders", "logout",
		"buy KO 1 --limit 60 --dry-run", "buy KO 1 --limit 60 --yes", "sell KO 2 --limit 90 --yes --json", "cancel --symbol KO --yes",
		"close KO 1 --yes --json", "quote KO", "quote KO --json"}
	for _, name := range accountCommands(t, environ) {
		lines = append(lines, name, name+" --json", name+" --csv")
	}
	for _, args := range lines {
		_, said, code := shell(t, environ, `"$Q" `+args+` >/dev/full`)
		if code != exitError || strings.Count(said, "\n") != 1 || !strings.Contains(said, "no space left") || strings.Contains(said, "--help") {
			t.Errorf("%s: code %d, said %q", args, code, said)
		}
	}
}

// A closed standard output is /dev/null to a Go program before its first line
// runs: nothing can be told apart, and nothing may go anywhere else.
func TestClosedStandardOutput(t *testing.T) {
	environ := keyed(startBroker(t))
	for _, args := range []string{"positions", "account --json", "status"} {
		out, said, code := shell(t, environ, `"$Q" `+args+` >&-`)
		if code != exitOK || out != "" || said != "" {
			t.Errorf("%s: code %d, out %q, said %q", args, code, out, said)
		}
	}
	// Without standard error the code alone tells.
	if _, _, code := shell(t, environ, `"$Q" positions --json --csv 2>&-`); code != exitError {
		t.Errorf("without standard error: code %d", code)
	}
	if _, _, code := shell(t, environ, `"$Q" positions <&- >/dev/null`); code != exitOK {
		t.Errorf("without standard input: code %d", code)
	}
}

// A disk that is full when the layout is written: the person hears of it, the
// code says so, the old layout stands and nothing half-written is left.
func TestFullDiskWhileRemembering(t *testing.T) {
	environ := keyed(startBroker(t))
	disk := filepath.Join(t.TempDir(), "state")
	if err := os.MkdirAll(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be made here: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", disk).Run() }) //nolint:noctx // the test's context is over by then
	dir := filepath.Join(disk, "quipu")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	const old = `{"version": 1, "bell": false, "desktop": false}`
	if err := os.WriteFile(filepath.Join(dir, "state.json"), []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	ballast, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = ballast.Write(make([]byte, 4096))
	}
	_ = ballast.Close()
	s := start(t, 130, 40, append(environ, "XDG_STATE_HOME="+disk))
	s.Await("API keys")
	s.Types("\x1b[B\x1b[B\x1b[B\r")
	s.Await("Buying power")
	s.Types("o")
	s.Await("no space left")
	s.Types("q")
	if code := s.Ends(); code != exitError {
		t.Errorf("exit code %d", code)
	}
	s.Restored()
	if !strings.Contains(s.Raw()[max(len(s.Raw())-400, 0):], "quipu: remember the layout") {
		t.Errorf("it ends with %q", s.Raw()[max(len(s.Raw())-400, 0):])
	}
	kept, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if err != nil || string(kept) != old {
		t.Errorf("the old layout is now %q, %v", kept, err)
	}
	left, _ := os.ReadDir(dir)
	for _, f := range left {
		if f.Name() != "state.json" && !strings.HasPrefix(f.Name(), "calls-") { // the count of calls stays
			t.Errorf("%s is left", f.Name())
		}
	}
}
