package cli

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLinesThatNeverEndAreNotOnePaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines, pastes := make(chan string), make(chan string)
		go joinLines(lines, pastes)
		began := time.Now()
		go func() {
			defer close(lines)
			for time.Since(began) < 10*time.Second {
				lines <- "wrong\n"
				time.Sleep(100 * time.Millisecond)
			}
		}()
		first := <-pastes
		if wait := time.Since(began); wait > pasteTime || !strings.HasPrefix(first, "wrong\nwrong\n") {
			t.Errorf("the first paste came after %v: %q", wait, first)
		}
		for range pastes { // until the lines end
		}
	})
}

// endless is a script that feeds the same byte without end.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestALineThatNeverEndsIsReadInParts(t *testing.T) {
	next := lineReader(endless('x'))
	for range 3 {
		if line, err := next(); err != nil || len(line) == 0 || len(line) > longestPaste {
			t.Fatalf("%d bytes, %v", len(line), err)
		}
	}
}

func TestAPasteIsBounded(t *testing.T) {
	lines, out := make(chan string), make(chan string)
	go joinLines(lines, out)
	line := strings.Repeat("x", longestPaste/4) + "\n"
	go func() {
		for range 20 {
			lines <- line
		}
		close(lines)
	}()
	pastes := 0
	for paste := range out {
		pastes++
		if len(paste) > 2*longestPaste {
			t.Errorf("a paste of %d bytes", len(paste))
		}
	}
	if pastes < 3 {
		t.Errorf("%d pastes", pastes)
	}
}
