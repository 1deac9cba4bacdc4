package acceptance

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"quipu/test/emulator"
	"quipu/test/program"
)

// unread is a terminal that nobody reads any more.
type unread struct {
	*testing.T
	master, slave *os.File
}

func openUnread(t *testing.T) *unread {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = master.Close(), slave.Close() })
	return &unread{t, master, slave}
}

// readUntil reads until the program has written text.
func (u *unread) readUntil(text string) {
	u.Helper()
	var all []byte
	buf := make([]byte, 4096)
	for !bytes.Contains(all, []byte(text)) {
		n, err := u.master.Read(buf)
		if err != nil {
			u.Fatalf("%v after %q", err, all)
		}
		all = append(all, buf[:n]...)
	}
}

// fill writes until the terminal takes no more.
func (u *unread) fill() {
	u.Helper()
	own, err := unix.Open(u.slave.Name(), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
	if err != nil {
		u.Fatal(err)
	}
	defer func() { _ = unix.Close(own) }()
	for refused := 0; refused < 3; {
		if _, err := unix.Write(own, bytes.Repeat([]byte("x"), 512)); errors.Is(err, unix.EAGAIN) {
			refused++
			time.Sleep(10 * time.Millisecond) // what was taken moves on to the reader's side
		} else if err != nil {
			u.Fatal(err)
		}
	}
}

// rest is what can be read when the program has ended.
func (u *unread) rest() string {
	_ = u.slave.Close()
	all, _ := io.ReadAll(u.master) // ends with EIO
	return string(all)
}

func (u *unread) echoes() bool {
	u.Helper()
	modes, err := unix.IoctlGetTermios(int(u.slave.Fd()), unix.TCGETS)
	if err != nil {
		u.Fatal(err)
	}
	return modes.Lflag&(unix.ECHO|unix.ICANON|unix.ISIG) == unix.ECHO|unix.ICANON|unix.ISIG
}

func TestSignalsEndAProgramWhoseTerminalIsNotRead(t *testing.T) {
	environ := keyed(startBroker(t))
	redirect := program.FreeRedirect(t)
	_, signIn := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
	for _, c := range []struct {
		name    string
		args    []string
		environ []string
		ready   string // what it has written before its terminal is left alone
	}{
		{"screen", []string{"--demo", "--refresh", "1s"}, nil, "\x1b[?2004h"},
		{"watch", []string{"orders", "--status", "all", "--watch", "1s"}, environ, ""},
		{"login", []string{"login", "--no-qr"}, signIn, "Approve"},
		{"login that cannot say anything", []string{"login"}, signIn, ""},
		{"broker", []string{"broker", "--listen", "127.0.0.1:0"}, nil, ""},
	} {
		for _, number := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGABRT} {
			t.Run(c.name+" "+number.String(), func(t *testing.T) {
				t.Parallel()
				u := openUnread(t)
				if err := pty.Setsize(u.master, &pty.Winsize{Cols: 100, Rows: 40}); err != nil {
					t.Fatal(err)
				}
				if c.ready == "" {
					u.fill()
				}
				cmd := exec.CommandContext(t.Context(), binary, c.args...)
				cmd.Env = append(commandEnviron(t, c.environ), "TERM=xterm-256color", "QUIPU_REDIRECT_URL="+program.FreeRedirect(t))
				cmd.Stdin, cmd.Stdout, cmd.Stderr = u.slave, u.slave, u.slave
				cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if c.ready != "" {
					u.readUntil(c.ready)
					u.fill()
				}
				time.Sleep(500 * time.Millisecond) // into the write that hangs; it ends wherever it is
				if err := cmd.Process.Signal(number); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait() // a hang is ended by the test's own deadline
				state, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
				if state.ExitStatus() != 128+int(number) && state.Signal() != number {
					t.Errorf("it ended with %d, %v", state.ExitStatus(), state.Signal())
				}
				if !u.echoes() {
					t.Error("the terminal's modes were not given back")
				}
				if rest := u.rest(); c.name == "screen" && !strings.Contains(rest, "\x1b[?1049l") {
					t.Errorf("the alternate screen was not left: %q", rest[max(len(rest)-200, 0):])
				}
			})
		}
	}
}

// An interrupt may come at any time from the first frame on.
func TestAnInterruptAfterTheFirstFrameLeavesTheAlternateScreen(t *testing.T) {
	for range 5 {
		s := emulator.Run(t, binary, 100, 40, []string{"QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)}, "--demo")
		s.Until("the alternate screen", func() bool { return strings.Contains(s.Raw(), "\x1b[?1049h") })
		s.Types("\x03")
		if got := s.Ends(); got != 130 {
			t.Errorf("exit code %d, want 130", got)
		}
		s.Restored()
	}
}

func TestEscAndControlCInOnePacketEnd(t *testing.T) {
	s := start(t, 100, 40, nil, "--demo")
	s.Await("❯ Paper")
	s.Types("\x1b\x03")
	if got := s.Ends(); got != 130 {
		t.Errorf("exit code %d, want 130", got)
	}
	s.Restored()
}

// What a shell starts in the background writes nothing until it is brought to
// the foreground, however often it leaves it.
func TestJobControl(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	s := emulator.Run(t, shell, 100, 40, []string{"PS1=ready> ", "Q=" + binary, "QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)}, "--norc", "--noprofile", "-i")
	entered := func() int { return strings.Count(s.Raw(), "\x1b[?1049h") }
	left := func() int { return strings.Count(s.Raw(), "\x1b[?1049l") }
	stopped := func(times int) {
		t.Helper()
		s.Until("a job that is stopped", func() bool { return strings.Count(s.Raw(), "Stopped") >= times })
	}
	s.Await("ready>")
	s.Types("\"$Q\" --demo &\r")
	s.Types("sleep 1; jobs\r")
	stopped(1)
	if entered() != 0 || strings.Contains(s.Raw(), "\x1b[?25l") {
		t.Fatalf("it wrote to the shell's screen: %q", s.Raw())
	}
	s.Types("fg\r")
	s.Await("❯ Paper")
	// The first screen is there before Bubble Tea has asked the terminal anything:
	// the answers must not go to the shell.
	for round := 1; round <= 2; round++ {
		before := strings.Count(s.Raw(), "Stopped")
		s.Types("\x1a")
		stopped(before + 1)
		s.Until("the shell's screen", func() bool { return left() == entered() })
		if strings.Contains(s.Text(), "2026;") || strings.Contains(s.Text(), "2027;") {
			t.Errorf("the shell was given the terminal's answers: %q", s.Text())
		}
		had := entered()
		s.Types("bg; sleep 1; jobs\r")
		stopped(before + 2)
		if entered() != had {
			t.Fatalf("in the background it drew its screen again: %q", s.Raw())
		}
		s.Types("fg\r")
		s.Until("the screen again", func() bool { return entered() > had && strings.Contains(s.Text(), "❯ Paper") })
	}
	s.Types("q")
	s.Until("the shell's screen", func() bool { return left() == entered() })
	s.Types("exit\r")
	s.Ends()
}

// A stop that cannot be caught, and one by another program, end with a screen
// that is drawn anew.
func TestAStopFromOutside(t *testing.T) {
	for _, number := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGTSTP} {
		s := start(t, 100, 40, nil, "--demo")
		s.Await("❯ Paper")
		if err := s.Cmd.Process.Signal(number); err != nil {
			t.Fatal(err)
		}
		if number == syscall.SIGTSTP { // it gives the terminal back first
			s.Until("the main screen", func() bool { return strings.Contains(s.Raw(), "\x1b[?1049l") })
		}
		time.Sleep(300 * time.Millisecond)
		drawn := strings.Count(s.Raw(), "\x1b[?1049h")
		if err := s.Cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		s.Until("the screen again", func() bool {
			return strings.Count(s.Raw(), "\x1b[?1049h") > drawn && strings.Contains(s.Text(), "❯ Paper")
		})
		s.Types("q")
		if code := s.Ends(); code != 0 {
			t.Errorf("%v: exit code %d", number, code)
		}
	}
}

// What is typed while a command still reads the account is no answer to the
// question that comes after.
func TestKeysTypedAheadConfirmNoOrder(t *testing.T) {
	s := emulator.Run(t, binary, 160, 40, nil, "buy", "KO", "1", "--limit", "60", "--demo")
	s.Types("y\ry\r")
	s.Until("the question", func() bool { return strings.Contains(s.Text(), "Send it?") })
	s.Types("n\r")
	if code := s.Ends(); code != 4 || strings.Contains(s.Text(), "accepted") {
		t.Errorf("it ended with %d:\n%s", code, s.Text())
	}
	s = emulator.Run(t, binary, 160, 40, nil, "buy", "KO", "1", "--limit", "60", "--demo")
	s.Until("the question", func() bool { return strings.Contains(s.Text(), "Send it?") })
	s.Types("y\r")
	if code := s.Ends(); code != 0 || !strings.Contains(s.Text(), "accepted") {
		t.Errorf("it ended with %d:\n%s", code, s.Text())
	}
}
