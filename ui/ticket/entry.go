// Package ticket lets a person fill in an order: its fields with what is wrong under
// each, and what the order would do. An entry is a value; it sends nothing.
package ticket

import (
	"cmp"
	"errors"
	"slices"
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

// The names of the fields are those of trade.Problem.
const (
	sizeName     = string(trade.SizeField)
	typeName     = string(trade.TypeField)
	limitName    = string(trade.LimitField)
	stopName     = string(trade.StopField)
	trailName    = string(trade.TrailField)
	tifName      = string(trade.TIFField)
	extendedName = string(trade.ExtendedField)
	profitName   = string(trade.ProfitField)
	lossName     = string(trade.LossField)
	amountName   = string(trade.AmountField)
)

var fieldNames = []string{sizeName, typeName, limitName, stopName, trailName, tifName, extendedName, profitName, lossName, amountName}

// New gives an entry with everything filled in but the quantity and the prices.
func New(o Options) Entry {
	f := form.New(form.Options{Submit: "review", Cancel: "discard", LabelWidth: labelWidth}, append(fields(o), amountField())...)
	return Entry{of: o, form: f.WithHidden(amountName, true)}
}

// amountField takes the order's value, which a person types where a limit asks for it.
func amountField() form.Field {
	return priceField(amountName, "Amount", "", nil)
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

func fields(o Options) []form.Field {
	switch {
	case o.Replaces.ID != "":
		return changeFields(o)
	case o.Protects:
		return exitFields(o)
	}
	ofType := func(kinds ...string) func(form.Values) bool {
		return func(v form.Values) bool {
			for _, kind := range kinds {
				if typeOf(v(typeName)) == kind {
					return true
				}
			}
			return false
		}
	}
	exits := func(v form.Values) bool { return !o.Closes && trade.TakesExits(o.Class, typeOf(v(typeName))) }
	return []form.Field{
		{Name: sizeName, Label: "Quantity", Width: inputWidth, Required: "How much?", Hint: sizeHint(o), Check: checkSize},
		{Name: typeName, Label: "Type", Value: typeText(cmp.Or(o.Type, trade.Limit)), Choices: form.Only(typeTexts(o.Class)...)},
		priceField(limitName, "Limit", "A limit price.", ofType(trade.Limit, trade.StopLimit)),
		priceField(stopName, "Stop", "A stop price.", ofType(trade.Stop, trade.StopLimit)),
		trailField(ofType(trade.TrailingStop)),
		{Name: tifName, Label: "TIF", Choices: func(v form.Values) []string {
			size, _ := trade.ParseSize(v(sizeName))
			return trade.TIFs(o.Class, typeOf(v(typeName)), size)
		}},
		{
			Name: extendedName, Label: "Extended", Choices: form.Only("no", "yes"),
			Visible: func(v form.Values) bool { return trade.TakesExtended(o.Class, typeOf(v(typeName)), v(tifName)) },
		},
		priceField(profitName, "Take profit", "", exits),
		priceField(lossName, "Stop loss", "", exits),
	}
}

func checkSize(text string, _ form.Values) error {
	_, err := trade.ParseSize(text)
	return err
}

func priceField(name, label, required string, visible func(form.Values) bool) form.Field {
	return form.Field{Name: name, Label: label, Width: inputWidth, NoSpaces: true, Required: required, Visible: visible, Check: func(text string, _ form.Values) error {
		_, err := trade.ParsePrice(text)
		return err
	}}
}

func trailField(visible func(form.Values) bool) form.Field {
	return form.Field{
		Name: trailName, Label: "Trail", Width: inputWidth, NoSpaces: true, Required: "How far: dollars (5) or percent (2%).", Hint: "5 or 2%",
		Visible: visible, Check: func(text string, _ form.Values) error {
			_, err := trade.ParsePrice(strings.TrimSuffix(text, "%"))
			return err
		},
	}
}

func sizeHint(o Options) string {
	if o.Closes {
		return "or all, half, 1/4, $500"
	}
	return "or $500, 5%, 25% bp, risk $200"
}

// typeText is how a type of order is shown among the choices.
func typeText(kind string) string {
	if kind == trade.TrailingStop {
		return "trailing"
	}
	return strings.ReplaceAll(kind, "_", "-")
}

func typeOf(text string) string {
	if text == "trailing" {
		return trade.TrailingStop
	}
	return strings.ReplaceAll(text, "-", "_")
}

func typeTexts(class string) []string {
	var all []string
	for _, kind := range trade.Types(class) {
		all = append(all, typeText(kind))
	}
	return all
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

var errUnread = errors.New("the account is being read")

// Ready gives the plan to review. Where something keeps it from being sent, it gives
// the entry that says what, and an error.
func (e Entry) Ready() (Entry, trade.Plan, error) {
	if !e.known {
		return e, trade.Plan{}, errUnread
	}
	plan := e.Plan()
	if !plan.Problems.Sendable() {
		return e.checked(), plan, &trade.Refusal{Problems: plan.Problems.Refusals()}
	}
	return e, plan, nil
}

// WithProblems shows problems that only the limits know, and gives those that are of
// no field. Where typing the amount overrides one, the entry has a field for it.
func (e Entry) WithProblems(problems trade.Problems) (Entry, trade.Problems) {
	for _, p := range problems {
		e.asks = e.asks || p.Typed || p.Field == trade.AmountField
	}
	plan := e.Plan()
	e = e.withAmount(plan.WantsAmount())
	e.limits = map[string]string{}
	var others trade.Problems
	for _, p := range problems {
		if e.shows(p.Field) {
			e.limits[string(p.Field)] = ProblemText(p)
			e.form = e.form.WithProblem(string(p.Field), ProblemText(p))
		} else {
			others = append(others, p)
		}
	}
	return e, others
}

// shows reports whether a problem of a field stands under it.
func (e Entry) shows(field trade.Field) bool {
	return slices.Contains(fieldNames, string(field)) && e.form.Shows(string(field))
}

// checked shows under each field what is wrong with it.
func (e Entry) checked() Entry {
	if !e.known {
		return e
	}
	plan := e.Plan()
	e = e.withAmount(plan.WantsAmount())
	wrong := map[string]string{}
	warnings := slices.DeleteFunc(slices.Clone(plan.Problems), func(p trade.Problem) bool { return !p.Warning })
	for _, p := range append(plan.Problems.Refusals(), warnings...) {
		if name := string(p.Field); wrong[name] == "" {
			wrong[name] = ProblemText(p)
		}
	}
	for _, name := range fieldNames {
		text := wrong[name]
		if e.form.Value(name) == "" || e.unreadable(name) {
			text = "" // the field says so itself
		} else if text == "" {
			text = e.limits[name]
		}
		e.form = e.form.WithProblem(name, text)
	}
	return e
}

// unreadable reports whether a field's text is no size or price.
func (e Entry) unreadable(name string) bool {
	text := e.form.Value(name)
	var err error
	switch name {
	case sizeName:
		_, err = trade.ParseSize(text)
	case limitName, stopName, profitName, lossName, amountName:
		_, err = trade.ParsePrice(text)
	case trailName:
		_, err = trade.ParsePrice(strings.TrimSuffix(text, "%"))
	}
	return err != nil
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
