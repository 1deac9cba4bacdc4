package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// copied says what became of the way to the clipboard beside the terminal.
type copied struct{ err error }

func copyBeside(ctx context.Context, visit int, give func(context.Context, string) error, text string) tea.Cmd {
	return func() tea.Msg { return answered{visit, copied{give(ctx, text)}} }
}

// copyOut hands text to the clipboard of the person's terminal, and beside that
// the other way where there is one.
func (m env) copyOut(ctx context.Context, visit int, text string) tea.Cmd {
	send := tea.Raw(m.parts.Environment.Clipboard(text))
	if m.parts.Copy == nil {
		return send
	}
	return tea.Batch(send, copyBeside(ctx, visit, m.parts.Copy, text))
}

// copying is what was handed to the clipboard while a sign-in waits.
type copying int

const (
	copyNothing copying = iota
	copyLink
	copyCommand
)

// copyFrom copies what the waiting view shows, and says so.
func (m Model) copyFrom(text string, what copying) (Model, tea.Cmd) {
	m.waiting.copying = what
	return m.say(m.sentWords(what, false), "", nil), m.copyOut(m.ctx, m.visit, text)
}

// copiedBeside says that the other way has worked, where the copying is still
// what was said last. Its failure is no news: the terminal has got the text too.
func (m Model) copiedBeside(msg copied) Model {
	w := m.waiting
	if msg.err != nil || w.copying == copyNothing || w.said != m.sentWords(w.copying, false) {
		return m
	}
	return m.say(m.sentWords(w.copying, true), "", nil)
}

// sentWords promises nothing: no terminal says whether it took what it was sent.
func (m Model) sentWords(what copying, beside bool) string {
	words := "Sent to the terminal's clipboard."
	switch {
	case m.parts.Environment.Mux == "tmux" && beside:
		words = "Sent to tmux's buffer and to the terminal's clipboard."
	case m.parts.Environment.Mux == "tmux":
		words = "Sent to the terminal's clipboard through tmux, which needs `set -g set-clipboard on`."
	case m.parts.Environment.Mux == "screen":
		words = "Sent to the terminal's clipboard through screen."
	}
	if what == copyCommand {
		return words + " If it didn't copy, select the command with the mouse."
	}
	return words + " If it didn't copy, press u and select the link with the mouse."
}
