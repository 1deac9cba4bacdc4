package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/table"
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

// bareRead is what a reading of the journal says of positions that nothing protects.
type bareRead struct {
	bare []trade.Entry
	err  error
}

// readBare reads which closes left a position without what protected it, also those of
// earlier runs.
func (a account) readBare() tea.Cmd {
	ctx, generation, trading := a.ctx, a.generation, a.session.access.Trade
	if trading == nil || a.parts.Settings.ReadOnly {
		return nil
	}
	return func() tea.Msg {
		bare, err := trading.Bare(ctx)
		return reply{generation, bareRead{bare, err}}
	}
}

// ordersBanner says what is not known yet of orders, and which positions a close has
// left without what protected them, and that a kill switch was cut short; "" for none.
func (a account) ordersBanner() string {
	words := []string{a.unknownBanner()}
	if a.portfolio.cutShort.ID != "" {
		words = append(words, "A kill switch was cut short: press K to look at it again.")
	}
	for i := range a.portfolio.bare {
		words = append(words, safe.Capitalize(a.portfolio.bare[i].BareWords())+".")
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// dismissCommands forget such closes, and such a kill switch.
func (a account) dismissCommands() []command {
	var all []command
	for _, mark := range a.portfolio.bare {
		all = append(all, command{name: "Dismiss: " + mark.BareWords(), run: func(a account) (account, tea.Cmd) {
			return a.askDismiss(mark, mark.BareWords(), "keep telling", "The position is as it was.")
		}})
	}
	if e := a.portfolio.cutShort; e.ID != "" {
		all = append(all, command{name: "Dismiss: " + trade.CutShort(e), run: func(a account) (account, tea.Cmd) {
			return a.askDismiss(e, trade.CutShort(e), "keep telling", "The account is as it was.")
		}})
	}
	return all
}

// sentState says what has become of a sent order.
func (a account) sentState(s *sentOrder) string {
	words := s.State(a.now)
	if mark := a.bareMark(s.symbol); mark != nil && s.exits && s.Order.Closed() && s.Order.Status != "filled" {
		words += "; " + mark.BareWords()
	}
	return words
}

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
	mark := a.bareMark(s.symbol)
	_, offer := a.whyMayNotTrade()
	return append([]action[account]{
		{Binding: describe(keys.Modify, "put the exits back"), when: mark != nil && s.Final() && a.unrefused().mayTrade(), do: func(a account) (account, tea.Cmd) { return a.planPutBack(*mark) }},
		{Binding: keys.Edit, when: s.draft != nil && s.Refused(), do: func(a account) (account, tea.Cmd) { return a.pop().fillIn(*s.draft) }},
		{Binding: keys.SignInToTrade, when: offer && s.Refused(), do: account.signInToTrade},
		{Binding: keys.Dismiss, when: s.Unknown() && s.Entry.ID != "" && a.mayTrade(), do: func(a account) (account, tea.Cmd) { return a.askDismissUnknown(s.Entry) }},
		{Binding: describe(keys.Open, "close"), when: true, shown: inHelp, do: account.leaveOverlay},
	}, backActions("close")...)
}

func (o sentOverlay) draw(a account, _ int) []string {
	s, t := o.of(a), a.theme
	lines := append(a.headroom(), a.accountBadge(), "")
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

// sentList lists what was sent in this run, the latest first, or what was sent together.
type sentList struct {
	at int
	of []int // numbers of what was sent together, nil for all
}

// sent is what is listed.
func (o sentList) sent(a account) []*sentOrder {
	var all []*sentOrder
	for i := range slices.Backward(a.portfolio.sent) {
		if s := &a.portfolio.sent[i]; o.of == nil || slices.Contains(o.of, s.seq) {
			all = append(all, s)
		}
	}
	if o.of != nil {
		slices.Reverse(all)
	}
	return all
}

var _ = registerOverlay(lastRank, func(a account) action[account] {
	return action[account]{when: len(a.portfolio.sent) > 0, name: "Sent orders", shown: unlisted, do: opens(sentList{})}
})

func (o sentList) actions(a account) []action[account] {
	sent := o.sent(a)
	count := len(sent)
	return append([]action[account]{
		{Binding: describe(keys.Open, "open"), when: o.at < count, do: func(a account) (account, tea.Cmd) {
			return a.push(sentOverlay{sent[o.at].seq}), nil
		}},
		chooseActions(keys.Choose, keys.Up, keys.Down, o.at, count, func(at int) overlay { return sentList{at, o.of} }),
	}, backActions("close")...)
}

func (o sentList) draw(a account, rows int) []string {
	t, sent := a.theme, o.sent(a)
	width, names := a.width-4, 0
	for i := range sent {
		names = max(names, lipgloss.Width(sent[i].Name))
	}
	names = min(names, width/2)
	title := "Sent orders"
	if o.of != nil {
		title = "Sent together"
	}
	lines := []string{"", "  " + t.Strong.Render(title), ""}
	from, to := inSight(o.at, len(sent), rows-len(lines))
	for i := from; i < to; i++ {
		s, style := sent[i], t.Text
		switch {
		case i == o.at:
			style = t.Selected
		case s.Unknown():
			style = t.Notice
		case s.Bad():
			style = t.Loss
		}
		words := text.PadRight(text.Clip(s.Name, names), names) + "   " + a.sentState(s)
		lines = append(lines, " "+table.RowMark(t, i == o.at)+style.Render(" "+text.Clip(words, width-2)+" "))
	}
	return lines
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
	question, without := a.awaited()+" is being sent: wait for the answer?", "Without waiting, only quipu journal tells what became of it."
	if a.portfolio.flatten.running {
		question, without = "The kill switch is running: wait until it has ended?", "Without waiting it stops, with what was sent until then."
	}
	for _, line := range text.Wrap(question, a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	for _, line := range text.Wrap(without, a.width-4) {
		lines = append(lines, t.Text.Render(line))
	}
	return text.Indent(append(lines, "", t.Text.Render(text.Clip("y wait, n do not wait", a.width-4))), 2)
}
