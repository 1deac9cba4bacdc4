package ui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/config"
	"quipu/ui/form"
)

// portfolioKeys are the keys that work now and are shown there.
func (m account) portfolioKeys(place visibility) []key.Binding {
	switch {
	case m.portfolio.over != noOverlay:
		return m.portfolio.over.view().keys(m)
	case m.portfolio.filtering:
		return m.portfolio.filter.Bindings()
	default:
		return bindings(m.tableActions(), place)
	}
}

// tableActions are those of the open tab and those that every tab has.
func (m account) tableActions() []action[account] {
	p := m.portfolio
	known, refused := p.update.Snapshot != nil, m.refused()
	back := action[account]{Binding: describe(keys.Back, "accounts"), when: true, do: account.askToLeave}
	if m.board().Filter() != "" {
		back = action[account]{Binding: describe(keys.Back, "clear filter"), when: true, do: account.clearFilter}
	}
	return slices.Concat(
		[]action[account]{
			{Binding: describe(keys.Refresh, "retry"), when: p.update.MayAskAgain(), do: account.refresh},
			{Binding: keys.Again, when: refused, do: func(m account) (account, tea.Cmd) { return m.open(Model.signInAgain) }},
		},
		m.portfolio.tab.view().actions(m),
		[]action[account]{
			{Binding: keys.Filter, when: true, name: "Filter the table", do: account.openFilter},
			{Binding: keys.Sort, when: true, name: "Sort by the next column", do: account.sortByNext},
			{Binding: keys.Palette, when: known, do: account.openPalette},
			{Binding: keys.Columns, when: known, name: "Choose columns", do: account.openChooser},
			{Binding: keys.NextTab, when: known, do: account.nextTab},
			{Binding: keys.Accounts, when: true, name: "Switch account", do: func(m account) (account, tea.Cmd) { return m.open(Model.switchAccount) }},
			{Binding: keys.Refresh, when: !refused && p.feed != nil, name: "Refresh everything now", do: account.refresh},
			m.curveAction(!refused),
			{Binding: keys.Equity, when: known && !refused, name: "Equity curve with a cursor", do: account.openEquity},
			{Binding: keys.Find, when: known && !refused, name: "Find a symbol", do: account.findSymbol},
			{Binding: keys.Alerts, when: known && !refused, name: "Alerts", do: account.openAlerts},
			{Binding: keys.Privacy, when: true, name: "Hide or show amounts", do: account.togglePrivacy},
			{Binding: keys.Copy, when: m.board().Texts() != nil, name: "Copy the row", do: account.copyRow},
			{Binding: keys.Reverse, when: true, name: "Reverse the sort", do: account.reverseSort},
			back,
			{Binding: keys.Help, when: true, do: func(m account) (account, tea.Cmd) { return m.open(Model.openHelp) }},
			{Binding: keys.Quit, when: true, do: quit[account]},
		},
		m.moveActions(known),
	)
}

func quit[V any](v V) (V, tea.Cmd) { return v, tea.Quit }

// curveAction names the keys of the chart period that no other thing has here.
func (m account) curveAction(when bool) action[account] {
	if m.portfolio.tab == listsTab {
		a := m.periodAction()
		a.Binding, a.when = describe(a.Binding, keys.Curve.Help().Desc), when
		return a
	}
	return stepPeriod(keys.Curve, when, keys.Earlier, keys.Later)
}

// periodAction goes to the next period of the equity curve.
func (m account) periodAction() action[account] {
	return stepPeriod(keys.Period, true, keys.PeriodBefore, keys.PeriodAfter)
}

func stepPeriod(shown key.Binding, when bool, before, after key.Binding) action[account] {
	return together(shown, when,
		action[account]{Binding: before, do: func(m account) (account, tea.Cmd) { return m.showPeriod(m.portfolio.curve.period - 1) }},
		action[account]{Binding: after, do: func(m account) (account, tea.Cmd) { return m.showPeriod(m.portfolio.curve.period + 1) }},
	)
}

// moveActions move the cursor of the table and go from tab to tab.
func (m account) moveActions(known bool) []action[account] {
	var numbers []action[account]
	for t := range tabs {
		numbers = append(numbers, action[account]{
			Binding: key.NewBinding(key.WithKeys(t.number())),
			do:      func(m account) (account, tea.Cmd) { return m.showTab(t) },
		})
	}
	all := []action[account]{
		together(keys.Tabs, known, numbers...),
		{Binding: keys.PreviousTab, when: known, do: account.previousTab},
	}
	at, page, rows := m.board().Position()
	for _, to := range []struct {
		key.Binding
		at int
	}{{keys.Up, at - 1}, {keys.Down, at + 1}, {keys.Top, 0}, {keys.Bottom, rows - 1}, {keys.PageUp, at - page}, {keys.PageDown, at + page}} {
		all = append(all, action[account]{Binding: to.Binding, when: known, do: func(m account) (account, tea.Cmd) {
			m.board().GoTo(to.at)
			return m, nil
		}})
	}
	for i := range all {
		all[i].shown = inHelp
	}
	return all
}

func (m account) nextTab() (account, tea.Cmd)     { return m.showTab(m.portfolio.tab + 1) }
func (m account) previousTab() (account, tea.Cmd) { return m.showTab(m.portfolio.tab - 1) }

func (m account) sortByNext() (account, tea.Cmd) {
	m.board().SortNext(+1)
	return m, m.remember()
}

func (m account) reverseSort() (account, tea.Cmd) {
	m.board().Reverse()
	return m, m.remember()
}

// leaveTime is within which a second esc closes the account. The first one may
// have been meant for a view that has just been left.
const leaveTime = 3 * time.Second

const leaveWords = "Press esc again to return to accounts, q to quit."

func (m account) askToLeave() (account, tea.Cmd) {
	if m.now.Sub(m.portfolio.leaving) <= leaveTime {
		return m.open(Model.leaveAccount)
	}
	m.portfolio.leaving, m.portfolio.message = m.now, leaveWords
	return m, nil
}

// refreshApart is the least time between two readings of everything: a key that
// is held down must not spend the minute's calls.
const refreshApart = 2 * time.Second

// refresh reads everything anew.
func (m account) refresh() (account, tea.Cmd) {
	if m.portfolio.update.MayAskAgain() {
		m.portfolio.message = "Retrying…"
	}
	m.portfolio.feed.Refresh()
	if m.now.Sub(m.portfolio.refreshed) < refreshApart {
		return m, nil
	}
	m.portfolio.refreshed = m.now
	m.portfolio.orders.stale, m.portfolio.activity.stale = true, true
	m.portfolio.lists.stale, m.portfolio.quotes.stale = true, true
	return m.readCurve(true)
}

// togglePrivacy hides amounts or shows them.
func (m account) togglePrivacy() (account, tea.Cmd) {
	m.set(func(s *config.Settings) { s.Private = !s.Private })
	m.applyLayout()
	return m, nil
}

func (m account) clearFilter() (account, tea.Cmd) {
	m.board().SetFilter("")
	return m, nil
}

// copyRow sends the row under the cursor to the terminal's clipboard, as tab
// separated text with what its columns show.
func (m account) copyRow() (account, tea.Cmd) {
	m.portfolio.message = "Row sent to the terminal's clipboard."
	return m, m.copyOut(m.ctx, m.generation, strings.Join(m.board().Texts(), "\t"))
}

// portfolioKey gives a key to what lies on top: an overlay, the filter, or the
// tables.
func (m account) portfolioKey(msg tea.KeyPressMsg) (account, tea.Cmd) {
	if m.portfolio.over != noOverlay {
		return m.portfolio.over.view().key(m, msg)
	}
	if m.portfolio.filtering {
		return m.filterKey(msg), nil
	}
	m, cmd, _ := pressed(m, m.tableActions(), msg)
	return m, cmd
}

func (m account) openFilter() (account, tea.Cmd) {
	m.portfolio.filtering = true
	m.portfolio.filter = form.New(form.Options{Submit: "keep filter", Cancel: "clear"},
		form.Field{Name: "filter", Value: m.board().Filter(), Placeholder: "symbol", Limit: 4096})
	return m, nil
}

// filterKey edits the filter; the table follows every letter.
func (m account) filterKey(msg tea.Msg) account {
	p := &m.portfolio
	var event form.Event
	switch p.filter, event = p.filter.Update(msg); event {
	case form.Canceled:
		p.filtering = false
		m.board().SetFilter("")
	case form.Submitted:
		p.filtering = false
	case form.Changed:
		m.board().SetFilter(strings.ToUpper(p.filter.Value("filter")))
	}
	return m
}

// portfolioText takes pasted text where text is being entered.
func (m account) portfolioText(msg tea.PasteMsg) (account, tea.Cmd) {
	switch {
	case m.portfolio.over != noOverlay && m.enteringText():
		return m.portfolio.over.view().key(m, msg)
	case m.portfolio.filtering:
		return m.filterKey(msg), nil
	default:
		return m, nil
	}
}
