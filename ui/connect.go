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
	opening bool   // looking for a stored token, to go on with it or what was used last
	picked  bool   // the person chose the stored token
	leaving bool   // the demo is being started
	notice  string // why we are here again
	stored  string // where a token of the chosen account is kept, "" for none
	willGo  string // where a new one would, "" while that is not known
	choice  int
	guide   guideState
}

// enterConnect opens the view; notice says why, "" for no special reason.
func (m Model) enterConnect(notice string) (Model, tea.Cmd) {
	m = m.enter(connectPage)
	m.connect = connectState{notice: notice}
	kind := m.readyWay()
	for i, w := range m.ways() {
		if w.account == m.parts.Settings.Account && w.kind == kind {
			m.connect.choice = i
			break
		}
	}
	return m, m.lookForChosen()
}

// readyWay is the way in for which everything is there already.
func (m Model) readyWay() wayKind {
	switch s := m.parts.Settings; {
	case s.ClientID != "":
		return byOAuth
	case s.KeyID != "", !s.OAuthToken.Empty():
		return byKeys
	default:
		return byDemo
	}
}

// lookForChosen asks the store for a token of the account under the cursor.
func (m Model) lookForChosen() tea.Cmd {
	chosen := m.ways()[m.connect.choice]
	if m.parts.Tokens == nil || chosen.kind != byOAuth {
		return nil
	}
	return lookForToken(m.ctx, m.generation, m.parts.Tokens, chosen.account)
}

// lookWhereTo asks the store where a token of that account would go.
func (m Model) lookWhereTo() tea.Cmd {
	if m.parts.Tokens == nil {
		return nil
	}
	return lookForPlace(m.ctx, m.generation, m.parts.Tokens, m.ways()[m.connect.choice].account)
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
	case tokenLooked:
		return m.tokenLooked(msg)
	case placeLooked:
		if msg.account == m.ways()[m.connect.choice].account {
			m.connect.willGo = willGo(msg.place)
		}
		return m, nil
	case demoStarted:
		return m.demoStarted(msg)
	case appSaved:
		return m.appSaved(msg)
	case tokenDeleted:
		return m.tokenDeleted(msg)
	}
	return m, nil
}

func (m Model) tokenDeleted(msg tokenDeleted) (Model, tea.Cmd) {
	switch {
	case msg.err != nil:
		m.connect.notice = "The token could not be deleted: " + safe.Line(msg.err.Error(), 200)
	case m.connect.notice == "":
		m.connect.notice = signedOutText
	}
	return m, m.lookWhereTo()
}

// tokenLooked goes straight on at the start of the program; later it only says
// where the token is.
func (m Model) tokenLooked(msg tokenLooked) (Model, tea.Cmd) {
	opening, picked := m.connect.opening, m.connect.picked
	m.connect.opening, m.connect.picked = false, false
	if c, use := m.preferred(msg.account, msg.err == nil); opening && !picked && use {
		return m.openSession(session{account: msg.account, credential: c, keys: true})
	}
	if msg.account != m.ways()[m.connect.choice].account && !opening {
		return m, nil
	}
	m.connect.stored = ""
	if msg.err != nil {
		if problem := tokenProblem(msg.err); problem != "" {
			m.connect.notice = problem
		}
		return m, m.lookWhereTo()
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

func (m Model) demoStarted(msg demoStarted) (Model, tea.Cmd) {
	if msg.err != nil {
		m.connect.leaving = false
		m.connect.notice = "The demo did not start: " + safe.Line(msg.err.Error(), 200)
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
	case m.connect.leaving && !key.Matches(msg, keys.Quit):
		return m, nil
	case key.Matches(msg, keys.Quit):
		return m, tea.Quit
	case key.Matches(msg, keys.Back) && len(m.accounts) > 0:
		return m.show(m.shown)
	case key.Matches(msg, keys.Up):
		return m.chooseWay(-1)
	case key.Matches(msg, keys.Down):
		return m.chooseWay(+1)
	case key.Matches(msg, keys.ReadOnly):
		m.parts.Settings.ReadOnly = !m.parts.Settings.ReadOnly
	case key.Matches(msg, keys.EditApp) && !m.parts.Demo:
		return m.openGuide(), nil
	case key.Matches(msg, keys.SignOut) && m.connect.stored != "":
		m.connect.stored = ""
		return m, deleteToken(m.ctx, m.generation, m.parts.Tokens, m.ways()[m.connect.choice].account)
	case key.Matches(msg, keys.SignIn):
		return m.chosen(m.ways()[m.connect.choice])
	}
	return m, nil
}

func (m Model) chooseWay(step int) (Model, tea.Cmd) {
	m.connect.choice = min(max(m.connect.choice+step, 0), len(m.ways())-1)
	m.connect.stored, m.connect.willGo = "", ""
	return m, m.lookForChosen()
}

// chosen goes the way under the cursor.
func (m Model) chosen(w way) (Model, tea.Cmd) {
	m.connect.notice = ""
	if at := m.index(w.account); at >= 0 && w.kind == byOAuth && m.accounts[at].signedIn() {
		return m.show(at)
	}
	switch {
	case w.kind == byDemo:
		m.connect.leaving = true
		return m, startDemo(m.generation, m.parts.StartDemo)
	case w.kind == byKeys:
		return m.openSession(session{account: w.account, credential: w.credential, keys: true})
	case m.parts.Settings.ClientID == "" && m.connect.stored == "":
		return m.openGuide(), nil
	case m.connect.stored != "":
		m.connect.opening, m.connect.picked = true, true
		return m, lookForToken(m.ctx, m.generation, m.parts.Tokens, w.account)
	default:
		return m.enterWaiting(w.account)
	}
}

func (m Model) connectKeys() []key.Binding {
	if m.connect.guide.open {
		return m.guideKeys()
	}
	enter := "sign in"
	w := m.ways()[m.connect.choice]
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
