package ui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/safe"
	"quipu/state"
	"quipu/ui/form"
	"quipu/ui/text"
)

// alertsState is the list of this account's alerts.
type alertsState struct {
	at       int
	entering bool
	form     form.Form
	problem  string // with an alert that was set
}

func (a account) openAlerts() (account, tea.Cmd) {
	a.portfolio.over = alertsOverlay
	a.portfolio.alerts = alertsState{}
	return a, nil
}

// ownAlerts gives those of this account, fired or not.
func (a account) ownAlerts() []state.Alert {
	return slices.DeleteFunc(slices.Clone(a.memory.Alerts), func(alert state.Alert) bool { return alert.Account != string(a.session.account) })
}

// askAlertOn begins an alert on a symbol.
func (a account) askAlertOn(symbol string) (account, tea.Cmd) {
	a, _ = a.closeOverlay().openAlerts()
	return a.enterAlert(symbol + " > "), nil
}

func (a account) enterAlert(begun string) account {
	s := &a.portfolio.alerts
	s.entering, s.problem = true, ""
	s.form = form.New(form.Options{Submit: "set"}, form.Field{
		Name: "alert", Value: begun, Placeholder: "AAPL > 250, day < -2%, orders", Late: true,
		Required: safe.Sentence(errAlert.Error()),
		Check: func(entered string, _ form.Values) error {
			_, err := parseAlert(entered)
			return err
		},
	})
	return a
}

func (a account) alertsKey(msg tea.Msg) (account, tea.Cmd) {
	s := &a.portfolio.alerts
	press, ok := msg.(tea.KeyPressMsg)
	if s.entering {
		return a.alertText(msg)
	}
	if !ok {
		return a, nil
	}
	own := a.ownAlerts()
	switch {
	case key.Matches(press, keys.Back, keys.Quit, keys.Alerts):
		return a.closeOverlay(), nil
	case key.Matches(press, keys.Up):
		s.at = max(s.at-1, 0)
	case key.Matches(press, keys.Down):
		s.at = min(s.at+1, max(len(own)-1, 0))
	case key.Matches(press, keys.NewAlert):
		return a.enterAlert(""), nil
	case key.Matches(press, keys.Bell):
		a.memory.Bell = !a.memory.Bell
		return a, a.remember()
	case key.Matches(press, keys.Desktop) && a.desktop != nil:
		a.memory.Desktop = !a.memory.Desktop
		return a, a.remember()
	case key.Matches(press, keys.Rearm) && s.at < len(own):
		a.changeAlert(own[s.at].ID, func(x *state.Alert) bool { x.Fired = time.Time{}; return true })
		return a, a.remember()
	case key.Matches(press, keys.RemoveAlert) && s.at < len(own):
		a.changeAlert(own[s.at].ID, func(*state.Alert) bool { return false })
		s.at = max(min(s.at, len(own)-2), 0)
		return a, a.remember()
	}
	return a, nil
}

// changeAlert changes one alert, or drops it where keep says false.
func (a *account) changeAlert(id int, keep func(*state.Alert) bool) {
	var left []state.Alert
	for _, alert := range a.memory.Alerts {
		if alert.ID != id || keep(&alert) {
			left = append(left, alert)
		}
	}
	a.memory.Alerts = left
}

func (a account) alertText(msg tea.Msg) (account, tea.Cmd) {
	s := &a.portfolio.alerts
	var event form.Event
	switch s.form, event = s.form.Update(msg); event {
	case form.Canceled:
		s.entering = false
	case form.Submitted:
		return a.setAlert(s.form.Value("alert"))
	}
	return a, nil
}

// setAlert adds what was entered, and checks it with the figures that are there.
func (a account) setAlert(entered string) (account, tea.Cmd) {
	s := &a.portfolio.alerts
	alert, err := parseAlert(entered)
	if err == nil {
		err = a.addAlert(alert)
	}
	if err != nil {
		s.form = s.form.WithProblem("alert", safe.Sentence(err.Error()))
		return a, nil
	}
	s.entering = false
	s.at = len(a.ownAlerts()) - 1
	return a, tea.Batch(a.checkAlerts(), a.remember(), a.checkSymbol(a.memory.Alerts[len(a.memory.Alerts)-1]))
}

func (a account) alertsKeys() []key.Binding {
	if a.portfolio.alerts.entering {
		return a.portfolio.alerts.form.Bindings()
	}
	shown := []key.Binding{keys.NewAlert}
	if own := a.ownAlerts(); a.portfolio.alerts.at < len(own) {
		if !own[a.portfolio.alerts.at].Fired.IsZero() {
			shown = append(shown, keys.Rearm)
		}
		shown = append(shown, keys.RemoveAlert)
	}
	shown = append(shown, keys.Bell)
	if a.desktop != nil {
		shown = append(shown, keys.Desktop)
	}
	return append(shown, describe(keys.Choose, "move"), describe(keys.Back, "back"), keys.Help)
}

func (a account) viewAlerts(rows int) []string {
	t, s := a.theme, a.portfolio.alerts
	own := a.ownAlerts()
	ways := []string{"a line on this screen"}
	if a.memory.Bell {
		ways = append(ways, "the bell")
	}
	if a.memory.Desktop && a.desktop != nil {
		ways = append(ways, "a desktop notice")
	}
	heard := ways[0]
	if last := len(ways) - 1; last > 0 {
		heard = strings.Join(ways[:last], ", ") + " and " + ways[last]
	}
	lines := []string{"", "  " + t.Brand.Render("Alerts on "+a.accountName())}
	say := func(style lipgloss.Style, words string) {
		for _, line := range text.Wrap(words, a.width-4) {
			lines = append(lines, "  "+style.Render(line))
		}
	}
	say(t.Muted, "Price and day alerts fire once, order alerts every time, only while quipu is open.")
	say(t.Muted, "Notification: "+heard+".")
	lines = append(lines, "")
	if s.entering {
		lines = append(lines, text.SideBySide([]string{"  " + t.Accent.Render("+")}, s.form.View(t, a.width-6, rows), 4)...)
	}
	if s.problem != "" {
		say(t.Notice, safe.Sentence(s.problem))
	}
	if s.entering || s.problem != "" {
		lines = append(lines, "")
	}
	if len(own) == 0 && !s.entering {
		say(t.Muted, "None yet: n sets one, like AAPL > 250, day < -2% or orders.")
	}
	room := max(rows-len(lines), 0)
	top := max(s.at-room+1, 0)
	for i := top; i < len(own) && i < top+room; i++ {
		pointer, style := "  ", t.Text
		if i == s.at && !s.entering {
			pointer, style = t.Accent.Render("❯ "), t.Strong
		}
		words, room := alertWords(own[i]), a.width-5
		tail := text.FirstFitting(room-lipgloss.Width(words), append(a.alertTails(own[i]), "")...)
		lines = append(lines, "  "+pointer+style.Render(text.Clip(words, room))+t.Muted.Render(tail))
	}
	return lines
}

// alertTails say what became of an alert, or how near it is, the longest first.
func (a account) alertTails(alert state.Alert) []string {
	if !alert.Fired.IsZero() {
		return []string{"   fired " + format.Moment(alert.Fired, a.now), "  fired"}
	}
	if _, now := a.alertValue(alert); now != "" && now != format.Unknown {
		return []string{"   now " + now}
	}
	return nil
}
