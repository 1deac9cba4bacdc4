package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/config"
	"quipu/safe"
)

// connectState is the view where the person chooses an account and a way in.
type connectState struct {
	opening      bool   // looking for a stored token, to go on with it or what was used last
	picked       bool   // the person chose the stored token
	startingDemo bool   // the demo is being started
	message      string // why we are here again
	stored       string // where a token of the chosen account is kept, "" for none
	destination  string // where a new one would, "" while that is not known
	choice       int
	guide        guideState
}

// enterConnect opens the view; notice says why, "" for no special reason.
func (m Model) enterConnect(notice string) (Model, tea.Cmd) {
	m = m.enter(connectPage)
	m.connect = connectState{message: notice}
	kind := m.defaultOption()
	for i, w := range m.signInOptions() {
		if w.account == m.parts.Settings.Account && w.kind == kind {
			m.connect.choice = i
			break
		}
	}
	return m, m.loadChosenToken()
}

// defaultOption is the way in for which everything is there already.
func (m Model) defaultOption() optionKind {
	switch s := m.parts.Settings; {
	case s.ClientID != "":
		return byOAuth
	case s.KeyID != "", !s.OAuthToken.Empty():
		return byKeys
	default:
		return byDemo
	}
}

// loadChosenToken asks the store for a token of the account under the cursor.
func (m Model) loadChosenToken() tea.Cmd {
	chosen := m.signInOptions()[m.connect.choice]
	if m.parts.Tokens == nil || chosen.kind != byOAuth {
		return nil
	}
	return loadToken(m.ctx, m.generation, m.parts.Tokens, chosen.account)
}

// findTokenPlace asks the store where a token of that account would go.
func (m Model) findTokenPlace() tea.Cmd {
	if m.parts.Tokens == nil {
		return nil
	}
	return findPlace(m.ctx, m.generation, m.parts.Tokens, m.signInOptions()[m.connect.choice].account)
}

func (m Model) updateConnect(msg any) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.connect.guide.open {
			return m.updateGuide(msg)
		}
		return m.connectKey(msg)
	case tea.PasteMsg:
		return m.updateGuide(msg)
	case tokenLoaded:
		return m.onTokenLoaded(msg)
	case placeFound:
		if msg.account == m.signInOptions()[m.connect.choice].account {
			m.connect.destination = placeText(msg.place)
		}
		return m, nil
	case demoStarted:
		return m.onDemoStarted(msg)
	case appSaved:
		return m.onAppSaved(msg)
	case tokenDeleted:
		return m.onTokenDeleted(msg)
	}
	return m, nil
}

func (m Model) onTokenDeleted(msg tokenDeleted) (Model, tea.Cmd) {
	switch {
	case msg.err != nil:
		m.connect.message = "The token could not be deleted: " + safe.Line(msg.err.Error(), 200)
	case m.connect.message == "":
		m.connect.message = signedOutText
	}
	return m, m.findTokenPlace()
}

// onTokenLoaded goes straight on at the start of the program; later it only says
// where the token is.
func (m Model) onTokenLoaded(msg tokenLoaded) (Model, tea.Cmd) {
	opening, picked := m.connect.opening, m.connect.picked
	m.connect.opening, m.connect.picked = false, false
	if c, use := m.preferred(msg.account, msg.err == nil); opening && !picked && use {
		return m.openSession(session{account: msg.account, credential: c, keys: true})
	}
	if msg.account != m.signInOptions()[m.connect.choice].account && !opening {
		return m, nil
	}
	m.connect.stored = ""
	if msg.err != nil {
		if problem := tokenProblem(msg.err); problem != "" {
			m.connect.message = problem
		}
		return m, m.findTokenPlace()
	}
	m.connect.stored = msg.place.String()
	if !opening {
		return m, nil
	}
	s := sessionOf(msg.token)
	s.place, s.stored = msg.place, true
	return m.openSession(s)
}

// preferred gives the credential of the environment that goes before a stored
// token: the one used last, or a token where nothing was used or is stored. A
// key pair that was not used yet opens nothing by itself.
func (m Model) preferred(name config.Account, stored bool) (app.Credential, bool) {
	layout, used := m.memory.Accounts[string(name)]
	last := app.Kind(layout.Credential)
	for _, c := range app.EnvironmentCredentials(m.parts.Settings, name) {
		if c.Kind == last || (c.Kind == app.EnvironmentToken && (!used || !stored)) {
			return c, true
		}
	}
	return app.Credential{}, false
}

func (m Model) onDemoStarted(msg demoStarted) (Model, tea.Cmd) {
	if msg.err != nil {
		m.connect.startingDemo = false
		m.connect.message = "The demo did not start: " + safe.Line(msg.err.Error(), 200)
		return m, nil
	}
	m.closeAll() // a real account has no place under the demo's badge, nor its clock
	m.parts, m.now = msg.parts, msg.at
	m.memory = msg.parts.State
	m.paint()
	return m.enterConnect("")
}

func (m Model) connectKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	m.connect.opening = false
	switch {
	case m.connect.startingDemo && !key.Matches(msg, keys.Quit):
		return m, nil
	case key.Matches(msg, keys.Quit):
		return m, tea.Quit
	case key.Matches(msg, keys.Back) && len(m.accounts) > 0:
		return m.show(m.shown)
	case key.Matches(msg, keys.Up):
		return m.moveChoice(-1)
	case key.Matches(msg, keys.Down):
		return m.moveChoice(+1)
	case key.Matches(msg, keys.ReadOnly):
		m.parts.Settings.ReadOnly = !m.parts.Settings.ReadOnly
	case key.Matches(msg, keys.EditApp) && !m.parts.Demo:
		return m.openGuide(), nil
	case key.Matches(msg, keys.SignOut) && m.connect.stored != "":
		m.connect.stored = ""
		return m, deleteToken(m.ctx, m.generation, m.parts.Tokens, m.signInOptions()[m.connect.choice].account)
	case key.Matches(msg, keys.SignIn):
		return m.useOption(m.signInOptions()[m.connect.choice])
	}
	return m, nil
}

func (m Model) moveChoice(step int) (Model, tea.Cmd) {
	m.connect.choice = min(max(m.connect.choice+step, 0), len(m.signInOptions())-1)
	m.connect.stored, m.connect.destination = "", ""
	return m, m.loadChosenToken()
}

// useOption goes the way under the cursor.
func (m Model) useOption(w signInOption) (Model, tea.Cmd) {
	m.connect.message = ""
	if at := m.index(w.account); at >= 0 && w.kind == byOAuth && m.accounts[at].signedIn() {
		return m.show(at)
	}
	switch {
	case w.kind == byDemo:
		m.connect.startingDemo = true
		return m, startDemo(m.generation, m.parts.StartDemo)
	case w.kind == byKeys:
		return m.openSession(session{account: w.account, credential: w.credential, keys: true})
	case m.parts.Settings.ClientID == "" && m.connect.stored == "":
		return m.openGuide(), nil
	case m.connect.stored != "":
		m.connect.opening, m.connect.picked = true, true
		return m, loadToken(m.ctx, m.generation, m.parts.Tokens, w.account)
	default:
		return m.enterWaiting(w.account)
	}
}

func (m Model) connectKeys() []key.Binding {
	if m.connect.guide.open {
		return m.guideKeys()
	}
	enter := "sign in"
	w := m.signInOptions()[m.connect.choice]
	switch {
	case w.kind == byDemo:
		enter = "start the demo"
	case w.kind == byKeys, m.connect.stored != "":
		enter = "open"
	case m.parts.Settings.ClientID == "":
		enter = "set up the app"
	}
	shown := []key.Binding{keys.Choose, describe(keys.SignIn, enter)}
	if !m.parts.Demo {
		edit := keys.EditApp
		if m.parts.Settings.ClientID == "" {
			edit = describe(edit, "add your app")
		}
		shown = append(shown, edit)
	}
	if m.parts.Settings.ReadOnly {
		shown = append(shown, describe(keys.ReadOnly, "allow changes"))
	} else {
		shown = append(shown, keys.ReadOnly)
	}
	if m.connect.stored != "" {
		shown = append(shown, describe(keys.SignOut, "sign out"))
	}
	if len(m.accounts) > 0 {
		shown = append(shown, keys.Back)
	}
	return append(shown, keys.Help, keys.Quit)
}
