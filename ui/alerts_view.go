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

func (m account) openAlerts() (account, tea.Cmd) {
	m.portfolio.over = alertsOverlay
	m.portfolio.alerts = alertsState{}
	return m, nil
}

// ownAlerts gives those of this account, fired or not.
func (m account) ownAlerts() []state.Alert {
	return slices.DeleteFunc(slices.Clone(m.memory.Alerts), func(a state.Alert) bool { return a.Account != string(m.session.account) })
}

// askAlertOn begins an alert on a symbol.
func (m account) askAlertOn(symbol string) (account, tea.Cmd) {
	m, _ = m.closeOverlay().openAlerts()
	return m.enterAlert(symbol + " > "), nil
}

func (m account) enterAlert(begun string) account {
	a := &m.portfolio.alerts
	a.entering, a.problem = true, ""
	a.form = form.New(form.Options{Submit: "set"}, form.Field{
		Name: "alert", Value: begun, Placeholder: "AAPL > 250, day < -2%, orders", Late: true,
		Required: safe.Sentence(errAlert.Error()),
		Check: func(entered string, _ form.Values) error {
			_, err := parseAlert(entered)
			return err
		},
	})
	return m
}

func (m account) alertsKey(msg tea.Msg) (account, tea.Cmd) {
	a := &m.portfolio.alerts
	press, ok := msg.(tea.KeyPressMsg)
	if a.entering {
		return m.alertText(msg)
	}
	if !ok {
		return m, nil
	}
	own := m.ownAlerts()
	switch {
	case key.Matches(press, keys.Back, keys.Quit, keys.Alerts):
		return m.closeOverlay(), nil
	case key.Matches(press, keys.Up):
		a.at = max(a.at-1, 0)
	case key.Matches(press, keys.Down):
		a.at = min(a.at+1, max(len(own)-1, 0))
	case key.Matches(press, keys.NewAlert):
		return m.enterAlert(""), nil
	case key.Matches(press, keys.Bell):
		m.memory.Bell = !m.memory.Bell
		return m, m.remember()
	case key.Matches(press, keys.Desktop) && m.desktop != nil:
		m.memory.Desktop = !m.memory.Desktop
		return m, m.remember()
	case key.Matches(press, keys.Rearm) && a.at < len(own):
		m.changeAlert(own[a.at].ID, func(x *state.Alert) bool { x.Fired = time.Time{}; return true })
		return m, m.remember()
	case key.Matches(press, keys.RemoveAlert) && a.at < len(own):
		m.changeAlert(own[a.at].ID, func(*state.Alert) bool { return false })
		a.at = max(min(a.at, len(own)-2), 0)
		return m, m.remember()
	}
	return m, nil
}

// changeAlert changes one alert, or drops it where keep says false.
func (m *account) changeAlert(id int, keep func(*state.Alert) bool) {
	var left []state.Alert
	for _, a := range m.memory.Alerts {
		if a.ID != id || keep(&a) {
			left = append(left, a)
		}
	}
	m.memory.Alerts = left
}

func (m account) alertText(msg tea.Msg) (account, tea.Cmd) {
	a := &m.portfolio.alerts
	var event form.Event
	switch a.form, event = a.form.Update(msg); event {
	case form.Canceled:
		a.entering = false
	case form.Submitted:
		return m.setAlert(a.form.Value("alert"))
	}
	return m, nil
}

// setAlert adds what was entered, and checks it with the figures that are there.
func (m account) setAlert(entered string) (account, tea.Cmd) {
	a := &m.portfolio.alerts
	alert, err := parseAlert(entered)
	if err == nil {
		err = m.addAlert(alert)
	}
	if err != nil {
		a.form = a.form.WithProblem("alert", safe.Sentence(err.Error()))
		return m, nil
	}
	a.entering = false
	a.at = len(m.ownAlerts()) - 1
	return m, tea.Batch(m.checkAlerts(), m.remember(), m.lookSymbol(m.memory.Alerts[len(m.memory.Alerts)-1]))
}

func (m account) alertsKeys() []key.Binding {
	if m.portfolio.alerts.entering {
		return m.portfolio.alerts.form.Bindings()
	}
	shown := []key.Binding{keys.NewAlert}
	if own := m.ownAlerts(); m.portfolio.alerts.at < len(own) {
		if !own[m.portfolio.alerts.at].Fired.IsZero() {
			shown = append(shown, keys.Rearm)
		}
		shown = append(shown, keys.RemoveAlert)
	}
	shown = append(shown, keys.Bell)
	if m.desktop != nil {
		shown = append(shown, keys.Desktop)
	}
	return append(shown, describe(keys.Choose, "move"), describe(keys.Back, "back"), keys.Help)
}

func (m account) viewAlerts(rows int) []string {
	t, a := m.theme, m.portfolio.alerts
	own := m.ownAlerts()
	ways := []string{"a line on this screen"}
	if m.memory.Bell {
		ways = append(ways, "the bell")
	}
	if m.memory.Desktop && m.desktop != nil {
		ways = append(ways, "a desktop notice")
	}
	heard := ways[0]
	if last := len(ways) - 1; last > 0 {
		heard = strings.Join(ways[:last], ", ") + " and " + ways[last]
	}
	lines := []string{"", "  " + t.Brand.Render("Alerts on "+m.accountName())}
	say := func(style lipgloss.Style, words string) {
		for _, line := range text.Wrap(words, m.width-4) {
			lines = append(lines, "  "+style.Render(line))
		}
	}
	say(t.Muted, "Price and day alerts fire once, order alerts every time, only while quipu is open.")
	say(t.Muted, "Notification: "+heard+".")
	lines = append(lines, "")
	if a.entering {
		lines = append(lines, text.SideBySide([]string{"  " + t.Accent.Render("+")}, a.form.View(t, m.width-6, rows), 4)...)
	}
	if a.problem != "" {
		say(t.Notice, safe.Sentence(a.problem))
	}
	if a.entering || a.problem != "" {
		lines = append(lines, "")
	}
	if len(own) == 0 && !a.entering {
		say(t.Muted, "None yet: n sets one, like AAPL > 250, day < -2% or orders.")
	}
	room := max(rows-len(lines), 0)
	top := max(a.at-room+1, 0)
	for i := top; i < len(own) && i < top+room; i++ {
		pointer, style := "  ", t.Text
		if i == a.at && !a.entering {
			pointer, style = t.Accent.Render("❯ "), t.Strong
		}
		words, room := alertWords(own[i]), m.width-5
		tail := text.FirstFitting(room-lipgloss.Width(words), append(m.alertTails(own[i]), "")...)
		lines = append(lines, "  "+pointer+style.Render(text.Clip(words, room))+t.Muted.Render(tail))
	}
	return lines
}

// alertTails say what became of an alert, or how near it is, the longest first.
func (m account) alertTails(a state.Alert) []string {
	if !a.Fired.IsZero() {
		return []string{"   fired " + format.Moment(a.Fired, m.now), "  fired"}
	}
	if _, now := m.alertValue(a); now != "" && now != format.Unknown {
		return []string{"   now " + now}
	}
	return nil
}
