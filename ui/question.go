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
	act   func(Model, string) (Model, tea.Cmd)
}

type questionState struct {
	question
	field field
	back  overlay // what it lies over
}

func (m Model) ask(q question) (Model, tea.Cmd) {
	s := questionState{question: q, back: m.portfolio.over}
	var cmd tea.Cmd
	if q.label != "" {
		s.field = m.input(strings.ToLower(q.label), false)
		s.field.SetValue(q.value)
		s.field.CharLimit = 64
		cmd = s.field.Focus()
	}
	m.portfolio.question = s
	m.portfolio.over = questionOverlay
	return m, cmd
}

func (m Model) questionKey(msg tea.Msg) (Model, tea.Cmd) {
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
	if q.label == "" {
		return m, nil
	}
	var cmd tea.Cmd
	q.field, cmd = q.field.Update(msg)
	return m, cmd
}

func (m Model) answer() (Model, tea.Cmd) {
	q := m.portfolio.question
	text := strings.TrimSpace(q.field.Value())
	if q.label != "" && text == "" {
		return m, nil
	}
	m.portfolio.over = q.back
	m.portfolio.said = ""
	return q.act(m, text)
}

func (m Model) questionKeys() []key.Binding {
	q := m.portfolio.question
	if q.label != "" {
		return []key.Binding{describe(keys.Submit, q.yes), describe(keys.Back, "leave it")}
	}
	return []key.Binding{describe(keys.Yes, q.yes), describe(keys.Back, "leave it")}
}

func (m Model) viewQuestion() []string {
	t, q := m.theme, m.portfolio.question
	lines := []string{""}
	for _, line := range wrap(q.title, m.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	if q.label != "" {
		lines = append(lines, t.Muted.Render(padRight(q.label, 8))+q.field.view(min(m.width-16, 48)))
	} else {
		lines = append(lines, t.Text.Render(clip("y does it, esc leaves everything as it is.", m.width-4)))
	}
	return indent(lines, 2)
}
