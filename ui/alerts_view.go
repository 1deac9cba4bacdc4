package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/format"
	"quipu/safe"
	"quipu/state"
	"quipu/ui/form"
	"quipu/ui/text"
)

// alertsOverlay is the list of this account's alerts.
type alertsOverlay struct {
	at       int
	entering bool
	form     form.Form
	problem  string // of an alert that was set
}

var _ = registerOverlay(alertsRank, func(a account) action[account] {
	known := a.portfolio.update.Snapshot != nil
	return action[account]{Binding: keys.Alerts, when: known && !a.refused(), name: "Alerts", do: opens(alertsOverlay{})}
})

// ownAlerts gives the alerts of this account, fired or not.
func (a account) ownAlerts() []state.Alert {
	return slices.DeleteFunc(slices.Clone(a.memory.Alerts), func(alert state.Alert) bool { return alert.Account != string(a.session.account) })
}

// askAlertOn replaces the open overlay by the entry of an alert on a symbol.
func (a account) askAlertOn(symbol string) (account, tea.Cmd) {
	return a.pop().push(alertsOverlay{}.enter(symbol + " > ")), nil
}

// enter opens the field for a new alert.
func (o alertsOverlay) enter(begun string) alertsOverlay {
	o.entering, o.problem = true, ""
	o.form = form.New(form.Options{Submit: "set"}, form.Field{
		Name: "alert", Value: begun, Placeholder: "AAPL > 250, day < -2%, orders", Late: true,
		Required: safe.Sentence(errAlert.Error()),
		Check: func(entered string, _ form.Values) error {
			_, err := parseAlert(entered)
			return err
		},
	})
	return o
}

func (o alertsOverlay) actions(a account) []action[account] {
	if o.entering {
		return formActions(o.form, o.onForm)
	}
	own := a.ownAlerts()
	any := o.at < len(own)
	return append([]action[account]{
		{Binding: keys.NewAlert, when: true, do: func(a account) (account, tea.Cmd) { return a.putTop(o.enter("")), nil }},
		{Binding: keys.Rearm, when: any && !own[min(o.at, len(own)-1)].Fired.IsZero(), do: o.rearm},
		{Binding: keys.RemoveAlert, when: any, do: o.remove},
		{Binding: keys.Bell, when: true, do: func(a account) (account, tea.Cmd) {
			a.memory.Bell = !a.memory.Bell
			return a.remember()
		}},
		{Binding: keys.Desktop, when: a.desktop != nil, do: func(a account) (account, tea.Cmd) {
			a.memory.Desktop = !a.memory.Desktop
			return a.remember()
		}},
		chooseActions(describe(keys.Choose, "move"), keys.Up, keys.Down, o.at, len(own), func(at int) overlay { o.at = at; return o }),
	}, backActions("back", keys.Alerts)...)
}

// rearm lets the chosen alert fire again.
func (o alertsOverlay) rearm(a account) (account, tea.Cmd) {
	a.changeAlert(a.ownAlerts()[o.at].ID, func(alert *state.Alert) bool { alert.Fired = time.Time{}; return true })
	return a.remember()
}

// remove deletes the chosen alert.
func (o alertsOverlay) remove(a account) (account, tea.Cmd) {
	a.changeAlert(a.ownAlerts()[o.at].ID, func(*state.Alert) bool { return false })
	a = a.putTop(o.keptInRange(a))
	return a.remember()
}

// keptInRange chooses the last alert if the chosen one is gone.
func (o alertsOverlay) keptInRange(a account) alertsOverlay {
	o.at = max(min(o.at, len(a.ownAlerts())-1), 0)
	return o
}

// changeAlert changes one alert, or removes it if keep returns false.
func (a *account) changeAlert(id int, keep func(*state.Alert) bool) {
	var left []state.Alert
	for _, alert := range a.memory.Alerts {
		if alert.ID != id || keep(&alert) {
			left = append(left, alert)
		}
	}
	a.memory.Alerts = left
}

func (o alertsOverlay) onForm(a account, f form.Form, event form.Event) (account, tea.Cmd) {
	o.form = f
	switch event {
	case form.Canceled:
		o.entering = false
	case form.Submitted:
		return o.set(a)
	}
	return a.putTop(o), nil
}

// set adds the entered alert and checks it against the current figures.
func (o alertsOverlay) set(a account) (account, tea.Cmd) {
	alert, err := parseAlert(o.form.Value("alert"))
	if err == nil {
		err = a.addAlert(alert)
	}
	if err != nil {
		o.form = o.form.WithProblem("alert", safe.Sentence(err.Error()))
		return a.putTop(o), nil
	}
	o.entering = false
	o.at = len(a.ownAlerts()) - 1
	a = a.putTop(o)
	added := a.memory.Alerts[len(a.memory.Alerts)-1]
	a, fired := a.checkAlerts()
	a, kept := a.remember()
	return a, tea.Batch(fired, kept, a.checkSymbol(added))
}

func (o alertsOverlay) draw(a account, rows int) []string {
	t := a.theme
	own := a.ownAlerts()
	channels := []string{"a line on this screen"}
	if a.memory.Bell {
		channels = append(channels, "the bell")
	}
	if a.memory.Desktop && a.desktop != nil {
		channels = append(channels, "a desktop notice")
	}
	listed := channels[0]
	if last := len(channels) - 1; last > 0 {
		listed = strings.Join(channels[:last], ", ") + " and " + channels[last]
	}
	lines := []string{"", "  " + t.Brand.Render("Alerts on "+a.accountName())}
	say := func(style lipgloss.Style, words string) {
		for _, line := range text.Wrap(words, a.width-4) {
			lines = append(lines, "  "+style.Render(line))
		}
	}
	say(t.Muted, "Price and day alerts fire once, order alerts every time, only while quipu is open.")
	say(t.Muted, "Notification: "+listed+".")
	lines = append(lines, "")
	if o.entering {
		lines = append(lines, text.SideBySide([]string{"  " + t.Accent.Render("+")}, o.form.View(t, a.width-6, rows), 4)...)
	}
	if o.problem != "" {
		say(t.Notice, safe.Sentence(o.problem))
	}
	if o.entering || o.problem != "" {
		lines = append(lines, "")
	}
	if len(own) == 0 && !o.entering {
		say(t.Muted, "None yet: n sets one, like AAPL > 250, day < -2% or orders.")
	}
	from, to := inSight(o.at, len(own), rows-len(lines))
	for i := from; i < to; i++ {
		pointer, style := "  ", t.Text
		if i == o.at && !o.entering {
			pointer, style = t.Accent.Render("❯ "), t.Strong
		}
		words, room := alertWords(own[i]), a.width-5
		tail := text.FirstFitting(room-lipgloss.Width(words), append(a.alertTails(own[i]), "")...)
		lines = append(lines, "  "+pointer+style.Render(text.Clip(words, room))+t.Muted.Render(tail))
	}
	return lines
}

// alertTails say when an alert fired, or the current figure, the longest first.
func (a account) alertTails(alert state.Alert) []string {
	if !alert.Fired.IsZero() {
		return []string{"   fired " + format.Moment(alert.Fired, a.now), "  fired"}
	}
	switch value, shown := a.alertValue(alert); {
	case shown == "" || shown == format.Unknown:
	case value.Valid:
		return []string{"   now " + shown}
	default:
		return []string{"   last " + shown}
	}
	return nil
}

// alertTicket offers the ticket of an alert that has fired. Its keys are asked for here: b
// and s of a table are for the row under its cursor.
type alertTicket struct{ symbol string }

var _ = registerOverlay(alertsRank, func(a account) action[account] {
	all := a.alertTickets()
	act := action[account]{Binding: keys.Ticket, when: len(all) > 0, shown: inHelp}
	if len(all) > 0 {
		act.do = opens(alertTicket{all[0]})
	}
	return a.tradeAction(act)
})

// ticketTime is how long an alert that has fired offers a ticket.
const ticketTime = time.Hour

// alertTickets are the symbols of alerts that have fired lately: of the one that is on
// the screen first, then the latest.
func (a account) alertTickets() []string {
	var all []string
	if len(a.notifications) > 0 && a.notifications[0].account == a.session.account && a.notifications[0].symbol != "" {
		all = append(all, a.notifications[0].symbol)
	}
	fired := slices.DeleteFunc(a.ownAlerts(), func(x state.Alert) bool {
		return x.On != onPrice || x.Fired.IsZero() || a.now.Sub(x.Fired) > ticketTime
	})
	slices.SortStableFunc(fired, func(x, y state.Alert) int { return y.Fired.Compare(x.Fired) })
	for _, x := range fired {
		if !slices.Contains(all, x.Symbol) {
			all = append(all, x.Symbol)
		}
	}
	return all
}

// ticketCommands open such tickets.
func (a account) ticketCommands() []command {
	var all []command
	for i, symbol := range a.alertTickets() {
		if !a.mayTrade() {
			break
		}
		c := command{name: "Ticket for " + symbol, run: opens(alertTicket{symbol})}
		if i == 0 {
			c.key = keys.Ticket.Help().Key
		}
		all = append(all, c)
	}
	return all
}

func (o alertTicket) of(a account) instrument { return a.known(instrument{symbol: o.symbol}) }

func (o alertTicket) actions(a account) []action[account] {
	var all []action[account]
	for _, act := range append(a.tradeActions(o.of(a)), a.openAction(o.of(a))) {
		do := act.do
		act.do = func(a account) (account, tea.Cmd) { return do(a.pop()) }
		all = append(all, act)
	}
	return append(all, backActions("back", keys.Ticket)...)
}

func (o alertTicket) draw(a account, _ int) []string {
	t, of := a.theme, o.of(a)
	lines := append(a.headroom(), text.Spread(t.Strong.Render("Ticket for "+format.Instrument(of.symbol, of.class, false)), a.accountBadge(), a.width-4))
	for _, alert := range a.ownAlerts() {
		if alert.Symbol == o.symbol && !alert.Fired.IsZero() {
			_, now := a.alertValue(alert)
			lines = append(lines, t.Text.Render(text.Clip("alert "+alertWords(alert)+" fired "+format.Moment(alert.Fired, a.now)+"   now "+now, a.width-4)))
		}
	}
	if h := a.held(of.id()); h != nil {
		lines = append(lines, t.Muted.Render(text.Clip(a.positionWords(h), a.width-4)))
	}
	return text.Indent(append(lines, "", t.Text.Render("b buy, s sell")), 2)
}
