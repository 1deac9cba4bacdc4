package ui

import (
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/portfolio"
	"quipu/state"
)

type stateSaved struct{ err error }

// boards gives the portfolio's tables by the name they are remembered under.
func (m *account) boards() map[string]board {
	p := &m.portfolio
	return map[string]board{"positions": &p.positions, "orders": &p.orders.grid, "activity": &p.activity.grid, "watchlist": &p.lists.grid}
}

// remember keeps how the account is laid out, and writes it down where there is
// a place for that.
func (m *account) remember() tea.Cmd {
	layout := state.Layout{
		Tab: strings.ToLower(tabNames[m.portfolio.tab]), Period: m.portfolio.curve.period.Name(),
		List: m.portfolio.lists.want, Tables: map[string]state.Table{},
	}
	for name, b := range m.boards() {
		layout.Tables[name] = b.layout()
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
		m.portfolio.positions.barred = trendTitle // it would stay empty
	}
	layout, known := m.memory.Accounts[string(m.session.account)]
	if !known {
		return
	}
	for t, name := range tabNames {
		if strings.ToLower(name) == layout.Tab {
			m.portfolio.tab = tab(t)
		}
	}
	m.portfolio.curve.period, _ = portfolio.PeriodNamed(layout.Period)
	m.portfolio.lists.want = layout.List
	for name, b := range m.boards() {
		if t, known := layout.Tables[name]; known {
			b.lay(t)
		}
	}
}
