package ui

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/ui/form"
	"quipu/ui/text"
)

// overlay is a view over the tables, below the header. It is a value with its own
// state: an action replaces it by its next value. Each overlay has a file, which also
// registers the action that opens it.
type overlay interface {
	actions(a account) []action[account]
	draw(a account, rows int) []string
}

// Methods that an overlay may have in addition.
type (
	// closer ends what the overlay has started, when it is closed.
	closer interface{ close() }
	// reader reads what is missing or too old; it is called once a second.
	reader interface {
		read(a account) (overlay, tea.Cmd)
	}
	// receiver handles replies; it ignores those to others.
	receiver interface {
		receive(a account, msg any) (overlay, tea.Cmd)
	}
	// scroller scrolls by step rows, for the mouse wheel.
	scroller interface {
		scroll(a account, step int) overlay
	}
	// clicker handles clicks; row counts from the overlay's first.
	clicker interface {
		click(a account, x, row int) (account, tea.Cmd)
	}
)

// opener gives the action that opens an overlay from the tables.
type opener struct {
	rank rank
	open func(account) action[account]
}

// rank orders the openers in the footer; a narrow footer drops the highest first.
type rank int

// Openers below tableRank come before the keys that change tables.
const (
	paletteRank rank = iota
	columnsRank
	tableRank
	equityRank
	findRank
	alertsRank
	lastRank
)

// openers are the openers of all overlays by rank.
var openers []opener

// registerOverlay adds an overlay. It is called where the overlay is declared, so
// that a new one needs no change anywhere else.
func registerOverlay(at rank, open func(account) action[account]) bool { //nolint:unparam // "var _ = registerOverlay(…)" needs a value
	openers = append(openers, opener{at, open})
	slices.SortStableFunc(openers, func(x, y opener) int { return cmp.Compare(x.rank, y.rank) })
	return true
}

// openActions are the actions of the ranks from ≤ rank < to.
func (a account) openActions(from, to rank) []action[account] {
	var all []action[account]
	for _, o := range openers {
		if o.rank >= from && o.rank < to {
			all = append(all, o.open(a))
		}
	}
	return all
}

// opens makes an action that opens an overlay.
func opens(o overlay) func(account) (account, tea.Cmd) {
	return func(a account) (account, tea.Cmd) { return a.push(o), nil }
}

// top is the visible overlay, nil for none.
func (a account) top() overlay {
	if n := len(a.portfolio.overlays); n > 0 {
		return a.portfolio.overlays[n-1]
	}
	return nil
}

func (a account) push(o overlay) account {
	a.portfolio.overlays = append(slices.Clone(a.portfolio.overlays), o)
	return a
}

// pop closes the top.
func (a account) pop() account { return a.remove(len(a.portfolio.overlays) - 1) }

// remove closes an overlay.
func (a account) remove(at int) account {
	if c, ok := a.portfolio.overlays[at].(closer); ok {
		c.close()
	}
	a.portfolio.overlays = slices.Delete(slices.Clone(a.portfolio.overlays), at, at+1)
	return a
}

// put replaces an overlay by its next value.
func (a account) put(at int, o overlay) account {
	a.portfolio.overlays = slices.Clone(a.portfolio.overlays)
	a.portfolio.overlays[at] = o
	return a
}

// putTop replaces the top by its next value.
func (a account) putTop(o overlay) account { return a.put(len(a.portfolio.overlays)-1, o) }

// findOverlay gives the uppermost overlay of a type and its index, -1 for none.
func findOverlay[T overlay](a account) (o T, at int) {
	for at := len(a.portfolio.overlays) - 1; at >= 0; at-- {
		if o, ok := a.portfolio.overlays[at].(T); ok {
			return o, at
		}
	}
	return o, -1
}

// readOverlay lets the top read what it needs.
func (a account) readOverlay() (account, tea.Cmd) {
	r, ok := a.top().(reader)
	if !ok {
		return a, nil
	}
	next, cmd := r.read(a)
	return a.putTop(next), cmd
}

// onOverlayReply passes a reply to all overlays.
func (a account) onOverlayReply(msg any) (account, tea.Cmd) {
	var cmds []tea.Cmd
	for at, o := range a.portfolio.overlays {
		if r, ok := o.(receiver); ok {
			next, cmd := r.receive(a, msg)
			a, cmds = a.put(at, next), append(cmds, cmd)
		}
	}
	return a, tea.Batch(cmds...)
}

// viewOverlay draws the top in rows lines.
func (a account) viewOverlay(rows int) []string {
	all := rows
	if a.computeLayout().spacious {
		rows-- // a blank line above the footer
	}
	return text.Fill(text.Fill(a.top().draw(a, rows), rows), all)
}

// headroom is what stands above an overlay that has to fit whole: a blank line in a high
// window.
func (a account) headroom() []string {
	if a.height >= 30 {
		return []string{""}
	}
	return nil
}

// leaveOverlay closes the top.
func (a account) leaveOverlay() (account, tea.Cmd) { return a.pop(), nil }

// backActions close an overlay by esc, q and other keys, and open the help.
func backActions(does string, others ...key.Binding) []action[account] {
	all := []action[account]{
		{Binding: describe(keys.Back, does), when: true, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
	for _, b := range append(others, keys.Quit) {
		all = append(all, action[account]{Binding: b, when: true, shown: unlisted, do: account.leaveOverlay})
	}
	return all
}

// chooseActions move the cursor of a list of count lines, if it can move; to gives the overlay with the
// cursor at another line.
func chooseActions(shown, up, down key.Binding, at, count int, to func(at int) overlay) action[account] {
	step := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, do: func(a account) (account, tea.Cmd) {
			return a.putTop(to(max(min(at+by, count-1), 0))), nil
		}}
	}
	return together(shown, count > 1, step(up, -1), step(down, +1))
}

// inSight gives the visible lines from ≤ i < to of a list; the chosen one is visible.
func inSight(chosen, count, rows int) (from, to int) {
	from = max(chosen-max(rows, 0)+1, 0)
	return from, max(min(from+rows, count), from)
}

// columnChooser is the overlay that shows and hides columns of the open table.
type columnChooser struct {
	at int // the column under the cursor
}

var _ = registerOverlay(columnsRank, func(a account) action[account] {
	return action[account]{Binding: keys.Columns, when: a.portfolio.update.Snapshot != nil, name: "Choose columns", do: opens(columnChooser{})}
})

// choosable gives the columns that can be shown: a trend needs market data.
func (a *account) choosable() (titles, hidden []string) {
	titles, hidden = a.openTable().Titles()
	if a.session.access.Data == nil {
		titles = slices.DeleteFunc(titles, func(t string) bool { return t == trendTitle })
	}
	return titles, hidden
}

// toggleColumns makes an action that shows hidden columns and hides visible ones.
func toggleColumns(titles ...string) func(account) (account, tea.Cmd) {
	return func(a account) (account, tea.Cmd) {
		for _, title := range titles {
			a.openTable().ToggleColumn(title)
		}
		return a.remember()
	}
}

func (c columnChooser) actions(a account) []action[account] {
	titles, hidden := a.choosable()
	return append([]action[account]{
		chooseActions(describe(keys.Choose, "move"), keys.Up, keys.Down, c.at, len(titles), func(at int) overlay { return columnChooser{at} }),
		{Binding: keys.Toggle, when: c.at < len(titles), do: func(a account) (account, tea.Cmd) { return toggleColumns(titles[c.at])(a) }},
		{Binding: keys.ShowAll, when: len(hidden) > 0, do: toggleColumns(hidden...)},
	}, backActions("done", keys.Columns)...)
}

func (c columnChooser) draw(a account, rows int) []string {
	t := a.theme
	titles, hidden := a.choosable()
	lines := []string{
		"", "  " + t.Brand.Render("Columns of "+a.portfolio.tab.view().name),
		"  " + t.Muted.Render(text.Clip("Checked columns appear if there is room.", a.width-4)), "",
	}
	from, to := inSight(c.at, len(titles), rows-len(lines))
	for i := from; i < to; i++ {
		mark, style := t.Accent.Render("✓"), t.Text
		if slices.Contains(hidden, titles[i]) {
			mark, style = " ", t.Muted
		}
		pointer := "  "
		if i == c.at {
			pointer, style = t.Accent.Render("❯ "), t.Strong
		}
		lines = append(lines, "  "+pointer+mark+" "+style.Render(titles[i]))
	}
	return lines
}

// question is the overlay that asks before something changes: for a name, or for a
// confirmation. It names the change and the account.
type question struct {
	title  string
	naming bool
	value  string // the name to begin with
	yes    string // what enter, or y, does
	act    func(account, string) (account, tea.Cmd)

	form   form.Form // of a name
	number int       // identifies the question in late replies
}

// waits gives the number of the question while its form is pending, else 0.
func (q question) waits() int {
	if !q.form.Pending() {
		return 0
	}
	return q.number
}

// waitingForm gives the number of the pending question, 0 for none.
func (a account) waitingForm() int {
	q, _ := findOverlay[question](a)
	return q.waits()
}

func (a account) ask(q question) (account, tea.Cmd) {
	a.numbers++
	q.number = a.numbers
	if q.naming {
		q.form = form.New(form.Options{Submit: q.yes, LabelWidth: 8},
			form.Field{Name: "name", Label: "Name", Placeholder: "name", Value: q.value, Width: 48, Required: "Enter a name."})
	}
	return a.push(q), nil
}

func (q question) actions(account) []action[account] {
	if q.naming {
		return formActions(q.form, q.onForm)
	}
	return []action[account]{
		{Binding: describe(keys.Yes, q.yes), when: true, do: func(a account) (account, tea.Cmd) {
			a = a.pop()
			a.portfolio.message = ""
			return q.act(a, "")
		}},
		{Binding: describe(keys.Back, "cancel"), when: true, do: account.leaveOverlay},
		{Binding: keys.No, when: true, shown: unlisted, do: account.leaveOverlay},
		{Binding: keys.Help, when: true, shown: unlisted, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
}

// onForm handles the form, which stays open until the broker has answered: a refused
// name can be corrected.
func (q question) onForm(a account, f form.Form, event form.Event) (account, tea.Cmd) {
	q.form = f
	switch event {
	case form.Canceled:
		return a.pop(), nil
	case form.Submitted:
		a.portfolio.message = ""
		q.form = q.form.WithPending(true)
		return q.act(a.putTop(q), q.form.Value("name"))
	}
	return a.putTop(q), nil
}

// replied shows the result of a change: a failure in the form that waits for it, and
// anything else above the footer.
func (a account) replied(form int, words string, done bool) account {
	q, at := findOverlay[question](a)
	waits := form != 0 && form == q.waits()
	switch {
	case waits && !done:
		q.form = q.form.WithPending(false).WithProblem("name", words)
		return a.put(at, q)
	case waits:
		a = a.remove(at)
	}
	a.portfolio.message = words
	return a
}

func (q question) draw(a account, rows int) []string {
	t := a.theme
	lines := []string{""}
	for _, line := range text.Wrap(q.title, a.width-4) {
		lines = append(lines, t.Strong.Render(line))
	}
	lines = append(lines, "")
	if q.naming {
		lines = append(lines, q.form.View(t, a.width-4, rows-len(lines))...)
	} else {
		lines = append(lines, t.Text.Render(text.Clip("y yes, esc cancel", a.width-4)))
	}
	return text.Indent(lines, 2)
}
