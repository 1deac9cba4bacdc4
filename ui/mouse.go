package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// span is a part of a line. click is what a click on it does, nil for nothing.
type span struct {
	text  string
	click func(account) (account, tea.Cmd)
}

// spans are a line, as it is drawn and as it is clicked.
type spans []span

func (s spans) String() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.text)
	}
	return b.String()
}

func (s spans) width() int { return lipgloss.Width(s.String()) }

// click does what the part at cell x does.
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

// portfolioMouse takes clicks and the wheel on the tables; over an overlay the
// wheel scrolls what can be scrolled. The message is taken away after the click,
// since what is clicked may stand beside it.
func (a account) portfolioMouse(msg tea.MouseMsg) (account, tea.Cmd) {
	at, message := msg.Mouse(), a.portfolio.message
	var cmd tea.Cmd
	switch msg.(type) {
	case tea.MouseWheelMsg:
		a, cmd = a.wheel(at.Button)
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

func (a account) wheel(button tea.MouseButton) (account, tea.Cmd) {
	step := wheelRows
	if button == tea.MouseWheelUp {
		step = -step
	} else if button != tea.MouseWheelDown {
		return a, nil
	}
	switch top := a.top().(type) {
	case nil:
		a.openTable().Scroll(step)
	case scroller:
		a = a.putTop(top.scroll(a, step))
	}
	return a, nil
}

// click gives a click to the region that is there.
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

// clickHeader shows the other account where its name is.
func (a account) clickHeader(x, _ int) (account, tea.Cmd) { return a.headerLeft().click(a, x) }

// clickTable sorts by the title, or puts the cursor on the row; a second click on
// it opens its detail.
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

// clickOverlay gives the click to the overlay that takes it.
func (a account) clickOverlay(x, row int) (account, tea.Cmd) {
	if c, ok := a.top().(clicker); ok {
		return c.click(a, x, row)
	}
	return a, nil
}

// copied says what became of the way to the clipboard beside the terminal.
type copied struct{ err error }

func copyExternally(ctx context.Context, generation int, give func(context.Context, string) error, text string) tea.Cmd {
	return func() tea.Msg { return reply{generation, copied{give(ctx, text)}} }
}

// copyToClipboard hands text to the clipboard of the person's terminal, and beside that
// the other way where there is one.
func (e env) copyToClipboard(ctx context.Context, generation int, text string) tea.Cmd {
	send := tea.Raw(e.parts.Environment.Clipboard(text))
	if e.parts.Copy == nil {
		return send
	}
	return tea.Batch(send, copyExternally(ctx, generation, e.parts.Copy, text))
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
	m.waiting.copied = what
	return m.setMessage(m.copiedText(what, false), "", nil), m.copyToClipboard(m.ctx, m.generation, text)
}

// onCopied says that the other way has worked, where the copying is still
// what was said last. Its failure is no news: the terminal has got the text too.
func (m Model) onCopied(msg copied) Model {
	w := m.waiting
	if msg.err != nil || w.copied == copyNothing || w.message != m.copiedText(w.copied, false) {
		return m
	}
	return m.setMessage(m.copiedText(w.copied, true), "", nil)
}

// copiedText promises nothing: no terminal says whether it took what it was sent.
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
