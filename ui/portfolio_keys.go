package ui

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
)

// portfolioKey gives a key to what lies on top: an overlay, the filter, the
// open tab, and last the keys that every tab has.
func (m Model) portfolioKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
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
func (m Model) tabKey(msg tea.KeyPressMsg) (Model, tea.Cmd, bool) {
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

func (m Model) commonKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	p := &m.portfolio
	b := m.board()
	switch {
	case move(b, msg):
		return m.readDue()
	case key.Matches(msg, keys.Quit):
		return m, tea.Quit
	case key.Matches(msg, keys.Back) && b.filtered() != "":
		b.search("")
	case key.Matches(msg, keys.Back) && m.now.Sub(p.leaving) > leaveTime:
		p.leaving, p.said = m.now, leaveWords
	case key.Matches(msg, keys.Back):
		return m.leavePortfolio()
	case key.Matches(msg, keys.Again) && p.update.State == client.Refused:
		return m.signInAgain()
	case key.Matches(msg, keys.Tabs):
		return m.showTab(tab(msg.Code - '1'))
	case key.Matches(msg, keys.NextTab):
		return m.showTab(p.tab + 1)
	case key.Matches(msg, keys.PreviousTab):
		return m.showTab(p.tab - 1)
	case key.Matches(msg, keys.Accounts):
		return m.switchAccount()
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
func (m Model) openKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
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
func (m Model) refresh() (Model, tea.Cmd) {
	m.portfolio.feed.Refresh()
	if m.now.Sub(m.portfolio.refreshed) < refreshApart {
		return m, nil
	}
	m.portfolio.refreshed = m.now
	m.portfolio.orders.stale, m.portfolio.activity.stale = true, true
	m.portfolio.lists.stale, m.portfolio.quotes.stale = true, true
	next, cmd := m.readCurve(true)
	next, more := next.readDue()
	return next, tea.Batch(cmd, more)
}

// hideAmounts turns privacy on or off. Notices were written for the other way.
func (m *Model) hideAmounts() {
	m.parts.Settings.Private = !m.parts.Settings.Private
	m.portfolio.notices = nil
	m.lay()
}

// signInAgain goes the way that mends a refused token. The last figures are put
// aside: esc comes back to them, and the new token opens the same view.
func (m Model) signInAgain() (Model, tea.Cmd) {
	s, reason := m.session, m.portfolio.update.Err
	m = m.park()
	if s.keys || m.parts.Settings.ClientID == "" {
		m.session = s
		return m.refused(reason)
	}
	return m.enterWaiting(s.account)
}

func (m Model) openFilter() (Model, tea.Cmd) {
	m.portfolio.filtering = true
	m.portfolio.field = m.input("symbol", false)
	m.portfolio.field.SetValue(m.board().filtered())
	return m, m.portfolio.field.Focus()
}

// filterKey edits the filter; the table follows every letter.
func (m Model) filterKey(msg tea.Msg) (Model, tea.Cmd) {
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
func (m Model) portfolioText(msg tea.PasteMsg) (Model, tea.Cmd) {
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
func (m Model) copyRow() (Model, tea.Cmd) {
	words := m.board().words()
	if words == nil {
		return m, nil
	}
	m.portfolio.said = "Row sent to the terminal's clipboard."
	return m, m.copyOut(strings.Join(words, "\t"))
}
