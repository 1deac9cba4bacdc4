package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
)

type eventReceived struct {
	at    time.Time
	event client.OrderEvent
}

func awaitEvent(generation int, parts Parts, feed Feed) tea.Cmd {
	return receive(generation, feed.Events(), func(e client.OrderEvent) any { return eventReceived{parts.present(), e} })
}

// eventReceived says what happened to an order. The snapshot brings the
// figures; what is read page by page is read again.
func (m account) eventReceived(msg eventReceived) (account, tea.Cmd) {
	p := &m.portfolio
	m.now = msg.at
	p.orders.stale, p.activity.stale = true, true
	p.detail.pastAt = time.Time{}
	e := msg.event
	cmds := []tea.Cmd{awaitEvent(m.generation, m.parts, p.feed)}
	if words := eventWords(e, m.look()); words != "" {
		m.notify(notification{words: words, order: e.Order.ID})
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

// How long a notice stands: shorter when others wait.
const (
	noticeTime  = 10 * time.Second
	noticeShort = 3 * time.Second
	mostNotices = 8
)

// notice is one line about what happened by itself.
type notification struct {
	account config.Account // where it happened, "" for the program itself
	words   string
	tone    format.Tone
	order   string // id of the order that it is about, "" for none
}

// noticeWords is the first notice; one of an account in the background names it.
func (m account) noticeWords() string {
	n := m.notices[0]
	if n.account == "" || n.account == m.session.account {
		return n.words
	}
	return strings.ToUpper(string(n.account)) + ": " + n.words
}

// supersede takes away what was to be said of an order before its latest news.
func (m *env) supersede(order string) {
	kept := make([]notification, 0, len(m.notices))
	for i, n := range m.notices {
		if n.order != order {
			kept = append(kept, n)
		} else if i == 0 {
			m.told = m.now // the next one has its whole time
		}
	}
	m.notices = kept
}

// notify puts a notice behind those that wait. Of too many, the oldest that is
// not an alert is dropped.
func (m *env) notify(n notification) {
	if n.order != "" {
		m.supersede(n.order)
	}
	if len(m.notices) == 0 {
		m.told = m.now
	}
	all := append(append([]notification(nil), m.notices...), n)
	for i := 1; len(all) > mostNotices && i < len(all)-1; i++ {
		if all[i].tone != format.Accent {
			all = append(all[:i], all[i+1:]...)
		}
	}
	if len(all) > mostNotices {
		all = all[len(all)-mostNotices:]
	}
	m.notices = all
}

// turnNotices takes away a notice that has stood long enough.
func (m *env) turnNotices() {
	if len(m.notices) == 0 {
		return
	}
	stands := noticeTime
	if len(m.notices) > 1 {
		stands = noticeShort
	}
	if m.now.Sub(m.told) >= stands {
		m.notices, m.told = m.notices[1:], m.now
	}
}
