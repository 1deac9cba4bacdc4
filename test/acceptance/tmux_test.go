//go:build unix

package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quipu/test/emulator"
	"quipu/test/program"
)

// tmux is a real one: a server of the test's own with one window.
type tmux struct {
	t      *testing.T
	socket string
}

// startInTmux runs quipu in a window of that size, in an SSH session as far as
// the environment tells.
func startInTmux(t *testing.T, width, height int, args ...string) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not here: it is what shows that the link stays on one line")
	}
	m := &tmux{t: t, socket: fmt.Sprintf("quipu-test-%d-%d", os.Getpid(), time.Now().UnixNano())}
	// The server goes with its only session; its socket is in a folder of the test's own.
	t.Setenv("TMUX_TMPDIR", t.TempDir())
	t.Setenv("TMUX", "")
	command := append([]string{"-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height),
		"env", "HOME=" + t.TempDir(), "QUIPU_REDIRECT_URL=" + program.FreeRedirect(t), "DISPLAY=", "WAYLAND_DISPLAY=",
		"SSH_CONNECTION=203.0.113.7 51000 198.51.100.4 2222", binary}, args...)
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", m.socket, "kill-server").Run() })
	m.run(command...)
	return m
}

func (m *tmux) run(args ...string) string {
	m.t.Helper()
	out, err := exec.CommandContext(m.t.Context(), "tmux", append([]string{"-L", m.socket}, args...)...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// text is the screen as tmux would hand it to a mouse: what the terminal itself
// wrapped is one line.
func (m *tmux) text() string { return m.run("capture-pane", "-p", "-J") }

func (m *tmux) types(keys ...string) { m.run(append([]string{"send-keys"}, keys...)...) }

// until waits until the screen holds what is looked for, and gives it.
func (m *tmux) until(what string) string {
	m.t.Helper()
	looked := regexp.MustCompile(what)
	for end := time.Now().Add(emulator.Patience); ; time.Sleep(20 * time.Millisecond) {
		text := m.text()
		if found := looked.FindString(text); found != "" {
			return found
		}
		if time.Now().After(end) {
			m.t.Fatalf("%s: not on the screen:\n%s", what, text)
		}
	}
}

// The link stands alone on the screen, and a mouse takes it whole: on one line,
// with nothing around it but, rows below, the key that leaves it. What ends it
// leaves nothing of it behind.
func TestPlainLinkIsOneLineInTmux(t *testing.T) {
	m := startInTmux(t, 80, 24, "--demo")
	m.until("❯ Paper")
	m.types("Enter")
	m.until("waiting on")
	m.types("u")
	link := strings.TrimSpace(m.until(`(?m)^http://\S*/oauth/authorize\?\S*&env=paper\s*$`))
	if words := strings.Fields(m.text()); !slices.Equal(words, []string{link, "esc", "back"}) {
		t.Errorf("beside the link there is:\n%s", m.text())
	}
	m.run("resize-window", "-x", "60", "-y", "20")
	m.until(`(?m)^` + regexp.QuoteMeta(link) + `\s*$`)
	m.types("u")
	m.until("waiting on")
	if lines := strings.Count(m.text(), "&env=paper"); lines != 1 {
		t.Errorf("the link is there %d times:\n%s", lines, m.text())
	}
	m.types("u")
	m.until(`(?m)^` + regexp.QuoteMeta(link) + `\s*$`)
	browse(t, link)
	m.until("Signed in.")
	if text := m.text(); strings.Contains(text, "oauth") {
		t.Errorf("the link is still there:\n%s", text)
	}
	m.types("q")
}

// What is copied is in tmux's buffer, whatever tmux does with what programs send.
func TestCopyingReachesTmuxsBuffer(t *testing.T) {
	m := startInTmux(t, 100, 30, "--demo")
	m.until("❯ Paper")
	m.types("Enter")
	m.until("waiting on")
	m.types("f")
	m.until("Sent to tmux's buffer")
	command := regexp.MustCompile(`^ssh -N -L (\d+):127\.0\.0\.1:(\d+) -p 2222 \S+@198\.51\.100\.4$`)
	if got := m.run("show-buffer"); !command.MatchString(got) {
		t.Errorf("copied %q", got)
	}
	m.types("c")
	for end := time.Now().Add(emulator.Patience); !strings.Contains(m.run("show-buffer"), "/oauth/authorize?"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("copied %q", m.run("show-buffer"))
		}
	}
	m.types("q")
}
