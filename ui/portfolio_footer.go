package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"quipu/client"
)

// portfolioKeys are the keys that work now, for the footer and the help.
func (m account) portfolioKeys() []key.Binding {
	p := m.portfolio
	switch {
	case p.over != noOverlay:
		return m.overlayKeys()
	case p.filtering:
		return []key.Binding{describe(keys.Submit, "keep the filter"), describe(keys.Back, "clear it")}
	}
	var shown []key.Binding
	refused := p.update.State == client.Refused
	if p.update.MayAskAgain() {
		shown = append(shown, describe(keys.Refresh, "try once more"))
	}
	if refused {
		shown = append(shown, keys.Again)
	}
	for _, b := range m.tabKeys() {
		if !refused || !slices.Equal(b.Keys(), keys.Open.Keys()) { // enter signs in again now
			shown = append(shown, b)
		}
	}
	shown = append(shown, keys.Filter, keys.Sort)
	if p.update.Snapshot != nil {
		shown = append(shown, keys.Palette, keys.Columns, keys.NextTab)
	}
	shown = append(shown, keys.Accounts)
	if !refused {
		shown = append(shown, keys.Refresh, m.curveKey())
		if p.update.Snapshot != nil {
			shown = append(shown, keys.Equity, keys.Find, keys.Alerts)
		}
	}
	shown = append(shown, keys.Privacy, keys.Copy, keys.Reverse)
	back := describe(keys.Back, "accounts")
	if m.board().filtered() != "" {
		back = describe(keys.Back, "clear filter")
	}
	return append(shown, back, keys.Help, keys.Quit)
}

// curveKey names the keys of the curve's period that no other thing has here.
func (m account) curveKey() key.Binding {
	if m.portfolio.tab == listsTab {
		return describe(keys.Period, keys.Curve.Help().Desc)
	}
	return keys.Curve
}

// tabKeys are those of the open tab alone, the most wanted first.
func (m account) tabKeys() []key.Binding {
	switch m.portfolio.tab {
	case ordersTab:
		return m.ordersKeys()
	case activityTab:
		return m.activityKeys()
	case listsTab:
		return m.listsKeys()
	default:
		return m.positionsKeys()
	}
}
