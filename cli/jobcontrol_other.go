//go:build !unix

package cli

import (
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// Here a terminal has no foreground, and nothing stops a program.

func inForeground(*os.File) bool { return true }

func awaitForeground(*os.File) {}

type jobControl struct{}

func newJobControl(*firstFrame) *jobControl { return &jobControl{} }

func (*jobControl) run(*tea.Program) (stop func()) { return func() {} }

func (*jobControl) filter(tea.Msg) {}

// writeAtOnce gives up soon where nobody reads.
func writeAtOnce(terminal *os.File, text string) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, _ = terminal.WriteString(text)
	}()
	select {
	case <-written:
	case <-time.After(200 * time.Millisecond):
	}
}

// keepHidden does nothing: here no shell stops a program.
func keepHidden(uintptr, *term.State) (stop func()) { return func() {} }
