package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// wheelRows is the number of rows that one step of the wheel scrolls.
const wheelRows = 3

// span is a part of a line, and what a click on it does; nil does nothing.
type span struct {
	text  string
	click func(account) (account, tea.Cmd)
}

// spans are a line: drawing and hit-testing use the same parts.
type spans []span

func (s spans) String() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.text)
	}
	return b.String()
}

func (s spans) width() int { return lipgloss.Width(s.String()) }

// click runs the click of the part at cell x.
func (s spans) click(a account, x int) (account, tea.Cmd) {
	for _, part := range s {
		if x -= lipgloss.Width(part.text); x < 0 {
			if part.click != nil {
				return part.click(a)
			}
			break
		}
	}
	return a, nil
}

// portfolioMouse handles clicks and the wheel. It clears the message after the click,
// because the message is part of the line that was clicked.
func (a account) portfolioMouse(msg tea.MouseMsg) (account, tea.Cmd) {
	at, message := msg.Mouse(), a.portfolio.message
	var cmd tea.Cmd
	switch msg.(type) {
	case tea.MouseWheelMsg:
		a = a.wheel(at.Button)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft && a.portfolio.update.Snapshot != nil {
			a, cmd = a.click(at.X, at.Y)
		}
	default:
		return a, nil
	}
	if a.portfolio.message == message {
		a.portfolio.message = ""
	}
	return a, cmd
}

func (a account) wheel(button tea.MouseButton) account {
	step := wheelRows
	if button == tea.MouseWheelUp {
		step = -step
	} else if button != tea.MouseWheelDown {
		return a
	}
	switch top := a.top().(type) {
	case nil:
		a.openTable().Scroll(step)
	case scroller:
		a = a.putTop(top.scroll(a, step))
	}
	return a
}

// click passes a click to the region at its position.
func (a account) click(x, y int) (account, tea.Cmd) {
	if a.framed() {
		y--
	}
	for _, r := range a.regions(a.computeLayout()) {
		if y >= 0 && y < r.rows && r.click != nil {
			return r.click(a, x, y)
		}
		y -= r.rows
	}
	return a, nil
}

// clickHeader shows the other account if its name is clicked.
func (a account) clickHeader(x, _ int) (account, tea.Cmd) { return a.headerLeft().click(a, x) }

// clickTable sorts by the clicked title, or moves the cursor to the clicked row; a
// second click opens the detail.
func (a account) clickTable(x, row int) (account, tea.Cmd) {
	if a.portfolio.filtering {
		return a, nil
	}
	b := a.openTable()
	if row == 0 {
		b.SortAt(x - 1)
		return a.remember()
	}
	if !b.Select(row - 1) {
		return a, nil
	}
	return perform(a, a.portfolio.tab.view().actions(a), keys.Open)
}

// clickOverlay passes a click to the open overlay.
func (a account) clickOverlay(x, row int) (account, tea.Cmd) {
	if c, ok := a.top().(clicker); ok {
		return c.click(a, x, row)
	}
	return a, nil
}

// copied reports the result of Parts.Copy.
type copied struct{ err error }

func copyExternally(ctx context.Context, generation int, give func(context.Context, string) error, text string) tea.Cmd {
	return func() tea.Msg { return reply{generation, copied{give(ctx, text)}} }
}

// copyToClipboard copies text through the terminal, and through Parts.Copy if that is
// set.
func (e env) copyToClipboard(ctx context.Context, generation int, text string) tea.Cmd {
	send := tea.Raw(e.parts.Environment.Clipboard(text))
	if e.parts.Copy == nil {
		return send
	}
	return tea.Batch(send, copyExternally(ctx, generation, e.parts.Copy, text))
}

// copying is what the waiting view copied last.
type copying int

const (
	copyNothing copying = iota
	copyLink
	copyCommand
)

// copyFrom copies a text of the waiting view, and says so.
func (m Model) copyFrom(text string, what copying) (Model, tea.Cmd) {
	m.waiting.copied = what
	return m.setMessage(m.copiedText(what, false), "", nil), m.copyToClipboard(m.ctx, m.generation, text)
}

// onCopied reports the success of Parts.Copy if no other message followed. A failure
// needs no message, because the terminal got the text too.
func (m Model) onCopied(msg copied) Model {
	w := m.waiting
	if msg.err != nil || w.copied == copyNothing || w.message != m.copiedText(w.copied, false) {
		return m
	}
	return m.setMessage(m.copiedText(w.copied, true), "", nil)
}

// copiedText does not claim success: terminals do not confirm a copy.
func (m Model) copiedText(what copying, beside bool) string {
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
