package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// portfolioMouse takes clicks and the wheel on the tables; over an overlay the
// wheel scrolls what can be scrolled.
func (m account) portfolioMouse(msg tea.MouseMsg) (account, tea.Cmd) {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at.Button)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft && m.portfolio.update.Snapshot != nil {
			return m.click(at.X, at.Y)
		}
	}
	return m, nil
}

func (m account) wheel(button tea.MouseButton) (account, tea.Cmd) {
	step := wheelRows
	if button == tea.MouseWheelUp {
		step = -step
	} else if button != tea.MouseWheelDown {
		return m, nil
	}
	if m.portfolio.over == noOverlay {
		m.board().Scroll(step)
	} else if wheel := m.portfolio.over.view().wheel; wheel != nil {
		m = wheel(m, step)
	}
	return m, nil
}

// scrollDetail scrolls the detail by rows.
func (m account) scrollDetail(step int) account {
	m.portfolio.detail.scroll = min(max(m.portfolio.detail.scroll+step, 0), m.detailDepth())
	return m
}

// click gives a click to the region that is there.
func (m account) click(x, y int) (account, tea.Cmd) {
	if m.framed() {
		y--
	}
	for _, r := range m.regions(m.computeLayout()) {
		if y >= 0 && y < r.rows && r.click != nil {
			return r.click(m, x, y)
		}
		y -= r.rows
	}
	return m, nil
}

// clickHeader shows the other account where its name is.
func (m account) clickHeader(x, _ int) (account, tea.Cmd) {
	before := lipgloss.Width(m.headerName())
	if x >= before && x < before+lipgloss.Width(m.otherName()) {
		return m.open(Model.switchAccount)
	}
	return m, nil
}

// clickTable sorts by the title, or puts the cursor on the row; a second click on
// it opens its detail.
func (m account) clickTable(x, row int) (account, tea.Cmd) {
	if m.portfolio.filtering {
		return m, nil
	}
	b := m.board()
	if row == 0 {
		b.SortAt(x - 1)
		return m, m.remember()
	}
	if !b.Select(row - 1) {
		return m, nil
	}
	return perform(m, m.portfolio.tab.view().actions(m), keys.Open)
}

// clickCurve puts the cursor of the equity curve where it was clicked.
func (m account) clickCurve(x, _ int) (account, tea.Cmd) {
	if at := m.equityChart().PointAt(x-1, m.width-2); at >= 0 {
		m.portfolio.chart.cursor = at
	}
	return m, nil
}

// copied says what became of the way to the clipboard beside the terminal.
type copied struct{ err error }

func copyBeside(ctx context.Context, generation int, give func(context.Context, string) error, text string) tea.Cmd {
	return func() tea.Msg { return reply{generation, copied{give(ctx, text)}} }
}

// copyOut hands text to the clipboard of the person's terminal, and beside that
// the other way where there is one.
func (m env) copyOut(ctx context.Context, generation int, text string) tea.Cmd {
	send := tea.Raw(m.parts.Environment.Clipboard(text))
	if m.parts.Copy == nil {
		return send
	}
	return tea.Batch(send, copyBeside(ctx, generation, m.parts.Copy, text))
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
	return m.say(m.sentWords(what, false), "", nil), m.copyOut(m.ctx, m.generation, text)
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
