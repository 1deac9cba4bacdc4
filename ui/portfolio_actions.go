package ui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/config"
	"quipu/safe"
	"quipu/ui/form"
)

// actions are those of the top overlay, of the filter, or of the tables.
func (a account) actions() []action[account] {
	switch {
	case a.top() != nil:
		return a.top().actions(a)
	case a.portfolio.filtering:
		return formActions(a.portfolio.filter, account.onFilter)
	default:
		return a.tableActions()
	}
}

// tableActions are the actions of the open tab and those of every tab.
func (a account) tableActions() []action[account] {
	p := a.portfolio
	known, refused := p.update.Snapshot != nil, a.refused()
	back := action[account]{Binding: describe(keys.Back, "accounts"), when: true, do: account.askToLeave}
	switch {
	case len(a.openTable().Picked()) > 0:
		back = action[account]{Binding: describe(keys.Back, "clear the selection"), when: true, do: account.unpick}
	case a.openTable().Filter() != "":
		back = action[account]{Binding: describe(keys.Back, "clear filter"), when: true, do: account.clearFilter}
	}
	return slices.Concat(
		[]action[account]{
			{Binding: describe(keys.Refresh, "retry"), when: p.update.MayAskAgain(), do: account.refresh},
			{Binding: keys.Again, when: refused, do: func(a account) (account, tea.Cmd) { return a.open(Model.signInAgain) }},
		},
		a.portfolio.tab.view().actions(a),
		[]action[account]{
			a.pickAction(),
			{Binding: keys.Filter, when: true, name: "Filter the table", do: account.openFilter},
			{Binding: keys.Sort, when: true, name: "Sort by the next column", do: account.sortByNext},
		},
		a.openActions(paletteRank, tableRank),
		[]action[account]{
			{Binding: keys.NextTab, when: known, do: account.nextTab},
			{Binding: keys.Accounts, when: true, name: "Switch account", do: func(a account) (account, tea.Cmd) { return a.open(Model.switchAccount) }},
			{Binding: keys.Refresh, when: !refused && p.feed != nil, name: "Refresh everything now", do: account.refresh},
			a.curveAction(!refused),
		},
		a.openActions(tableRank, lastRank+1),
		a.cancelAllActions(),
		[]action[account]{
			{Binding: keys.Privacy, when: true, name: "Hide or show amounts", do: account.togglePrivacy},
			{Binding: keys.Copy, when: a.openTable().Texts() != nil, name: "Copy the row", do: account.copyRow},
			{Binding: keys.Reverse, when: true, name: "Reverse the sort", do: account.reverseSort},
			back,
			{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
			{Binding: keys.Quit, when: true, do: account.quit},
		},
		a.moveActions(known),
	)
}

func (a account) quit() (account, tea.Cmd) { return a.open(Model.quit) }

// quit ends the program, unless the answer to an order is awaited in any account.
func (m Model) quit() (Model, tea.Cmd) {
	end := func(m Model) (Model, tea.Cmd) { return m, tea.Quit }
	return m.afterAnswers(slices.IndexFunc(m.accounts, func(a account) bool { return a.awaited() != "" }), end)
}

// curveAction changes the chart period, by keys that the open tab does not use.
func (a account) curveAction(when bool) action[account] {
	if a.portfolio.tab == listsTab {
		act := a.periodAction()
		act.Binding, act.when = describe(act.Binding, keys.Curve.Help().Desc), when
		return act
	}
	return stepPeriod(keys.Curve, when, keys.Earlier, keys.Later)
}

// periodAction goes to the next period of the equity curve.
func (a account) periodAction() action[account] {
	return stepPeriod(keys.Period, true, keys.PeriodBefore, keys.PeriodAfter)
}

func stepPeriod(shown key.Binding, when bool, before, after key.Binding) action[account] {
	return together(shown, when,
		action[account]{Binding: before, do: func(a account) (account, tea.Cmd) { return a.showPeriod(a.portfolio.curve.period - 1) }},
		action[account]{Binding: after, do: func(a account) (account, tea.Cmd) { return a.showPeriod(a.portfolio.curve.period + 1) }},
	)
}

// moveActions move the cursor of the table and change tabs.
func (a account) moveActions(known bool) []action[account] {
	var numbers []action[account]
	for t := range tabs {
		numbers = append(numbers, action[account]{
			Binding: key.NewBinding(key.WithKeys(t.number())),
			do:      func(a account) (account, tea.Cmd) { return a.showTab(t) },
		})
	}
	all := []action[account]{
		together(keys.Tabs, known, numbers...),
		{Binding: keys.PreviousTab, when: known, do: account.previousTab},
	}
	at, page, rows := a.openTable().Position()
	for _, to := range []struct {
		key.Binding
		at int
	}{{keys.Up, at - 1}, {keys.Down, at + 1}, {keys.Top, 0}, {keys.Bottom, rows - 1}, {keys.PageUp, at - page}, {keys.PageDown, at + page}} {
		all = append(all, action[account]{Binding: to.Binding, when: known, do: func(a account) (account, tea.Cmd) {
			a.openTable().GoTo(to.at)
			return a, nil
		}})
	}
	for i := range all {
		all[i].shown = inHelp
	}
	return all
}

func (a account) nextTab() (account, tea.Cmd)     { return a.showTab(a.portfolio.tab + 1) }
func (a account) previousTab() (account, tea.Cmd) { return a.showTab(a.portfolio.tab - 1) }

func (a account) sortByNext() (account, tea.Cmd) {
	a.openTable().SortNext(+1)
	return a.remember()
}

func (a account) reverseSort() (account, tea.Cmd) {
	a.openTable().Reverse()
	return a.remember()
}

// escTime is the time within which a second esc closes the account. The first may have
// been meant for an overlay that was just closed.
const escTime = 3 * time.Second

const leaveText = "Press esc again to return to accounts, q to quit."

func (a account) askToLeave() (account, tea.Cmd) {
	if a.now.Sub(a.portfolio.escAt) <= escTime {
		return a.open(Model.leaveAccount)
	}
	a.portfolio.escAt, a.portfolio.message = a.now, leaveText
	return a, nil
}

// minRefreshGap is the least time between two refreshes: a key that is held down must
// not use up the calls of the minute.
const minRefreshGap = 2 * time.Second

// refresh reads everything again.
func (a account) refresh() (account, tea.Cmd) {
	if a.portfolio.update.MayAskAgain() {
		a.portfolio.message = "Retrying…"
	}
	a.portfolio.feed.Refresh()
	if !a.portfolio.followAt.IsZero() { // the last poller has ended
		return a.follow()
	}
	if a.now.Sub(a.portfolio.refreshed) < minRefreshGap {
		return a, nil
	}
	a.portfolio.refreshed = a.now
	p := &a.portfolio
	for _, r := range []*reading{&p.orders.reading, &p.activity.reading, &p.lists.reading, &p.quotes.reading, &p.trends.reading} {
		r.hurry()
	}
	return a.readCurve(true)
}

// togglePrivacy hides amounts or shows them.
func (a account) togglePrivacy() (account, tea.Cmd) {
	a.set(func(s *config.Settings) { s.Private = !s.Private })
	a.applyLayout()
	return a, nil
}

func (a account) clearFilter() (account, tea.Cmd) {
	a.openTable().SetFilter("")
	return a, nil
}

// copyRow copies the visible columns of the selected row as tab-separated text,
// which may be pasted into a spreadsheet.
func (a account) copyRow() (account, tea.Cmd) {
	var cells []string
	for _, text := range a.openTable().Texts() {
		cells = append(cells, safe.SpreadsheetCell(text))
	}
	a.portfolio.message = "Row sent to the terminal's clipboard."
	return a, a.copyToClipboard(a.ctx, a.generation, strings.Join(cells, "\t"))
}

func (a account) openFilter() (account, tea.Cmd) {
	a.portfolio.filtering = true
	a.portfolio.filter = form.New(form.Options{Submit: "keep filter", Cancel: "clear"},
		form.Field{Name: "filter", Value: a.openTable().Filter(), Placeholder: "symbol", Limit: 4096})
	return a, nil
}

// onFilter applies the filter after each change.
func (a account) onFilter(f form.Form, event form.Event) (account, tea.Cmd) {
	a.portfolio.filter = f
	switch event {
	case form.Canceled:
		a.portfolio.filtering = false
		a.openTable().SetFilter("")
	case form.Submitted:
		a.portfolio.filtering = false
	case form.Changed:
		a.openTable().SetFilter(strings.ToUpper(f.Value("filter")))
	}
	return a, nil
}
