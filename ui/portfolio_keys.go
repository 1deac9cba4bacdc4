package ui

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
)

// portfolioKey gives a key to what lies on top: an overlay, the filter, the
// open tab, and last the keys that every tab has.
func (m account) portfolioKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	if m.portfolio.over != noOverlay {
		return m.overlayKey(msg)
	}
	if m.portfolio.filtering {
		return m.filterKey(msg)
	}
	refused := m.portfolio.update.State == client.Refused && key.Matches(msg, keys.Again)
	if next, cmd, taken := m.tabKey(msg); taken && !refused {
		return next, cmd
	}
	return m.commonKey(msg)
}

// leaveTime is within which a second esc leaves the account. One too many, on the
// way out of a view, must not close it.
const leaveTime = 3 * time.Second

const leaveWords = "esc once more leaves this account; q quits."

// tabKey takes the keys of one tab alone.
func (m account) tabKey(msg tea.KeyPressMsg) (account, tea.Cmd, bool) {
	switch m.portfolio.tab {
	case positionsTab:
		return m.positionsKey(msg)
	case ordersTab:
		return m.ordersKey(msg)
	case activityTab:
		return m.activityKey(msg)
	case listsTab:
		return m.listsKey(msg)
	default:
		return m, nil, false
	}
}

func (m account) commonKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	p := &m.portfolio
	b := m.board()
	switch {
	case move(b, msg):
		return m, nil
	case key.Matches(msg, keys.Quit):
		return m, tea.Quit
	case key.Matches(msg, keys.Back) && b.filtered() != "":
		b.search("")
	case key.Matches(msg, keys.Back) && m.now.Sub(p.leaving) > leaveTime:
		p.leaving, p.said = m.now, leaveWords
	case key.Matches(msg, keys.Back):
		return m.open(Model.leaveAccount)
	case key.Matches(msg, keys.Again) && p.update.State == client.Refused:
		return m.open(Model.signInAgain)
	case key.Matches(msg, keys.Tabs):
		return m.showTab(tab(msg.Code - '1'))
	case key.Matches(msg, keys.NextTab):
		return m.showTab(p.tab + 1)
	case key.Matches(msg, keys.PreviousTab):
		return m.showTab(p.tab - 1)
	case key.Matches(msg, keys.Accounts):
		return m.open(Model.switchAccount)
	case key.Matches(msg, keys.Filter):
		return m.openFilter()
	case key.Matches(msg, keys.Sort):
		b.sortBy(+1)
		return m, m.remember()
	case key.Matches(msg, keys.Reverse):
		b.turn()
		return m, m.remember()
	case key.Matches(msg, keys.Refresh) && p.feed != nil:
		if p.update.MayAskAgain() {
			p.said = "Trying once more…"
		}
		return m.refresh()
	case key.Matches(msg, keys.Privacy):
		m.hideAmounts()
	case key.Matches(msg, keys.Copy):
		return m.copyRow()
	case key.Matches(msg, keys.Earlier):
		return m.showPeriod(p.curve.period - 1)
	case key.Matches(msg, keys.Later):
		return m.showPeriod(p.curve.period + 1)
	default:
		return m.openKey(msg)
	}
	return m, nil
}

// openKey takes the keys that lay something over the tabs.
func (m account) openKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	switch {
	case m.portfolio.update.Snapshot == nil:
	case key.Matches(msg, keys.Equity):
		return m.openEquity(), nil
	case key.Matches(msg, keys.Columns):
		return m.openChooser(), nil
	case key.Matches(msg, keys.Palette):
		return m.openPalette()
	case key.Matches(msg, keys.Alerts):
		return m.openAlerts(), nil
	case key.Matches(msg, keys.Find):
		return m.openSearch(findToShow)
	}
	return m, nil
}

// refreshApart is the least time between two readings of everything: somebody
// leaning on the key must not spend the minute's calls.
const refreshApart = 2 * time.Second

// refresh reads everything anew.
func (m account) refresh() (account, tea.Cmd) {
	m.portfolio.feed.Refresh()
	if m.now.Sub(m.portfolio.refreshed) < refreshApart {
		return m, nil
	}
	m.portfolio.refreshed = m.now
	m.portfolio.orders.stale, m.portfolio.activity.stale = true, true
	m.portfolio.lists.stale, m.portfolio.quotes.stale = true, true
	return m.readCurve(true)
}

// hideAmounts turns privacy on or off.
func (m *account) hideAmounts() {
	m.set(func(s *config.Settings) { s.Private = !s.Private })
	m.lay()
}

func (m account) openFilter() (account, tea.Cmd) {
	m.portfolio.filtering = true
	m.portfolio.field = m.input("symbol")
	m.portfolio.field.SetValue(m.board().filtered())
	return m, m.portfolio.field.Focus()
}

// filterKey edits the filter; the table follows every letter.
func (m account) filterKey(msg tea.Msg) (account, tea.Cmd) {
	p := &m.portfolio
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back):
			p.filtering = false
			m.board().search("")
			return m, nil
		case key.Matches(press, keys.Submit):
			p.filtering = false
			return m, nil
		}
	}
	var cmd tea.Cmd
	p.field, cmd = p.field.Update(msg)
	m.board().search(strings.ToUpper(strings.TrimSpace(p.field.Value())))
	return m, cmd
}

// portfolioText takes pasted text where text is being entered.
func (m account) portfolioText(msg tea.PasteMsg) (account, tea.Cmd) {
	switch {
	case m.portfolio.over != noOverlay:
		return m.overlayText(msg)
	case m.portfolio.filtering:
		return m.filterKey(msg)
	default:
		return m, nil
	}
}

// copyRow sends the row under the cursor to the terminal's clipboard, as tab
// separated text with what its columns show.
func (m account) copyRow() (account, tea.Cmd) {
	words := m.board().words()
	if words == nil {
		return m, nil
	}
	m.portfolio.said = "Row sent to the terminal's clipboard."
	return m, m.copyOut(m.ctx, m.visit, strings.Join(words, "\t"))
}
