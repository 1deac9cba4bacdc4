package ui

import (
	"fmt"
	"quipu/format"

	tea "charm.land/bubbletea/v2"
)

func (m account) positionsActions() []action[account] {
	var of instrument
	if h := m.portfolio.positions.current(); h != nil {
		of = instrument{symbol: h.Symbol, class: h.AssetClass, asset: h.AssetID}
	}
	return []action[account]{m.openAction(of)}
}

// openAction opens the detail of what the cursor is on. While the sign-in is
// refused, enter signs in again.
func (m account) openAction(of instrument) action[account] {
	return action[account]{
		Binding: keys.Open, name: "Detail", when: of.symbol != "" && !m.refused(),
		do: func(m account) (account, tea.Cmd) { return m.openDetail(of) },
	}
}

func (m account) viewPositions() []string {
	return m.portfolio.positions.view(m.theme, m.figures(), m.noPositions())
}

func (m account) positionsRemarks() []string {
	var remarks []string
	shown := m.portfolio.shownTotals()
	if n := shown.Count - shown.Priced; n > 0 {
		remarks = append(remarks, fmt.Sprintf("%d without a price", n))
	}
	if m.look().resting && shown.Priced > 0 {
		remarks = append(remarks, format.ClosedMark+" price from outside the session")
	}
	return remarks
}

// shownTotals adds up the positions that a filter leaves.
func (p *portfolioState) shownTotals() totals {
	if p.positions.filtered() == "" {
		return p.all
	}
	return addUp(p.positions.shown)
}

func (m account) noPositions() string {
	if filter := m.portfolio.positions.filtered(); filter != "" {
		return "No position matches " + filter + "."
	}
	return "No positions. What you buy shows up here."
}
