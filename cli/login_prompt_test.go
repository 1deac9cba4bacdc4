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
