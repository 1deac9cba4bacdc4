package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// player runs the program on a pseudo terminal and reads it.
type player struct {
	cmd   *exec.Cmd
	tty   *os.File
	home  string
	look  colours
	done  sync.WaitGroup
	ended chan struct{} // closed when the program's last output is read

	mu     sync.Mutex // guards what follows
	term   *vt.Emulator
	cursor cursor
}

// cursor is how the terminal shows where it writes.
type cursor struct {
	shown bool
	style vt.CursorStyle
}

// play starts the program with a home and an environment of its own. It names
// a display, as a desktop would: a program that finds none starts no browser.
func play(ctx context.Context, binary string, s scene) (*player, error) {
	home, err := os.MkdirTemp("", "quipu-scene-")
	if err != nil {
		return nil, err
	}
	p := &player{cmd: exec.CommandContext(ctx, binary, s.args...), home: home, look: coloursOf(s.theme), ended: make(chan struct{})}
	p.emulate(s.columns, s.rows)
	p.cmd.Dir = home
	p.cmd.Env = append([]string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8",
		"TERM=xterm-256color", "COLORTERM=truecolor", "DISPLAY=:0", "container=none",
	}, s.env...)
	p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Cols: uint16(s.columns), Rows: uint16(s.rows)}) //nolint:gosec // a window's size
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	p.done.Go(p.read)
	p.done.Go(func() { _, _ = io.Copy(p.tty, p.term) }) // what the terminal answers
	return p, nil
}

// emulate makes the terminal. What it answers to a question about its colours
// is what the picture is painted with.
func (p *player) emulate(columns, rows int) {
	p.term, p.cursor = vt.NewEmulator(columns, rows), cursor{shown: true}
	p.term.SetDefaultBackgroundColor(p.look.background)
	p.term.SetDefaultForegroundColor(p.look.foreground)
	p.term.SetCallbacks(vt.Callbacks{
		CursorVisibility: func(visible bool) { p.cursor.shown = visible },
		CursorStyle:      func(style vt.CursorStyle, _ bool) { p.cursor.style = style },
	})
}

func (p *player) read() {
	defer close(p.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := p.tty.Read(buf)
		p.mu.Lock()
		_, _ = p.term.Write(buf[:n])
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// end kills the program, by its own process, and waits for the readers.
func (p *player) end() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	if pipe, ok := p.term.InputPipe().(io.Closer); ok {
		_ = pipe.Close() // its own Close races with Read
	}
	_ = p.tty.Close()
	p.done.Wait()
	_ = os.RemoveAll(p.home)
}

func (p *player) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.term.String()
}
