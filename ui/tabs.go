package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/table"
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
	m.lay()
	return m, m.remember()
}
