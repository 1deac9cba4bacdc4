package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/format"
	"quipu/ui/text"
)

// unknownBanner says that orders are not known yet, "" where all are.
func (a account) unknownBanner() string {
	n := 0
	for i := range a.portfolio.sent {
		if a.portfolio.sent[i].Unknown() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return format.Plural(n, "order") + " not known yet: quipu is asking Alpaca. Do not send it again."
}

// sentState says what has become of a sent order.
func (a account) sentState(s *sentOrder) string { return s.State(a.now, problemWords) }

// sentOverlay shows what has become of an order.
type sentOverlay struct{ seq int }

func (o sentOverlay) of(a account) *sentOrder {
	for i := range a.portfolio.sent {
		if a.portfolio.sent[i].seq == o.seq {
			return &a.portfolio.sent[i]
		}
	}
	return &sentOrder{}
}

func (o sentOverlay) actions(a account) []action[account] {
	s := o.of(a)
	return append([]action[account]{
		{Binding: keys.Edit, when: s.draft != nil && s.Refused(), do: func(a account) (account, tea.Cmd) { return a.pop().fillIn(*s.draft) }},
		{Binding: describe(keys.Open, "close"), when: true, shown: inHelp, do: account.leaveOverlay},
	}, backActions("close")...)
}

func (o sentOverlay) draw(a account, _ int) []string {
	s, t := o.of(a), a.theme
	lines := []string{a.accountBadge(), ""}
	for _, line := range text.Wrap(s.Words, a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	style := t.Text
	if s.Unknown() {
		style = t.Notice
	} else if s.Bad() {
		style = t.Loss
	}
	lines = append(lines, "")
	for _, line := range text.Wrap(a.sentState(s), a.width-4) {
		lines = append(lines, style.Render(line))
	}
	for i, step := range s.Steps {
		if i == 0 {
			lines = append(lines, "")
		}
		for _, line := range text.Wrap(step, a.width-4) {
			lines = append(lines, t.Muted.Render(line))
		}
	}
	if s.Entry.ID != "" {
		lines = append(lines, "", t.Muted.Render(text.Clip("id "+s.Entry.ID, a.width-4)))
	}
	return text.Indent(lines, 2)
}

// waitQuestion asks before an account is left while an order has no answer yet.
type waitQuestion struct {
	leave func(Model) (Model, tea.Cmd)
}

func isWaitQuestion(o overlay) bool { _, is := o.(waitQuestion); return is }

// afterAnswers leaves an account. Where an answer is awaited there it asks before, since
// nothing tells a refusal later. at is -1 where no account is left.
func (m Model) afterAnswers(at int, leave func(Model) (Model, tea.Cmd)) (Model, tea.Cmd) {
	if at < 0 || m.accounts[at].awaited() == "" {
		return leave(m)
	}
	m, cmd := m.show(at)
	m.accounts = slices.Clone(m.accounts)
	m.accounts[at] = m.accounts[at].push(waitQuestion{leave})
	return m, cmd
}

func (q waitQuestion) actions(account) []action[account] {
	return []action[account]{
		{Binding: describe(keys.Yes, "wait"), when: true, do: account.leaveOverlay},
		{Binding: describe(keys.No, "do not wait"), when: true, do: func(a account) (account, tea.Cmd) { return a.pop().open(q.leave) }},
		{Binding: describe(keys.Back, "wait"), when: true, shown: inHelp, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
}

func (q waitQuestion) draw(a account, _ int) []string {
	t := a.theme
	lines := []string{""}
	for _, line := range text.Wrap(a.awaited()+" is being sent: wait for the answer?", a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	for _, line := range text.Wrap("Without waiting, only quipu journal tells what became of it.", a.width-4) {
		lines = append(lines, t.Text.Render(line))
	}
	return text.Indent(append(lines, "", t.Text.Render(text.Clip("y wait, n do not wait", a.width-4))), 2)
}
