package ui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/ticket"
)

// ticketOverlay is a ticket that is being filled in.
type ticketOverlay struct {
	of      instrument
	side    string
	order   client.Order // that is changed, without an id where a new one is sent
	exits   bool         // of a position, in place of those that hold its units where instead is set
	instead bool
	stays   string // what is not changed with it and might be expected to be, "" for nothing
	entry   ticket.Entry
	seq     int
	ctx     context.Context //nolint:containedctx // ends when the ticket is closed
	cancel  context.CancelFunc

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
		closing  trade.Closing  // of exits in place of others
		problems trade.Problems // of the limits
		err      error
	}
)

// tradeActions buy and sell an instrument.
func (a account) tradeActions(of instrument) []action[account] {
	trades := func(b key.Binding, name, side string) action[account] {
		return a.tradeAction(action[account]{Binding: b, name: name, when: of.symbol != "", do: func(a account) (account, tea.Cmd) { return a.openTicket(of, side) }})
	}
	return []action[account]{trades(keys.Buy, "Buy", market.Buy), trades(keys.Sell, "Sell", market.Sell)}
}

// mayTrade reports whether orders can be sent now. They are sent by fresh figures
// alone.
func (a account) mayTrade() bool { return a.whyNotTrade() == "" }

func (a account) whyNotTrade() string {
	if why := a.whyNeverTrade(); why != "" {
		return why
	}
	if u := a.portfolio.update; u.Snapshot == nil || u.State != client.Fresh || a.stale() {
		return "The figures are not fresh: orders wait for the next reading."
	}
	return ""
}

// whyNeverTrade says why no order can be sent by this session.
func (a account) whyNeverTrade() string {
	missing, _ := a.whyMayNotTrade()
	switch {
	case a.session.access.Trade == nil:
		return "Orders cannot be sent here."
	case missing != "":
		return missing
	}
	return ""
}

// openTicket opens a ticket with the symbol and the side filled in.
func (a account) openTicket(of instrument, side string) (account, tea.Cmd) {
	of = a.tradable(of)
	h := a.held(of.id())
	closes := h != nil && h.Qty.Valid && h.Qty.Decimal.IsPositive() == (side == market.Sell)
	if of.class == market.Option {
		a.portfolio.message = "quipu trades shares and crypto, not options yet."
		return a, nil
	}
	begin := ticket.Options{Symbol: of.symbol, Class: of.class, Side: side, Closes: closes, Type: a.parts.Settings.DefaultType}
	return a.fillIn(ticketOverlay{of: of, side: side, entry: ticket.New(begin)})
}

// openTicketAgain opens a ticket for what was not filled of an order, filled in with it.
func (a account) openTicketAgain(order client.Order) (account, tea.Cmd) {
	a, cmd := a.openTicket(instrumentOf(order), order.Side)
	o, at := findOverlay[ticketOverlay](a)
	if at < 0 {
		return a, cmd
	}
	o.entry = o.entry.Filled(trade.TicketOf(order))
	return a.put(at, o), cmd
}

// tradable is an instrument with its class as far as it is known, and the symbol that
// orders have.
func (a account) tradable(of instrument) instrument {
	of = a.known(of)
	if of.class == market.Crypto {
		of.symbol = market.Pair(of.symbol)
	}
	return of
}

// openChange opens a working order, to change its prices, its quantity or its TIF.
func (a account) openChange(order client.Order) (account, tea.Cmd) {
	return a.openChangeOf(order, false, "")
}

// openChangeOf opens a working order, its stop at the average cost where atCost is set.
// stays says what is not changed, "" for nothing.
func (a account) openChangeOf(order client.Order, atCost bool, stays string) (account, tea.Cmd) {
	of := a.tradable(instrumentOf(order))
	begin := ticket.Options{Symbol: of.symbol, Class: of.class, Side: order.Side, Replaces: order, AtCost: atCost}
	return a.fillIn(ticketOverlay{of: of, side: order.Side, order: order, stays: stays, entry: ticket.New(begin)})
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
			o.preparing, o.entry = false, o.entry.WithPending(false)
			break
		}
		o.quote.end(a.now, nil)
		o.quote.tried = a.now
		o.entry, o.mixed = o.entry.WithFacts(msg.facts), false
		if asset := msg.facts.Asset; asset.Symbol != "" {
			o.of = instrument{symbol: asset.Symbol, class: asset.Class, asset: asset.ID}
		}
		if o.preparing {
			return o.submitAgain(a)
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
