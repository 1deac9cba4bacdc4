package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// question asks before something changes: for a text, or for a yes alone. It
// names what it is about to do and where.
type question struct {
	title string
	label string // of the text; "" asks for a yes alone
	value string // the text to begin with
	yes   string // what enter, or y, does
	act   func(account, string) (account, tea.Cmd)
}

type questionState struct {
	question
	field   field
	back    overlay // what it lies over
	number  int     // counts questions: late answers carry an old one
	waiting bool    // what was entered is on its way
	problem string  // why that was refused
}

// waits gives the number of a form that waits for an answer, 0 for none.
func (q questionState) waits() int {
	if !q.waiting {
		return 0
	}
	return q.number
}

func (m account) ask(q question) (account, tea.Cmd) {
	m.overlays++
	s := questionState{question: q, back: m.portfolio.over, number: m.overlays}
	var cmd tea.Cmd
	if q.label != "" {
		s.field = m.input(strings.ToLower(q.label))
		s.field.SetValue(q.value)
		s.field.CharLimit = 64
		cmd = s.field.Focus()
	}
	m.portfolio.question = s
	m.portfolio.over = questionOverlay
	return m, cmd
}

func (m account) questionKey(msg tea.Msg) (account, tea.Cmd) {
	q := &m.portfolio.question
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back), q.label == "" && key.Matches(press, keys.No):
			m.portfolio.over = q.back
			return m, nil
		case q.label == "" && key.Matches(press, keys.Yes), q.label != "" && key.Matches(press, keys.Submit):
			return m.answer()
		}
	}
	if q.label == "" || q.waiting {
		return m, nil
	}
	q.problem = ""
	var cmd tea.Cmd
	q.field, cmd = q.field.Update(msg)
	return m, cmd
}

// answer does what was asked. A form stays until it is known what became of it:
// nobody types a name twice.
func (m account) answer() (account, tea.Cmd) {
	q := m.portfolio.question
	m.portfolio.said = ""
	if q.label == "" {
		m.portfolio.over = q.back
		return q.act(m, "")
	}
	text := strings.TrimSpace(q.field.Value())
	if text == "" || q.waiting {
		return m, nil
	}
	m.portfolio.question.waiting, m.portfolio.question.problem = true, ""
	return q.act(m, text)
}

// replied tells what became of an answer: under the form that waits for it, or
// where nothing is left to mend there, above the keys.
func (m account) replied(form int, words string, done bool) account {
	q := &m.portfolio.question
	here := form != 0 && form == q.waits() && m.portfolio.over == questionOverlay
	if here {
		q.waiting = false
	}
	switch {
	case here && !done:
		q.problem = words
		return m
	case here:
		m.portfolio.over = q.back
	}
	m.portfolio.said = words
	return m
}

func (m account) questionKeys() []key.Binding {
	q := m.portfolio.question
	if q.label != "" {
		return []key.Binding{describe(keys.Submit, q.yes), describe(keys.Back, "leave it")}
	}
	return []key.Binding{describe(keys.Yes, q.yes), describe(keys.Back, "leave it")}
}

func (m account) viewQuestion() []string {
	t, q := m.theme, m.portfolio.question
	lines := []string{""}
	for _, line := range wrap(q.title, m.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	if q.label != "" {
		lines = append(lines, t.Muted.Render(padRight(q.label, 8))+q.field.view(min(m.width-16, 48)))
		if q.problem != "" {
			lines = append(lines, "")
			for _, line := range wrap(q.problem, m.width-4) {
				lines = append(lines, t.Notice.Render(line))
			}
		}
	} else {
		lines = append(lines, t.Text.Render(clip("y does it, esc leaves everything as it is.", m.width-4)))
	}
	return indent(lines, 2)
}
