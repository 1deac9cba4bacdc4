package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/ticket"
)

// bareMark is the mark of an instrument that nothing protects, nil where there is none.
func (a account) bareMark(symbol string) *trade.Entry {
	for i := range a.portfolio.bare {
		if mark := &a.portfolio.bare[i]; symbol != "" && market.PositionSymbol(mark.Symbol) == market.PositionSymbol(symbol) {
			return mark
		}
	}
	return nil
}

// putBackCommands put back what was cancelled.
func (a account) putBackCommands() []command {
	var all []command
	for _, mark := range a.portfolio.bare {
		all = append(all, command{name: "Put back the exits of " + mark.Symbol, run: func(a account) (account, tea.Cmd) { return a.planPutBack(mark) }})
	}
	return all
}

// putBackPlanned is the first exit that can be put back.
type putBackPlanned struct {
	inputs  int // when it was asked for
	symbol  string
	plan    *trade.Plan    // nil where none can be put back
	more    int            // that could follow
	waiting []client.Order // whose cancellation is not finished
	refused []notPutBack
	err     error
}

// notPutBack is an exit that cannot be put back.
type notPutBack struct{ words, why string }

func (n notPutBack) String() string { return n.words + ": " + n.why }

// planPutBack reads which exits can be put back.
func (a account) planPutBack(mark trade.Entry) (account, tea.Cmd) {
	if why := a.unrefused().whyNotTrade(); why != "" {
		a.portfolio.message = why
		return a, nil
	}
	a.portfolio.message = "Reading which exits of " + mark.Symbol + " can be put back…"
	ctx, generation, trading, inputs := a.ctx, a.generation, a.session.access.Trade, a.typed.Count
	return a, func() tea.Msg {
		answer := preparePutBack(ctx, trading, mark)
		answer.inputs, answer.symbol = inputs, mark.Symbol
		return reply{generation, answer}
	}
}

func preparePutBack(ctx context.Context, trading Trading, mark trade.Entry) (answer putBackPlanned) {
	ctx = client.Urgent(ctx) // nothing protects the position meanwhile
	var all []trade.Ticket
	all, answer.waiting, answer.err = trading.PutBack(ctx, mark)
	if answer.err != nil || len(all) == 0 {
		return answer
	}
	facts, err := trading.Facts(ctx, all[0].Symbol)
	if err != nil {
		answer.err = err
		return answer
	}
	for i, t := range all {
		plan := trade.Prepare(t, facts)
		problems, err := trading.Problems(ctx, plan)
		if err != nil {
			answer.err = err
			return answer
		}
		if problems = append(plan.Problems.Refusals(), problems...); len(problems) == 0 {
			answer.plan, answer.more = &plan, len(all)-1-i
			return answer
		}
		answer.refused = append(answer.refused, notPutBack{plan.Sentence(), problems.String()})
	}
	return answer
}

// onPutBackPlanned asks whether to put the exit back, unless the person has gone on to
// something else.
func (a account) onPutBackPlanned(msg putBackPlanned) (account, tea.Cmd) {
	a.portfolio.message = ""
	switch {
	case msg.err != nil:
		a.portfolio.message = "Not put back: " + problemWords(msg.err)
		return a, nil
	case msg.plan == nil && len(msg.refused) == 1 && len(msg.waiting) == 0:
		a.portfolio.message = "Not put back: " + msg.refused[0].why
		return a, nil
	case msg.plan == nil && len(msg.refused) > 0:
		return a.push(notDone{"No exit of " + msg.symbol + " can be put back now.", msg.notes()}), nil
	case msg.plan == nil && len(msg.waiting) > 0:
		a.portfolio.message = "Not put back: " + trade.OrderWords(msg.waiting[0]) + " is still being cancelled. Try again in a moment."
		return a, nil
	case msg.plan == nil:
		a.portfolio.message = "There is nothing to put back for " + msg.symbol + "."
		return a, nil
	case a.typed.Count != msg.inputs:
		a.portfolio.message = "Ask again to put back the exits of " + msg.symbol + "."
		return a, nil
	}
	plan := *msg.plan
	c := confirmation{
		title: "Put back: " + plan.Sentence() + ", on " + a.orderAccount() + ".", yes: "put it back", back: "leave it", eases: true,
		about: ticket.Estimate(plan, a.formatOptions()), notes: append(ticket.Warnings(plan), msg.notes()...),
		do: func(a account) (account, tea.Cmd) { return a.send(plan, nil) },
	}
	return a.askToSend(c, plan.Order.Symbol)
}

// notes say what is not put back, and what can be put back later.
func (p *putBackPlanned) notes() []string {
	var all []string
	for _, n := range p.refused {
		all = append(all, "Not put back: "+n.String()+".")
	}
	if p.more > 0 {
		all = append(all, fmt.Sprintf("After it, %s can be put back.", format.Plural(p.more, "more exit")))
	}
	for _, o := range p.waiting {
		all = append(all, "Still being cancelled: "+trade.OrderWords(o)+".")
	}
	return all
}
