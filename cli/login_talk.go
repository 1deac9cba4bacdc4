package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/term"

	"quipu/auth"
	"quipu/safe"
)

// together is how close the lines of one paste follow each other.
const together = 150 * time.Millisecond

// typed gives what is entered, paste by paste: an address that was broken into
// lines is one. On a terminal it is not shown, since a pasted address holds the
// approval's code. restore gives the terminal back as it was.
func typed(in io.Reader) (pastes <-chan string, restore func()) {
	lines, out := make(chan string), make(chan string)
	restore = func() {}
	read := bufio.NewReader(in)
	next := func() (string, error) {
		line, err := read.ReadString('\n')
		if line != "" {
			err = nil
		}
		return line, err
	}
	if fd, is := terminalOf(in); is {
		before, err := term.GetState(fd)
		var over atomic.Bool
		restore = func() {
			over.Store(true)
			if err == nil {
				_ = term.Restore(fd, before)
			}
		}
		next = func() (string, error) {
			if over.Load() { // it would take the echo away again
				return "", io.EOF
			}
			line, err := term.ReadPassword(fd)
			return string(line), err
		}
	}
	go func() { // ends with the program: nothing interrupts a read
		defer close(lines)
		for {
			line, err := next()
			if err != nil {
				return
			}
			lines <- line
		}
	}()
	go gather(lines, out)
	return out, restore
}

// gather joins lines that follow each other at once.
func gather(lines <-chan string, out chan<- string) {
	defer close(out)
	for line := range lines {
		for waiting := true; waiting; {
			select {
			case more, open := <-lines:
				if waiting = open; open {
					line = strings.TrimRight(line, "\r\n") + "\n" + more
				}
			case <-time.After(together):
				waiting = false
			}
		}
		out <- line
	}
}

// talk hands what is entered to the attempt and says what became of it.
type talk struct {
	to      io.Writer
	attempt *auth.Attempt
	until   time.Time // for the finish code; zero while none is asked for
	taken   bool      // what was entered ends the sign-in
}

func (t *talk) asked(until time.Time) {
	t.until = until
	_, _ = fmt.Fprintf(t.to, "An approval has come back. Type the code that its page shows within %s.\nIf you approved nothing just now, press ctrl+c: somebody else did, and gets nothing.\n", time.Until(until).Round(time.Second))
}

func (t *talk) hear(text string) {
	text = strings.TrimSpace(text)
	var err error
	switch {
	case text == "":
		return
	case !t.until.IsZero() && !strings.ContainsAny(text, "?/#"):
		err = t.finish(text)
	default:
		err = t.attempt.Paste(text)
	}
	switch {
	case err == nil:
		t.taken = true
		_, _ = fmt.Fprintln(t.to, "Accepted. Getting the token…")
	case errors.Is(err, auth.ErrFinishTries):
		// the outcome says so
	default:
		_, _ = fmt.Fprintln(t.to, safe.Sentence(err.Error()))
	}
}

// finish tries each line that was entered, for a script may pipe several.
func (t *talk) finish(text string) error {
	var err error
	for line := range strings.Lines(text) {
		if err = t.attempt.Finish(line); err == nil {
			return nil
		}
	}
	return err
}
