package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/ui/orderview"
	"quipu/ui/text"
)

// orderDetailAge is how old an order gets before it is read again: its events come by
// the stream.
const orderDetailAge = 30 * time.Second

// orderDetail is the overlay of one order.
type orderDetail struct {
	opened client.Order // as it was when the detail was opened
	seq    int
	ctx    context.Context //nolint:containedctx // ends when the detail is closed
	cancel context.CancelFunc

	latest  client.Order            // as it was read by itself, without an id before
	others  map[string]client.Order // its parent, and those it replaced or was replaced by, as they were read
	journal orderview.Journal
	reading
	events int // how many order events there had been
	top    int // first visible line
}

type orderDetailRead struct {
	seq     int
	order   client.Order
	others  map[string]client.Order
	journal orderview.Journal
	err     error
}

// openOrder opens the detail of an order.
func (a account) openOrder(o client.Order) (account, tea.Cmd) {
	a.numbers++
	d := orderDetail{opened: o, seq: a.numbers, events: a.portfolio.events}
	d.ctx, d.cancel = context.WithCancel(a.ctx)
	return a.push(d).readOverlay()
}

// openOrderAction opens the detail of the order under the cursor.
func (a account) openOrderAction(o client.Order) action[account] {
	return action[account]{
		Binding: keys.Open, name: "Detail", when: o.ID != "" && !a.refused(),
		do: func(a account) (account, tea.Cmd) { return a.openOrder(o) },
	}
}

func (d orderDetail) close() { d.cancel() }

func (d orderDetail) actions(a account) []action[account] {
	o, depth := d.order(a), d.depth(a)
	scroll := func(to int) func(account) (account, tea.Cmd) {
		return func(a account) (account, tea.Cmd) {
			d.top = min(max(to, 0), depth)
			return a.putTop(d), nil
		}
	}
	top := min(d.top, depth)
	of := instrumentOf(o)
	instrument := a.openAction(of)
	instrument.Binding = describe(keys.Open, format.Instrument(of.symbol, of.class, true))
	return slices.Concat([]action[account]{
		{Binding: describe(keys.Back, "back"), when: true, do: account.leaveOverlay},
		instrument,
		a.cancelAction(o),
		a.modifyAction(o),
		{Binding: describe(keys.Copy, "copy the ids"), when: true, do: d.copyIDs},
		together(describe(keys.Choose, "scroll"), depth > 0,
			action[account]{Binding: keys.Up, do: scroll(top - 1)}, action[account]{Binding: keys.Down, do: scroll(top + 1)},
			action[account]{Binding: keys.Top, do: scroll(0)}, action[account]{Binding: keys.Bottom, do: scroll(depth)}),
	}, a.tradeActions(of), []action[account]{
		{Binding: keys.Refresh, when: true, do: func(a account) (account, tea.Cmd) {
			d.hurry()
			return a.putTop(d).readOverlay()
		}},
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
		{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
		{Binding: keys.Quit, when: true, shown: unlisted, do: account.leaveOverlay},
	})
}

func (d orderDetail) copyIDs(a account) (account, tea.Cmd) {
	o := d.order(a)
	a.portfolio.message = "The order's ids were sent to the terminal's clipboard."
	return a, a.copyToClipboard(a.ctx, a.generation, o.ID+"\t"+o.ClientOrderID)
}

// order is the order in the latest state that is known.
func (d orderDetail) order(a account) client.Order {
	known := []client.Order{d.opened}
	if d.latest.ID != "" {
		known = append(known, d.latest)
	}
	for _, list := range a.orderLists() {
		if o := client.FindOrder(list, d.opened.ID); o != nil {
			known = append(known, *o)
		}
	}
	return client.LatestState(known...)
}

// orderLists are the orders that the tables know.
func (a account) orderLists() [][]client.Order {
	lists := [][]client.Order{a.portfolio.orders.closed}
	if s := a.portfolio.update.Snapshot; s != nil {
		lists = append(lists, s.Orders)
	}
	return lists
}

// other finds another order that the detail names, without an id where it is not known.
func (d orderDetail) other(a account, id string) client.Order {
	var known []client.Order
	if o, found := d.others[id]; found {
		known = append(known, o)
	}
	for _, list := range a.orderLists() {
		if o := client.FindOrder(list, id); o != nil {
			known = append(known, *o)
		}
	}
	return client.LatestState(known...)
}

// longestChain bounds how many replacements are followed, each way.
const longestChain = 20

// chain follows the replacements of an order one way; find gives an order by its id.
func chain(o client.Order, next func(client.Order) string, find func(string) client.Order) []client.Order {
	var all []client.Order
	seen := map[string]bool{o.ID: true}
	for id := next(o); id != "" && !seen[id] && len(all) < longestChain; id = next(o) {
		seen[id] = true
		if o = find(id); o.ID == "" {
			break
		}
		all = append(all, o)
	}
	return all
}

func replaces(o client.Order) string   { return o.Replaces }
func replacedBy(o client.Order) string { return o.ReplacedBy }

// read reads the order, what it names, and what the journal says of it. What has closed
// stays as it was read.
func (d orderDetail) read(a account) (overlay, tea.Cmd) {
	if d.events != a.portfolio.events {
		d.events, d.stale = a.portfolio.events, true
	}
	if !d.due(a.now, orderDetailAge) {
		return d, nil
	}
	d.begin(a.now)
	ctx, generation, seq, o, access := d.ctx, a.generation, d.seq, d.order(a), a.session.access
	known := map[string]client.Order{}
	for _, id := range []string{o.Parent, o.Replaces, o.ReplacedBy} {
		if other := d.other(a, id); other.Closed() {
			known[id] = other
		}
	}
	for id, other := range d.others {
		if other.Closed() {
			known[id] = other
		}
	}
	return d, func() tea.Msg {
		answer := orderDetailRead{seq: seq}
		answer.order, answer.err = access.Broker.Order(ctx, o.ID)
		if answer.err != nil {
			answer.journal = readJournal(ctx, access.Trade, o, client.Order{ID: o.Parent})
			return reply{generation, answer}
		}
		answer.order.Parent = o.Parent
		find := func(id string) client.Order {
			other, found := known[id]
			if !found {
				other, _ = access.Broker.Order(ctx, id) // the detail shows the id alone
				known[id] = other
			}
			return other
		}
		parent := client.Order{}
		if o.Parent != "" {
			parent = find(o.Parent)
			parent.ID = o.Parent
		}
		answer.journal = readJournal(ctx, access.Trade, answer.order, parent)
		chain(answer.order, replaces, find)
		chain(answer.order, replacedBy, find)
		answer.others = known
		return reply{generation, answer}
	}
}

// readJournal reads what the journal says of an order and of its parent.
func readJournal(ctx context.Context, trading Trading, o, parent client.Order) orderview.Journal {
	if trading == nil {
		return orderview.Journal{Read: true}
	}
	entries, err := trading.Journal(ctx, o, parent)
	if err != nil {
		return orderview.Journal{Problem: problemWords(err)}
	}
	return orderview.Journal{Entries: entries, Read: true}
}

func (d orderDetail) receive(a account, msg any) (overlay, tea.Cmd) { //nolint:unparam // overlay.go calls it by an interface, whose other implementations give a command
	read, is := msg.(orderDetailRead)
	if !is || read.seq != d.seq {
		return d, nil
	}
	d.end(a.now, read.err)
	d.journal = read.journal
	if read.err == nil {
		d.latest, d.others = read.order, read.others
	}
	return d, nil
}

// detail is what is shown.
func (d orderDetail) detail(a account) orderview.Detail {
	o := d.order(a)
	find := func(id string) client.Order { return d.other(a, id) }
	return orderview.Detail{
		Order: o, Parent: d.other(a, o.Parent), Before: chain(o, replaces, find), After: chain(o, replacedBy, find),
		Market: a.marketPrice(instrumentOf(o)), Journal: d.journal,
	}
}

// orderDetailWide is the width from which a detail has two columns.
const orderDetailWide = 110

// body is what scrolls.
func (d orderDetail) body(a account) []string {
	shown, l := d.detail(a), a.formatOptions()
	fields := func(width int, groups ...[]orderview.Field) []string {
		var lines []string
		for _, group := range groups {
			all := make([]detailField, len(group))
			for i, f := range group {
				all[i] = detailField(f)
			}
			if len(lines) > 0 && len(all) > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, a.viewFields(all, width)...)
		}
		return lines
	}
	if a.width < orderDetailWide {
		return fields(a.width-2, shown.Facts(l), shown.Related(l), shown.Times(l), shown.Sent(l), shown.IDs())
	}
	half := (a.width - 5) / 2
	return text.SideBySide(fields(half, shown.Facts(l), shown.IDs()), fields(half, shown.Times(l), shown.Related(l), shown.Sent(l)), half+3)
}

// headRows are the lines over what scrolls.
const headRows = 3

func (d orderDetail) depth(a account) int {
	return max(len(d.body(a))-(a.overlayRows()-headRows), 0)
}

func (d orderDetail) scroll(a account, step int) overlay {
	d.top = min(max(min(d.top, d.depth(a))+step, 0), d.depth(a))
	return d
}

func (d orderDetail) draw(a account, rows int) []string {
	t := a.theme
	shown := d.detail(a)
	words, state := shown.Title(a.formatOptions())
	style := t.Strong
	switch shown.Order.Side {
	case market.Buy:
		style = t.Buy.Bold(true)
	case market.Sell, market.SellShort:
		style = t.Sell.Bold(true)
	}
	head := " " + style.Render(words) + "   " + a.figureTheme().Of(state).Render(state.Text)
	switch old := d.old(a.now, orderDetailAge); {
	case d.err != nil && errors.Is(d.err, client.ErrNotFound):
		head += "   " + t.Notice.Render("Alpaca does not know this order any more")
	case old != "":
		head += "   " + t.Notice.Render(old)
	}
	lines := []string{"", text.Clip(head, a.width-1), ""}
	return append(lines, a.window(d.body(a), d.top, rows-headRows)...)
}
