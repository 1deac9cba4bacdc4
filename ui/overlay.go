package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/text"
)

// overlay is what lies over the tabs, under the header that stays.
type overlay int

const (
	noOverlay overlay = iota
	detailOverlay
	equityOverlay
	paletteOverlay
	chooserOverlay
	alertsOverlay
	searchOverlay
	questionOverlay
)

// overlayKey gives a key to what lies on top.
func (m account) overlayKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	switch m.portfolio.over {
	case detailOverlay:
		return m.detailKey(msg)
	case equityOverlay:
		return m.equityKey(msg)
	case paletteOverlay:
		return m.paletteKey(msg)
	case chooserOverlay:
		return m.chooserKey(msg)
	case alertsOverlay:
		return m.alertsKey(msg)
	case searchOverlay:
		return m.searchKey(msg)
	default:
		return m.questionKey(msg)
	}
}

// overlayText gives pasted text to what lies on top.
func (m account) overlayText(msg tea.PasteMsg) (account, tea.Cmd) {
	switch m.portfolio.over {
	case paletteOverlay:
		return m.paletteKey(msg)
	case searchOverlay:
		return m.searchKey(msg)
	case alertsOverlay:
		return m.alertsKey(msg)
	case questionOverlay:
		return m.questionKey(msg)
	default:
		return m, nil
	}
}

// enteringText reports whether keys are text in what lies on top.
func (p portfolioState) enteringText() bool {
	switch p.over {
	case noOverlay:
		return p.filtering
	case paletteOverlay, searchOverlay:
		return true
	case questionOverlay:
		return p.question.naming
	case alertsOverlay:
		return p.alerts.entering
	default:
		return false
	}
}

func (m account) overlayKeys() []key.Binding {
	switch m.portfolio.over {
	case detailOverlay:
		return m.detailKeys()
	case equityOverlay:
		return m.equityKeys()
	case paletteOverlay:
		return m.paletteKeys()
	case chooserOverlay:
		return m.chooserKeys()
	case alertsOverlay:
		return m.alertsKeys()
	case searchOverlay:
		return m.searchKeys()
	default:
		return m.questionKeys()
	}
}

// viewOverlay draws what lies on top into rows lines.
func (m account) viewOverlay(rows int) []string {
	var lines []string
	all := rows
	if m.part().roomy {
		rows-- // a blank line above the footer
	}
	switch m.portfolio.over {
	case detailOverlay:
		lines = m.viewDetail(rows)
	case equityOverlay:
		lines = m.viewEquityOverlay(rows)
	case paletteOverlay:
		lines = m.viewPalette(rows)
	case chooserOverlay:
		lines = m.viewChooser(rows)
	case alertsOverlay:
		lines = m.viewAlerts(rows)
	case searchOverlay:
		lines = m.viewSearch(rows)
	default:
		lines = m.viewQuestion(rows)
	}
	return text.Fill(text.Fill(lines, rows), all)
}

// close takes away what lies on top.
func (m account) closeOverlay() account {
	if m.portfolio.over == detailOverlay {
		m.portfolio.detail.cancel()
		m.portfolio.detail = detailState{}
	}
	m.portfolio.over = noOverlay
	return m
}

func (m account) equityKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	e := &m.portfolio.chart
	points := len(m.portfolio.curve.history.Points)
	if m.portfolio.curve.of != m.portfolio.curve.period {
		points = 0
	}
	switch {
	case key.Matches(msg, keys.Quit, keys.Back, keys.Equity):
		return m.closeOverlay(), nil
	case key.Matches(msg, keys.CursorLeft):
		e.cursor = stepCursor(e.cursor, -1, points)
	case key.Matches(msg, keys.CursorRight):
		e.cursor = stepCursor(e.cursor, +1, points)
	case key.Matches(msg, keys.CursorFirst):
		e.cursor = stepCursor(e.cursor, -points, points)
	case key.Matches(msg, keys.CursorLast):
		e.cursor = stepCursor(e.cursor, +points, points)
	case key.Matches(msg, keys.PeriodBefore):
		return m.showPeriod(m.portfolio.curve.period - 1)
	case key.Matches(msg, keys.PeriodAfter):
		return m.showPeriod(m.portfolio.curve.period + 1)
	case key.Matches(msg, keys.Privacy):
		return m.togglePrivacy()
	}
	return m, nil
}

func (m account) equityKeys() []key.Binding {
	return []key.Binding{keys.Cursor, keys.Period, keys.CursorFirst, keys.CursorLast, keys.Privacy, describe(keys.Back, "back"), keys.Help}
}
