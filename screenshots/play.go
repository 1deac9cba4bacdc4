package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience bounds a wait for a text.
const patience = 30 * time.Second

// player runs the program on a pseudo terminal and reads it.
type player struct {
	cmd  *exec.Cmd
	tty  *os.File
	home string
	mu   sync.Mutex
	term *vt.SafeEmulator
	done sync.WaitGroup
	look colours
}

// play starts the program with a home and an environment of its own.
func play(ctx context.Context, binary string, s scene) (*player, error) {
	home, err := os.MkdirTemp("", "quipu-scene-")
	if err != nil {
		return nil, err
	}
	p := &player{cmd: exec.CommandContext(ctx, binary, s.args...), home: home, term: vt.NewSafeEmulator(s.columns, s.rows), look: coloursOf(s.theme)}
	p.term.SetDefaultBackgroundColor(p.look.background)
	p.term.SetDefaultForegroundColor(p.look.foreground)
	p.cmd.Env = append([]string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor", "DISPLAY=:0",
	}, s.env...)
	p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Cols: uint16(s.columns), Rows: uint16(s.rows)}) //nolint:gosec // a window's size
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(home))
	}
	p.done.Go(p.read)
	p.done.Go(func() { _, _ = io.Copy(p.tty, p.term) }) // what the terminal answers
	return p, nil
}

func (p *player) read() {
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

// keys by name; anything else is typed as it is.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "space": " ", "ctrl+c": "\x03", "backspace": "\x7f",
}

// do carries out one step.
func (p *player) do(step string) error {
	verb, what, found := strings.Cut(step, ":")
	if !found || what == "" {
		return errors.New("want verb:what")
	}
	switch verb {
	case "wait":
		return p.until(func(text string) bool { return strings.Contains(text, what) })
	case "gone":
		return p.until(func(text string) bool { return !strings.Contains(text, what) })
	case "sleep":
		d, err := time.ParseDuration(what)
		if err != nil {
			return err
		}
		time.Sleep(d)
		return nil
	case "key":
		if sequence, known := keys[what]; known {
			what = sequence
		} else if len([]rune(what)) != 1 {
			return fmt.Errorf("there is no key %q", what)
		}
		fallthrough
	case "type":
		_, err := io.WriteString(p.tty, what)
		return err
	default:
		return errors.New("want wait, gone, key, type or sleep")
	}
}

func (p *player) until(holds func(string) bool) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds(p.text()) {
			return nil
		}
	}
	return errors.New("that never happened; the screen shows")
}
