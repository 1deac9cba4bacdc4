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

// tabView is what a tab consists of. A further tab is one more in the list below.
type tabView struct {
	name, key string // on the tab line; in the state file
	board     func(*account) table.Any
	count     func(account) string // how much it holds, "" where that is not known
	actions   func(account) []action[account]
	draw      func(account) []string
	above     func(account) string             // a line above the titles; nil for none
	read      func(account) (account, tea.Cmd) // what it shows beside the snapshot
	remarks   func(account) (remarks []string) // what the table does not say itself
}

func (t tab) view() tabView {
	return [tabs]tabView{
		positionsTab: {
			name: "Positions", key: "positions",
			board:   func(m *account) table.Any { return &m.portfolio.positions },
			count:   func(m account) string { return fmt.Sprint(len(m.portfolio.positions.Rows)) },
			actions: account.positionsActions, draw: account.viewPositions, read: account.readTrends, remarks: account.positionsRemarks,
		},
		ordersTab: {
			name: "Orders", key: "orders",
			board:   func(m *account) table.Any { return &m.portfolio.orders.grid },
			count:   func(m account) string { return fmt.Sprint(len(m.portfolio.update.Snapshot.Orders)) },
			actions: account.ordersActions, draw: account.viewOrders, read: account.readClosedOrders, remarks: account.ordersRemarks,
		},
		activityTab: {
			name: "Activity", key: "activity",
			board:   func(m *account) table.Any { return &m.portfolio.activity.grid },
			count:   func(account) string { return "" },
			actions: account.activityActions, draw: account.viewActivity, read: account.readActivities, remarks: account.sortRemarks,
		},
		listsTab: {
			name: "Watchlists", key: "watchlist",
			board:   func(m *account) table.Any { return &m.portfolio.lists.grid },
			count:   account.countLists,
			actions: account.listsActions, draw: account.viewList, above: account.viewListNames, read: account.readLists, remarks: account.listsRemarks,
		},
	}[t]
}

// number is the key that shows the tab.
func (t tab) number() string { return fmt.Sprint(int(t) + 1) }

// board is the table of the tab that is open.
func (m *account) board() table.Any { return m.portfolio.tab.view().board(m) }

// showTab opens a tab.
func (m account) showTab(t tab) (account, tea.Cmd) {
	m.portfolio.tab = (t + tabs) % tabs
	m.applyLayout()
	return m, m.remember()
}

// tabWord names a tab: its number alone (0), with its name (1), with what it
// holds (2).
func (m account) tabWord(t tab, length int) string {
	number, name, count := t.number(), t.view().name, t.view().count(m)
	if t == m.portfolio.tab {
		word := m.theme.Accent.Bold(true).Render(number + " " + name)
		if length == 2 && count != "" {
			word += " " + m.theme.Text.Render(count)
		}
		if m.theme.Marks {
			return "[" + word + "]"
		}
		return word
	}
	switch {
	case length == 0:
		return m.theme.Muted.Render(number)
	case length == 1 || count == "":
		return m.theme.Muted.Render(number + " " + name)
	default:
		return m.theme.Muted.Render(number + " " + name + " " + count)
	}
}

const tabGap = "   "

// tabWords names all tabs, as long as they fit width cells.
func (m account) tabWords(width int) []string {
	words := make([]string, tabs)
	for length := 2; length >= 0; length-- {
		total := 1 - len(tabGap)
		for t := range tabs {
			words[t] = m.tabWord(t, length)
			total += lipgloss.Width(words[t]) + len(tabGap)
		}
		if total <= width {
			break
		}
	}
	return words
}

func (m account) tabLine(width int) string { return " " + strings.Join(m.tabWords(width), tabGap) }

// clickTabs shows the tab whose name is at cell x of the tab line.
func (m account) clickTabs(x, _ int) (account, tea.Cmd) {
	left := 1
	for t, word := range m.tabWords(m.width - 2) {
		if x >= left-1 && x <= left+lipgloss.Width(word) {
			return m.showTab(tab(t))
		}
		left += lipgloss.Width(word) + len(tabGap)
	}
	return m, nil
}

// viewTabs names the tables over their rule. Which row of how many the cursor is
// on stands at the right end, and in the rule where there is no room beside the
// tabs: rows below the edge are not overlooked.
func (m account) viewTabs() []string {
	line, room := m.lineOfTabs()
	rule := strings.Repeat("─", m.width-2)
	if nth := m.nthRow(); nth != "" && !room {
		end := " " + nth + " ─"
		rule = strings.Repeat("─", max(m.width-2-lipgloss.Width(end), 0)) + end
	}
	return []string{line, " " + m.theme.Muted.Render(rule)}
}

// lineOfTabs is the line of the tabs with what is being typed or with the remarks
// on the table; room says whether the last of these had any.
func (m account) lineOfTabs() (line string, room bool) {
	t, p := m.theme, m.portfolio
	filter := m.board().Filter()
	switch {
	case p.filtering:
		return m.besideTabs(t.Accent.Render("/") + p.filter.Input(t, max(m.width-33, 9))), false
	case filter != "":
		return m.besideTabs(t.Accent.Render("/"+text.Clip(filter, 20)) + t.Muted.Render("  esc clears")), false
	case m.news() != "" && !m.computeLayout().spacious:
		return m.besideTabs(m.news()), false
	}
	line = m.tabLine(m.width - 2)
	for remarks := m.tabRemarks(); len(remarks) > 0; remarks = remarks[1:] {
		right := t.Muted.Render(strings.Join(remarks, " · "))
		if both := text.Spread(line, right, m.width-1); both != line {
			return both, true
		}
	}
	return line, false
}

// besideTabs gives words the room they need: the tabs shrink to the open one.
func (m account) besideTabs(words string) string {
	for _, left := range []string{m.tabLine(m.width - 2), " " + m.tabWord(m.portfolio.tab, 2)} {
		if lipgloss.Width(left)+3+lipgloss.Width(words) <= m.width-1 {
			return left + "   " + words
		}
	}
	return " " + text.Clip(words, m.width-2)
}

// tabRemarks say what the table does not say itself, the most wanted last.
func (m account) tabRemarks() []string {
	remarks := m.portfolio.tab.view().remarks(m)
	if nth := m.nthRow(); nth != "" {
		remarks = append(remarks, nth)
	}
	return remarks
}

// sortRemarks say what the table is sorted by where that column is not shown.
func (m account) sortRemarks() []string {
	if by := m.board().UnseenSort(); by != "" {
		return []string{by}
	}
	return nil
}

// nthRow says which row of how many the cursor is on, "" where all are in sight.
func (m account) nthRow() string {
	_, page, rows := m.board().Position()
	if rows <= page {
		return ""
	}
	n, of := m.board().Nth()
	return fmt.Sprintf("%d of %d", n, of)
}
