package ui

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/client"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// areas is where the parts of the portfolio begin, in rows of the window.
type areas struct {
	header, tabs, titles, rows int
	lists                      int // the names of the watchlists, -1 on other tabs
}

// areas follows viewPortfolio line by line.
func (m account) areas() areas {
	p := m.part()
	y := 0
	if m.framed() {
		y++
	}
	a := areas{header: y, lists: -1}
	y++
	if p.banner {
		y++
	}
	if p.roomy {
		y++
	}
	y += p.cards
	if p.roomy {
		y++
	}
	a.tabs = y
	y += 2 // and the rule under them
	if m.portfolio.tab == listsTab {
		a.lists = y
		y++
	}
	a.titles, a.rows = y, y+1
	return a
}

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
	switch m.portfolio.over {
	case noOverlay:
		m.board().scroll(step)
		return m, nil
	case detailOverlay:
		m.portfolio.detail.scroll = min(max(m.portfolio.detail.scroll+step, 0), m.detailDepth())
	}
	return m, nil
}

func (m account) click(x, y int) (account, tea.Cmd) {
	a := m.areas()
	b := m.board()
	switch {
	case y == a.header && m.onOther(x):
		return m.open(Model.switchAccount)
	case m.portfolio.over == equityOverlay:
		return m.clickCurve(x), nil
	case m.portfolio.over != noOverlay, m.portfolio.filtering:
		return m, nil
	case y == a.tabs:
		if t, found := m.tabAt(x); found {
			return m.showTab(t)
		}
	case y == a.titles:
		b.sortAt(x - 1)
		return m, m.remember()
	case y >= a.rows:
		if b.selectRow(y-a.rows) && m.portfolio.update.State != client.Refused { // enter signs in again then
			return m.portfolioKey(tea.KeyPressMsg{Code: tea.KeyEnter})
		}
	}
	return m, nil
}

// clickCurve puts the cursor of the equity curve where it was clicked.
func (m account) clickCurve(x int) account {
	if at := m.equityChart().PointAt(x-1, m.width-2); at >= 0 {
		m.portfolio.chart.cursor = at
	}
	return m
}

// onOther reports whether cell x of the header is the other account's name.
func (m account) onOther(x int) bool {
	before := lipgloss.Width(m.headerName())
	return x >= before && x < before+lipgloss.Width(m.otherName())
}
