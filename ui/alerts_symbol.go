package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/state"
)

// symbolLooked says whether the broker has the symbol of an alert.
type symbolLooked struct {
	alert state.Alert
	known bool
}

// lookSymbol looks an alert's symbol up in the list of assets, which has no
// options. What is held is known.
func (m account) lookSymbol(a state.Alert) tea.Cmd {
	if a.On != onPrice || m.held(a.Symbol) != nil || market.ClassOf(a.Symbol) == market.Option {
		return nil
	}
	ctx, visit, assets := m.ctx, m.visit, m.session.access.Assets
	return func() tea.Msg {
		index, err := assets(ctx)
		known := err != nil || index.Len() == 0 || slices.ContainsFunc(index.Search(a.Symbol, searchMost), func(found client.Asset) bool {
			return strings.EqualFold(found.Symbol, a.Symbol)
		})
		return answered{visit, symbolLooked{a, known}}
	}
}

// symbolLooked takes an alert off that could never fire.
func (m account) symbolLooked(msg symbolLooked) (account, tea.Cmd) {
	if msg.known {
		return m, nil
	}
	m.changeAlert(msg.alert.ID, func(*state.Alert) bool { return false })
	m.portfolio.alerts.at = max(min(m.portfolio.alerts.at, len(m.ownAlerts())-1), 0)
	m.portfolio.alerts.problem = "The broker has no symbol " + msg.alert.Symbol + ": alert removed"
	return m, m.remember()
}
