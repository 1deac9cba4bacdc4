package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
	"quipu/ui/form"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

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

// submitAgain presses enter again for a ticket whose enter came before its facts: they
// have filled in the limit, or the form says what is missing.
func (o ticketOverlay) submitAgain(a account) (overlay, tea.Cmd) {
	var event form.Event
	o.preparing, o.entry = false, o.entry.WithPending(false)
	if o.entry, event = o.entry.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); event == form.Submitted {
		return o.prepare(a)
	}
	return o, nil
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
	change, order, instead := o.entry.Change(), o.order.ID, o.instead
	return o, func() tea.Msg {
		answer := planPrepared{seq: seq, facts: facts, plan: plan}
		switch {
		case instead:
			answer.closing, answer.problems, answer.err = trading.PlanExits(ctx, wanted)
			answer.plan = answer.closing.Plan
			return reply{generation, answer}
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
	if o.order.ID == "" && !o.instead {
		o.entry, o.mixed = o.entry.WithFacts(msg.facts), false
	}
	problems := append(msg.plan.Problems.Refusals(), msg.problems...)
	if len(problems) > 0 {
		var others trade.Problems
		o.entry, others = o.entry.WithProblems(problems)
		o.problem = ticket.ProblemsText(others)
		return a.put(at, o), nil
	}
	return a.put(at, o).review(msg.plan, msg.closing)
}

func (o ticketOverlay) draw(a account, rows int) []string {
	t, width := a.theme, a.width-4
	title := "Buy "
	style := t.Buy
	if o.side == market.Sell {
		title, style = "Sell ", t.Sell
	}
	head := style.Bold(true).Render(title + format.Instrument(o.of.symbol, o.of.class, false))
	switch {
	case o.exits:
		head = t.Strong.Render("Exits of " + format.Instrument(o.of.symbol, o.of.class, false))
	case o.order.ID != "":
		head = style.Bold(true).Render(safe.Capitalize(trade.OrderWordsAs(o.order, format.Instrument(o.of.symbol, o.of.class, false), format.Options{})))
	}
	lines := append(a.headroom(), text.Spread(head, a.accountBadge(), width))
	facts, known := o.entry.Facts()
	about := ticket.AssetWords(facts.Asset)
	if h := a.held(o.of.id()); o.exits && h != nil {
		about = a.positionWords(h)
	}
	if known && about != "" && rows >= 12 {
		lines = append(lines, t.Muted.Render(text.Clip(about, width)))
	}
	if cancels := o.entry.Cancels(); cancels != "" {
		for _, line := range text.Wrap("Cancelled first: "+cancels+".", width) {
			lines = append(lines, t.Notice.Render(line))
		}
	}
	if earlier := ticket.EarlierWords(slices.Concat(facts.Today, a.portfolio.orders.closed), o.of.id(), a.formatOptions()); earlier != "" && !o.exits && o.order.ID == "" && rows >= 18 {
		lines = append(lines, t.Muted.Render(text.Clip(earlier, width)))
	}
	if rows >= 14 {
		lines = append(lines, "")
	}
	note := text.Wrap(o.note(), width)
	lines = append(lines, o.entry.View(t, width, max(rows-len(lines)-len(note), 0), a.formatOptions())...)
	for _, line := range note {
		lines = append(lines, t.Notice.Render(line))
	}
	return text.Indent(lines, 2)
}

// note is what the ticket says besides its fields.
func (o ticketOverlay) note() string {
	switch {
	case o.problem != "":
		return o.problem
	case o.leaving:
		return "Press esc again to discard what you typed."
	case o.preparing:
		return "Reading the quote and the account again…"
	}
	return ""
}

// accountBadge names the account in a ticket.
func (a account) accountBadge() string {
	number := ""
	if s := a.portfolio.update.Snapshot; s != nil {
		number = "   " + a.theme.Text.Render(s.Account.Number)
	}
	return a.badge(a.session.account) + number
}

// review asks whether to send a plan. closing says what is cancelled before it, if
// anything is.
func (a account) review(plan trade.Plan, closing trade.Closing) (account, tea.Cmd) {
	o, _ := findOverlay[ticketOverlay](a)
	words := plan.Sentence()
	do := func(a account) (account, tea.Cmd) { return a.send(plan, &o) }
	if o.instead {
		words = closing.Sentence()
		do = func(a account) (account, tea.Cmd) { return a.leaveTicket().close(words, closing, &o) }
	}
	c := confirmation{
		title: words + ", on " + a.orderAccount() + ".",
		about: ticket.Estimate(plan, a.formatOptions()), notes: ticket.Warnings(plan), yes: "send", back: "back to the ticket", do: do,
	}
	if o.stays != "" {
		c.notes = append(c.notes, o.stays)
	}
	if f := plan.Facts(); plan.Order.Type == trade.Market && !f.FarSide(o.side).Valid && !f.Quote.Price.Valid {
		c.notes = append(c.notes, "There is no market data: the price is not known.")
		if !a.typesSymbol() && !plan.Ticket.Amount.Valid {
			c.word = ticket.AmountWord(plan)
		}
	}
	return a.askToSend(c, plan.Order.Symbol)
}
