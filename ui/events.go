package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
)

type eventReceived struct {
	at    time.Time
	event client.OrderEvent
}

func awaitEvent(visit int, parts Parts, feed Feed) tea.Cmd {
	return receive(visit, feed.Events(), func(e client.OrderEvent) any { return eventReceived{parts.present(), e} })
}

// eventReceived says what happened to an order. The snapshot brings the
// figures; what is read page by page is read again.
func (m account) eventReceived(msg eventReceived) (account, tea.Cmd) {
	p := &m.portfolio
	m.now = msg.at
	p.orders.stale, p.activity.stale = true, true
	p.detail.pastAt = time.Time{}
	e := msg.event
	cmds := []tea.Cmd{awaitEvent(m.visit, m.parts, p.feed)}
	if words := eventWords(e, m.look()); words != "" {
		m.notify(notice{words: words, order: e.Order.ID})
		heard := e.Fills() && m.memory.Bell
		for _, a := range m.waitingAlerts() {
			heard = heard || a.On == onOrders
		}
		if heard {
			cmds = append(cmds, m.sound(words))
		}
	}
	return m, tea.Batch(cmds...)
}

// quietEvents are steps on the way that nobody waits for.
var quietEvents = map[string]bool{
	"pending_new": true, "accepted": true, "pending_cancel": true, "pending_replace": true, "calculated": true, "held": true, "restated": true,
}

// eventWords says an event on one line: Bought 5 AAPL at $120.00.
func eventWords(e client.OrderEvent, l format.Options) string {
	o := e.Order
	name := orderLabel(o, false)
	switch {
	case quietEvents[e.Event]:
		return ""
	case e.Fills():
		return fillWords(e, name, l)
	case e.Event == "new":
		return "New: " + orderWords(o, name, l)
	default:
		return safe.Capitalize(format.Words(e.Event)) + ": " + orderWords(o, name, l)
	}
}

func fillWords(e client.OrderEvent, name string, l format.Options) string {
	verb := "Filled"
	switch e.Order.Side {
	case market.Buy:
		verb = "Bought"
	case market.Sell, market.SellShort:
		verb = "Sold"
	}
	qty := e.Qty
	if !qty.Valid {
		qty = e.Order.FilledQty
	}
	line := verb + " " + format.Amount(l, format.Quantity(qty.NullDecimal)) + " " + name
	if e.Price.Valid {
		line += " at " + orderPrice(e.Order, e.Price)
	}
	if e.Event == "partial_fill" {
		line += ", " + filled(e.Order, l)
	}
	return line
}

// orderWords says an order: sell 5 AAPL limit $130.00.
func orderWords(o client.Order, name string, l format.Options) string {
	size := format.Amount(l, format.Quantity(o.Qty.NullDecimal))
	if !o.Qty.Valid && o.Notional.Valid {
		size = format.Amount(l, format.Money(o.Notional.NullDecimal)) + " of"
	}
	parts := []string{format.Words(o.Side), size, name, orderType(o)}
	if o.LimitPrice.Valid {
		parts = append(parts, orderPrice(o, o.LimitPrice))
	} else if o.StopPrice.Valid {
		parts = append(parts, orderPrice(o, o.StopPrice))
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
