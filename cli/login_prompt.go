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

// pasteWindow is how close the lines of one paste follow each other.
const pasteWindow = 150 * time.Millisecond

// pasteTime is how long the lines of one paste may take: what a script feeds
// without end has to be looked at as well.
const pasteTime = 2 * time.Second

// readPastes reads what is entered, paste by paste: an address that was broken
// into lines is one. On a terminal it is not shown, since a pasted address holds the
// approval's code. restore gives the terminal back as it was.
func readPastes(in io.Reader) (pastes <-chan string, restore func()) {
	lines, out := make(chan string), make(chan string)
	restore = func() {}
	next := lineReader(in)
	if fd, is := terminalOf(in); is {
		before, err := term.GetState(fd)
		var over atomic.Bool
		shown := func() {}
		if err == nil {
			shown = keepHidden(fd, before)
		}
		restore = func() {
			if over.Swap(true) {
				return
			}
			shown()
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
	go joinLines(lines, out)
	return out, restore
}

// longestPaste bounds what is read as one paste, in bytes: an address is shorter.
const longestPaste = 64 << 10

// lineReader gives a function that reads line by line. A line that is longer than
// longestPaste comes in parts.
func lineReader(in io.Reader) func() (string, error) {
	read := bufio.NewReaderSize(in, longestPaste)
	return func() (string, error) {
		line, err := read.ReadSlice('\n')
		if len(line) > 0 {
			err = nil
		}
		return string(line), err
	}
}

// joinLines joins lines that follow each other at once.
func joinLines(lines <-chan string, out chan<- string) {
	defer close(out)
	for line := range lines {
		latest := time.After(pasteTime)
		for waiting := true; waiting && len(line) < longestPaste; {
			select {
			case more, open := <-lines:
				if waiting = open; open {
					line = strings.TrimRight(line, "\r\n") + "\n" + more
				}
			case <-time.After(pasteWindow):
				waiting = false
			case <-latest:
				waiting = false
			}
		}
		out <- line
	}
}

// prompt hands what is entered to the attempt and prints the result.
type prompt struct {
	to       io.Writer
	attempt  *auth.Attempt
	deadline time.Time // for the finish code; zero while none is asked for
	accepted bool      // what was entered ends the sign-in
}

// onArrival says so once: whoever knows the link can come back again and again.
func (p *prompt) onArrival(until time.Time) {
	first := p.deadline.IsZero()
	p.deadline = until
	if first {
		_, _ = fmt.Fprintf(p.to, "An approval has come back. Type the code that its page shows within %s.\nIf you approved nothing yet, somebody else used the link, and gets nothing: approve on your own page and type its code, or press ctrl+c.\n", time.Until(until).Round(time.Second))
	}
}

func (p *prompt) onInput(text string) {
	text = strings.TrimSpace(text)
	var err error
	switch {
	case text == "":
		return
	case !p.deadline.IsZero() && !strings.ContainsAny(text, "?/#"):
		err = p.finish(text)
	default:
		err = p.attempt.Paste(text)
	}
	switch {
	case err == nil:
		p.accepted = true
		_, _ = fmt.Fprintln(p.to, "Accepted. Getting the token…")
	case errors.Is(err, auth.ErrFinishTries):
		// the outcome says so
	default:
		_, _ = fmt.Fprintln(p.to, safe.Sentence(err.Error()))
	}
}

// finish tries each line that was entered, for a script may pipe several.
func (p *prompt) finish(text string) error {
	var err error
	for line := range strings.Lines(text) {
		if err = p.attempt.Finish(line); err == nil {
			return nil
		}
	}
	return err
}
