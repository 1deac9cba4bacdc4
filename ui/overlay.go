package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
	"quipu/ui/text"
)

// overlay is what lies over the tabs, under the header that stays.
type overlay int

const (
	noOverlay overlay = iota
	detailOverlay
	equityOverlay
	paletteOverlay
	chooserOverlay
	alertsOverlay
	searchOverlay
	questionOverlay
)

// overlayView is what an overlay consists of. A further overlay is one more in the
// list below.
type overlayView struct {
	key   func(account, tea.Msg) (account, tea.Cmd) // a key, or pasted text where text is entered
	keys  func(account) []key.Binding
	draw  func(m account, rows int) []string
	typed func(account) bool                             // keys are text now; nil for never
	wheel func(m account, step int) account              // nil for nothing to scroll
	click func(m account, x, row int) (account, tea.Cmd) // nil for nothing to click
}

func (o overlay) view() overlayView {
	always := func(account) bool { return true }
	return map[overlay]overlayView{
		detailOverlay:   {key: account.detailKey, keys: account.detailKeys, draw: account.viewDetail, wheel: account.scrollDetail},
		equityOverlay:   {key: account.equityKey, keys: account.equityKeys, draw: account.viewEquityOverlay, click: account.clickCurve},
		paletteOverlay:  {key: account.paletteKey, keys: account.paletteKeys, draw: account.viewPalette, typed: always},
		chooserOverlay:  {key: account.chooserKey, keys: account.chooserKeys, draw: account.viewChooser},
		alertsOverlay:   {key: account.alertsKey, keys: account.alertsKeys, draw: account.viewAlerts, typed: func(m account) bool { return m.portfolio.alerts.entering }},
		searchOverlay:   {key: account.searchKey, keys: account.searchKeys, draw: account.viewSearch, typed: always},
		questionOverlay: {key: account.questionKey, keys: account.questionKeys, draw: account.viewQuestion, typed: func(m account) bool { return m.portfolio.question.naming }},
	}[o]
}

// enteringText reports whether keys are text now.
func (m account) enteringText() bool {
	if m.portfolio.over == noOverlay {
		return m.portfolio.filtering
	}
	typed := m.portfolio.over.view().typed
	return typed != nil && typed(m)
}

// viewOverlay draws what lies on top into rows lines.
func (m account) viewOverlay(rows int) []string {
	all := rows
	if m.computeLayout().spacious {
		rows-- // a blank line above the footer
	}
	return text.Fill(text.Fill(m.portfolio.over.view().draw(m, rows), rows), all)
}

// close takes away what lies on top.
func (m account) closeOverlay() account {
	if m.portfolio.over == detailOverlay {
		m.portfolio.detail.cancel()
		m.portfolio.detail = detailState{}
	}
	m.portfolio.over = noOverlay
	return m
}

func (m account) equityKey(msg tea.Msg) (account, tea.Cmd) {
	m, cmd, _ := pressed(m, m.equityActions(), msg)
	return m, cmd
}

func (m account) equityKeys() []key.Binding { return bindings(m.equityActions(), inFooter) }

func (m account) equityActions() []action[account] {
	points := len(m.portfolio.curve.history.Points)
	if m.portfolio.curve.of != m.portfolio.curve.period {
		points = 0
	}
	step := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, when: true, do: func(m account) (account, tea.Cmd) {
			m.portfolio.chart.cursor = stepCursor(m.portfolio.chart.cursor, by, points)
			return m, nil
		}}
	}
	return []action[account]{
		together(keys.Cursor, true, step(keys.CursorLeft, -1), step(keys.CursorRight, +1)),
		m.periodAction(),
		step(keys.CursorFirst, -points), step(keys.CursorLast, +points),
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
		{Binding: describe(keys.Back, "back"), when: true, do: account.leaveOverlay},
		{Binding: keys.Quit, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Equity, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, do: func(m account) (account, tea.Cmd) { return m.open(Model.openHelp) }},
	}
}

// leaveOverlay closes what lies on top.
func (m account) leaveOverlay() (account, tea.Cmd) { return m.closeOverlay(), nil }

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
		m.portfolio.over, m.portfolio.message = q.back, ""
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
		m.portfolio.message = ""
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
	m.portfolio.message = words
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
