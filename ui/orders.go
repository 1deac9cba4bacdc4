package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/safe"
	"quipu/ui/table"
)

// closedPageSize is how many closed orders are read at once, maxClosed how many are
// kept.
const (
	closedPageSize = 100
	maxClosed      = 5_000
)

// ordersState is the tab of orders: the open ones of the snapshot, and closed ones,
// which are read in pages.
type ordersState struct {
	grid   table.Table[orderRow]
	closed []client.Order // newest submission first, maxClosed at most
	dirty  bool           // the rows must be rebuilt before the table is shown
	whole  bool           // there are no older ones
	reading

	unfolded map[string]bool // ids of the orders whose legs and predecessors are shown
}

// closedAge is how old the first page may get where nothing has happened: events
// come by the stream, and by what the poller finds missing.
const closedAge = 24 * time.Hour

// readClosedOrders reads the first page if it is missing or old, and the next page when
// the cursor reaches the end.
func (a account) readClosedOrders() (account, tea.Cmd) {
	o := &a.portfolio.orders
	if !o.mayRead(a.now) {
		return a, nil
	}
	due := o.due(a.now, closedAge)
	atEnd := o.read() && !o.whole && o.grid.At >= len(o.grid.Shown)-2 && o.grid.Filter() == ""
	if !due && !atEnd {
		return a, nil
	}
	query := client.OrderQuery{Status: "closed", Limit: closedPageSize}
	older := atEnd && !due
	if older {
		query.Until = oldest(o.closed).Add(time.Millisecond) // orders sent together must not fall between two pages
	}
	o.begin(a.now)
	return a, readClosedOrders(a.ctx, a.generation, a.session.access.Broker, query, older)
}

// oldest is the time of submission of the last order, the zero time where it
// is not known.
func oldest(closed []client.Order) time.Time {
	for _, o := range slices.Backward(closed) {
		if o.SubmittedAt != nil {
			return *o.SubmittedAt
		}
	}
	return time.Time{}
}

type closedOrdersRead struct {
	orders []client.Order
	older  bool // a further page, not the first
	err    error
}

func readClosedOrders(ctx context.Context, generation int, broker Broker, q client.OrderQuery, older bool) tea.Cmd {
	return func() tea.Msg {
		orders, err := broker.Orders(ctx, q)
		return reply{generation, closedOrdersRead{orders, older, err}}
	}
}

func (a account) onClosedOrdersRead(msg closedOrdersRead) account {
	o := &a.portfolio.orders
	first := !o.read()
	o.end(a.now, msg.err)
	if msg.err != nil {
		return a
	}
	known := len(o.closed)
	if msg.older {
		o.closed = client.MergeOrders(o.closed, msg.orders)
		o.whole = len(msg.orders) < closedPageSize || len(o.closed) == known
	} else {
		o.closed = client.MergeOrders(msg.orders, o.closed)
		o.whole = o.whole || (first && len(msg.orders) < closedPageSize)
	}
	if len(o.closed) > maxClosed {
		o.closed, o.whole = slices.Clone(o.closed[:maxClosed]), true
	}
	o.dirty = true
	return a
}

func compareTimes(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Compare(*b)
	}
}

// rebuildOrders makes the rows of the table. It is called only when the table is shown,
// since an account may have thousands of orders.
func (a *account) rebuildOrders() {
	o := &a.portfolio.orders
	o.dirty = false
	if s := a.portfolio.update.Snapshot; s != nil {
		rows := orderRows(s.Orders, o.closed, o.unfolded, a.now)
		for i := range rows {
			if rows[i].heading == "" && !rows[i].Closed() {
				rows[i].market = a.marketPrice(instrumentOf(*rows[i].Order))
			}
		}
		o.grid.SetRows(rows)
	}
}

// marketPrice is the price of an instrument as it was read last: of the position, or of
// the last trade.
func (a account) marketPrice(of instrument) client.Decimal {
	if h := a.held(of.id()); h != nil && h.CurrentPrice.Valid {
		return h.CurrentPrice
	}
	return a.portfolio.quotes.latest[of.query().Symbol].Price
}

func (a account) ordersActions() []action[account] {
	row := a.portfolio.orders.grid.Current()
	if row == nil {
		return nil
	}
	fold := keys.Fold
	if row.open {
		fold = describe(fold, "fold")
	}
	return []action[account]{
		a.openAction(instrumentOf(*row.Order)),
		a.cancelAction(*row.Order),
		a.modifyAction(*row.Order),
		{Binding: fold, name: safe.Capitalize(fold.Help().Desc), when: row.below > 0, do: account.foldOrder},
	}
}

// foldOrder shows or hides the legs and predecessors of the selected order.
func (a account) foldOrder() (account, tea.Cmd) {
	o := &a.portfolio.orders
	row := o.grid.Current()
	open := map[string]bool{}
	for id := range o.unfolded {
		open[id] = true
	}
	open[row.ID] = !open[row.ID]
	o.unfolded = open
	a.rebuildOrders()
	return a, nil
}

func (a account) viewOrders() []string {
	return a.portfolio.orders.grid.Lines(a.theme, a.figureTheme(), a.noOrders())
}

// ordersRemarks report that older orders are not shown, and the sort column.
func (a account) ordersRemarks() []string {
	var remarks []string
	if s := a.portfolio.update.Snapshot; s != nil && s.MoreOrders {
		remarks = append(remarks, fmt.Sprintf("the latest %d open orders", len(s.Orders)))
	}
	if len(a.portfolio.orders.closed) >= maxClosed {
		remarks = append(remarks, fmt.Sprintf("the latest %d closed orders", maxClosed))
	}
	return append(remarks, a.sortRemarks()...)
}

func (a account) noOrders() string {
	o := a.portfolio.orders
	switch {
	case o.grid.Filter() != "":
		return "No order matches " + o.grid.Filter() + "."
	case o.err != nil:
		return "The closed orders cannot be read: " + shortProblem(o.err)
	case !o.read():
		return "Reading the orders…"
	default:
		return "No orders yet, open or closed."
	}
}
