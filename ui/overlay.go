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
	draw  func(a account, rows int) []string
	typed func(account) bool                             // keys are text now; nil for never
	wheel func(a account, step int) account              // nil for nothing to scroll
	click func(a account, x, row int) (account, tea.Cmd) // nil for nothing to click
}

func (o overlay) view() overlayView {
	always := func(account) bool { return true }
	return map[overlay]overlayView{
		detailOverlay:   {key: account.detailKey, keys: account.detailKeys, draw: account.viewDetail, wheel: account.scrollDetail},
		equityOverlay:   {key: account.equityKey, keys: account.equityKeys, draw: account.viewEquityOverlay, click: account.clickCurve},
		paletteOverlay:  {key: account.paletteKey, keys: account.paletteKeys, draw: account.viewPalette, typed: always},
		chooserOverlay:  {key: account.chooserKey, keys: account.chooserKeys, draw: account.viewChooser},
		alertsOverlay:   {key: account.alertsKey, keys: account.alertsKeys, draw: account.viewAlerts, typed: func(a account) bool { return a.portfolio.alerts.entering }},
		searchOverlay:   {key: account.searchKey, keys: account.searchKeys, draw: account.viewSearch, typed: always},
		questionOverlay: {key: account.questionKey, keys: account.questionKeys, draw: account.viewQuestion, typed: func(a account) bool { return a.portfolio.question.naming }},
	}[o]
}

// enteringText reports whether keys are text now.
func (a account) enteringText() bool {
	if a.portfolio.over == noOverlay {
		return a.portfolio.filtering
	}
	typed := a.portfolio.over.view().typed
	return typed != nil && typed(a)
}

// viewOverlay draws what lies on top into rows lines.
func (a account) viewOverlay(rows int) []string {
	all := rows
	if a.computeLayout().spacious {
		rows-- // a blank line above the footer
	}
	return text.Fill(text.Fill(a.portfolio.over.view().draw(a, rows), rows), all)
}

// closeOverlay takes away what lies on top.
func (a account) closeOverlay() account {
	if a.portfolio.over == detailOverlay {
		a.portfolio.detail.cancel()
		a.portfolio.detail = detailState{}
	}
	a.portfolio.over = noOverlay
	return a
}

func (a account) equityKey(msg tea.Msg) (account, tea.Cmd) {
	a, cmd, _ := pressed(a, a.equityActions(), msg)
	return a, cmd
}

func (a account) equityKeys() []key.Binding { return bindings(a.equityActions(), inFooter) }

func (a account) equityActions() []action[account] {
	points := len(a.portfolio.curve.history.Points)
	if a.portfolio.curve.of != a.portfolio.curve.period {
		points = 0
	}
	step := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, when: true, do: func(a account) (account, tea.Cmd) {
			a.portfolio.chart.cursor = stepCursor(a.portfolio.chart.cursor, by, points)
			return a, nil
		}}
	}
	return []action[account]{
		together(keys.Cursor, true, step(keys.CursorLeft, -1), step(keys.CursorRight, +1)),
		a.periodAction(),
		step(keys.CursorFirst, -points), step(keys.CursorLast, +points),
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
		{Binding: describe(keys.Back, "back"), when: true, do: account.leaveOverlay},
		{Binding: keys.Quit, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Equity, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
}

// leaveOverlay closes what lies on top.
func (a account) leaveOverlay() (account, tea.Cmd) { return a.closeOverlay(), nil }

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

func (a account) ask(q question) (account, tea.Cmd) {
	a.overlays++
	s := questionState{question: q, back: a.portfolio.over, number: a.overlays}
	if q.naming {
		s.form = form.New(form.Options{Submit: q.yes, LabelWidth: 8},
			form.Field{Name: "name", Label: "Name", Placeholder: "name", Value: q.value, Width: 48, Required: "Enter a name."})
	}
	a.portfolio.question = s
	a.portfolio.over = questionOverlay
	return a, nil
}

func (a account) questionKey(msg tea.Msg) (account, tea.Cmd) {
	q := &a.portfolio.question
	if q.naming {
		return a.nameKey(msg)
	}
	press, ok := msg.(tea.KeyPressMsg)
	switch {
	case ok && key.Matches(press, keys.Back, keys.No):
		a.portfolio.over = q.back
	case ok && key.Matches(press, keys.Yes):
		a.portfolio.over, a.portfolio.message = q.back, ""
		return q.act(a, "")
	}
	return a, nil
}

// nameKey edits the name. The form stays until the broker has answered, so that
// a refused name can be mended.
func (a account) nameKey(msg tea.Msg) (account, tea.Cmd) {
	q := &a.portfolio.question
	var event form.Event
	switch q.form, event = q.form.Update(msg); event {
	case form.Canceled:
		a.portfolio.over = q.back
	case form.Submitted:
		a.portfolio.message = ""
		q.form = q.form.WithPending(true)
		return q.act(a, q.form.Value("name"))
	}
	return a, nil
}

// replied tells what became of an answer: under the form that waits for it, or
// where nothing is left to mend there, above the keys.
func (a account) replied(form int, words string, done bool) account {
	q := &a.portfolio.question
	here := form != 0 && form == q.waits() && a.portfolio.over == questionOverlay
	if here {
		q.form = q.form.WithPending(false)
	}
	switch {
	case here && !done:
		q.form = q.form.WithProblem("name", words)
		return a
	case here:
		a.portfolio.over = q.back
	}
	a.portfolio.message = words
	return a
}

func (a account) questionKeys() []key.Binding {
	q := a.portfolio.question
	if q.naming {
		return q.form.Bindings()
	}
	return []key.Binding{describe(keys.Yes, q.yes), describe(keys.Back, "cancel")}
}

func (a account) viewQuestion(rows int) []string {
	t, q := a.theme, a.portfolio.question
	lines := []string{""}
	for _, line := range text.Wrap(q.title, a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	if q.naming {
		lines = append(lines, q.form.View(t, a.width-4, rows-len(lines))...)
	} else {
		lines = append(lines, t.Text.Render(text.Clip("y yes, esc cancel", a.width-4)))
	}
	return text.Indent(lines, 2)
}
