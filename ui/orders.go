package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/safe"
	"quipu/ui/orderview"
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
	grid   table.Table[orderview.Row]
	closed []client.Order    // newest submission first, maxClosed at most
	pages  client.OrderPages // of them
	newest time.Time         // submission of the first one that the last first page had
	dirty  bool              // the rows must be rebuilt before the table is shown
	whole  bool              // there are no older ones that can be read
	reading

	unfolded map[string]bool // ids of the orders whose legs and predecessors are shown
}

// closedAge is how old the first page may get where nothing has happened: events
// come by the stream, and by what the poller finds missing.
const closedAge = 24 * time.Hour

// firstClosed asks for the first page of closed orders.
var firstClosed = client.OrderQuery{Status: "closed", Limit: closedPageSize}

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
	query := firstClosed
	older := atEnd && !due
	if older {
		query = o.pages.Next
	}
	o.begin(a.now)
	return a, readClosedOrders(a.ctx, a.generation, a.session.access.Broker, query, older)
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
	switch merged := client.MergeOrders(msg.orders, o.closed); {
	case msg.older:
		o.closed = client.MergeOrders(o.closed, msg.orders)
		o.pages = o.pages.After(msg.orders, len(o.closed)-known)
		o.whole = o.pages.End
	case first || o.leavesGap(msg.orders):
		o.closed, o.pages = merged, client.NewOrderPages(firstClosed).After(msg.orders, len(msg.orders))
		if !first {
			o.closed = slices.Clone(msg.orders)
		}
		o.whole = o.pages.End
	default:
		o.closed = merged
	}
	if n := len(msg.orders); !msg.older && n > 0 && msg.orders[0].SubmittedAt != nil {
		o.newest = *msg.orders[0].SubmittedAt
	}
	if len(o.closed) > maxClosed {
		o.closed, o.whole = slices.Clone(o.closed[:maxClosed]), true
	}
	o.dirty = true
	return a
}

// leavesGap reports whether there may be orders between a first page, read again, and
// the one before.
func (o *ordersState) leavesGap(page []client.Order) bool {
	if len(page) < closedPageSize || o.newest.IsZero() {
		return false
	}
	last := page[len(page)-1].SubmittedAt
	return last == nil || last.After(o.newest)
}

// addClosed adds an order that an event says is closed, which the next reading brings
// as well. A leg of an open order is shown with that one.
func (p *portfolioState) addClosed(o client.Order) {
	if !p.orders.read() || o.ID == "" || !o.Closed() {
		return
	}
	if s := p.update.Snapshot; s != nil && slices.ContainsFunc(s.Orders, func(open client.Order) bool {
		return slices.ContainsFunc(open.Legs, func(leg client.Order) bool { return leg.ID == o.ID })
	}) {
		return
	}
	p.orders.closed = client.MergeOrders([]client.Order{o}, p.orders.closed)
	p.orders.dirty = true
}

// rebuildOrders makes the rows of the table. It is called only when the table is shown,
// since an account may have thousands of orders.
func (a *account) rebuildOrders() {
	o := &a.portfolio.orders
	o.dirty = false
	if s := a.portfolio.update.Snapshot; s != nil {
		rows := orderview.Rows(s.Orders, o.closed, o.unfolded, a.now)
		for i := range rows {
			if rows[i].Heading == "" && !rows[i].Closed() {
				rows[i].Market = a.marketPrice(instrumentOf(*rows[i].Order))
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
	fold, cancel := keys.Fold, a.cancelAction(*row.Order)
	if len(a.portfolio.orders.grid.Picked()) > 0 {
		cancel = a.cancelPickedAction()
	}
	if row.Open {
		fold = describe(fold, "fold")
	}
	return []action[account]{
		a.openOrderAction(*row.Order),
		cancel,
		a.modifyAction(*row.Order),
		{Binding: fold, name: safe.Capitalize(fold.Help().Desc), when: row.Below > 0, do: account.foldOrder},
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

// countOrders is how many orders are open, 2000+ where there are more than were read.
func countOrders(a account) string {
	s := a.portfolio.update.Snapshot
	if s.MoreOrders {
		return fmt.Sprintf("%d+", len(s.Orders))
	}
	return fmt.Sprint(len(s.Orders))
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
	o := &a.portfolio.orders
	if len(o.closed) >= maxClosed {
		remarks = append(remarks, o.part())
	}
	if o.pages.LeftOut {
		remarks = append(remarks, "some of those sent at one time are left out")
	}
	return append(remarks, a.sortRemarks()...)
}

// part says how many closed orders are read where there are more; "" where all are.
func (o *ordersState) part() string {
	if !o.read() || o.whole && len(o.closed) < maxClosed {
		return ""
	}
	return fmt.Sprintf("the latest %d closed orders", len(o.closed))
}

func (a account) noOrders() string {
	o := a.portfolio.orders
	switch {
	case o.grid.Filter() != "":
		if !o.whole {
			return "No order that was read matches " + o.grid.Filter() + "."
		}
		return "No order matches " + o.grid.Filter() + "."
	case o.err != nil:
		return "The closed orders cannot be read: " + shortProblem(o.err)
	case !o.read():
		return "Reading the orders…"
	default:
		return "No orders yet, open or closed."
	}
}
