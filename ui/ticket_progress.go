package ui

import (
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
