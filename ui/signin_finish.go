package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/auth"
	"quipu/format"
	"quipu/ui/form"
	"quipu/ui/text"
)

// An approval through a public callback waits for the code that its page shows: only
// the person who sees that page can type it.

type (
	approvalArrived struct{ at, until time.Time }
	finishTried     struct{ err error }
)

func awaitApproval(ctx context.Context, generation int, parts Parts, arrived <-chan time.Time) tea.Cmd {
	return func() tea.Msg {
		select {
		case until := <-arrived:
			return reply{generation, approvalArrived{parts.currentTime(), parts.byClock(until)}}
		case <-ctx.Done():
			return nil
		}
	}
}

func tryFinish(generation int, finish func(string) error, text string) tea.Cmd {
	return func() tea.Msg { return reply{generation, finishTried{finish(text)}} }
}

// onApprovalArrived asks for the finish code. Another approval that comes
// meanwhile leaves what is typed alone.
func (m Model) onApprovalArrived(msg approvalArrived) (Model, tea.Cmd) {
	next := awaitApproval(m.ctx, m.generation, m.parts, m.waiting.attempt.Arrived)
	m.now = msg.at
	asked := m.asksFinishCode()
	w := &m.waiting
	w.finishing, w.finishBy = true, msg.until
	if asked {
		return m, next
	}
	w.pasting, w.plain, w.message = false, false, ""
	w.form = form.New(form.Options{Submit: "submit"},
		form.Field{Name: "code", Placeholder: "··· ···", Width: 11, Required: "Type the code that the page shows."})
	return m, next
}

// asksFinishCode reports whether an approval waits for its finish code. Where the
// time for that is over the code to scan is shown again.
func (m Model) asksFinishCode() bool {
	return m.waiting.finishing && m.now.Before(m.waiting.finishBy)
}

func (m Model) onFinishTried(msg finishTried) (Model, tea.Cmd) {
	var wrong *auth.FinishError
	switch {
	case msg.err == nil:
		m.waiting.finishing, m.waiting.exchanged = false, true
		return m, nil
	case errors.As(msg.err, &wrong):
		m.waiting.form = m.waiting.form.WithValue("code", "")
		return m.setMessage("", "", msg.err), nil
	default:
		return m, nil // the result follows
	}
}

func (m Model) onFinishForm(f form.Form, event form.Event) (Model, tea.Cmd) {
	m.waiting.form = f
	switch event {
	case form.Canceled:
		return m.enterConnect("The sign-in was left before it was finished: nothing was exchanged.")
	case form.Submitted:
		return m, tryFinish(m.generation, m.waiting.attempt.Finish, f.Value("code"))
	}
	return m, nil
}

// viewFinishing replaces the steps and the code.
func (m Model) viewFinishing(width int) []string {
	width = min(width, 76)
	t, w := m.theme, m.waiting
	lines := []string{t.Strong.Render("An approval has come back."), ""}
	for _, line := range text.Wrap("Its page shows a code of six letters and digits. Type it here, and the "+string(w.account)+" account opens.", width) {
		lines = append(lines, t.Text.Render(line))
	}
	left := format.Countdown(w.finishBy.Sub(m.now)) + " left"
	entry := w.form.WithHint("code", left).View(t, width-5, m.height)
	lines = append(append(lines, ""), text.SideBySide([]string{t.Accent.Render("code")}, entry, 5)...)
	lines = append(lines, "")
	if w.message != "" {
		for _, line := range text.Wrap(w.message, width) {
			lines = append(lines, t.Notice.Render(line))
		}
		lines = append(lines, "")
	}
	for _, line := range text.Wrap("You approved nothing yet? Somebody else used the link of this sign-in, and gets nothing without you. Press esc, or approve on your own page and type its code:", width) {
		lines = append(lines, t.Muted.Render(line))
	}
	for _, line := range text.Chop(w.attempt.link(), width) {
		lines = append(lines, t.Text.Render(line))
	}
	return lines
}
