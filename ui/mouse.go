package ui

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// portfolioMouse takes clicks and the wheel on the tables; over an overlay the
// wheel scrolls what can be scrolled.
func (m account) portfolioMouse(msg tea.MouseMsg) (account, tea.Cmd) {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at.Button)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft && m.portfolio.update.Snapshot != nil {
			return m.click(at.X, at.Y)
		}
	}
	return m, nil
}

func (m account) wheel(button tea.MouseButton) (account, tea.Cmd) {
	step := wheelRows
	if button == tea.MouseWheelUp {
		step = -step
	} else if button != tea.MouseWheelDown {
		return m, nil
	}
	if m.portfolio.over == noOverlay {
		m.board().Scroll(step)
	} else if wheel := m.portfolio.over.view().wheel; wheel != nil {
		m = wheel(m, step)
	}
	return m, nil
}

// scrollDetail scrolls the detail by rows.
func (m account) scrollDetail(step int) account {
	m.portfolio.detail.scroll = min(max(m.portfolio.detail.scroll+step, 0), m.detailDepth())
	return m
}

// click gives a click to the region that is there.
func (m account) click(x, y int) (account, tea.Cmd) {
	if m.framed() {
		y--
	}
	for _, r := range m.regions(m.part()) {
		if y >= 0 && y < r.rows && r.click != nil {
			return r.click(m, x, y)
		}
		y -= r.rows
	}
	return m, nil
}

// clickHeader shows the other account where its name is.
func (m account) clickHeader(x, _ int) (account, tea.Cmd) {
	before := lipgloss.Width(m.headerName())
	if x >= before && x < before+lipgloss.Width(m.otherName()) {
		return m.open(Model.switchAccount)
	}
	return m, nil
}

// clickTable sorts by the title, or puts the cursor on the row; a second click on
// it opens its detail.
func (m account) clickTable(x, row int) (account, tea.Cmd) {
	if m.portfolio.filtering {
		return m, nil
	}
	b := m.board()
	if row == 0 {
		b.SortAt(x - 1)
		return m, m.remember()
	}
	if !b.Select(row - 1) {
		return m, nil
	}
	return perform(m, m.portfolio.tab.view().actions(m), keys.Open)
}

// clickCurve puts the cursor of the equity curve where it was clicked.
func (m account) clickCurve(x, _ int) (account, tea.Cmd) {
	if at := m.equityChart().PointAt(x-1, m.width-2); at >= 0 {
		m.portfolio.chart.cursor = at
	}
	return m, nil
}
