// Package ticket lets a person fill in an order: its fields with what is wrong under
// each, and what the order would do. An entry is a value; it sends nothing.
package ticket

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/form"
)

// Entry is a ticket that is being filled in.
type Entry struct {
	of    Options
	form  form.Form
	facts trade.Facts
	known bool // facts were read
	asks  bool // a limit may be overridden by typing the amount

	limits map[string]string // what the limits said of a field, until another value than the amount is changed
}

// Options say what a ticket begins with.
type Options struct {
	Symbol, Class, Side string
	Type                string // trade.Limit where it is ""
	Closes              bool   // it goes against a position, and takes no exits

	Protects bool // it sets exits of a position
	Instead  bool // in place of those that hold its units, which are cancelled first
	AtCost   bool // its stop begins at the average cost

	Replaces client.Order // the working order that is changed, without an id of a new one
}

// New gives an entry with everything filled in but the quantity and the prices.
func New(o Options) Entry {
	f := form.New(form.Options{Submit: "review", Cancel: "discard", LabelWidth: labelWidth}, append(fields(o), amountField())...)
	return Entry{of: o, form: f.WithHidden(amountName, true)}
}

// withAmount shows the field for the amount where it is asked for, with what to type.
func (e Entry) withAmount(wanted bool) Entry {
	hint := "type the order's value to send it anyway"
	if wanted {
		hint = "what it may cost: there is no quote"
		if e.of.Side == market.Sell {
			hint = "what it may bring: there is no quote"
		}
	}
	e.form = e.form.WithHidden(amountName, !e.asks && !wanted).WithHint(amountName, hint)
	return e
}

// WithFacts is the entry with facts that were read. The first ones fill in the limit,
// at the far side of the quote, unless a person has typed one.
func (e Entry) WithFacts(f trade.Facts) Entry {
	first := !e.known
	if asset := f.Asset; asset.Symbol != "" && asset.Class != e.of.Class {
		e = e.ofClass(asset.Class)
	}
	e.facts, e.known = f, true
	if first {
		e = e.begun()
	}
	return e.checked()
}

// begun is the entry with what the first facts fill in.
func (e Entry) begun() Entry {
	fill := func(name string, price client.Decimal) {
		if price.Valid && e.form.Value(name) == "" {
			e.form = e.form.WithValue(name, e.priceText(price.Decimal))
		}
	}
	switch {
	case e.of.AtCost && e.facts.AverageCost().Valid:
		cost := e.facts.AverageCost()
		e.form = e.form.WithValue(stopName, e.priceText(cost.Decimal))
		if limit := trade.LimitWith(e.facts.Asset, e.of.Replaces, cost); limit.Valid {
			e.form = e.form.WithValue(limitName, e.priceText(limit.Decimal))
		}
	case e.of.Protects:
	default:
		fill(limitName, e.facts.FarSide(e.of.Side))
	}
	if size := e.exitFacts().ExitSize(); e.of.Protects && size.Valid && e.form.Value(sizeName) == "" {
		e.form = e.form.WithValue(sizeName, size.Decimal.String())
	}
	return e
}

// ofClass is the entry of an instrument whose class was not known before, with what was
// typed.
func (e Entry) ofClass(class string) Entry {
	next := e
	next.of.Class = class
	next.form = New(next.of).form
	for _, name := range fieldNames {
		if value := e.form.Value(name); value != "" {
			next.form = next.form.WithValue(name, value)
		}
	}
	return next
}

// Facts are those that the entry is checked against; known is false before any were
// read.
func (e Entry) Facts() (f trade.Facts, known bool) { return e.facts, e.known }

// Update takes a key press or a paste.
func (e Entry) Update(msg tea.Msg) (Entry, form.Event) {
	if press, is := msg.(tea.KeyPressMsg); is {
		if next, took := e.priceKey(press); took {
			return next, form.Changed
		}
		if press.Code == tea.KeyEnter && e.awaitsPrice() {
			return e, form.Submitted
		}
	}
	var event form.Event
	e.form, event = e.form.Update(msg)
	if event == form.Changed && e.form.Focus() != amountName {
		e.limits = nil
	}
	return e.checked(), event
}

// awaitsPrice reports whether nothing but the limit is missing, which the first facts
// fill in: enter then waits for them.
func (e Entry) awaitsPrice() bool {
	if e.known || e.Replaces() || e.of.Protects || e.form.Value(sizeName) == "" || e.form.Value(limitName) != "" {
		return false
	}
	return !e.unreadable(sizeName) && e.form.Shows(limitName)
}

// Typed reports whether anything was typed or chosen that would be lost.
func (e Entry) Typed() bool {
	begun := New(e.of).WithFacts(e.facts)
	for _, name := range fieldNames {
		if (name != limitName || e.Replaces() || e.of.Protects) && e.form.Value(name) != begun.form.Value(name) {
			return true
		}
	}
	return false
}

// Ticket is what is entered. What cannot be read is not in it.
func (e Entry) Ticket() trade.Ticket {
	v := e.form.Value
	size, err := trade.ParseSize(v(sizeName))
	if err != nil {
		size = trade.Size{}
	}
	t := trade.Ticket{
		Symbol: e.of.Symbol, Side: e.of.Side, Size: size, Type: typeOf(v(typeName)), TIF: v(tifName),
		Limit: priceOf(v(limitName)), Stop: priceOf(v(stopName)), TakeProfit: priceOf(v(profitName)), StopLoss: priceOf(v(lossName)), Amount: priceOf(v(amountName)),
		ExtendedHours: v(extendedName) == "yes",
	}
	if e.of.Protects {
		t.Type = exitType(v(typeName))
		t.Exits = v(typeName) == bothExits
	}
	distance, percent := strings.CutSuffix(v(trailName), "%")
	if percent {
		t.TrailPercent = priceOf(distance)
	} else {
		t.TrailPrice = priceOf(distance)
	}
	return t
}

func priceOf(text string) client.Decimal {
	price, err := trade.ParsePrice(text)
	if err != nil {
		return client.Decimal{}
	}
	return client.Known(price)
}

// Plan is the order, or the change of one, that the entry makes of the facts.
func (e Entry) Plan() trade.Plan {
	switch {
	case e.Replaces():
		return trade.PrepareReplace(e.of.Replaces, e.Change(), e.facts)
	case e.of.Instead:
		return trade.PrepareExits(e.facts, e.Ticket()).Plan
	}
	return trade.Prepare(e.Ticket(), e.facts)
}

// Bindings are the keys that work now, for a footer.
func (e Entry) Bindings() []key.Binding {
	all := e.form.Bindings()
	if len(all) > 1 && !e.Typed() {
		all[len(all)-1].SetHelp("esc", "close")
	}
	if !e.pricing() || len(all) == 1 { // pending
		return all
	}
	prices := []key.Binding{all[0], quoteKeys, tickKeys} // tab is listed at the other fields
	if e.facts.AverageCost().Valid {
		prices = append(prices, costKey)
	}
	return append(prices, all[len(all)-1])
}

// WithPending sets whether the review is being prepared: meanwhile the entry accepts
// nothing but cancel.
func (e Entry) WithPending(pending bool) Entry {
	e.form = e.form.WithPending(pending)
	return e
}
