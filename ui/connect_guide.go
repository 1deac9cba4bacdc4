package ui

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/app"
	"quipu/config"
	"quipu/safe"
	"quipu/ui/form"
	"quipu/ui/text"
)

// guideState is the form that sets up an OAuth app.
type guideState struct {
	open bool
	form form.Form
}

const bothNeeded = "Both are needed: Alpaca shows them as Client ID and Client Secret."

func (m Model) openGuide() (Model, tea.Cmd) {
	m.connect.guide = guideState{open: true, form: form.New(
		form.Options{Submit: "use until I quit", Cancel: "back"},
		form.Field{Name: "id", Label: "Client ID", Value: m.parts.Settings.ClientID, Limit: 4096, NoSpaces: true, Required: bothNeeded},
		form.Field{Name: "secret", Label: "Client Secret", Secret: true, Limit: 4096, NoSpaces: true, Required: bothNeeded},
	)}
	return m, nil
}

func (m Model) guideActions() []action[Model] {
	f := m.connect.guide.form
	save := action[Model]{Binding: keys.SaveApp, when: true, do: func(m Model) (Model, tea.Cmd) {
		next, event := f.Submit()
		return m.onGuide(next, event, true)
	}}
	return slices.Insert(formActions(f, func(m Model, next form.Form, event form.Event) (Model, tea.Cmd) {
		return m.onGuide(next, event, false)
	}), 1, save)
}

// onGuide handles the form; save keeps the app for later runs.
func (m Model) onGuide(f form.Form, event form.Event, save bool) (Model, tea.Cmd) {
	m.connect.guide.form = f
	switch event {
	case form.Submitted:
		return m.useApp(save)
	case form.Canceled:
		m.connect.guide = guideState{}
	}
	return m, nil
}

// useApp applies the fields to the settings; save keeps them in the config file.
func (m Model) useApp(save bool) (Model, tea.Cmd) {
	id, secret := m.connect.guide.form.Value("id"), m.connect.guide.form.Secret("secret")
	m.parts.Settings.ClientID, m.parts.Settings.ClientSecret = id, secret
	m = m.from("client_id", thisSession)
	m.connect.guide = guideState{}
	next, look := m.enterConnect("")
	if !save {
		return next, look
	}
	return next, tea.Batch(look, saveApp(next.generation, m.parts.SaveApp, id, secret))
}

func (m Model) onAppSaved(msg appSaved) (Model, tea.Cmd) {
	if msg.err != nil {
		m.connect.message = "The app serves until you quit, but was not saved: " + safe.Line(msg.err.Error(), 300)
		return m, nil
	}
	return m.from("client_id", m.parts.Settings.File), nil
}

const thisSession = "this session"

// from records the origin of a setting in a copy of the map.
func (m Model) from(setting, origin string) Model {
	origins := maps.Clone(m.parts.Settings.Origin)
	if origins == nil {
		origins = map[string]string{}
	}
	origins[setting] = origin
	m.parts.Settings.Origin = origins
	return m
}

func (m Model) viewGuideSteps() []string {
	width := m.width - 6
	lines := []string{m.theme.Strong.Render(text.Clip("To sign in with an account of your own", m.width-4))}
	add := func(more ...string) { lines = append(lines, text.Indent(more, 2)...) }
	add(m.step("1", "Register an OAuth app once, on Alpaca's site:", width)...)
	add(m.viewValueToEnter("Where", "https://app.alpaca.markets, OAuth Apps, Create New App")...)
	add(m.viewValueToEnter("Redirect URI", m.parts.Settings.RedirectURL)...)
	add(m.viewValueToEnter("Scopes", strings.Join(m.parts.Settings.Scopes, " "))...)
	add(m.step("2", "Press e and enter its Client ID and Client Secret.", width)...)
	add(m.step("3", "Choose Paper or Live.", width)...)
	lines = append(lines, "")
	for _, line := range text.Wrap("Alpaca does not need to approve an app you use only for yourself.", width) {
		add(m.theme.Muted.Render(line))
	}
	return lines
}

// viewValueToEnter shows a label and the exact value to enter, below the label if it
// does not fit beside it.
func (m Model) viewValueToEnter(label, value string) []string {
	const indented = "   "
	if len(indented)+14+lipgloss.Width(value) <= m.width-6 {
		return []string{indented + m.theme.Muted.Render(text.PadRight(label, 14)) + m.theme.Text.Render(value)}
	}
	lines := []string{indented + m.theme.Muted.Render(label)}
	for _, line := range text.Wrap(value, m.width-9) {
		lines = append(lines, indented+m.theme.Text.Render(line))
	}
	return lines
}

func (m Model) viewGuideFields() []string {
	t := m.theme
	lines := append([]string{t.Strong.Render("Your OAuth app")}, m.connect.guide.form.View(t, m.width-4, m.height)...)
	return append(lines, "",
		t.Muted.Render(text.Clip("Its redirect URI must be "+m.parts.Settings.RedirectURL, m.width-4)),
		t.Muted.Render(text.Clip("ctrl+s keeps it in "+m.parts.Settings.File+", readable by you alone", m.width-4)),
	)
}

// signInOption is one line of the connect view.
type signInOption struct {
	name, money, how string
	account          config.Account
	kind             optionKind
	credential       app.Credential // of byKeys
}

type optionKind int

const (
	byOAuth optionKind = iota
	byKeys             // a credential of the environment
	byDemo
)

// signInOptions lists the options that the settings allow.
func (m Model) signInOptions() []signInOption {
	s := m.parts.Settings
	var all []signInOption
	if s.ClientID == "" && m.parts.StartDemo != nil {
		all = append(all, signInOption{"Demo", "play money", "no account, no network", config.Paper, byDemo, app.Credential{}})
	}
	how := "sign in with OAuth"
	if s.ClientID == "" {
		how = "needs an OAuth app: see below"
	}
	paper, live := "practice money", "real money"
	if m.parts.Demo {
		paper, live = "play money", "play money"
	}
	for _, account := range []config.Account{config.Paper, config.Live} {
		money := map[config.Account]string{config.Paper: paper, config.Live: live}[account]
		all = append(all, signInOption{name: account.Title(), money: money, how: m.optionStatus(account, how), account: account, kind: byOAuth})
	}
	for _, c := range app.EnvironmentCredentials(s, s.Account) {
		all = append(all, signInOption{s.Account.Title(), moneyOf(s.Account), credentialNames[c.Kind], s.Account, byKeys, c})
	}
	return all
}

// credentialNames describe the kinds of credentials.
var credentialNames = map[app.Kind]string{
	app.EnvironmentToken: "OAuth token from the environment",
	app.KeyPair:          "API keys from the environment",
}

// credentialNouns name them within a sentence.
var credentialNouns = map[app.Kind]string{app.EnvironmentToken: "token", app.KeyPair: "key pair"}

// optionStatus is how, or "signed in" if the account is already open.
func (m Model) optionStatus(account config.Account, how string) string {
	if at := m.index(account); at >= 0 && m.accounts[at].signedIn() {
		return "signed in"
	}
	return how
}

func moneyOf(account config.Account) string {
	if account == config.Live {
		return "real money"
	}
	return "practice money"
}

// scopeText describes what the scopes allow, the most powerful first.
func scopeText(scopes []string) string {
	known := []struct{ scope, words string }{
		{"trading", "trade"}, {"account:write", "change settings"}, {"data", "read market data"},
	}
	var words []string
	for _, k := range known {
		if slices.Contains(scopes, k.scope) {
			words = append(words, k.words)
			scopes = slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == k.scope })
		}
	}
	for _, scope := range scopes {
		words = append(words, safe.Line(scope, 40))
	}
	if len(words) == 0 {
		return "read the account, change nothing"
	}
	return strings.Join(words, " · ")
}
