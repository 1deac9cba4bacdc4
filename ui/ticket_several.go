package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/ticket"
)

// pickAction selects the row under the cursor with others, for one key that acts on all.
func (a account) pickAction() action[account] {
	may := a.session.access.Trade != nil && !a.parts.Settings.ReadOnly
	return action[account]{Binding: keys.Select, name: "Select the row with others", shown: inHelp, when: may && a.openTable().CanPick(), do: func(a account) (account, tea.Cmd) {
		a.openTable().Pick()
		return a, nil
	}}
}

// unpick clears the selection of the open table.
func (a account) unpick() (account, tea.Cmd) {
	a.openTable().KeepPicked(func(string) bool { return false })
	return a, nil
}

// keepPicked takes what has gone out of the selections.
func (a *account) keepPicked(s *client.Snapshot) {
	p := &a.portfolio
	p.positions.KeepPicked(func(key string) bool {
		for i := range p.positions.Rows {
			if p.positions.Rows[i].pickID() == key {
				return true
			}
		}
		return false
	})
	p.orders.grid.KeepPicked(func(id string) bool {
		o := client.FindOrder(s.Orders, id)
		return o != nil && !o.Closed()
	})
}

// cancelPickedAction cancels the selected orders.
func (a account) cancelPickedAction() action[account] {
	n := len(a.portfolio.orders.grid.Picked())
	return a.reduceAction(action[account]{
		Binding: describe(keys.CancelOrder, "cancel "+format.Plural(n, "order")), name: "Cancel the selected orders", when: n > 0,
		do: account.askCancelPicked,
	})
}

// askCancelPicked asks once for all selected orders, and names each that goes with them.
func (a account) askCancelPicked() (account, tea.Cmd) {
	var orders []client.Order
	open := a.portfolio.update.Snapshot.Orders
	for _, id := range a.portfolio.orders.grid.Picked() {
		if o := client.FindOrder(open, id); o != nil {
			orders = append(orders, *o)
		}
	}
	plan := trade.CancelOrders(orders, open)
	groups := plan.Groups
	if len(groups) == 0 {
		return a, nil
	}
	c := confirmation{title: "Cancel " + format.Plural(len(groups), "order") + " on " + a.orderAccount() + ":", yes: "cancel them", back: "keep them", eases: true}
	for _, g := range groups {
		c.items = append(c.items, trade.OrderWords(g.Order)) // also with amounts hidden
		for _, with := range g.With {
			c.items = append(c.items, "  with it goes: "+trade.OrderWords(with))
		}
	}
	c.do = func(a account) (account, tea.Cmd) {
		a, _ = a.unpick()
		return a.cancelGroups(groups)
	}
	return a.askToSend(c, plan.Word())
}

// oneOf is the word that confirms: the symbol where all are of one, else another.
func oneOf(symbols map[string]bool, word string) string {
	if len(symbols) == 1 {
		for symbol := range symbols {
			if symbol != "" {
				return symbol
			}
		}
	}
	return word
}

// cancelGroups cancels one after the other what is still as it was confirmed, and shows
// what becomes of it.
func (a account) cancelGroups(groups []trade.CancelGroup) (account, tea.Cmd) {
	seen := new(trade.Seen)
	var seqs []int
	var cmds []tea.Cmd
	for _, g := range groups {
		words := trade.OrderWords(g.Order)
		s := sentOrder{Sent: ticket.Sent{Words: "Cancel: " + words, Name: "Cancel " + words}}
		var cmd tea.Cmd
		a, cmd = a.beginSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) {
			entry, gone, err := t.CancelShown(context.WithoutCancel(ctx), g, seen) // all that was confirmed is sent, also once the account is left
			if gone {
				return cancelledWithAnother(g.Order), nil
			}
			return entry, err
		})
		seqs, cmds = append(seqs, a.numbers), append(cmds, cmd)
	}
	return a.showSent(seqs), tea.Sequence(cmds...)
}

// cancelledWithAnother is what became of an order that went with one before it.
func cancelledWithAnother(o client.Order) trade.Entry {
	intent := trade.Intent{Action: trade.Cancel, Symbol: o.Symbol, Side: o.Side, Qty: o.Qty, Target: o.ID}
	return trade.Entry{Intent: intent, State: trade.Settled, Status: "canceled"}
}

// showSent shows what becomes of what was sent together.
func (a account) showSent(seqs []int) account {
	if len(seqs) == 1 {
		return a.push(sentOverlay{seqs[0]})
	}
	return a.push(sentList{of: seqs})
}

// closePickedAction closes the selected positions.
func (a account) closePickedAction() action[account] {
	n := len(a.portfolio.positions.Picked())
	return a.reduceAction(action[account]{
		Binding: describe(keys.ClosePosition, "close "+format.Plural(n, "position")), name: "Close the selected positions", when: n > 0,
		do: account.planCloses,
	})
}

// closesPlanned is what closing several positions would do.
type closesPlanned struct {
	inputs int // when it was asked for
	plans  []closePlanned
}

// planCloses reads what closing the selected positions depends on, one after the other.
func (a account) planCloses() (account, tea.Cmd) {
	var symbols []string
	picked := map[string]bool{}
	for _, key := range a.portfolio.positions.Picked() {
		picked[key] = true
	}
	for i := range a.portfolio.positions.Rows {
		h := &a.portfolio.positions.Rows[i]
		switch {
		case !picked[h.key]:
		case h.AssetClass == market.Crypto:
			symbols = append(symbols, market.Pair(h.Symbol))
		default:
			symbols = append(symbols, h.Symbol)
		}
	}
	a.portfolio.message = "Reading " + strings.Join(symbols, ", ") + " before they are closed…"
	ctx, generation, trading, inputs := a.ctx, a.generation, a.session.access.Trade, a.typed.Count
	return a, func() tea.Msg {
		answer := closesPlanned{inputs: inputs}
		for _, symbol := range symbols {
			closing, problems, err := trading.PlanClose(ctx, symbol)
			answer.plans = append(answer.plans, closePlanned{symbol, inputs, closing, problems, err})
		}
		return reply{generation, answer}
	}
}

// onClosesPlanned asks once whether to close what can be closed, and says what cannot.
func (a account) onClosesPlanned(msg closesPlanned) (account, tea.Cmd) {
	a.portfolio.message = ""
	var c confirmation
	var plans []closePlanned
	symbols := map[string]bool{}
	for _, p := range msg.plans {
		if why := p.whyNot(); why != "" {
			c.notes = append(c.notes, p.symbol+" is not closed: "+why+".")
			continue
		}
		c.items = append(c.items, p.closing.Sentence())
		for _, warning := range ticket.Warnings(p.closing.Plan) {
			c.notes = append(c.notes, p.symbol+": "+warning)
		}
		plans, symbols[p.symbol] = append(plans, p), true
	}
	switch {
	case len(plans) == 0 && len(c.notes) > 1:
		return a.push(notDone{"No position is closed.", c.notes}), nil
	case len(plans) == 0:
		a.portfolio.message = strings.Join(c.notes, " ")
		return a, nil
	case a.typed.Count != msg.inputs:
		a.portfolio.message = fmt.Sprintf("Press x again to close %s.", format.Plural(len(plans), "position"))
		return a, nil
	}
	c.title = "Close " + format.Plural(len(plans), "position") + " on " + a.orderAccount() + ":"
	c.yes, c.back, c.eases = "close them", "keep them", true
	c.do = func(a account) (account, tea.Cmd) { return a.closePlans(plans) }
	return a.askToSend(c, oneOf(symbols, "close"))
}

// whyNot says why a position cannot be closed, "" where it can.
func (p *closePlanned) whyNot() string {
	if p.err != nil {
		return problemWords(p.err)
	}
	if problems := append(p.closing.Plan.Problems.Refusals(), p.problems...); len(problems) > 0 {
		return problems.String()
	}
	return ""
}

// closePlans closes positions, each as it was confirmed.
func (a account) closePlans(plans []closePlanned) (account, tea.Cmd) {
	a.portfolio.positions.KeepPicked(func(string) bool { return false })
	var seqs []int
	var cmds []tea.Cmd
	for _, p := range plans {
		var cmd tea.Cmd
		a, cmd = a.beginClose(p.closing.Sentence(), p.closing, nil)
		seqs, cmds = append(seqs, a.numbers), append(cmds, cmd)
	}
	return a.showSent(seqs), tea.Batch(cmds...)
}

// dismissed tells whether an entry of the journal was forgotten.
type dismissed struct {
	id   string
	said string // once it was
	err  error
}

// askDismiss asks whether to forget an order of which nobody knows whether the broker has
// it, or what a close or a kill switch that was cut short has left. It is confirmed by
// typing, on paper too. what says which, back and said what esc and its end mean.
func (a account) askDismiss(e trade.Entry, what, back, said string) (account, tea.Cmd) {
	c := confirmation{
		title: "Dismiss: " + what + ", on " + a.orderAccount() + ".", yes: "dismiss it", back: back,
		word: cmp.Or(e.Symbol, "dismiss"), notes: []string{trade.DismissWords(e)}, local: e.Action == trade.Unprotect || e.Action == trade.Flatten,
	}
	c.do = func(a account) (account, tea.Cmd) {
		ctx, generation, trading := a.ctx, a.generation, a.session.access.Trade
		return a, func() tea.Msg { return reply{generation, dismissed{e.ID, said, trading.Dismiss(ctx, e.ID)}} }
	}
	return a.askToSend(c, e.Symbol)
}

// askDismissUnknown asks whether to forget an order of which nobody knows whether the
// broker has it.
func (a account) askDismissUnknown(e trade.Entry) (account, tea.Cmd) {
	return a.askDismiss(e, ticket.EntryWords(e), "keep asking", "An order that turns up later is shown among the others.")
}

func (a account) onDismissed(msg dismissed) (account, tea.Cmd) {
	if msg.err != nil {
		a.portfolio.message = "Not dismissed: " + problemWords(msg.err)
		return a, nil
	}
	a.changeSent(func(s *sentOrder) bool { return s.Entry.ID == msg.id }, func(s *sentOrder) { s.Entry.State, s.Err = trade.Dismissed, nil })
	a.portfolio.message = "Dismissed. " + msg.said
	return a, tea.Batch(a.readBare(), a.readCutShort())
}

// isDismissed reports whether an entry was forgotten here.
func (a account) isDismissed(id string) bool {
	return slices.ContainsFunc(a.portfolio.sent, func(s sentOrder) bool { return s.Entry.ID == id && s.Entry.State == trade.Dismissed })
}
