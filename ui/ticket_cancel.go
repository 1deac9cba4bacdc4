package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/trade"
	"quipu/ui/ticket"
)

// cancelAction cancels the working order under the cursor.
func (a account) cancelAction(o client.Order) action[account] {
	return action[account]{
		Binding: keys.CancelOrder, name: "Cancel the order", when: o.ID != "" && !o.Closed() && a.mayTrade(),
		do: func(a account) (account, tea.Cmd) { return a.askCancel(o) },
	}
}

// modifyAction changes the working order under the cursor.
func (a account) modifyAction(o client.Order) action[account] {
	return action[account]{
		Binding: keys.Modify, name: "Modify the order", when: o.ID != "" && o.Symbol != "" && trade.Replaceable(o) && a.mayTrade(),
		do: func(a account) (account, tea.Cmd) { return a.openChange(o) },
	}
}

// askCancel asks before an order is cancelled, and names each that goes with it.
func (a account) askCancel(o client.Order) (account, tea.Cmd) {
	l := a.formatOptions()
	l.Private = false
	words := "Cancel: " + orderWords(o, orderLabel(o, false), l)
	c := confirmation{title: words + ", on " + a.orderAccount() + ".", yes: "cancel the order", back: "keep it", do: func(a account) (account, tea.Cmd) {
		s := sentOrder{Sent: ticket.Sent{Words: words}}
		return a.addSent(s, func(ctx context.Context, t Trading) (trade.Entry, error) { return t.Cancel(ctx, o) })
	}}
	for _, with := range a.goesWith(o) {
		c.notes = append(c.notes, "With it goes: "+orderWords(with, orderLabel(with, false), l)+".")
	}
	return a.askToSend(c, o.Symbol)
}

// goesWith are the working orders that are cancelled with an order: its legs, and for a
// leg its parent and the other leg.
func (a account) goesWith(o client.Order) []client.Order {
	var all []client.Order
	add := func(others ...client.Order) {
		for _, x := range others {
			if x.ID != o.ID && !x.Closed() {
				all = append(all, x)
			}
		}
	}
	add(o.Legs...)
	if s := a.portfolio.update.Snapshot; s != nil {
		for _, parent := range s.Orders {
			for _, leg := range parent.Legs {
				if leg.ID == o.ID {
					add(parent)
					add(parent.Legs...)
				}
			}
		}
	}
	return all
}
