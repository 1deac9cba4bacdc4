package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/state"
)

// What an alert is on.
const (
	onPrice  = "price"
	onDay    = "day"
	onOrders = "orders"
)

// mostAlerts bounds how many are kept.
const mostAlerts = 50

// waitingAlerts gives those of this account that have not fired.
func (m account) waitingAlerts() []state.Alert {
	var all []state.Alert
	for _, a := range m.memory.Alerts {
		if a.Account == string(m.session.account) && a.Fired.IsZero() {
			all = append(all, a)
		}
	}
	return all
}

// checkAlerts fires what has come true with the newest figures. Old figures
// fire nothing.
func (m *account) checkAlerts() tea.Cmd {
	u := m.portfolio.update
	if u.State != client.Fresh || u.Snapshot == nil {
		return nil
	}
	var cmds []tea.Cmd
	for _, a := range m.waitingAlerts() {
		if value, shown := m.alertValue(a); reached(a, value) {
			cmds = append(cmds, m.fire(a, alertWords(a)+": now "+shown))
		}
	}
	if len(cmds) > 0 {
		cmds = append(cmds, m.remember())
	}
	return tea.Batch(cmds...)
}

// reached reports whether a figure has come to what an alert waits for.
func reached(a state.Alert, value decimal.NullDecimal) bool {
	return value.Valid && (a.Above && value.Decimal.Cmp(a.Level) >= 0 || !a.Above && value.Decimal.Cmp(a.Level) <= 0)
}

// alertValue is the figure that an alert waits for, and how it is shown.
func (m account) alertValue(a state.Alert) (value decimal.NullDecimal, shown string) {
	switch a.On {
	case onDay:
		value = portfolio.DayPL(&m.portfolio.update.Snapshot.Account).Fraction.NullDecimal
		return value, format.Percent(value)
	case onPrice:
		if h := m.held(a.Symbol); h != nil {
			return h.CurrentPrice.NullDecimal, h.Price(h.CurrentPrice)
		}
		price := m.portfolio.quotes.latest[a.Symbol].Price.NullDecimal
		if market.ClassOf(a.Symbol) == market.Crypto {
			return price, format.CryptoPrice(price)
		}
		return price, format.Price(price)
	default:
		return decimal.NullDecimal{}, ""
	}
}

// fire marks an alert as done and makes itself heard.
func (m *account) fire(a state.Alert, words string) tea.Cmd {
	alerts := slices.Clone(m.memory.Alerts)
	for i := range alerts {
		if alerts[i].ID == a.ID {
			alerts[i].Fired = m.now.UTC().Truncate(time.Second)
		}
	}
	m.memory.Alerts = alerts
	m.notify(notification{words: "Alert: " + words, tone: format.Accent})
	return m.sound(words)
}

// sound rings the bell and asks for a desktop notice, as far as the person
// wants either.
func (m account) sound(words string) tea.Cmd {
	out := ""
	if m.memory.Bell {
		out += "\a"
	}
	if m.memory.Desktop && m.desktop != nil {
		out += m.desktop("quipu "+strings.ToUpper(string(m.session.account)), words)
	}
	if out == "" {
		return nil
	}
	return tea.Raw(out)
}

// addAlert keeps an alert.
func (m *account) addAlert(a state.Alert) error {
	if len(m.memory.Alerts) >= mostAlerts {
		return errors.New("fifty alerts are the most: delete one first")
	}
	if value, shown := m.alertValue(a); reached(a, value) {
		return fmt.Errorf("it is at %s already: that would fire at once", shown)
	}
	for _, known := range m.memory.Alerts {
		a.ID = max(a.ID, known.ID)
	}
	a.ID++
	a.Account = string(m.session.account)
	m.memory.Alerts = append(slices.Clone(m.memory.Alerts), a)
	m.portfolio.quotes.stale = true
	return nil
}

// symbolLooked says whether the broker has the symbol of an alert.
type symbolLooked struct {
	alert state.Alert
	known bool
}

// lookSymbol looks an alert's symbol up in the list of assets, which has no
// options. What is held is known.
func (m account) lookSymbol(a state.Alert) tea.Cmd {
	if a.On != onPrice || m.held(a.Symbol) != nil || market.ClassOf(a.Symbol) == market.Option {
		return nil
	}
	ctx, generation, assets := m.ctx, m.generation, m.session.access.Assets
	return func() tea.Msg {
		index, err := assets(ctx)
		known := err != nil || index.Len() == 0 || slices.ContainsFunc(index.Search(a.Symbol, searchMost), func(found client.Asset) bool {
			return strings.EqualFold(found.Symbol, a.Symbol)
		})
		return reply{generation, symbolLooked{a, known}}
	}
}

// symbolLooked takes an alert off that could never fire.
func (m account) symbolLooked(msg symbolLooked) (account, tea.Cmd) {
	if msg.known {
		return m, nil
	}
	m.changeAlert(msg.alert.ID, func(*state.Alert) bool { return false })
	m.portfolio.alerts.at = max(min(m.portfolio.alerts.at, len(m.ownAlerts())-1), 0)
	m.portfolio.alerts.problem = "The broker has no symbol " + msg.alert.Symbol + ": alert removed"
	return m, m.remember()
}
