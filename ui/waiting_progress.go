package ui

import (
	"time"

	"quipu/ui/text"
)

// doubtful is how much time is left when nobody has come back for a minute: a
// wrong client id or an unregistered redirect is shown on the broker's page and
// never comes back.
const doubtful = 4 * time.Minute

// viewProgress says what is being waited for and what became of the last key.
func (m Model) viewProgress(width int) []string {
	t, w := m.theme, m.waiting
	var lines []string
	switch {
	case w.attempt.Notice != nil:
		for _, line := range text.Wrap(w.attempt.Notice.Error(), width) {
			lines = append(lines, t.Notice.Render(line))
		}
	default:
		lines = append(lines, t.Accent.Render("●")+" "+t.Muted.Render(text.Clip("waiting on "+w.attempt.Listening, width-2)))
	}
	if w.said != "" {
		style := t.Text
		if w.failed {
			style = t.Notice
		}
		for _, line := range text.Wrap(w.said, width) {
			lines = append(lines, style.Render(line))
		}
	}
	if m.left() <= doubtful && w.said == "" && !w.pasting {
		for _, line := range text.Wrap("If the page shows an error: check the client id, and that "+m.parts.Settings.RedirectURL+" is registered with the app, letter for letter.", width) {
			lines = append(lines, t.Muted.Render(line))
		}
	}
	if w.pasting {
		lines = append(append(lines, ""), text.SideBySide([]string{t.Accent.Render("address")}, w.form.View(t, width-8, m.height), 8)...)
	}
	return lines
}
