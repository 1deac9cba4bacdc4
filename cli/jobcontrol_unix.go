//go:build unix

package cli

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// foregroundCheck is how often a process that cannot be stopped, as one that no
// shell waits for, looks whether it has come to the foreground.
const foregroundCheck = 100 * time.Millisecond

// inForeground reports whether a process may write to its terminal. One that is
// not the terminal of the process's session has no foreground.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// awaitForeground returns when the process is in the foreground. Until then it is
// stopped, as the system stops one that reads its terminal in the background: the
// shell says so, and fg goes on.
func awaitForeground(terminal *os.File) {
	for !inForeground(terminal) {
		_ = unix.Kill(0, unix.SIGTTOU)
		if !inForeground(terminal) {
			time.Sleep(foregroundCheck)
		}
	}
}

// jobControl stops and continues the screen as a shell's job. Bubble Tea knows
// ctrl+z; it does not know that another program stopped or continued it.
type jobControl struct {
	screen *firstFrame
	done   chan struct{}

	mu        sync.Mutex
	suspended bool // by Bubble Tea, which draws again by itself
}

func newJobControl(screen *firstFrame) *jobControl {
	return &jobControl{screen: screen, done: make(chan struct{})}
}

// run handles the signals until the function that it gives is called.
func (j *jobControl) run(program *tea.Program) (stop func()) {
	stops, continued := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(stops, syscall.SIGTSTP)
	signal.Notify(continued, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-j.done:
				return
			case <-stops:
				j.stop(program)
			case <-continued:
				j.redraw(program)
			}
		}
	}()
	return func() {
		close(j.done)
		signal.Stop(stops)
		signal.Stop(continued)
	}
}

// stop has Bubble Tea give the terminal back. It does so and sends SIGTSTP again:
// Go does not leave a signal that was caught to the system any more, so SIGSTOP
// stops the process then.
func (j *jobControl) stop(program *tea.Program) {
	if j.isSuspended() {
		_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
		return
	}
	program.Send(tea.SuspendMsg{})
}

func (j *jobControl) isSuspended() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.suspended
}

// redraw draws the whole screen after a stop that nobody announced: the shell has
// written to the terminal and set its modes since.
func (j *jobControl) redraw(program *tea.Program) {
	if j.isSuspended() || !inForeground(j.screen.File) || !j.screen.takenOver() {
		return
	}
	if program.ReleaseTerminal() == nil {
		_ = program.RestoreTerminal()
	}
}

// filter takes note of when Bubble Tea suspends and resumes the program.
func (j *jobControl) filter(msg tea.Msg) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch msg.(type) {
	case tea.SuspendMsg:
		j.suspended = true
	case tea.ResumeMsg:
		j.suspended = false
	}
}

// keepHidden keeps hidden what is typed at a terminal: ctrl+z gives the terminal to
// the shell as it was before, and fg hides what is typed again. The function that
// it gives ends that.
func keepHidden(fd uintptr, before *term.State) (stop func()) {
	stops, continued, done := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(stops, syscall.SIGTSTP)
	signal.Notify(continued, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-continued: // of a stop that could not be caught
				continue
			case <-stops:
			}
			hidden, err := term.GetState(fd)
			_ = term.Restore(fd, before)
			_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
			select { // another thread may stop a moment later than this one goes on
			case <-done:
				return
			case <-continued:
			}
			if err == nil {
				_ = term.Restore(fd, hidden)
			}
		}
	}()
	return func() {
		signal.Stop(stops)
		signal.Stop(continued)
		close(done)
	}
}

// writeAtOnce writes to a terminal whatever another write of it waits for, and
// gives up soon where nobody reads.
func writeAtOnce(terminal *os.File, text string) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		for rest := []byte(text); len(rest) > 0; {
			n, err := unix.Write(int(terminal.Fd()), rest)
			if err != nil && err != unix.EINTR && err != unix.EAGAIN { //nolint:errorlint // a bare number
				return
			}
			rest = rest[max(n, 0):]
		}
	}()
	for range 20 { // a write that hangs goes on with its rest each time
		discardOutput(int(terminal.Fd()))
		select {
		case <-written:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}
