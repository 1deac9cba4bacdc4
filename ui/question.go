package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
	"quipu/ui/text"
)

// question asks before something changes: for a name, or for a yes alone. It
// names what it is about to do and where.
type question struct {
	title  string
	naming bool
	value  string // the name to begin with
	yes    string // what enter, or y, does
	act    func(account, string) (account, tea.Cmd)
}

type questionState struct {
	question
	form   form.Form // of a name
	back   overlay   // what it lies over
	number int       // counts questions: late answers carry an old one
}

// waits gives the number of a form that waits for an answer, 0 for none.
func (q questionState) waits() int {
	if !q.form.Pending() {
		return 0
	}
	return q.number
}

func (m account) ask(q question) (account, tea.Cmd) {
	m.overlays++
	s := questionState{question: q, back: m.portfolio.over, number: m.overlays}
	if q.naming {
		s.form = form.New(form.Options{Submit: q.yes, LabelWidth: 8},
			form.Field{Name: "name", Label: "Name", Placeholder: "name", Value: q.value, Width: 48, Required: "Enter a name."})
	}
	m.portfolio.question = s
	m.portfolio.over = questionOverlay
	return m, nil
}

func (m account) questionKey(msg tea.Msg) (account, tea.Cmd) {
	q := &m.portfolio.question
	if q.naming {
		return m.nameKey(msg)
	}
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && key.Matches(press, keys.Back, keys.No):
		m.portfolio.over = q.back
	case ok && key.Matches(press, keys.Yes):
		m.portfolio.over, m.portfolio.said = q.back, ""
		return q.act(m, "")
	}
	return m, nil
}

// nameKey edits the name. The form stays until the broker has answered, so that
// a refused name can be mended.
func (m account) nameKey(msg tea.Msg) (account, tea.Cmd) {
	q := &m.portfolio.question
	var event form.Event
	switch q.form, event = q.form.Update(msg); event {
	case form.Canceled:
		m.portfolio.over = q.back
	case form.Submitted:
		m.portfolio.said = ""
		q.form = q.form.WithPending(true)
		return q.act(m, q.form.Value("name"))
	}
	return m, nil
}

// replied tells what became of an answer: under the form that waits for it, or
// where nothing is left to mend there, above the keys.
func (m account) replied(form int, words string, done bool) account {
	q := &m.portfolio.question
	here := form != 0 && form == q.waits() && m.portfolio.over == questionOverlay
	if here {
		q.form = q.form.WithPending(false)
	}
	switch {
	case here && !done:
		q.form = q.form.WithProblem("name", words)
		return m
	case here:
		m.portfolio.over = q.back
	}
	m.portfolio.said = words
	return m
}

func (m account) questionKeys() []key.Binding {
	q := m.portfolio.question
	if q.naming {
		return q.form.Bindings()
	}
	return []key.Binding{describe(keys.Yes, q.yes), describe(keys.Back, "cancel")}
}

func (m account) viewQuestion(rows int) []string {
	t, q := m.theme, m.portfolio.question
	lines := []string{""}
	for _, line := range text.Wrap(q.title, m.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	if q.naming {
		lines = append(lines, q.form.View(t, m.width-4, rows-len(lines))...)
	} else {
		lines = append(lines, t.Text.Render(text.Clip("y yes, esc cancel", m.width-4)))
	}
	return text.Indent(lines, 2)
}
