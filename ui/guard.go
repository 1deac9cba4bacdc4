package ui

import (
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"quipu/safe"
)

// panicked says that a command failed over a fault of our own.
type panicked struct{ fault Fault }

// Fault is a panic in a command: what it said, on one line, and where.
type Fault struct {
	Said  string
	Stack string
}

// Fault gives the panic that ended the program, if one did.
func (m Model) Fault() (Fault, bool) { return m.fault, m.fault.Said != "" }

// guard turns a panic in a command into a message: the program ends by itself,
// with the terminal restored, and says what happened afterwards. Bubble Tea
// would restore it as well, but may be gone before its words are out.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if said := recover(); said != nil {
				msg = panicked{Fault{safe.Line(fmt.Sprint(said), 200), string(debug.Stack())}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return msg
	}
}
