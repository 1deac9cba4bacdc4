package ui

import (
	"maps"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/safe"
)

// guideState holds the two fields of the guide that sets up an OAuth app.
type guideState struct {
	open   bool
	field  int // 0 id, 1 secret
	id     field
	secret field
	said   string // what is missing
}

func (m Model) openGuide() Model {
	m.connect.guide = guideState{
		open:   true,
		id:     m.input("", false),
		secret: m.input("", true),
	}
	m.connect.guide.id.SetValue(m.parts.Settings.ClientID)
	m.connect.guide.id.Focus()
	return m
}

// input is a one-line field; a hidden one shows dots. The cursor does not
// blink: nothing on the screen moves by itself.
func (m env) input(placeholder string, hidden bool) field {
	in := textinput.New()
	in.Prompt = ""
	in.Placeholder = placeholder
	in.CharLimit = 4096
	styles := in.Styles()
	styles.Cursor.Blink = false
	styles.Focused.Text = m.theme.Text
	styles.Focused.Placeholder = m.theme.Muted
	styles.Blurred.Text = m.theme.Text
	in.SetStyles(styles)
	if hidden {
		in.EchoMode = textinput.EchoPassword
		in.EchoCharacter = '•'
	}
	return field{&in}
}

func (m Model) updateGuide(msg tea.Msg) (Model, tea.Cmd) {
	if !m.connect.guide.open {
		return m, nil
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back):
			m.connect.guide = guideState{}
			return m, nil
		case key.Matches(press, keys.Next, keys.Previous):
			return m.otherField(), nil
		case key.Matches(press, keys.SaveApp):
			return m.useApp(true)
		case key.Matches(press, keys.Submit) && m.connect.guide.field == 0:
			return m.otherField(), nil
		case key.Matches(press, keys.Submit):
			return m.useApp(false)
		}
	}
	var cmd tea.Cmd
	if m.connect.guide.field == 0 {
		m.connect.guide.id, cmd = m.connect.guide.id.Update(msg)
	} else {
		m.connect.guide.secret, cmd = m.connect.guide.secret.Update(msg)
	}
	return m, cmd
}

func (m Model) otherField() Model {
	g := &m.connect.guide
	g.field = 1 - g.field
	g.id, g.secret = g.id.focused(g.field == 0), g.secret.focused(g.field == 1)
	return m
}

// useApp takes the fields into the settings, for this run or for good.
func (m Model) useApp(save bool) (Model, tea.Cmd) {
	id, secret := safe.Line(m.connect.guide.id.Value(), 4096), safe.Line(m.connect.guide.secret.Value(), 4096)
	if id == "" || secret == "" {
		m.connect.guide.said = "Both are needed: Alpaca shows them as Client ID and Client Secret."
		return m, nil
	}
	m.parts.Settings.ClientID, m.parts.Settings.ClientSecret = id, safe.NewSecret(secret)
	m = m.appFrom("this session")
	m.connect.guide = guideState{}
	next, look := m.enterConnect("")
	if !save {
		return next, look
	}
	return next, tea.Batch(look, saveApp(next.visit, m.parts.SaveApp, id, safe.NewSecret(secret)))
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
	submit := describe(keys.Submit, "use it until I quit")
	if m.connect.guide.field == 0 {
		submit = describe(keys.Submit, "go on to the secret")
	}
	return []key.Binding{submit, keys.SaveApp, keys.Next, keys.Back}
}

func (m Model) viewGuideSteps() []string {
	width := m.width - 6
	lines := []string{m.theme.Strong.Render(clip("To sign in with an account of your own", m.width-4))}
	add := func(more ...string) { lines = append(lines, indent(more, 2)...) }
	add(m.step("1", "Register an OAuth app once, on Alpaca's site:", width)...)
	add(m.toEnter("Where", "https://app.alpaca.markets, OAuth Apps, Create New App")...)
	add(m.toEnter("Redirect URI", m.parts.Settings.RedirectURL)...)
	add(m.toEnter("Scopes", strings.Join(m.parts.Settings.Scopes, " "))...)
	add(m.step("2", "Press e and enter its Client ID and Client Secret.", width)...)
	add(m.step("3", "Choose Paper or Live.", width)...)
	lines = append(lines, "")
	for _, line := range wrap("Your own app may trade your own live account without Alpaca's approval.", width) {
		add(m.theme.Muted.Render(line))
	}
	return lines
}

// toEnter is a label and what is to be entered there, letter for letter: what
// does not fit beside the label stands under it.
func (m Model) toEnter(label, value string) []string {
	const indented = "   "
	if len(indented)+14+lipgloss.Width(value) <= m.width-6 {
		return []string{indented + m.theme.Muted.Render(padRight(label, 14)) + m.theme.Text.Render(value)}
	}
	lines := []string{indented + m.theme.Muted.Render(label)}
	for _, line := range wrap(value, m.width-9) {
		lines = append(lines, indented+m.theme.Text.Render(line))
	}
	return lines
}

func (m Model) viewGuideFields() []string {
	t := m.theme
	g := m.connect.guide
	row := func(label string, in field, here bool) string {
		mark := "  "
		if here {
			mark = t.Accent.Render("❯ ")
		}
		return mark + t.Muted.Render(padRight(label, 15)) + in.view(max(m.width-24, 8))
	}
	lines := []string{
		t.Strong.Render("Your OAuth app"),
		row("Client ID", g.id, g.field == 0),
		row("Client Secret", g.secret, g.field == 1),
		"",
	}
	if g.said != "" {
		lines = append(lines, t.Notice.Render(clip(g.said, m.width-4)), "")
	}
	return append(lines,
		t.Muted.Render(clip("Its redirect URI must be "+m.parts.Settings.RedirectURL, m.width-4)),
		t.Muted.Render(clip("ctrl+s keeps it in "+m.parts.Settings.File+", readable by you alone", m.width-4)),
	)
}
