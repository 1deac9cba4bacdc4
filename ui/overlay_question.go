package ui

import (
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
	"quipu/ui/text"
)

// question is the overlay that asks before something changes: for a name, or for a
// confirmation. It names the change and the account.
type question struct {
	title  string
	naming bool
	value  string // the name to begin with
	yes    string // what enter, or y, does
	act    func(account, string) (account, tea.Cmd)

	form   form.Form // of a name
	number int       // identifies the question in late replies
}

// waits gives the number of the question while its form is pending, else 0.
func (q question) waits() int {
	if !q.form.Pending() {
		return 0
	}
	return q.number
}

// waitingForm gives the number of the pending question, 0 for none.
func (a account) waitingForm() int {
	q, _ := findOverlay[question](a)
	return q.waits()
}

func (a account) ask(q question) (account, tea.Cmd) {
	a.numbers++
	q.number = a.numbers
	if q.naming {
		q.form = form.New(form.Options{Submit: q.yes, LabelWidth: 8},
			form.Field{Name: "name", Label: "Name", Placeholder: "name", Value: q.value, Width: 48, Required: "Enter a name."})
	}
	return a.push(q), nil
}

func (q question) actions(account) []action[account] {
	if q.naming {
		return formActions(q.form, q.onForm)
	}
	return []action[account]{
		{Binding: describe(keys.Yes, q.yes), when: true, do: func(a account) (account, tea.Cmd) {
			a = a.pop()
			a.portfolio.message = ""
			return q.act(a, "")
		}},
		{Binding: describe(keys.Back, "cancel"), when: true, do: account.leaveOverlay},
		{Binding: keys.No, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, shown: unlisted, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
}

// onForm handles the form, which stays open until the broker has answered: a refused
// name can be corrected.
func (q question) onForm(a account, f form.Form, event form.Event) (account, tea.Cmd) {
	q.form = f
	switch event {
	case form.Canceled:
		return a.pop(), nil
	case form.Submitted:
		a.portfolio.message = ""
		q.form = q.form.WithPending(true)
		return q.act(a.putTop(q), q.form.Value("name"))
	}
	return a.putTop(q), nil
}

// replied shows the result of a change: a failure in the form that waits for it, and
// anything else above the footer.
func (a account) replied(form int, words string, done bool) account {
	q, at := findOverlay[question](a)
	waits := form != 0 && form == q.waits()
	switch {
	case waits && !done:
		q.form = q.form.WithPending(false).WithProblem("name", words)
		return a.put(at, q)
	case waits:
		a = a.remove(at)
	}
	a.portfolio.message = words
	return a
}

func (q question) draw(a account, rows int) []string {
	t := a.theme
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
