package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"quipu/format"
)

func (m account) positionsActions() []action[account] {
	var of instrument
	if h := m.portfolio.positions.Current(); h != nil {
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
	return m.portfolio.positions.Lines(m.theme, m.figures(), m.noPositions())
}

func (m account) positionsRemarks() []string {
	var remarks []string
	shown := m.portfolio.shownTotals()
	if n := shown.Count - shown.Priced; n > 0 {
		remarks = append(remarks, unpriced(n))
	}
	if m.look().MarketClosed && shown.Priced > 0 {
		remarks = append(remarks, format.ClosedMark+" extended-hours or last price")
	}
	return remarks
}

// shownTotals adds up the positions that a filter leaves.
func (p *portfolioState) shownTotals() totals {
	if p.positions.Filter() == "" {
		return p.all
	}
	return addUp(p.positions.Shown)
}

func (m account) noPositions() string {
	if filter := m.portfolio.positions.Filter(); filter != "" {
		return "No position matches " + filter + "."
	}
	return "No positions. What you buy shows up here."
}

// unpriced says how many positions have no price.
func unpriced(n int) string {
	if n == 1 {
		return "1 position has no price"
	}
	return fmt.Sprintf("%d positions have no price", n)
}
