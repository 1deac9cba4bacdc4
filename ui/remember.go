package ui

import (
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/portfolio"
	"quipu/state"
	"quipu/ui/table"
)

type stateSaved struct{ err error }

// boards gives the tables by the name that they are remembered under.
func (m *account) boards() map[string]table.Any {
	all := map[string]table.Any{}
	for t := range tabs {
		all[t.view().key] = t.view().board(m)
	}
	return all
}

// remember keeps how the account is laid out, and writes it down where there is
// a place for that.
func (m *account) remember() tea.Cmd {
	layout := state.Layout{
		Tab: strings.ToLower(m.portfolio.tab.view().name), Period: m.portfolio.curve.period.Name(),
		List: m.portfolio.lists.want, Tables: map[string]state.Table{},
		Credential: m.memory.Accounts[string(m.session.account)].Credential,
	}
	for name, b := range m.boards() {
		arranged := b.Arrangement()
		layout.Tables[name] = state.Table{Hidden: arranged.Hidden, Sorted: arranged.SortedBy, Ascending: arranged.Reversed}
	}
	accounts := maps.Clone(m.memory.Accounts)
	if accounts == nil {
		accounts = map[string]state.Layout{}
	}
	accounts[string(m.session.account)] = layout
	m.memory.Accounts = accounts
	m.revision++
	save, revision, memory := m.parts.SaveState, m.revision, m.memory
	if save == nil {
		return nil
	}
	visit := m.visit
	return func() tea.Msg { return answered{visit, stateSaved{save(revision, memory)}} }
}

// rememberCredential keeps what opened an account, for the next start.
func (m *Model) rememberCredential(s session, visit int) tea.Cmd {
	layout, kind := m.memory.Accounts[string(s.account)], s.credential.Kind
	if kind == app.StoredToken {
		kind = ""
	}
	if layout.Credential == string(kind) {
		return nil
	}
	layout.Credential = string(kind)
	accounts := maps.Clone(m.memory.Accounts)
	if accounts == nil {
		accounts = map[string]state.Layout{}
	}
	accounts[string(s.account)] = layout
	m.memory.Accounts = accounts
	m.revision++
	save, revision, memory := m.parts.SaveState, m.revision, m.memory
	if save == nil {
		return nil
	}
	return func() tea.Msg { return answered{visit, stateSaved{save(revision, memory)}} }
}

// Keep writes down what was arranged last: the program may end before the
// command that does so has run.
func (m Model) Keep() error {
	if m.revision == 0 || m.parts.SaveState == nil {
		return nil
	}
	return m.parts.SaveState(m.revision, m.memory)
}

// recall lays the account out as it was left.
func (m *account) recall() {
	if m.session.access.Data == nil {
		m.portfolio.positions.Unavailable = trendTitle // it would stay empty
	}
	layout, known := m.memory.Accounts[string(m.session.account)]
	if !known {
		return
	}
	for t := range tabs {
		if strings.ToLower(t.view().name) == layout.Tab {
			m.portfolio.tab = t
		}
	}
	m.portfolio.curve.period, _ = portfolio.PeriodNamed(layout.Period)
	m.portfolio.lists.want = layout.List
	for name, b := range m.boards() {
		if t, known := layout.Tables[name]; known {
			b.Arrange(table.Arrangement{Hidden: t.Hidden, SortedBy: t.Sorted, Reversed: t.Ascending})
		}
	}
}
