package ui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/form"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

// ticketOverlay is a ticket that is being filled in.
type ticketOverlay struct {
	of     instrument
	side   string
	order  client.Order // that is changed, without an id where a new one is sent
	entry  ticket.Entry
	seq    int
	ctx    context.Context //nolint:containedctx // ends when the ticket is closed
	cancel context.CancelFunc

	facts     reading
	quote     reading
	mixed     bool   // the facts have a later quote: they were not read together
	preparing bool   // enter was pressed: what the order depends on is being read
	problem   string // what keeps the ticket from being reviewed, besides its fields
	leaving   bool   // esc was pressed once
}

type (
	ticketFactsRead struct {
		seq   int
		facts trade.Facts
		err   error
	}
	ticketQuoteRead struct {
		seq    int
		latest client.Latest
		err    error
	}
	planPrepared struct {
		seq      int
		facts    trade.Facts
		plan     trade.Plan
		problems trade.Problems // of the limits
		err      error
	}
)

// tradeActions buy and sell an instrument.
func (a account) tradeActions(of instrument) []action[account] {
	may := of.symbol != "" && a.mayTrade()
	trades := func(b key.Binding, name, side string) action[account] {
		return action[account]{Binding: b, name: name, when: may, do: func(a account) (account, tea.Cmd) { return a.openTicket(of, side) }}
	}
	all := []action[account]{trades(keys.Buy, "Buy", market.Buy), trades(keys.Sell, "Sell", market.Sell)}
	if of.symbol != "" && !may {
		for _, b := range []key.Binding{keys.Buy, keys.Sell} {
			all = append(all, action[account]{Binding: b, when: true, shown: unlisted, do: account.sayWhyNotTrade})
		}
	}
	return all
}

// mayTrade reports whether orders can be sent now. They are sent by fresh figures
// alone.
func (a account) mayTrade() bool { return a.whyNotTrade() == "" }

func (a account) whyNotTrade() string {
	u := a.portfolio.update
	switch {
	case a.session.access.Trade == nil:
		return "Orders cannot be sent here."
	case a.parts.Settings.ReadOnly:
		return "quipu runs read-only."
	case !a.session.credential.Trades():
		return "This sign-in was not given the permission trading. Sign in again with it to send orders."
	case u.Snapshot == nil || u.State != client.Fresh || a.stale():
		return "The figures are not fresh: orders wait for the next reading."
	}
	return ""
}

func (a account) sayWhyNotTrade() (account, tea.Cmd) {
	a.portfolio.message = a.whyNotTrade()
	return a, nil
}

// openTicket opens a ticket with the symbol and the side filled in.
func (a account) openTicket(of instrument, side string) (account, tea.Cmd) {
	if of.class == "" {
		of.class = market.ClassOf(of.symbol)
	}
	closes := false
	if h := a.held(of.id()); h != nil {
		of.class, of.asset = h.AssetClass, h.AssetID
		closes = h.Qty.Valid && h.Qty.Decimal.IsPositive() == (side == market.Sell)
	}
	if of.class == market.Crypto {
		of.symbol = market.Pair(of.symbol)
	}
	if of.class == market.Option {
		a.portfolio.message = "quipu trades shares and crypto, not options yet."
		return a, nil
	}
	begin := ticket.Options{Symbol: of.symbol, Class: of.class, Side: side, Closes: closes, Type: a.parts.Settings.DefaultType}
	return a.fillIn(ticketOverlay{of: of, side: side, entry: ticket.New(begin)})
}

// openChange opens a working order, to change its prices, its quantity or its TIF.
func (a account) openChange(order client.Order) (account, tea.Cmd) {
	of := instrumentOf(order)
	begin := ticket.Options{Symbol: of.symbol, Class: of.query().Class, Side: order.Side, Replaces: order}
	return a.fillIn(ticketOverlay{of: of, side: order.Side, order: order, entry: ticket.New(begin)})
}

// fillIn opens a ticket, also one that was filled in before.
func (a account) fillIn(o ticketOverlay) (account, tea.Cmd) {
	a.numbers++
	o.seq, o.facts, o.quote, o.mixed = a.numbers, reading{}, reading{}, true
	o.ctx, o.cancel = context.WithCancel(a.ctx)
	return a.push(o).readOverlay()
}

func (o ticketOverlay) close() { o.cancel() }

// read reads the facts once, and then the quote as often as the account.
func (o ticketOverlay) read(a account) (overlay, tea.Cmd) {
	ctx, generation, seq, trading, symbol := o.ctx, a.generation, o.seq, a.session.access.Trade, o.of.symbol
	if !o.facts.read() {
		if !o.facts.due(a.now, 0) {
			return o, nil
		}
		o.facts.begin(a.now)
		return o, func() tea.Msg {
			facts, err := trading.Facts(ctx, symbol)
			return reply{generation, ticketFactsRead{seq, facts, err}}
		}
	}
	data := a.session.access.Data
	if data == nil || o.preparing || !o.quote.due(a.now, a.quotesAge()) {
		return o, nil
	}
	o.quote.begin(a.now)
	ask := o.of.query()
	return o, func() tea.Msg {
		latest, err := data.Latest(ctx, []client.Instrument{ask})
		return reply{generation, ticketQuoteRead{seq, latest[ask.Symbol], err}}
	}
}

// receive handles the readings of this ticket.
func (o ticketOverlay) receive(a account, msg any) (overlay, tea.Cmd) {
	switch msg := msg.(type) {
	case ticketFactsRead:
		if msg.seq != o.seq {
			break
		}
		o.facts.end(a.now, msg.err)
		o.problem = ""
		if msg.err != nil {
			o.problem = "No order can be sent: " + problemWords(msg.err) + "."
			break
		}
		o.quote.end(a.now, nil)
		o.quote.tried = a.now
		o.entry, o.mixed = o.entry.WithFacts(msg.facts), false
		if o.preparing {
			return o.prepare(a)
		}
	case ticketQuoteRead:
		if msg.seq != o.seq {
			break
		}
		o.quote.end(a.now, msg.err)
		if msg.err == nil {
			o.entry, o.mixed = o.entry.WithFacts(a.refreshed(o.entry, msg.latest)), true
		}
	}
	return o, nil
}

// refreshed are the facts of a ticket with a later quote and the account's latest
// figures. They are for looking at: an order is reviewed by facts read together.
func (a account) refreshed(e ticket.Entry, latest client.Latest) trade.Facts {
	f, _ := e.Facts()
	f.Quote = latest
	if s := a.portfolio.update.Snapshot; s != nil && a.portfolio.update.State == client.Fresh {
		f.Account, f.Positions, f.Orders = s.Account, s.Positions, s.Orders
	}
	return f
}

func (o ticketOverlay) actions(account) []action[account] {
	input := func(a account, msg tea.Msg) (account, tea.Cmd) {
		next, event := o.entry.Update(msg)
		return o.onEntry(a, next, event)
	}
	var all []action[account]
	for _, b := range o.entry.Bindings() {
		all = append(all, action[account]{Binding: b, when: true, input: input})
	}
	return append(all, action[account]{when: true, shown: unlisted, input: input})
}

func (o ticketOverlay) onEntry(a account, e ticket.Entry, event form.Event) (account, tea.Cmd) {
	leaving := o.leaving
	o.entry, o.leaving = e, false
	switch event {
	case form.Canceled:
		if o.preparing || o.entry.Typed() && !leaving {
			o.preparing, o.leaving, o.entry = false, !o.preparing, o.entry.WithPending(false)
			return a.putTop(o), nil
		}
		return a.pop(), nil
	case form.Submitted:
		o.problem = ""
		next, cmd := o.prepare(a)
		return a.putTop(next), cmd
	case form.Changed:
		o.problem = ""
	}
	return a.putTop(o), nil
}

// prepare reads what the order depends on again if it is old, and asks the limits.
func (o ticketOverlay) prepare(a account) (overlay, tea.Cmd) {
	o.preparing = true
	facts, known := o.entry.Facts()
	if !known {
		o.entry = o.entry.WithPending(true)
		return o, nil
	}
	entry, plan, err := o.entry.Ready()
	o.entry = entry
	if err != nil {
		o.preparing, o.entry = false, o.entry.WithPending(false)
		return o, nil
	}
	o.entry = o.entry.WithPending(true)
	ctx, generation, seq, trading := o.ctx, a.generation, o.seq, a.session.access.Trade
	wanted, usable := plan.Ticket, !o.mixed && facts.Fresh(a.now)
	change, order := o.entry.Change(), o.order.ID
	return o, func() tea.Msg {
		answer := planPrepared{seq: seq, facts: facts, plan: plan}
		switch {
		case order != "":
			if answer.plan, answer.err = trading.PlanReplace(ctx, order, change); answer.err != nil {
				return reply{generation, answer}
			}
		case !usable:
			if answer.facts, answer.err = trading.Facts(ctx, wanted.Symbol); answer.err != nil {
				return reply{generation, answer}
			}
			answer.plan = trade.Prepare(wanted, answer.facts)
		}
		answer.problems, answer.err = trading.Problems(ctx, answer.plan)
		return reply{generation, answer}
	}
}

// onPlanPrepared opens the review, or shows what is wrong.
func (a account) onPlanPrepared(msg planPrepared) (account, tea.Cmd) {
	o, at := findOverlay[ticketOverlay](a)
	if at < 0 || o.seq != msg.seq || !o.preparing {
		return a, nil
	}
	o.preparing, o.entry = false, o.entry.WithPending(false)
	if msg.err != nil {
		o.problem = "No order can be sent: " + problemWords(msg.err) + "."
		return a.put(at, o), nil
	}
	if o.order.ID == "" {
		o.entry, o.mixed = o.entry.WithFacts(msg.facts), false
	}
	problems := append(msg.plan.Problems.Refusals(), msg.problems...)
	if len(problems) > 0 {
		o.entry = o.entry.WithProblems(problems)
		for _, p := range problems {
			if p.Field == trade.TicketField || p.Field == trade.SymbolField {
				o.problem = p.Text + "."
			}
		}
		return a.put(at, o), nil
	}
	return a.put(at, o).review(msg.plan)
}

func (o ticketOverlay) draw(a account, rows int) []string {
	t, width := a.theme, a.width-4
	title := "Buy "
	style := t.Buy
	if o.side == market.Sell {
		title, style = "Sell ", t.Sell
	}
	head := style.Bold(true).Render(title + format.Instrument(o.of.symbol, o.of.class, false))
	if o.order.ID != "" {
		head = style.Bold(true).Render(safe.Capitalize(orderWords(o.order, format.Instrument(o.of.symbol, o.of.class, false), format.Options{})))
	}
	lines := []string{text.Spread(head, a.accountBadge(), width)}
	facts, known := o.entry.Facts()
	if about := ticket.AssetWords(facts.Asset); known && about != "" && rows >= 12 {
		lines = append(lines, t.Muted.Render(text.Clip(about, width)))
	}
	if rows >= 14 {
		lines = append(lines, "")
	}
	note := o.note()
	lines = append(lines, o.entry.View(t, width, max(rows-len(lines)-len(note), 0), a.formatOptions())...)
	for _, line := range note {
		lines = append(lines, t.Notice.Render(text.Clip(line, width)))
	}
	return text.Indent(lines, 2)
}

// note is what the ticket says besides its fields.
func (o ticketOverlay) note() []string {
	switch {
	case o.problem != "":
		return []string{o.problem}
	case o.leaving:
		return []string{"Press esc again to discard what you typed."}
	case o.preparing:
		return []string{"Reading the quote and the account again…"}
	}
	return nil
}

// accountBadge names the account in a ticket.
func (a account) accountBadge() string {
	number := ""
	if s := a.portfolio.update.Snapshot; s != nil {
		number = "   " + a.theme.Text.Render(s.Account.Number)
	}
	return a.badge(a.session.account) + number
}
