package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/ticket"
)

// cancelAction cancels the working order under the cursor.
func (a account) cancelAction(o client.Order) action[account] {
	return a.reduceAction(action[account]{
		Binding: keys.CancelOrder, name: "Cancel the order", when: o.ID != "" && !o.Closed(),
		do: func(a account) (account, tea.Cmd) { return a.askCancel(o) },
	})
}

// modifyAction changes the working order under the cursor.
func (a account) modifyAction(o client.Order) action[account] {
	return a.tradeAction(action[account]{
		Binding: keys.Modify, name: "Modify the order", when: o.ID != "" && o.Symbol != "" && trade.Replaceable(o),
		do: func(a account) (account, tea.Cmd) { return a.openChange(o) },
	})
}

// askCancel asks before an order is cancelled, and names each that goes with it.
func (a account) askCancel(o client.Order) (account, tea.Cmd) {
	words := "Cancel: " + trade.OrderWords(o) // also with amounts hidden
	c := confirmation{title: words + ", on " + a.orderAccount() + ".", yes: "cancel the order", back: "keep it", eases: true, do: func(a account) (account, tea.Cmd) {
		s := sentOrder{Sent: ticket.Sent{Words: words, Name: "Cancel " + trade.OrderWords(o)}}
		return a.addSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) { return t.Cancel(ctx, o) })
	}}
	for _, with := range a.goesWith(o) {
		c.notes = append(c.notes, "With it goes: "+trade.OrderWords(with)+".")
	}
	return a.askToSend(c, o.Symbol)
}

// goesWith are the working orders that are cancelled with an order.
func (a account) goesWith(o client.Order) []client.Order {
	s := a.portfolio.update.Snapshot
	if s == nil {
		return nil
	}
	return trade.GoesWith(o, s.Orders)
}

// closePlanned is what closing a position would do.
type closePlanned struct {
	symbol   string
	inputs   int // when it was asked for
	closing  trade.Closing
	problems trade.Problems
	err      error
}

// closeAction closes a position.
func (a account) closeAction(of instrument) action[account] {
	h := a.held(of.id())
	return a.reduceAction(action[account]{
		Binding: keys.ClosePosition, name: "Close the position", when: h != nil && h.AssetClass != market.Option,
		do: func(a account) (account, tea.Cmd) { return a.planClose(of) },
	})
}

// planClose reads what closing a position depends on.
func (a account) planClose(of instrument) (account, tea.Cmd) {
	symbol := a.tradable(of).symbol
	a.portfolio.message = "Reading " + symbol + " before it is closed…"
	ctx, generation, trading, inputs := a.ctx, a.generation, a.session.access.Trade, a.typed.Count
	return a, func() tea.Msg {
		closing, problems, err := trading.PlanClose(ctx, symbol)
		return reply{generation, closePlanned{symbol, inputs, closing, problems, err}}
	}
}

// onClosePlanned asks whether to close, unless the person has gone on to something else.
func (a account) onClosePlanned(msg closePlanned) (account, tea.Cmd) {
	a.portfolio.message = ""
	switch why := msg.whyNot(); {
	case why != "":
		a.portfolio.message = "Not closed: " + why
		return a, nil
	case a.typed.Count != msg.inputs:
		a.portfolio.message = "Press x again to close " + msg.symbol + "."
		return a, nil
	}
	closing := msg.closing
	words := closing.Sentence()
	c := confirmation{title: words + ", on " + a.orderAccount() + ".", yes: "close the position", back: "keep it", eases: true, about: ticket.Estimate(closing.Plan, a.formatOptions()), notes: ticket.Warnings(closing.Plan)}
	c.do = func(a account) (account, tea.Cmd) { return a.close(words, closing, nil) }
	return a.askToSend(c, msg.symbol)
}

// close does what was confirmed, and shows each step. draft is the ticket of exits that
// take the place of others, nil of a close.
func (a account) close(words string, closing trade.Closing, draft *ticketOverlay) (account, tea.Cmd) {
	a, cmd := a.beginClose(words, closing, draft)
	return a.push(sentOverlay{a.numbers}), cmd
}

// beginClose does what was confirmed.
func (a account) beginClose(words string, closing trade.Closing, draft *ticketOverlay) (account, tea.Cmd) {
	steps, generation, seq := make(chan trade.Progress, 64), a.generation, a.numbers+1
	s := sentOrder{Sent: ticket.Sent{Words: words, Name: ticket.PlanName(closing.Plan)}, symbol: closing.Plan.Order.Symbol, exits: len(closing.Cancel) > 0, draft: draft}
	a, send := a.beginSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) {
		defer close(steps)
		tell := func(p trade.Progress) {
			select {
			case steps <- p:
			default: // nobody reads them any more: closing goes on
			}
		}
		// Leaving the account must not end it between the cancellations and the close.
		done, err := t.Close(context.WithoutCancel(ctx), closing, tell)
		if done.Bare() {
			tell(trade.Progress{Text: done.LeftWords()})
		}
		return done.Entry, err
	})
	return a, tea.Batch(send, awaitStep(generation, seq, steps))
}

func awaitStep(generation, seq int, steps <-chan trade.Progress) tea.Cmd {
	return func() tea.Msg {
		step, open := <-steps
		if !open {
			return nil
		}
		return reply{generation, stepHeard{seq, step, steps}}
	}
}

// stepHeard is a step with the channel that the next one comes by.
type stepHeard struct {
	seq   int
	step  trade.Progress
	steps <-chan trade.Progress
}

func (a account) onStepHeard(msg stepHeard) (account, tea.Cmd) {
	a.changeSent(func(s *sentOrder) bool { return s.seq == msg.seq }, func(s *sentOrder) { s.Steps = append(slices.Clone(s.Steps), msg.step.Text) })
	return a, awaitStep(a.generation, msg.seq, msg.steps)
}

// underCursor is the instrument of the selected row; the zero value where there is none.
func (a account) underCursor() instrument {
	switch p := &a.portfolio; p.tab {
	case positionsTab:
		if h := p.positions.Current(); h != nil {
			return instrument{symbol: h.Symbol, class: h.AssetClass, asset: h.AssetID}
		}
	case ordersTab:
		if row := p.orders.grid.Current(); row != nil && row.Order != nil {
			return instrumentOf(*row.Order)
		}
	case activityTab:
		if row := p.activity.grid.Current(); row != nil {
			return instrument{symbol: row.Symbol}
		}
	case listsTab:
		if row := p.lists.grid.Current(); row != nil {
			return instrument{symbol: row.Symbol, class: row.Class, asset: row.ID}
		}
	}
	return instrument{}
}

// cancelAllActions cancel all orders of the instrument under the cursor, by a command.
func (a account) cancelAllActions() []action[account] {
	of := a.underCursor()
	name := format.Instrument(of.symbol, of.class, false)
	return []action[account]{{
		name: "Cancel all orders of " + name, shown: unlisted, when: of.symbol != "" && a.mayTrade() && a.works(of.id()),
		do: func(a account) (account, tea.Cmd) { return a.planCancelAll(of.id(), name) },
	}}
}

// works reports whether any order for an instrument was read to work.
func (a account) works(of market.ID) bool {
	s := a.portfolio.update.Snapshot
	if s == nil {
		return false
	}
	for _, o := range s.Orders {
		if o.IsFor(of) {
			return true
		}
	}
	return false
}

// cancelPlanned is which orders of an instrument would be cancelled.
type cancelPlanned struct {
	name   string
	inputs int // when it was asked for
	plan   trade.Cancellation
	err    error
}

// planCancelAll reads the orders of an instrument.
func (a account) planCancelAll(of market.ID, name string) (account, tea.Cmd) {
	a.portfolio.message = "Reading the orders of " + name + "…"
	ctx, generation, trading, inputs := a.ctx, a.generation, a.session.access.Trade, a.typed.Count
	return a, func() tea.Msg {
		plan, err := trading.PlanCancel(ctx, of)
		return reply{generation, cancelPlanned{name, inputs, plan, err}}
	}
}

// onCancelPlanned asks whether to cancel, unless the person has gone on to something else.
func (a account) onCancelPlanned(msg cancelPlanned) (account, tea.Cmd) {
	a.portfolio.message = ""
	switch {
	case msg.err != nil:
		a.portfolio.message = "Nothing was cancelled: " + problemWords(msg.err)
		return a, nil
	case len(msg.plan.Groups) == 0:
		a.portfolio.message = "No order of " + msg.name + " is working."
		return a, nil
	case a.typed.Count != msg.inputs:
		a.portfolio.message = "Other keys were pressed: run the command again to cancel the orders of " + msg.name + "."
		return a, nil
	}
	count := len(msg.plan.Groups)
	c := confirmation{title: "Cancel " + format.Plural(count, "order") + " of " + msg.name + ", on " + a.orderAccount() + ".", yes: "cancel them", back: "keep them"}
	if count == 1 {
		c.yes, c.back = "cancel it", "keep it"
	}
	for _, line := range msg.plan.Lines() {
		c.notes = append(c.notes, safe.Capitalize(line)+".")
	}
	if msg.plan.More {
		c.notes = append(c.notes, "More orders are open than were read: look again afterwards.")
	}
	c.do = func(a account) (account, tea.Cmd) { return a.cancelGroups(msg.plan.Groups) }
	return a.askToSend(c, msg.plan.Word())
}
