package ui

import (
	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/config"
	"quipu/safe"
)

// connectState is the view where the user chooses an account and a credential.
type connectState struct {
	opening      bool // loading the stored token in order to open an account
	picked       bool // the user chose the stored token
	startingDemo bool
	message      string         // why the view opened again
	stored       string         // where the token of the chosen account is stored, "" for none
	credential   app.Credential // of that token
	changed      bool           // the permission of the chosen account was changed here
	destination  string         // where a new token would be stored, "" while unknown
	choice       int
	guide        guideState
}

// enterConnect opens the view; notice is the reason to show, "" for none.
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

// defaultOption is the kind of option whose settings are complete.
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

// findTokenPlace asks the store where it would keep a token of that account.
func (m Model) findTokenPlace() tea.Cmd {
	if m.parts.Tokens == nil {
		return nil
	}
	return findPlace(m.ctx, m.generation, m.parts.Tokens, m.signInOptions()[m.connect.choice].account)
}

func (m Model) updateConnect(msg any) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		m.connect.opening = false
		return pressed(m, m.connectActions(), msg)
	case tea.PasteMsg:
		return pressed(m, m.connectActions(), msg)
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
	case stateSaved:
		if msg.err != nil {
			m.connect.message = "Not remembered: " + safe.Line(msg.err.Error(), 200)
		}
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

// onTokenLoaded opens the account at the start of the program; later it only shows
// where the token is stored.
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
	s := sessionOf(msg.token)
	m.connect.stored, m.connect.credential = msg.place.String(), s.credential
	if !opening {
		return m, nil
	}
	s.place, s.stored = msg.place, true
	return m.openSession(s)
}

// preferred gives the credential of the environment that is used instead of a stored
// token: the one used last, or a token if none was used or is stored. A key pair
// opens an account by itself only if it was used before.
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
	m.closeAll() // a real account must not show the demo's badge or use its clock
	m.parts, m.now = msg.parts, msg.at
	m.memory = msg.parts.State
	m.paint()
	return m.enterConnect("")
}

func (m Model) moveChoice(step int) (Model, tea.Cmd) {
	m.connect.choice = min(max(m.connect.choice+step, 0), len(m.signInOptions())-1)
	m.connect.stored, m.connect.destination, m.connect.changed = "", "", false
	return m, m.loadChosenToken()
}

// useOption opens the account of an option, or starts what opens it.
func (m Model) useOption(w signInOption) (Model, tea.Cmd) {
	m.connect.message = ""
	if m.signsInAnew(w) {
		return m.enterWaiting(w.account, m.asks(w.account))
	}
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
		return m.openGuide()
	case m.connect.stored != "":
		m.connect.opening, m.connect.picked = true, true
		return m, loadToken(m.ctx, m.generation, m.parts.Tokens, w.account)
	default:
		return m.enterWaiting(w.account, m.asks(w.account))
	}
}

func (m Model) connectActions() []action[Model] {
	if m.connect.guide.open {
		return m.guideActions()
	}
	option, s, free := m.signInOptions()[m.connect.choice], m.parts.Settings, !m.connect.startingDemo
	add := action[Model]{Binding: describe(keys.EditApp, "add your app"), when: free && s.ClientID == "" && !m.parts.Demo, do: Model.openGuide}
	readOnly := keys.ReadOnly
	readOnlyShown := inFooter
	if s.ReadOnly {
		readOnly = describe(readOnly, "allow changes")
	}
	if m.readOnlyBySettings() {
		readOnlyShown = unlisted
	}
	return []action[Model]{
		together(keys.Choose, free,
			action[Model]{Binding: keys.Up, do: func(m Model) (Model, tea.Cmd) { return m.moveChoice(-1) }},
			action[Model]{Binding: keys.Down, do: func(m Model) (Model, tea.Cmd) { return m.moveChoice(+1) }}),
		{Binding: describe(keys.SignIn, m.useWords(option)), when: free, do: func(m Model) (Model, tea.Cmd) { return m.useOption(option) }},
		add,
		m.permissionAction(option, free),
		{Binding: readOnly, when: free, shown: readOnlyShown, do: Model.toggleReadOnly},
		{Binding: keys.EditApp, when: free && s.ClientID != "" && !m.parts.Demo, do: Model.openGuide},
		{Binding: describe(keys.SignOut, "sign out"), when: free && m.connect.stored != "", do: Model.deleteChosenToken},
		{Binding: keys.Back, when: free && len(m.accounts) > 0, do: func(m Model) (Model, tea.Cmd) { return m.show(m.shown) }},
		{Binding: keys.Help, when: true, do: Model.openHelp},
		{Binding: keys.Quit, when: true, do: Model.quit},
	}
}

// useWords describe what useOption does.
func (m Model) useWords(option signInOption) string {
	switch {
	case option.kind == byDemo:
		return "start the demo"
	case m.signsInAnew(option):
		return "sign in"
	case option.kind == byKeys, m.connect.stored != "":
		return "open"
	case m.parts.Settings.ClientID == "":
		return "set up the app"
	default:
		return "sign in"
	}
}

// toggleReadOnly changes what was chosen here; what the settings say stays.
func (m Model) toggleReadOnly() (Model, tea.Cmd) {
	if m.readOnlyBySettings() {
		m.connect.message = "read_only is set (" + originOf(m.parts.Settings, "read_only") + "): start quipu without it to change anything."
		return m, nil
	}
	m.parts.Settings.ReadOnly = !m.parts.Settings.ReadOnly
	return m.from("read_only", thisSession), nil
}

func (m Model) readOnlyBySettings() bool {
	s := m.parts.Settings
	return s.ReadOnly && originOf(s, "read_only") != "" && s.Origin["read_only"] != thisSession
}

// deleteChosenToken signs out of the account under the cursor.
func (m Model) deleteChosenToken() (Model, tea.Cmd) {
	m.connect.stored = ""
	return m, deleteToken(m.ctx, m.generation, m.parts.Tokens, m.signInOptions()[m.connect.choice].account)
}
