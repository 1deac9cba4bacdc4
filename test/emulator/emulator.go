//go:build unix

package emulator

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Patience bounds a wait that hangs; nothing is timed by it.
const Patience = time.Minute

// Session is a program on a terminal of its own, which a virtual one reads.
type Session struct {
	Cmd *exec.Cmd

	t    testing.TB
	tty  *os.File
	mu   sync.Mutex
	term *vt.SafeEmulator
	raw  strings.Builder
	sent []string      // the keys, in the order in which they were sent
	read chan struct{} // closed when the output ended
}

// Run starts a program with a home of its own and an environment that says
// nothing but what the test says. The test's end kills it.
func Run(t testing.TB, binary string, width, height int, environ []string, args ...string) *Session {
	t.Helper()
	s := &Session{t: t, Cmd: exec.CommandContext(t.Context(), binary, args...), term: vt.NewSafeEmulator(width, height), read: make(chan struct{})}
	s.Cmd.Env = append([]string{"HOME=" + t.TempDir(), "TERM=xterm-256color", "PATH=" + os.Getenv("PATH"), "DISPLAY=:none"}, environ...)
	tty, err := pty.StartWithSize(s.Cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}) //nolint:gosec // a terminal's size
	if err != nil {
		t.Fatal(err)
	}
	s.tty = pollable(t, tty)
	go s.readOutput()
	// What the terminal answers (its colours, its modes) goes back.
	go func() { _, _ = io.Copy(s.tty, s.term) }()
	t.Cleanup(func() {
		_ = s.Cmd.Process.Kill()
		_ = s.tty.Close()
		s.hangUp()
	})
	return s
}

// HangUp closes the terminal, as a dropped connection does.
func (s *Session) HangUp() error { return s.tty.Close() }

// AwaitKeys waits until a full-screen program reads keys: what switches
// bracketed paste on does.
func (s *Session) AwaitKeys() {
	s.t.Helper()
	s.Until("a program that reads keys", func() bool { return strings.Contains(s.Raw(), "\x1b[?2004h") })
}

// Raw is everything that was written to the terminal so far.
func (s *Session) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// hangUp ends what the terminal answers. Its own Close races with Read.
func (s *Session) hangUp() {
	if pipe, ok := s.term.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// pollable gives a file whose Close ends a Read that is under way: the
// terminal is gone only when nobody reads it any more.
func pollable(t testing.TB, tty *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.SetNonblock(fd, true), tty.Close()); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "pty")
}

func (s *Session) readOutput() {
	defer close(s.read)
	buf := make([]byte, 32<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.raw.Write(buf[:n])
		_, _ = s.term.Write(buf[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Text is what stands on the screen.
func (s *Session) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.String()
}

// Await waits until the screen shows text.
func (s *Session) Await(text string) {
	s.t.Helper()
	s.Until(text, func() bool { return strings.Contains(s.Text(), text) })
}

// Until waits until something holds. What fails the test shows the screen, the
// keys that were sent and the last bytes that the program wrote.
func (s *Session) Until(what string, holds func() bool) {
	s.t.Helper()
	for end := time.Now().Add(Patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: not on the screen:\n%s", what, s.state())
		}
	}
}

// lastBytes is how much of a program's output a failure shows.
const lastBytes = 600

func (s *Session) state() string {
	raw := s.Raw()
	return fmt.Sprintf("%s\nkeys sent: %q\nlast bytes written: %q", s.Text(), s.sent, raw[max(len(raw)-lastBytes, 0):])
}

// Types sends keys, as a terminal sends them.
func (s *Session) Types(keys string) {
	s.t.Helper()
	s.sent = append(s.sent, keys)
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// Ends waits for the program's end and gives its exit code.
func (s *Session) Ends() int {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.Cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(Patience):
		s.t.Fatalf("the program does not end:\n%s", s.state())
	}
	<-s.read
	return s.Cmd.ProcessState.ExitCode()
}

// Restored checks that the terminal is as it was: the main screen, a cursor,
// no paste or mouse mode, and a line discipline that echoes.
func (s *Session) Restored() {
	s.t.Helper()
	if s.term.IsAltScreen() {
		s.t.Error("the alternate screen was not left")
	}
	raw := s.Raw()
	if n := strings.Count(raw, "\x1b[?1049h"); n != 1 {
		s.t.Errorf("the alternate screen was entered %d times: the cursor's place is lost", n)
	}
	for on, off := range map[string]string{"\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1049h": "\x1b[?1049l"} {
		if strings.Contains(raw, on) && strings.LastIndex(raw, off) < strings.LastIndex(raw, on) {
			s.t.Errorf("mode %q was not switched off", on)
		}
	}
}

// ReadQR waits for a QR code on the screen, which may be half drawn at first, and
// reads it.
func (s *Session) ReadQR() string {
	s.t.Helper()
	var read string
	s.Until("a code that can be read", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		read = ReadCode(s.term, false)
		return read != ""
	})
	return read
}
