//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// shell runs a line of sh with quipu as $Q, and gives what standard error says.
func (d *desk) shell(line string) (out, said string, code int) {
	d.t.Helper()
	binary, err := build()
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.CommandContext(d.t.Context(), "sh", "-c", line)
	cmd.Env = append(d.env, "Q="+binary)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // a code is what is looked at
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// Whoever stops reading hears nothing more, least of all a complaint.
func TestBrokenPipe(t *testing.T) {
	d := newDesk(t)
	for _, line := range []string{
		`"$Q" positions | head -1`,
		`"$Q" positions --json | true`,
		`"$Q" history --period 1Y --csv | head -1`,
		`"$Q" status --watch 1s --format '{{.At}}' | head -1`,
	} {
		if _, said, code := d.shell(line); said != "" || code != 0 {
			t.Errorf("%s: code %d, said %q", line, code, said)
		}
	}
	// A parent that ignores SIGPIPE leaves its children to the error.
	_, said, code := d.shell(`trap "" PIPE; { sleep 1; "$Q" positions; echo "code $?" >&2; } | true`)
	if code != 0 || said != "code 141\n" {
		t.Errorf("with SIGPIPE ignored: %d %q", code, said)
	}
}

// A watch ends when nobody reads it any more, also while nothing changes.
func TestWatchEndsWithItsReader(t *testing.T) {
	d := newDesk(t)
	if _, said, code := d.shell(`{ "$Q" status --watch 1s --format '{{.Environment}}'; echo "code $?" >&2; } | head -1`); code != 0 || said != "code 141\n" {
		t.Errorf("code %d, said %q", code, said)
	}
}

// Every signal that means an end is one: no stack, and 128 and its number.
func TestSignalsEndAWatch(t *testing.T) {
	d := newDesk(t)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		p := command(t, d.env, "status", "--watch", "1s")
		p.prints("paper $")
		if err := p.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if code := p.code(); code != 128+int(s) || p.stderr() != "" {
			t.Errorf("%v: code %d, said %q", s, code, p.stderr())
		}
	}
}

func TestStandardOutputThatTakesNothing(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	d := newDesk(t)
	lines := []string{"version", "version --json", "completion bash", "man", "watchlist --watch 1s", "--help", "positions --help", "help orders"}
	for _, name := range commandNames(accountGroup) {
		lines = append(lines, name, name+" --json", name+" --csv")
	}
	lines = append(lines, "logout") // the last: it deletes the token
	for _, args := range lines {
		_, said, code := d.shell(`"$Q" ` + args + ` >/dev/full`)
		if code != exitError || strings.Count(said, "\n") != 1 || !strings.Contains(said, "no space left") || strings.Contains(said, "--help") {
			t.Errorf("%s: code %d, said %q", args, code, said)
		}
	}
}

// A closed standard output is /dev/null to a Go program before its first line
// runs: nothing can be told apart, and nothing may go anywhere else.
func TestClosedStandardOutput(t *testing.T) {
	d := newDesk(t)
	for _, args := range []string{"positions", "account --json", "status"} {
		out, said, code := d.shell(`"$Q" ` + args + ` >&-`)
		if code != exitOK || out != "" || said != "" {
			t.Errorf("%s: code %d, out %q, said %q", args, code, out, said)
		}
	}
	// Without standard error the code alone tells.
	if _, _, code := d.shell(`"$Q" positions --json --csv 2>&-`); code != exitError {
		t.Errorf("without standard error: code %d", code)
	}
	if _, _, code := d.shell(`"$Q" positions <&- >/dev/null`); code != exitOK {
		t.Errorf("without standard input: code %d", code)
	}
}

// A disk that is full when the layout is written: the person hears of it, the
// code says so, the old layout stands and nothing half-written is left.
func TestFullDiskWhileRemembering(t *testing.T) {
	d := newDesk(t)
	disk := filepath.Join(d.home, "state")
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
	s := start(t, 130, 40, d.env)
	s.Await("Buying power") // the token opens it at once
	s.Types("s")
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
		if f.Name() != "state.json" {
			t.Errorf("%s is left", f.Name())
		}
	}
}
