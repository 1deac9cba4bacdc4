package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/config"
	"quipu/format"
)

// dataDue asks the account on the screen to read what is missing or too old.
type dataDue struct{}

// current is the account on the screen, ready to draw.
func (m Model) current() account {
	a := m.accounts[m.shown]
	a.env = m.env
	return a
}

// index is the position of an account among the open ones, -1 if it is not open.
func (m Model) index(name config.Account) int {
	return slices.IndexFunc(m.accounts, func(a account) bool { return a.session.account == name })
}

// onReply passes a reply to the account that made the request. Replies to closed
// pages and accounts are dropped.
func (m Model) onReply(generation int, payload any) (Model, tea.Cmd) {
	at := slices.IndexFunc(m.accounts, func(a account) bool { return a.generation == generation })
	if at < 0 {
		at = slices.IndexFunc(m.accounts, func(a account) bool { return a.awaits(generation, payload) })
	}
	if at < 0 {
		return m, nil
	}
	return m.deliver(at, payload)
}

// deliver updates an account, opens the page that it asks for, and reads what is due
// if it is on the screen.
func (m Model) deliver(at int, msg any) (Model, tea.Cmd) {
	m, out, cmd := m.updateAccount(at, msg)
	if out.page != nil {
		next, more := out.page(m)
		return next, tea.Batch(cmd, more)
	}
	if m.page == portfolioPage && at == m.shown {
		next, _, more := m.updateAccount(at, dataDue{})
		return next, tea.Batch(cmd, more)
	}
	return m, cmd
}

func (m Model) updateAccount(at int, msg any) (Model, effects, tea.Cmd) {
	a, e, out, cmd := m.accounts[at].update(m.env, msg)
	m.env = e
	m.accounts = slices.Clone(m.accounts)
	m.accounts[at] = a
	for _, n := range out.notifications {
		m.notify(n)
	}
	if s := out.settings; s != nil {
		if s.Private != m.parts.Settings.Private {
			m.notifications = nil // their texts show or hide amounts
		}
		m.parts.Settings = *s
		m.paint()
	}
	return m, out, cmd
}

// openAccount starts the poller of a session's account and shows it. An account that
// is already open is replaced, so that it has one poller.
func (m Model) openAccount(s session) (Model, tea.Cmd) {
	m = m.leave()
	m.page = portfolioPage
	m.generations++
	a := newAccount(m.root, m.env, s, m.generations)
	a, started := a.follow()
	at := m.index(s.account)
	m.accounts = slices.Clone(m.accounts)
	if at >= 0 {
		a.portfolio.resume(&m.accounts[at].portfolio)
		a.numbers = m.accounts[at].numbers // identify what was sent
		m.accounts[at].cancel()
		m.accounts[at] = a
	} else {
		at = len(m.accounts)
		m.accounts = append(m.accounts, a)
	}
	m.listOpened()
	if m.parts.StateNotice != "" { // connect may have been skipped
		m.notify(notification{words: m.parts.StateNotice, tone: format.Accent})
		m.parts.StateNotice = ""
	}
	kept := m.rememberCredential(s, a.generation)
	m, cmd := m.show(at)
	return m, tea.Batch(cmd, kept, started)
}

// show puts an open account on the screen.
func (m Model) show(at int) (Model, tea.Cmd) {
	m = m.leave()
	m.page, m.shown, m.notificationSince = portfolioPage, at, m.now
	return m.deliver(at, tea.WindowSizeMsg{Width: m.width, Height: m.height})
}

// close closes an account and ends its poller.
func (m Model) close(at int) Model {
	m.accounts[at].cancel()
	m.accounts = slices.Delete(slices.Clone(m.accounts), at, at+1)
	m.shown = 0
	m.listOpened()
	return m
}

func (m *Model) closeAll() {
	for _, a := range m.accounts {
		a.cancel()
	}
	m.accounts, m.shown = nil, 0
	m.listOpened()
}

func (m *Model) listOpened() {
	m.opened = nil
	for _, a := range m.accounts {
		m.opened = append(m.opened, a.session.account)
	}
}

// switchAccount shows the other account. If it is not open, its stored token opens
// it, or a sign-in does. This account stays open.
func (m Model) switchAccount() (Model, tea.Cmd) {
	other := m.current().other()
	if at := m.index(other); at >= 0 {
		return m.show(at)
	}
	m, _ = m.enterConnect("")
	m.choose(other, app.Credential{})
	m.connect.opening = true
	return m, m.loadChosenToken()
}

// choose moves the cursor of the connect view to an account and its credential.
func (m *Model) choose(name config.Account, with app.Credential) {
	for i, w := range m.signInOptions() {
		if w.account == name && w.kind != byDemo && (w.credential.Kind == with.Kind || w.kind == byOAuth && !with.OfEnvironment()) {
			m.connect.choice = i
		}
	}
}

// leaveAccount closes the account on the screen.
func (m Model) leaveAccount() (Model, tea.Cmd) { return m.afterAnswers(m.shown, Model.leaveAtOnce) }

func (m Model) leaveAtOnce() (Model, tea.Cmd) {
	s := m.current().session
	m = m.close(m.shown)
	m, _ = m.enterConnect("")
	m.choose(s.account, s.credential)
	return m, m.loadChosenToken()
}

// signInAgain replaces a refused credential. The account stays open: esc returns to
// its last figures, and the new token opens the same view.
func (m Model) signInAgain() (Model, tea.Cmd) {
	a := m.current()
	if a.session.keys || m.parts.Settings.ClientID == "" {
		return m.leaveRefused(a.session, a.portfolio.update.Err, app.Verdict{})
	}
	asks := m.asks(a.session.account)
	if _, known := a.session.credential.Granted(); known && app.WhyNoTrading(m.parts.Settings) == "" {
		asks = permissionOf(a.session.credential)
	}
	return m.enterWaiting(a.session.account, asks)
}

// signOut closes the account on the screen and deletes its token.
func (m Model) signOut() (Model, tea.Cmd) { return m.afterAnswers(m.shown, Model.signOutAtOnce) }

func (m Model) signOutAtOnce() (Model, tea.Cmd) {
	name := m.current().session.account
	m = m.close(m.shown)
	next, cmd := m.enterConnect(signedOutText)
	return next, tea.Sequence(recoverPanics(deleteToken(next.ctx, next.generation, next.parts.Tokens, name)), recoverPanics(cmd))
}
