package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/creack/pty"
)

// The window: a usual one at a desk, in which 20 positions stand whole.
const (
	columns = 130
	lines   = 45
)

// session is the program on a pseudo terminal, read by a virtual one.
type session struct {
	cmd     *exec.Cmd
	tty     *os.File
	home    string
	started time.Time // just before exec
	ended   chan struct{}
	done    sync.WaitGroup

	mu       sync.Mutex // guards what follows
	screen   screen
	bytes    int // that the program has written
	watchers []*watcher
}

// open starts the program with an empty home and an environment that says
// nothing but environ: no token, no file, no network of the user's is touched.
func (b *bench) open(ctx context.Context, environ []string, args ...string) (*session, error) {
	home, err := os.MkdirTemp(b.dir, "home-")
	if err != nil {
		return nil, err
	}
	s := &session{cmd: exec.CommandContext(ctx, b.binary, args...), home: home, ended: make(chan struct{}),
		screen: newScreen(columns, lines)}
	s.cmd.Dir = home
	// A terminal of today has all colours: they take the most bytes to name.
	s.cmd.Env = append([]string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CACHE_HOME=" + home,
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=xterm-256color", "COLORTERM=truecolor", "DISPLAY=:none",
		"QUIPU_TOKEN_STORE=memory",
	}, environ...)
	s.started = time.Now()
	tty, err := pty.StartWithSize(s.cmd, &pty.Winsize{Cols: columns, Rows: lines})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	if s.tty, err = pollable(tty); err != nil {
		return nil, errors.Join(err, s.cmd.Process.Kill(), s.cmd.Wait(), os.RemoveAll(home))
	}
	s.done.Go(s.read)
	// What a terminal answers to questions about itself goes back.
	s.done.Go(func() { _, _ = io.Copy(s.tty, s.screen.term) })
	return s, nil
}

// read takes the time as soon as the bytes are there: what the virtual terminal
// then does with them is this program's work, not quipu's.
func (s *session) read() {
	defer close(s.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(buf)
		at := time.Now()
		s.mu.Lock()
		s.bytes += n
		_, _ = s.screen.term.Write(buf[:n])
		s.look(at)
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// written is how many bytes the program has sent to the terminal.
func (s *session) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func (s *session) types(keys string) error {
	_, err := io.WriteString(s.tty, keys)
	return err
}

func (s *session) pid() int { return s.cmd.Process.Pid }

// close ends the program by its own process id and takes its home away.
func (s *session) close() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.tty.Close()
	if pipe, ok := s.screen.term.InputPipe().(io.Closer); ok {
		_ = pipe.Close() // the terminal's own Close races with Read
	}
	s.done.Wait()
	_ = os.RemoveAll(s.home)
}
