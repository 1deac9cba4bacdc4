package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
)

// desk is an account that stays open while another one is on the screen: its
// poller goes on, its figures stay current, coming back is instant.
type desk struct {
	session   session
	portfolio portfolioState
	visit     int
	ctx       context.Context //nolint:containedctx // of the account's poller and requests
	cancel    context.CancelFunc
}

// park puts the account on the screen aside.
func (m Model) park() Model {
	m = m.closeOverlay()
	m.portfolio.filtering = false
	m.parked = append(slices.Clone(m.parked), desk{m.session, m.portfolio, m.visit, m.ctx, m.cancel})
	m.cancel = func() {}
	m.session = session{}
	return m
}

// parkedAt is where the account waits, -1 where it is not open.
func (m Model) parkedAt(account config.Account) int {
	return slices.IndexFunc(m.parked, func(d desk) bool { return d.session.account == account })
}

// refused reports whether the account's token is accepted no longer: its figures
// are the last there were.
func (d desk) refused() bool { return d.portfolio.update.State == client.Refused }

// unpark puts a parked account on the screen, as it was left and with the
// figures it has now. What was on the screen has been parked or left before.
func (m Model) unpark(at int) (Model, tea.Cmd) {
	m.cancel()
	d := m.parked[at]
	m.parked = slices.Delete(slices.Clone(m.parked), at, at+1)
	m.session, m.portfolio, m.visit, m.ctx, m.cancel = d.session, d.portfolio, d.visit, d.ctx, d.cancel
	m.page, m.help = portfolioPage, false
	m.lay()
	return m.readDue()
}

// drop ends a parked account.
func (m Model) drop(account config.Account) Model {
	if at := m.parkedAt(account); at >= 0 {
		m.parked[at].cancel()
		m.parked = slices.Delete(slices.Clone(m.parked), at, at+1)
	}
	return m
}

// parkedFact gives a fact to the parked account that asked for it. Facts of
// views that were left are dropped.
func (m Model) parkedFact(visit int, fact any) (Model, tea.Cmd) {
	at := slices.IndexFunc(m.parked, func(d desk) bool { return d.visit == visit })
	if at < 0 {
		return m, nil
	}
	d := m.parked[at]
	behind := m
	behind.session, behind.portfolio, behind.visit, behind.ctx, behind.cancel = d.session, d.portfolio, d.visit, d.ctx, d.cancel
	behind.page, behind.background = portfolioPage, true
	before := len(behind.portfolio.notices)
	behind, cmd := behind.portfolioFact(fact)
	m.parked = slices.Clone(m.parked)
	m.parked[at] = desk{behind.session, behind.portfolio, behind.visit, behind.ctx, behind.cancel}
	m.memory, m.revision = behind.memory, behind.revision
	if all := behind.portfolio.notices; len(all) > before && m.page == portfolioPage {
		for _, n := range all[before:] {
			m.notify(strings.ToUpper(string(d.session.account))+": "+n.words, n.tone)
		}
		m.parked[at].portfolio.notices = nil // told
	}
	return m, cmd
}

// other is the account that is not on the screen.
func (m Model) other() config.Account {
	if m.session.account == config.Live {
		return config.Paper
	}
	return config.Live
}

// switchAccount shows the other account: at once when it is open, else by its
// token, else by signing in to it. This one stays open meanwhile.
func (m Model) switchAccount() (Model, tea.Cmd) {
	other := m.other()
	m = m.park()
	if at := m.parkedAt(other); at >= 0 {
		return m.unpark(at)
	}
	m, _ = m.enterConnect("")
	m.choose(other, byOAuth)
	m.connect.opening = true
	return m, m.lookForChosen()
}

// choose puts connect's cursor on an account and a way in.
func (m *Model) choose(account config.Account, kind wayKind) {
	for i, w := range m.ways() {
		if w.account == account && w.kind == kind {
			m.connect.choice = i
		}
	}
}

// leavePortfolio closes the account on the screen.
func (m Model) leavePortfolio() (Model, tea.Cmd) {
	account, kind := m.session.account, byOAuth
	if m.session.keys {
		kind = byKeys
	}
	m, _ = m.enterConnect("")
	m.choose(account, kind)
	return m, m.lookForChosen()
}
