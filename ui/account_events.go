package ui

import (
	"time"

	"quipu/ui/orderview"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
	"quipu/trade"
)

type eventReceived struct {
	at    time.Time
	event client.OrderEvent
}

func awaitEvent(generation int, parts Parts, feed Feed) tea.Cmd {
	return receive(generation, feed.Events(), func(e client.OrderEvent) any { return eventReceived{parts.currentTime(), e} })
}

// onEventReceived shows a notification about an order event. The figures come with
// the snapshot; the tables that are read in pages are marked stale.
func (a account) onEventReceived(msg eventReceived) (account, tea.Cmd) {
	p := &a.portfolio
	a.now = msg.at
	p.orders.stale, p.activity.stale = true, true
	p.events++
	e := msg.event
	p.addClosed(e.Order)
	cmds := []tea.Cmd{awaitEvent(a.generation, a.parts, p.feed), a.hearOfSent(e.Order)}
	if words := eventWords(e, a.formatOptions()); words != "" {
		a.notify(notification{words: words, order: e.Order.ID})
		heard := e.Fills() && a.memory.Bell
		for _, alert := range a.waitingAlerts() {
			heard = heard || alert.On == onOrders
		}
		if heard {
			cmds = append(cmds, a.sound(words))
		}
	}
	return a, tea.Batch(cmds...)
}

// ignoredEvents are intermediate states that need no notification.
var ignoredEvents = map[string]bool{
	"pending_new": true, "accepted": true, "pending_cancel": true, "pending_replace": true, "calculated": true, "held": true, "restated": true,
}

// eventWords describes an event on one line: Bought 5 AAPL at $120.00.
func eventWords(e client.OrderEvent, l format.Options) string {
	o := e.Order
	name := trade.OrderName(o, false)
	switch {
	case ignoredEvents[e.Event]:
		return ""
	case e.Fills():
		return fillWords(e, name, l)
	case e.Event == "order_cancel_rejected":
		return tooLateWords("Not cancelled", o) + trade.OrderWordsAs(o, name, l)
	case e.Event == "order_replace_rejected":
		return tooLateWords("Not changed", o) + trade.OrderWordsAs(o, name, l)
	case e.Event == "new":
		return "New: " + trade.OrderWordsAs(o, name, l)
	default:
		words := safe.Capitalize(format.Words(e.Event)) + ": " + trade.OrderWordsAs(o, name, l)
		if o.Closed() && o.FilledQty.Valid && o.FilledQty.Decimal.IsPositive() {
			words += ", " + orderview.Filled(o, l) + " filled"
		}
		return words
	}
}

// tooLateWords begins a line about a request that the broker took and did not carry out:
// the order ended first, or works on.
func tooLateWords(what string, o client.Order) string {
	if o.Closed() {
		return what + ", " + format.Words(o.Status) + " first: "
	}
	return what + ", it works on: "
}

func fillWords(e client.OrderEvent, name string, l format.Options) string {
	verb := "Filled"
	switch e.Order.Side {
	case market.Buy:
		verb = "Bought"
	case market.Sell, market.SellShort:
		verb = "Sold"
	}
	qty, price, average := e.Qty, e.Price, ""
	if all := e.Order.FilledQty; !qty.Valid || e.Event == "fill" && all.Valid && all.Decimal.GreaterThan(qty.Decimal) {
		qty, price, average = all, e.Order.FilledAvgPrice, " on average" // the event has the last part alone
	}
	line := verb + " " + format.Amount(l, format.Quantity(qty.NullDecimal)) + " " + name
	if price.Valid {
		line += " at " + orderview.Price(e.Order, price) + average
	}
	if e.Event == "partial_fill" {
		line += ", " + orderview.Filled(e.Order, l)
	}
	return line
}

// How long a notification is shown: shorter while others wait.
const (
	notificationTime      = 10 * time.Second
	notificationTimeShort = 3 * time.Second
	maxNotifications      = 8
)

// notification is one line about something that no key caused.
type notification struct {
	account config.Account // where it happened, "" for the program itself
	words   string
	tone    format.Tone
	order   string // id of the order that it is about, "" for none
	symbol  string // of the ticket that it offers, "" for none
}

// notificationText is the first notification; an account in the background is named.
func (a account) notificationText() string {
	n := a.notifications[0]
	switch {
	case n.account == a.session.account && n.symbol != "" && a.mayTrade():
		return n.words + "   " + keys.Ticket.Help().Key + " " + keys.Ticket.Help().Desc
	case n.account == "" || n.account == a.session.account:
		return n.words
	}
	return n.account.Caps() + ": " + n.words
}

// supersede removes the earlier notifications of an order.
func (e *env) supersede(order string) {
	kept := make([]notification, 0, len(e.notifications))
	for i, n := range e.notifications {
		if n.order != order {
			kept = append(kept, n)
		} else if i == 0 {
			e.notificationSince = e.now // the next one is shown for its full time
		}
	}
	e.notifications = kept
}

// notify appends a notification. When there are too many, the oldest one that is
// not an alert is dropped.
func (e *env) notify(n notification) {
	if n.order != "" {
		e.supersede(n.order)
	}
	if len(e.notifications) == 0 {
		e.notificationSince = e.now
	}
	all := append(append([]notification(nil), e.notifications...), n)
	for i := 1; len(all) > maxNotifications && i < len(all)-1; i++ {
		if all[i].tone != format.Accent {
			all = append(all[:i], all[i+1:]...)
		}
	}
	if len(all) > maxNotifications {
		all = all[len(all)-maxNotifications:]
	}
	e.notifications = all
}

// expireNotification removes the first notification once its time is over.
func (e *env) expireNotification() {
	if len(e.notifications) == 0 {
		return
	}
	stands := notificationTime
	if len(e.notifications) > 1 {
		stands = notificationTimeShort
	}
	if e.now.Sub(e.notificationSince) >= stands {
		e.notifications, e.notificationSince = e.notifications[1:], e.now
	}
}
