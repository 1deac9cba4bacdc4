package ui

import (
	"fmt"
	"slices"
	"strings"

	"quipu/ui/orderview"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/ui/text"
)

// read reads the parts that are missing or old.
func (d detail) read(a account) (overlay, tea.Cmd) {
	d.of = a.known(d.of)
	d, bars := d.readCandles(a)
	d, quote := d.readQuote(a)
	d, past := d.readPast(a)
	return d, tea.Batch(bars, quote, past)
}

func (d detail) readCandles(a account) (detail, tea.Cmd) {
	data := a.session.access.Data
	due := d.prices.due(a.now, candlesAge) || d.barsAsk != d.period && d.prices.mayRead(a.now)
	if data == nil || !due || a.lookingUp(d.of) {
		return d, nil
	}
	d.prices.begin(a.now)
	d.barsAsk = d.period
	ctx, generation, seq, of, p := d.ctx, a.generation, d.seq, d.of, d.period
	query := p.Bars(a.brokerTime())
	return d, func() tea.Msg {
		bars, err := readBars(ctx, data, of, query)
		return reply{generation, candlesRead{seq, p, bars, err}}
	}
}

func (d detail) readQuote(a account) (detail, tea.Cmd) {
	data := a.session.access.Data
	if data == nil || !d.quote.due(a.now, a.parts.Settings.Refresh) || a.lookingUp(d.of) {
		return d, nil
	}
	d.quote.begin(a.now)
	ctx, generation, seq, ask := d.ctx, a.generation, d.seq, d.of.query()
	return d, func() tea.Msg {
		latest, err := data.Latest(ctx, []client.Instrument{ask})
		return reply{generation, detailQuoteRead{seq, latest[ask.Symbol], err}}
	}
}

// How many orders of the instrument are read, and how many fills of the account.
const (
	pastOrders = 50
	pastFills  = 100
)

// readPast reads the instrument's orders, open and closed, and its fills. An order
// event makes them old.
func (d detail) readPast(a account) (detail, tea.Cmd) {
	if d.pastEvents != a.portfolio.events {
		d.pastEvents = a.portfolio.events
		d.ordersRead.stale, d.fillsRead.stale = true, true
	}
	var cmds []tea.Cmd
	ctx, generation, seq, broker := d.ctx, a.generation, d.seq, a.session.access.Broker
	symbol := d.of.query().Symbol
	if d.of.class == market.Crypto {
		symbol = format.Instrument(symbol, market.Crypto, false)
	}
	if d.ordersRead.due(a.now, pastAge) {
		d.ordersRead.begin(a.now)
		cmds = append(cmds, func() tea.Msg {
			orders, err := broker.Orders(ctx, client.OrderQuery{Status: "all", Limit: pastOrders, Symbols: []string{symbol}})
			return reply{generation, detailOrdersRead{seq, orders, err}}
		})
	}
	if d.fillsRead.due(a.now, pastAge) {
		d.fillsRead.begin(a.now)
		cmds = append(cmds, func() tea.Msg {
			fills, err := broker.Activities(ctx, client.ActivityQuery{Types: []string{market.Fill}, PageSize: pastFills})
			return reply{generation, detailFillsRead{seq, fills, err}}
		})
	}
	return d, tea.Batch(cmds...)
}

// receive handles the replies to this detail; the number drops those to others.
func (d detail) receive(a account, msg any) (overlay, tea.Cmd) {
	switch msg := msg.(type) {
	case candlesRead:
		if msg.seq != d.seq {
			break
		}
		d.prices.end(a.now, msg.err)
		if msg.period != d.period {
			return d.readCandles(a)
		}
		if msg.err == nil {
			d.bars, d.barsOf = msg.bars, msg.period
			if d.period == portfolio.Day {
				d.bars = portfolio.LastSession(msg.bars)
			}
			d.cursor = min(d.cursor, len(d.bars)-1)
		}
	case detailQuoteRead:
		if msg.seq != d.seq {
			break
		}
		d.quote.end(a.now, msg.err)
		if msg.err == nil {
			d.latest = msg.latest
		}
	case detailOrdersRead:
		if msg.seq != d.seq {
			break
		}
		d.ordersRead.end(a.now, msg.err)
		if msg.err == nil {
			pages := client.NewOrderPages(client.OrderQuery{Limit: pastOrders}).After(msg.orders, len(msg.orders))
			d.orders, d.moreOrders = msg.orders, !pages.End || pages.LeftOut
		}
	case detailFillsRead:
		if msg.seq != d.seq {
			break
		}
		d.fillsRead.end(a.now, msg.err)
		if msg.err == nil {
			d.moreFills = len(msg.fills) >= pastFills
			d.fills = slices.DeleteFunc(slices.Clone(msg.fills), func(activity client.Activity) bool {
				return !activity.IsFill() || !market.SameSymbol(activity.Symbol, d.of.symbol)
			})
		}
	}
	return d, nil
}

// pastOrders gives the instrument's orders, the newest first. Brokers leave an
// order out whose legs alone have the symbol, so those that the account's tables
// know are among them. What is closed stays so: that list is asked first.
func (d detail) pastOrders(a account) []client.Order {
	known := a.portfolio.orders.closed
	if s := a.portfolio.update.Snapshot; s != nil {
		known = client.MergeOrders(known, s.Orders)
	}
	return ordersOf(client.MergeOrders(known, d.orders), d.of)
}

// ordersOf keeps those of an instrument, multi-leg ones among them; a broker
// that does not know the filter sends others as well.
func ordersOf(orders []client.Order, of instrument) []client.Order {
	return slices.DeleteFunc(slices.Clone(orders), func(o client.Order) bool {
		return !o.IsFor(of.id())
	})
}

// viewPast lists the instrument's orders and fills in lines of width cells.
func (d detail) viewPast(a account, width int) []string {
	t, l := a.theme, a.formatOptions()
	title := func(name, limits string, limited bool, r reading) string {
		if limited {
			name += limits
		}
		line := " " + t.Muted.Render(name)
		old := r.old(a.now, pastAge)
		if old == "" {
			return line
		}
		return text.FirstFitting(width, line+"   "+t.Notice.Render(old), line+" "+t.Notice.Render("stale"), line)
	}
	lines := []string{title("Orders", fmt.Sprintf(", the latest %d", pastOrders), d.moreOrders, d.ordersRead)}
	orders := d.pastOrders(a)
	switch {
	case len(orders) > 0:
	case d.ordersRead.err != nil && !d.ordersRead.read():
		lines = append(lines, " "+t.Muted.Render(text.Clip("cannot be read: "+problemWords(d.ordersRead.err), width-1)))
	case !d.ordersRead.read():
		lines = append(lines, " "+t.Muted.Render("reading…"))
	default:
		lines = append(lines, " "+t.Muted.Render("none"))
	}
	rows := make([]pastRow, len(orders))
	for i, o := range orders {
		rows[i] = a.orderRow(o, l)
	}
	lines = append(append(lines, a.viewRows(rows, "  ", width)...), "", title("Fills", fmt.Sprintf(" among the account's latest %d", pastFills), d.moreFills, d.fillsRead))
	if d.fillsRead.read() && len(d.fills) == 0 {
		lines = append(lines, " "+t.Muted.Render("none"))
	}
	rows = make([]pastRow, len(d.fills))
	for i, f := range d.fills {
		rows[i] = pastRow{format.Moment(f.At, a.now), format.Words(f.Side), format.Amount(l, format.Quantity(f.Qty.NullDecimal)), "@ " + d.priceOf(f.Price.NullDecimal), ""}
		if !f.Counts() {
			rows[i].status = format.Words(f.State())
		}
	}
	return append(lines, a.viewRows(rows, " ", width)...)
}

// pastRow is an order or a fill in words: when, which way, how much, at what,
// and what became of it.
type pastRow struct{ when, side, size, at, status string }

// orderRow describes one order.
func (a account) orderRow(o client.Order, l format.Options) pastRow {
	row := pastRow{side: format.Words(o.Side), size: orderview.Filled(o, l), status: format.Words(o.Status)}
	if o.SubmittedAt != nil {
		row.when = format.Moment(*o.SubmittedAt, a.now)
	}
	if o.Symbol == "" && len(o.Legs) > 0 { // it has no side: its legs have
		row.side = format.Plural(len(o.Legs), "leg")
	}
	var at []string
	switch {
	case o.TrailPercent.Valid:
		at = append(at, "trail "+format.Quantity(o.TrailPercent.NullDecimal)+"%")
	case o.TrailPrice.Valid:
		at = append(at, "trail "+orderview.Stated(o, o.TrailPrice))
	}
	if o.StopPrice.Valid {
		at = append(at, "stop "+orderview.Stated(o, o.StopPrice))
	}
	if o.LimitPrice.Valid {
		at = append(at, "limit "+orderview.Stated(o, o.LimitPrice))
	}
	row.at = strings.Join(at, " ")
	if row.at == "" {
		row.at = orderview.Type(o)
	}
	return row
}

// viewRows puts rows under each other: times and sizes end alike, words begin
// alike. gap stands between how much and at what. Where a row does not fit width cells,
// its status leaves first.
func (a account) viewRows(rows []pastRow, gap string, width int) []string {
	var when, side, size, at int
	for _, r := range rows {
		when, side = max(when, lipgloss.Width(r.when)), max(side, lipgloss.Width(r.side))
		size, at = max(size, lipgloss.Width(r.size)), max(at, lipgloss.Width(r.at))
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		line := " " + a.theme.Muted.Render(text.PadLeft(r.when, when)) + "  " + text.PadRight(r.side, side) + "  " + text.PadLeft(r.size, size) + gap
		long := line + text.PadRight(r.at, at) + "  " + a.theme.Muted.Render(r.status)
		lines[i] = text.Clip(text.FirstFitting(width, strings.TrimRight(long, " "), line+r.at), width)
	}
	return lines
}
