package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/ui/table"
	"quipu/ui/text"
)

// tab is one of the tables of an account, in the order of the tab line.
type tab int

const (
	positionsTab tab = iota
	ordersTab
	activityTab
	listsTab
	tabs // how many there are
)

// tabView is one tab. A new tab is one more in the list below.
type tabView struct {
	name, key string // on the tab line; in the state file
	table     func(*account) table.Any
	count     func(account) string // of its rows, "" if unknown
	actions   func(account) []action[account]
	draw      func(account) []string
	above     func(account) string             // a line above the titles; nil for none
	read      func(account) (account, tea.Cmd) // reads what it needs besides the snapshot
	remarks   func(account) (remarks []string) // shown at the end of the tab line
}

func (t tab) view() tabView {
	return [tabs]tabView{
		positionsTab: {
			name: "Positions", key: "positions",
			table:   func(a *account) table.Any { return &a.portfolio.positions },
			count:   func(a account) string { return fmt.Sprint(len(a.portfolio.positions.Rows)) },
			actions: account.positionsActions, draw: account.viewPositions, read: account.readTrends, remarks: account.positionsRemarks,
		},
		ordersTab: {
			name: "Orders", key: "orders",
			table:   func(a *account) table.Any { return &a.portfolio.orders.grid },
			count:   countOrders,
			actions: account.ordersActions, draw: account.viewOrders, read: account.readClosedOrders, remarks: account.ordersRemarks,
		},
		activityTab: {
			name: "Activity", key: "activity",
			table:   func(a *account) table.Any { return &a.portfolio.activity.grid },
			count:   func(account) string { return "" },
			actions: account.activityActions, draw: account.viewActivity, read: account.readActivities, remarks: account.activityRemarks,
		},
		listsTab: {
			name: "Watchlists", key: "watchlist",
			table:   func(a *account) table.Any { return &a.portfolio.lists.grid },
			count:   account.countLists,
			actions: account.listsActions, draw: account.viewList, above: account.viewListNames, read: account.readLists, remarks: account.listsRemarks,
		},
	}[t]
}

// number is the key that opens the tab.
func (t tab) number() string { return fmt.Sprint(int(t) + 1) }

// openTable is the table of the open tab.
func (a *account) openTable() table.Any { return a.portfolio.tab.view().table(a) }

// showTab opens a tab.
func (a account) showTab(t tab) (account, tea.Cmd) {
	a.portfolio.tab = (t + tabs) % tabs
	a.applyLayout()
	return a.remember()
}

// tabLabel is the label of a tab: its number (0), with its name (1), with its count
// (2).
func (a account) tabLabel(t tab, length int) string {
	number, name, count := t.number(), t.view().name, t.view().count(a)
	if t == a.portfolio.tab {
		word := a.theme.Accent.Bold(true).Render(number + " " + name)
		if length == 2 && count != "" {
			word += " " + a.theme.Text.Render(count)
		}
		if a.theme.Marks {
			return "[" + word + "]"
		}
		return word
	}
	switch {
	case length == 0:
		return a.theme.Muted.Render(number)
	case length == 1 || count == "":
		return a.theme.Muted.Render(number + " " + name)
	default:
		return a.theme.Muted.Render(number + " " + name + " " + count)
	}
}

const tabGap = "   "

// tabLabels are the longest labels of all tabs that fit width cells.
func (a account) tabLabels(width int) []string {
	words := make([]string, tabs)
	for length := 2; length >= 0; length-- {
		total := 1 - len(tabGap)
		for t := range tabs {
			words[t] = a.tabLabel(t, length)
			total += lipgloss.Width(words[t]) + len(tabGap)
		}
		if total <= width {
			break
		}
	}
	return words
}

// tabSpans are the labels of all tabs; a click on one opens the tab.
func (a account) tabSpans(width int) spans {
	var line spans
	for t, label := range a.tabLabels(width) {
		if t > 0 {
			line[len(line)-1].text += " "
			line = append(line, span{text: tabGap[2:]})
		}
		line = append(line, span{" " + label, shows(tab(t))})
	}
	return line
}

// shows makes an action that opens a tab.
func shows(t tab) func(account) (account, tea.Cmd) {
	return func(a account) (account, tea.Cmd) { return a.showTab(t) }
}

// clickTabs opens the tab whose label was clicked.
func (a account) clickTabs(x, row int) (account, tea.Cmd) {
	if row > 0 {
		return a, nil
	}
	line, _ := a.tabLine()
	return line.click(a, x)
}

// viewTabs draws the tab line and the rule below it. The position of the cursor is at
// the end of the line, or in the rule if the line has no room: it shows that there are
// more rows than visible.
func (a account) viewTabs() []string {
	line, room := a.tabLine()
	rule := strings.Repeat("─", a.width-2)
	if nth := a.rowPosition(); nth != "" && !room {
		end := " " + nth + " ─"
		rule = strings.Repeat("─", max(a.width-2-lipgloss.Width(end), 0)) + end
	}
	return []string{line.String(), " " + a.theme.Muted.Render(rule)}
}

// tabLine is the line of the tabs with the filter, the message or the remarks; room
// reports whether the last remark fits.
func (a account) tabLine() (line spans, room bool) {
	t, p := a.theme, a.portfolio
	filter := a.openTable().Filter()
	switch {
	case p.filtering:
		return a.besideTabs(t.Accent.Render("/") + p.filter.Input(t, max(a.width-33, 9))), false
	case filter != "":
		return a.besideTabs(t.Accent.Render("/"+text.Clip(filter, 20)) + t.Muted.Render("  esc clears"+a.filteredPart())), false
	case a.statusMessage() != "" && !a.computeLayout().spacious:
		return a.besideTabs(a.statusMessage()), false
	}
	line = a.tabSpans(a.width - 2)
	for remarks := a.tabRemarks(); len(remarks) > 0; remarks = remarks[1:] {
		right := t.Muted.Render(strings.Join(remarks, " · "))
		if both := text.Spread(line.String(), right, a.width-1); both != line.String() {
			return append(line, span{text: strings.TrimPrefix(both, line.String())}), true
		}
	}
	return line, false
}

// filteredPart says what a filter looks at where a table is read page by page, "" where
// it looks at all.
func (a account) filteredPart() string {
	part := ""
	switch a.portfolio.tab {
	case ordersTab:
		part = a.portfolio.orders.part()
	case activityTab:
		part = a.portfolio.activity.part()
	}
	if part != "" {
		part = " · in " + part
	}
	return part
}

// besideTabs puts words after the tabs; without room, only the open tab is left.
func (a account) besideTabs(words string) spans {
	open := a.portfolio.tab
	for _, left := range []spans{a.tabSpans(a.width - 2), {{" " + a.tabLabel(open, 2), shows(open)}}} {
		if left.width()+3+lipgloss.Width(words) <= a.width-1 {
			return append(left, span{text: "   " + words})
		}
	}
	return spans{{text: " " + text.Clip(words, a.width-2)}}
}

// tabRemarks are the remarks of the tab and the position of the cursor, the most
// important last.
func (a account) tabRemarks() []string {
	remarks := a.portfolio.tab.view().remarks(a)
	if n := len(a.openTable().Picked()); n > 0 {
		remarks = append(remarks, fmt.Sprintf("● %d selected", n))
	}
	if nth := a.rowPosition(); nth != "" {
		remarks = append(remarks, nth)
	}
	return remarks
}

// sortRemarks name the column that the table is sorted by if it is hidden.
func (a account) sortRemarks() []string {
	if by := a.openTable().UnseenSort(); by != "" {
		return []string{by}
	}
	return nil
}

// rowPosition is the row of the cursor and the number of rows, "" if all are visible.
func (a account) rowPosition() string {
	_, page, rows := a.openTable().Position()
	if rows <= page {
		return ""
	}
	n, of := a.openTable().Nth()
	return fmt.Sprintf("%d of %d", n, of)
}
