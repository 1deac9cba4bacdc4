package ui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
	"quipu/state"
)

// The kinds of alerts.
const (
	onPrice  = "price"
	onDay    = "day"
	onOrders = "orders"
)

// maxAlerts is the number of alerts that are kept at most.
const maxAlerts = 50

// waitingAlerts gives the alerts of this account that have not fired.
func (a account) waitingAlerts() []state.Alert {
	var all []state.Alert
	for _, alert := range a.memory.Alerts {
		if alert.Account == string(a.session.account) && alert.Fired.IsZero() {
			all = append(all, alert)
		}
	}
	return all
}

// checkAlerts fires the alerts that the latest figures reach. Stale figures fire
// none.
func (a account) checkAlerts() (account, tea.Cmd) {
	u := a.portfolio.update
	if u.State != client.Fresh || u.Snapshot == nil {
		return a, nil
	}
	var cmds []tea.Cmd
	for _, alert := range a.waitingAlerts() {
		if value, shown := a.alertValue(alert); reached(alert, value) {
			cmds = append(cmds, a.fire(alert, alertWords(alert)+": now "+shown))
		}
	}
	if len(cmds) == 0 {
		return a, nil
	}
	a, kept := a.remember()
	return a, tea.Batch(append(cmds, kept)...)
}

// reached reports whether a figure is at the level of an alert or beyond it.
func reached(a state.Alert, value decimal.NullDecimal) bool {
	return value.Valid && (a.Above && value.Decimal.Cmp(a.Level) >= 0 || !a.Above && value.Decimal.Cmp(a.Level) <= 0)
}

// alertValue is the figure that an alert watches, and its text. What is of an
// earlier day is shown with its day and fires nothing.
func (a account) alertValue(alert state.Alert) (value decimal.NullDecimal, shown string) {
	switch alert.On {
	case onDay:
		acc := &a.portfolio.update.Snapshot.Account
		value = portfolio.DayPL(acc).Fraction.NullDecimal
		shown = format.Percent(value)
		switch closed, today := portfolio.DayPLSince(acc, a.portfolio.calendar.days, a.brokerTime()); {
		case !today:
			return decimal.NullDecimal{}, shown + " since " + format.ShortDate(closed, a.brokerTime())
		case !closed.IsZero() && !a.portfolio.calendar.ended(): // it may be of an earlier day
			return decimal.NullDecimal{}, shown
		}
		return value, shown
	case onPrice:
		if h := a.held(market.ID{Symbol: alert.Symbol}); h != nil {
			return h.CurrentPrice.NullDecimal, h.Price(h.CurrentPrice)
		}
		class := a.known(instrument{symbol: alert.Symbol}).class
		today := a.tradingSession().Today(a.portfolio.quotes.latest[alert.Symbol], class)
		shown = format.LastCell(format.PriceOf(today.Price.NullDecimal, alert.Symbol, class), today.At, today.Current, format.Options{Now: a.brokerTime()}).Text
		if today.Current {
			value = today.Price.NullDecimal
		}
		return value, shown
	default:
		return decimal.NullDecimal{}, ""
	}
}

// fire marks an alert as fired and notifies.
func (a *account) fire(alert state.Alert, words string) tea.Cmd {
	alerts := slices.Clone(a.memory.Alerts)
	for i := range alerts {
		if alerts[i].ID == alert.ID {
			alerts[i].Fired = a.now.UTC().Truncate(time.Second)
		}
	}
	a.memory.Alerts = alerts
	a.notify(notification{words: "Alert: " + words, tone: format.Accent, symbol: alert.Symbol})
	return a.sound(words)
}

// sound rings the bell and shows a desktop notification, if they are switched on.
func (a account) sound(words string) tea.Cmd {
	out := ""
	if a.memory.Bell {
		out += "\a"
	}
	if a.memory.Desktop && a.desktop != nil {
		out += a.desktop("quipu "+a.session.account.Caps(), words)
	}
	if out == "" {
		return nil
	}
	return tea.Raw(out)
}

// addAlert adds an alert. It refuses one that would fire at once.
func (a *account) addAlert(alert state.Alert) error {
	if len(a.memory.Alerts) >= maxAlerts {
		return errors.New("fifty alerts are the most: delete one first")
	}
	if value, shown := a.alertValue(alert); reached(alert, value) {
		return fmt.Errorf("it is already at %s, so the alert would fire at once", shown)
	}
	for _, known := range a.memory.Alerts {
		alert.ID = max(alert.ID, known.ID)
	}
	alert.ID++
	alert.Account = string(a.session.account)
	a.memory.Alerts = append(slices.Clone(a.memory.Alerts), alert)
	a.portfolio.quotes.hurry()
	return nil
}

// symbolChecked reports whether the broker knows the symbol of an alert.
type symbolChecked struct {
	alert  state.Alert
	known  bool
	symbol string
}

// checkSymbol looks up the symbol of an alert in the list of assets, which has no
// options. Held symbols need no check.
func (a account) checkSymbol(alert state.Alert) tea.Cmd {
	if alert.On != onPrice || a.held(market.ID{Symbol: alert.Symbol}) != nil || market.StatedClass(alert.Symbol) == market.Option {
		return nil
	}
	ctx, generation, assets := a.ctx, a.generation, a.session.access.Assets
	return func() tea.Msg {
		index, err := assets(ctx)
		if err != nil || index.Len() == 0 {
			return reply{generation, symbolChecked{alert: alert, known: true}}
		}
		found, known := index.Find(alert.Symbol)
		return reply{generation, symbolChecked{alert, known, found.Symbol}}
	}
}

// onSymbolChecked removes an alert whose symbol does not exist.
func (a account) onSymbolChecked(msg symbolChecked) (account, tea.Cmd) {
	switch {
	case msg.known && (msg.symbol == "" || msg.symbol == msg.alert.Symbol):
		return a, nil
	case msg.known:
		a.changeAlert(msg.alert.ID, func(x *state.Alert) bool { x.Symbol = msg.symbol; return true })
		a.portfolio.quotes.stale = true
		return a.remember()
	}
	a.changeAlert(msg.alert.ID, func(*state.Alert) bool { return false })
	if o, at := findOverlay[alertsOverlay](a); at >= 0 {
		o.problem = "The broker has no symbol " + msg.alert.Symbol + ": alert removed"
		a = a.put(at, o.keptInRange(a))
	}
	return a.remember()
}

var errAlert = errors.New("try: AAPL > 250, day < -2% or orders")

var errComma = errors.New("a comma groups thousands, as in 1,234.50; decimals follow a point, as in 600.5")

var thousands = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$`)
})

// ungrouped removes the commas that group thousands. It fails on any other comma,
// which may be meant as a decimal point.
func ungrouped(figure string) (string, bool) {
	if strings.Contains(figure, ",") && !thousands().MatchString(figure) {
		return "", false
	}
	return strings.ReplaceAll(figure, ",", ""), true
}

// parseAlert reads an alert: a symbol or "day", < or >, and a price or a percentage;
// or "orders".
func parseAlert(text string) (state.Alert, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if text == "ORDERS" || text == "ORDER" {
		return state.Alert{On: onOrders}, nil
	}
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		return state.Alert{}, errAlert
	}
	a := state.Alert{On: onPrice, Symbol: strings.TrimSpace(text[:at]), Above: text[at] == '>'}
	level := strings.TrimSpace(strings.TrimPrefix(text[at+1:], "="))
	if a.Symbol == "DAY" {
		a.On, a.Symbol = onDay, ""
		percent, found := strings.CutSuffix(level, "%")
		if !found {
			return state.Alert{}, errors.New("the day's profit or loss is a percentage: day < -2%")
		}
		level = strings.TrimSpace(percent)
	}
	level, grouped := ungrouped(strings.TrimPrefix(level, "$"))
	d, err := client.ParseDecimal(level)
	switch {
	case !grouped:
		return state.Alert{}, errComma
	case err != nil || !d.Valid:
		return state.Alert{}, errAlert
	case a.On == onPrice && d.Decimal.Sign() <= 0:
		return state.Alert{}, errors.New("a price is above zero")
	case a.On == onPrice && (a.Symbol == "" || len(a.Symbol) > 32 || strings.ContainsAny(a.Symbol, " \t")):
		return state.Alert{}, errAlert
	}
	a.Level = d.Decimal
	if a.On == onDay {
		a.Level = d.Decimal.Shift(-2)
	}
	return a, nil
}

// alertWords describes an alert.
func alertWords(a state.Alert) string {
	sign := "≤"
	if a.Above {
		sign = "≥"
	}
	level := decimal.NewNullDecimal(a.Level)
	switch a.On {
	case onPrice:
		price := format.StatedPriceOf(level, a.Symbol, "")
		return format.Instrument(a.Symbol, market.StatedClass(a.Symbol), false) + " " + sign + " " + price
	case onDay:
		return "day P&L " + sign + " " + format.Percent(level)
	default:
		return "any order event"
	}
}
