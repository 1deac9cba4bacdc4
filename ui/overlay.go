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

// overlayView is what an overlay consists of. A further overlay is one more in the
// list below.
type overlayView struct {
	key   func(account, tea.Msg) (account, tea.Cmd) // a key, or pasted text where text is entered
	keys  func(account) []key.Binding
	draw  func(m account, rows int) []string
	typed func(account) bool                             // keys are text now; nil for never
	wheel func(m account, step int) account              // nil for nothing to scroll
	click func(m account, x, row int) (account, tea.Cmd) // nil for nothing to click
}

func (o overlay) view() overlayView {
	always := func(account) bool { return true }
	return map[overlay]overlayView{
		detailOverlay:   {key: account.detailKey, keys: account.detailKeys, draw: account.viewDetail, wheel: account.scrollDetail},
		equityOverlay:   {key: account.equityKey, keys: account.equityKeys, draw: account.viewEquityOverlay, click: account.clickCurve},
		paletteOverlay:  {key: account.paletteKey, keys: account.paletteKeys, draw: account.viewPalette, typed: always},
		chooserOverlay:  {key: account.chooserKey, keys: account.chooserKeys, draw: account.viewChooser},
		alertsOverlay:   {key: account.alertsKey, keys: account.alertsKeys, draw: account.viewAlerts, typed: func(m account) bool { return m.portfolio.alerts.entering }},
		searchOverlay:   {key: account.searchKey, keys: account.searchKeys, draw: account.viewSearch, typed: always},
		questionOverlay: {key: account.questionKey, keys: account.questionKeys, draw: account.viewQuestion, typed: func(m account) bool { return m.portfolio.question.naming }},
	}[o]
}

// enteringText reports whether keys are text now.
func (m account) enteringText() bool {
	if m.portfolio.over == noOverlay {
		return m.portfolio.filtering
	}
	typed := m.portfolio.over.view().typed
	return typed != nil && typed(m)
}

// viewOverlay draws what lies on top into rows lines.
func (m account) viewOverlay(rows int) []string {
	all := rows
	if m.part().roomy {
		rows-- // a blank line above the footer
	}
	return text.Fill(text.Fill(m.portfolio.over.view().draw(m, rows), rows), all)
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

func (m account) equityKey(msg tea.Msg) (account, tea.Cmd) {
	m, cmd, _ := pressed(m, m.equityActions(), msg)
	return m, cmd
}

func (m account) equityKeys() []key.Binding { return bindings(m.equityActions(), inFooter) }

func (m account) equityActions() []action[account] {
	points := len(m.portfolio.curve.history.Points)
	if m.portfolio.curve.of != m.portfolio.curve.period {
		points = 0
	}
	step := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, when: true, do: func(m account) (account, tea.Cmd) {
			m.portfolio.chart.cursor = stepCursor(m.portfolio.chart.cursor, by, points)
			return m, nil
		}}
	}
	return []action[account]{
		together(keys.Cursor, true, step(keys.CursorLeft, -1), step(keys.CursorRight, +1)),
		m.periodAction(),
		step(keys.CursorFirst, -points), step(keys.CursorLast, +points),
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
		{Binding: describe(keys.Back, "back"), when: true, do: account.leaveOverlay},
		{Binding: keys.Quit, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Equity, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, do: func(m account) (account, tea.Cmd) { return m.open(Model.openHelp) }},
	}
}

// leaveOverlay closes what lies on top.
func (m account) leaveOverlay() (account, tea.Cmd) { return m.closeOverlay(), nil }
