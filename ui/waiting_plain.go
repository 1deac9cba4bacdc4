package ui

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/text"
)

// The link alone on the screen is written past the view: rows that are drawn one
// by one end in line breaks, and what a mouse takes from them is no address. The
// terminal wraps what it is given in one piece, and takes it so.

// linkDue says that the link is to be written.
type linkDue struct{}

// linkAfter is when it is written: when the empty screen is drawn, and once more
// where a slow terminal drew that later. No more than that, since writing ends a
// mouse's selection.
var linkAfter = [...]time.Duration{150 * time.Millisecond, time.Second}

// linkAlone reports whether the link is on the screen in one piece.
func (m Model) linkAlone() bool {
	if !m.waitingPlain() || m.width < MinWidth || m.height < MinHeight {
		return false
	}
	link := m.waiting.attempt.link()
	odd := strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' })
	return !odd && len(link) <= m.width*(m.height-1)
}

// writeLink gives what the link needs beside the view: to be written when it
// comes up and when the terminal was drawn anew, and a clean screen behind it,
// whatever ends it.
func (m Model) writeLink(before Model, msg tea.Msg) tea.Cmd {
	was, is := before.linkAlone(), m.linkAlone()
	again := false
	switch msg.(type) {
	case tea.WindowSizeMsg, tea.ResumeMsg:
		again = true
	}
	switch {
	case was && !is:
		return tea.ClearScreen
	case is && (again || !was):
		cmds := make([]tea.Cmd, 0, len(linkAfter))
		for _, after := range linkAfter {
			visit := m.visit
			cmds = append(cmds, tea.Tick(after, func(time.Time) tea.Msg { return answered{visit, linkDue{}} }))
		}
		return tea.Batch(cmds...)
	default:
		return nil
	}
}

// linkDue writes the link from the first cell on and puts the cursor back to
// where the view left it.
func (m Model) linkDue() (Model, tea.Cmd) {
	if !m.linkAlone() {
		return m, nil
	}
	return m, tea.Raw("\x1b7\x1b[m\x1b[H" + m.waiting.attempt.link() + "\x1b8")
}

// plainKey leaves the link; a key of the view beneath does its work as well.
func (m Model) plainKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	known := key.Matches(msg, m.waitingKeys()...)
	if !known {
		return m, nil
	}
	m.waiting.plain = false
	if key.Matches(msg, keys.Back, keys.PlainLink) {
		return m, nil
	}
	return m.waitingKey(msg)
}

// wayOut says on the last row how to leave the link, where a row is free between
// them: a mouse that takes the link takes nothing else.
func (m Model) wayOut(lines []string) []string {
	if rows := len(text.Chop(m.waiting.attempt.link(), m.width)); rows+2 < m.height {
		lines[m.height-1] = " " + m.theme.Accent.Render("esc") + " " + m.theme.Muted.Render("back")
	}
	return lines
}

// viewPlain is empty where the link is written past the view.
func (m Model) viewPlain() []string {
	if m.linkAlone() {
		return nil
	}
	return append([]string{""}, text.Chop(m.waiting.attempt.link(), m.width)...)
}
