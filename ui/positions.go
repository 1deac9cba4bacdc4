package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

func (m account) positionsKey(msg tea.KeyPressMsg) (account, tea.Cmd, bool) {
	h := m.portfolio.positions.current()
	if h == nil || !key.Matches(msg, keys.Open) {
		return m, nil, false
	}
	next, cmd := m.openDetail(instrument{symbol: h.Symbol, class: h.AssetClass, asset: h.AssetID})
	return next, cmd, true
}

func (m account) positionsKeys() []key.Binding {
	if m.portfolio.positions.current() == nil {
		return nil
	}
	return []key.Binding{keys.Open}
}
