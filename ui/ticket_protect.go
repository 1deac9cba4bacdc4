package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/table"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

// protectActions set or move the exits of a position.
func (a account) protectActions(of instrument) []action[account] {
	h := a.held(of.id())
	may := h != nil && h.AssetClass != market.Option
	return []action[account]{
		a.tradeAction(action[account]{Binding: describe(keys.Modify, "exits"), name: "Set or move the exits", when: may, do: func(a account) (account, tea.Cmd) { return a.openExits(of) }}),
		a.tradeAction(action[account]{name: "Stop at the average cost", when: may, shown: unlisted, do: func(a account) (account, tea.Cmd) { return a.stopAtCost(of) }}),
	}
}

// exitFacts are what the account knows of the exits of a position.
func (a account) exitFacts(of instrument) trade.Facts {
	of = a.tradable(of)
	f := trade.Facts{Asset: client.Asset{ID: of.asset, Symbol: of.symbol, Class: of.class}}
	if s := a.portfolio.update.Snapshot; s != nil {
		f.Account, f.Positions, f.Orders = s.Account, s.Positions, s.Orders
	}
	return f
}

// openExits opens a ticket for the exits of a position, or asks which where there are
// some already.
func (a account) openExits(of instrument) (account, tea.Cmd) {
	o := exitsOverlay{of: of}
	if all := o.choices(a); len(all) == 1 {
		return all[0].run(a)
	}
	return a.push(o), nil
}

// fillInExits opens a ticket for exits of a position.
func (a account) fillInExits(of instrument, options ticket.Options) (account, tea.Cmd) {
	of = a.tradable(of)
	side := a.exitFacts(of).ClosingSide()
	options.Symbol, options.Class, options.Side, options.Closes, options.Protects = of.symbol, of.class, side, true, true
	return a.fillIn(ticketOverlay{of: of, side: side, exits: true, instead: options.Instead, entry: ticket.New(options)})
}

// stopAtCost opens a ticket with the position's stop at what it cost: of its resting
// stop where it has one. Where it has several it asks which.
func (a account) stopAtCost(of instrument) (account, tea.Cmd) {
	o := exitsOverlay{of: of, atCost: true}
	if all := o.choices(a); len(all) == 1 {
		return all[0].run(a)
	}
	return a.push(o), nil
}

// stopChoices put each resting stop of a position, or a new one, at what it cost.
func (o exitsOverlay) stopChoices(a account) []command {
	f := a.exitFacts(o.of)
	var all []command
	var stops []client.Order
	for _, exit := range slices.Concat(f.Exits()...) {
		if (exit.Type == trade.Stop || exit.Type == trade.StopLimit) && trade.Replaceable(exit) {
			stops = append(stops, exit)
		}
	}
	for i, stop := range stops {
		stays := ""
		if others := slices.Delete(slices.Clone(stops), i, i+1); len(others) > 0 {
			stays = "Not moved: " + trade.OrdersWords(others) + "."
		}
		all = append(all, command{name: "Move " + trade.OrderWords(stop), run: func(a account) (account, tea.Cmd) { return a.openChangeOf(stop, true, stays) }})
	}
	free := f.ExitSize()
	if len(stops) > 0 && free.Valid && free.Decimal.IsPositive() {
		all = append(all, command{name: "Set a stop for the " + free.Decimal.String() + " that no order holds", run: func(a account) (account, tea.Cmd) {
			return a.fillInExits(o.of, ticket.Options{AtCost: true})
		}})
	}
	if len(stops) != 1 {
		name, instead := "Set a stop", len(f.Exits()) > 0
		if instead {
			name = "Set one stop, and cancel " + trade.OrdersWords(slices.Concat(f.Exits()...))
		}
		all = append(all, command{name: name, run: func(a account) (account, tea.Cmd) {
			return a.fillInExits(o.of, ticket.Options{AtCost: true, Instead: instead})
		}})
	}
	return all
}

// exitsOverlay asks which exits of a position are changed.
type exitsOverlay struct {
	of     instrument
	at     int
	atCost bool // which stops are put at the average cost
}

// choices are what can be done about the exits now.
func (o exitsOverlay) choices(a account) []command {
	if o.atCost {
		return o.stopChoices(a)
	}
	f := a.exitFacts(o.of)
	var all []command
	if mark := a.bareMark(o.of.symbol); mark != nil && mark.GoneWords() != "" {
		all = append(all, command{name: "Put back what was cancelled: " + mark.GoneWords(), run: func(a account) (account, tea.Cmd) { return a.planPutBack(*mark) }})
	}
	groups := f.Exits()
	for _, group := range groups {
		for _, exit := range group {
			if trade.Replaceable(exit) {
				all = append(all, command{name: "Change " + trade.OrderWords(exit), run: func(a account) (account, tea.Cmd) { return a.openChange(exit) }})
			}
		}
	}
	set := func(instead bool) func(account) (account, tea.Cmd) {
		return func(a account) (account, tea.Cmd) { return a.fillInExits(o.of, ticket.Options{Instead: instead}) }
	}
	switch free := f.ExitSize(); {
	case len(groups) == 0:
		all = append(all, command{name: "Set new exits", run: set(false)})
	case free.Valid && free.Decimal.IsPositive():
		all = append(all, command{name: "Set exits for the " + free.Decimal.String() + " that no order holds", run: set(false)})
	}
	if len(groups) > 0 {
		all = append(all, command{name: "Cancel " + trade.OrdersWords(slices.Concat(groups...)) + ", and set new exits", run: set(true)})
	}
	return all
}

func (o exitsOverlay) actions(a account) []action[account] {
	all := o.choices(a)
	return append([]action[account]{
		{Binding: describe(keys.Open, "choose"), when: o.at < len(all), do: func(a account) (account, tea.Cmd) { return all[o.at].run(a.pop()) }},
		chooseActions(keys.Choose, keys.Up, keys.Down, o.at, len(all), func(at int) overlay { o.at = at; return o }),
	}, backActions("back", keys.Modify)...)
}

func (o exitsOverlay) draw(a account, rows int) []string {
	t, all, width := a.theme, o.choices(a), a.width-4
	of := a.tradable(o.of)
	title := "Exits of " + of.symbol
	if o.atCost {
		title = "Stop of " + of.symbol + " at the average cost"
	}
	lines := append(a.headroom(), text.Spread(t.Strong.Render(title), a.accountBadge(), width))
	if h := a.held(of.id()); h != nil {
		lines = append(lines, t.Muted.Render(text.Clip(a.positionWords(h), width)))
	}
	lines = append(lines, "")
	from, to := inSight(o.at, len(all), rows-len(lines))
	for i := from; i < to; i++ {
		style := t.Text
		if i == o.at {
			style = t.Selected
		}
		lines = append(lines, table.RowMark(t, i == o.at)+style.Render(" "+text.Clip(all[i].name, width-3)+" "))
	}
	return text.Indent(lines, 2)
}

// positionWords say what is held: "long 5 · average cost $100.00 · price $120.00".
func (a account) positionWords(h *holding) string {
	return heldWords(h, a.formatOptions()) + " · average cost " + h.fullAverage() + " · price " + h.Price(h.CurrentPrice)
}
