package ui

import (
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

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

func (m Model) openGuide() Model {
	m.connect.guide = guideState{open: true, form: form.New(
		form.Options{Submit: "use until I quit", Cancel: "back"},
		form.Field{Name: "id", Label: "Client ID", Value: m.parts.Settings.ClientID, Limit: 4096, NoSpaces: true, Required: bothNeeded},
		form.Field{Name: "secret", Label: "Client Secret", Secret: true, Limit: 4096, NoSpaces: true, Required: bothNeeded},
	)}
	return m
}

func (m Model) updateGuide(msg tea.Msg) (Model, tea.Cmd) {
	if !m.connect.guide.open {
		return m, nil
	}
	g := &m.connect.guide
	press, ok := msg.(tea.KeyPressMsg)
	save := ok && key.Matches(press, keys.SaveApp)
	var event form.Event
	if save {
		g.form, event = g.form.Submit()
	} else {
		g.form, event = g.form.Update(msg)
	}
	switch event {
	case form.Submitted:
		return m.useApp(save)
	case form.Canceled:
		*g = guideState{}
	}
	return m, nil
}

// useApp takes the fields into the settings, for this run or for good.
func (m Model) useApp(save bool) (Model, tea.Cmd) {
	id, secret := m.connect.guide.form.Value("id"), m.connect.guide.form.Secret("secret")
	m.parts.Settings.ClientID, m.parts.Settings.ClientSecret = id, secret
	m = m.appFrom("this session")
	m.connect.guide = guideState{}
	next, look := m.enterConnect("")
	if !save {
		return next, look
	}
	return next, tea.Batch(look, saveApp(next.visit, m.parts.SaveApp, id, secret))
}

func (m Model) appSaved(msg appSaved) (Model, tea.Cmd) {
	if msg.err != nil {
		m.connect.notice = "The app serves until you quit, but was not saved: " + safe.Line(msg.err.Error(), 300)
		return m, nil
	}
	return m.appFrom(m.parts.Settings.File), nil
}

// appFrom notes where the OAuth app came from, in a map of this model's own.
func (m Model) appFrom(origin string) Model {
	origins := maps.Clone(m.parts.Settings.Origin)
	if origins == nil {
		origins = map[string]string{}
	}
	origins["client_id"] = origin
	m.parts.Settings.Origin = origins
	return m
}

func (m Model) guideKeys() []key.Binding {
	return slices.Insert(m.connect.guide.form.Bindings(), 1, keys.SaveApp)
}

func (m Model) viewGuideSteps() []string {
	width := m.width - 6
	lines := []string{m.theme.Strong.Render(text.Clip("To sign in with an account of your own", m.width-4))}
	add := func(more ...string) { lines = append(lines, text.Indent(more, 2)...) }
	add(m.step("1", "Register an OAuth app once, on Alpaca's site:", width)...)
	add(m.toEnter("Where", "https://app.alpaca.markets, OAuth Apps, Create New App")...)
	add(m.toEnter("Redirect URI", m.parts.Settings.RedirectURL)...)
	add(m.toEnter("Scopes", strings.Join(m.parts.Settings.Scopes, " "))...)
	add(m.step("2", "Press e and enter its Client ID and Client Secret.", width)...)
	add(m.step("3", "Choose Paper or Live.", width)...)
	lines = append(lines, "")
	for _, line := range text.Wrap("Alpaca does not need to approve an app you use only for yourself.", width) {
		add(m.theme.Muted.Render(line))
	}
	return lines
}

// toEnter is a label and what is to be entered there, letter for letter: what
// does not fit beside the label stands under it.
func (m Model) toEnter(label, value string) []string {
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
