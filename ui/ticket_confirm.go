package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/config"
	"quipu/ui/confirm"
	"quipu/ui/form"
	"quipu/ui/text"
	"quipu/ui/ticket"
)

// confirmation is the overlay that asks before something is sent to the broker. Where
// real money is at stake a word is typed instead of y.
type confirmation struct {
	number int // identifies it in late messages
	title  string
	about  []ticket.Pair
	items  []string // what is done, where it is several things
	notes  []string // what is worth knowing before
	yes    string   // what y does
	back   string   // what esc does
	word   string   // that is typed, "" for y
	do     func(account) (account, tea.Cmd)
	eases  bool // it cancels, closes or protects: see reduceAction

	shorter [][]string        // of notes, for windows that do not show them all
	other   []action[account] // further keys, which are no letters
	local   bool              // it sends nothing: nothing keeps it back
	reads   bool              // what it sends reads all figures itself: those on the screen may be old

	form  form.Form // of the word
	armed int       // inputs until y, 0 before
	note  string    // why the last key did nothing
}

// confirmDue is when a y counts, unless another key has followed.
type confirmDue struct{ number, inputs int }

// askToSend opens a confirmation. symbol is what is typed where real money is at stake.
func (a account) askToSend(c confirmation, symbol string) (account, tea.Cmd) {
	a.numbers++
	c.number = a.numbers
	if c.word == "" && a.typesSymbol() {
		c.word = cmp.Or(symbol, "confirm") // several legs have no symbol of their own
	}
	if c.word != "" {
		c.form = form.New(form.Options{Submit: c.yes, Cancel: c.back}, form.Field{Name: "word", Limit: len(c.word) + 8, NoSpaces: true})
	}
	return a.push(c), nil
}

// whyNot says why what was confirmed cannot be sent, "" where it can.
func (c confirmation) whyNot(a account) string {
	if c.eases {
		a = a.unrefused()
	}
	return a.whyNotTrade()
}

// typesSymbol reports whether a symbol is typed to confirm.
func (a account) typesSymbol() bool {
	return a.session.account == config.Live || a.session.access.TypesSymbol
}

// orderAccount names the account that an order is for.
func (a account) orderAccount() string {
	if a.session.account != config.Live && a.session.access.TypesSymbol {
		return a.accountName() + " (perhaps real money: api_url is not Alpaca's paper account)"
	}
	return a.accountName()
}

func (c confirmation) actions(account) []action[account] {
	back := func(a account) (account, tea.Cmd) { return a.pop(), nil }
	if c.word != "" {
		input := func(a account, msg tea.Msg) (account, tea.Cmd) { return c.takeWord(a, msg) }
		return slices.Concat([]action[account]{{Binding: describe(keys.Send, c.yes), when: true, input: input}}, c.other, []action[account]{
			{Binding: describe(keys.Back, c.back), when: true, do: back},
			{when: true, shown: unlisted, input: input},
		})
	}
	return []action[account]{
		{Binding: describe(keys.Yes, c.yes), when: true, do: c.arm},
		{Binding: describe(keys.Back, c.back), when: true, do: back},
		{Binding: keys.Edit, when: true, shown: unlisted, do: back},
		{Binding: keys.No, when: true, shown: unlisted, do: back},
		{Binding: keys.Help, when: true, shown: unlisted, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
	}
}

// takeWord takes the word letter by letter. What is pasted, or read in one packet with
// another key, is no typing.
func (c confirmation) takeWord(a account, msg tea.Msg) (account, tea.Cmd) {
	press, is := msg.(tea.KeyPressMsg)
	if !is || !a.typed.Alone() {
		c.note = "Type it by hand, key by key."
		return a.putTop(c), nil
	}
	if key.Matches(press, keys.Send) {
		if !strings.EqualFold(c.form.Value("word"), c.word) {
			c.note = "Type " + c.word + ", then press enter."
			return a.putTop(c), nil
		}
		return c.arm(a)
	}
	c.note = ""
	c.form, _ = c.form.Update(msg)
	return a.putTop(c), nil
}

// arm lets the key count when no other has followed it.
func (c confirmation) arm(a account) (account, tea.Cmd) {
	if !a.gate.Allows(a.typed) {
		c.armed, c.note = 0, "Not yet: look at it first, then press the key once."
		return a.putTop(c), nil
	}
	c.armed, c.note = a.typed.Count, ""
	generation, due := a.generation, confirmDue{c.number, a.typed.Count}
	return a.putTop(c), tea.Tick(confirm.Quiet, func(time.Time) tea.Msg { return reply{generation, due} })
}

// onConfirmDue does what was confirmed, once.
func (a account) onConfirmDue(msg confirmDue) (account, tea.Cmd) {
	c, is := a.top().(confirmation)
	if !is || c.number != msg.number || c.armed == 0 || c.armed != msg.inputs {
		return a, nil
	}
	if a.typed.Count != msg.inputs || !a.gate.Open() {
		c.armed, c.note = 0, "Not sent: other keys were pressed with it."
		return a.putTop(c), nil
	}
	why := c.whyNot(a)
	switch {
	case c.local:
		why = ""
	case c.reads:
		why = a.whyNotFlatten()
	}
	if why != "" {
		c.armed, c.note = 0, "Not sent: "+why
		return a.putTop(c), nil
	}
	return c.do(a.pop())
}

// shownConfirmation identifies the confirmation on the screen and the window that it is
// drawn for; "" for none, or for one that does not fit.
func (m Model) shownConfirmation() string {
	if m.page != portfolioPage || m.help || m.width < MinWidth || m.height < MinHeight {
		return ""
	}
	a := m.current()
	c, is := a.top().(confirmation)
	if !is || a.portfolio.update.Snapshot == nil || len(c.lines(a)) > a.overlayRows() {
		return ""
	}
	return fmt.Sprintf("%d/%d %d×%d", a.generation, c.number, m.width, m.height)
}

// watchConfirmation has a mark written after a confirmation that was not on the screen
// before.
func (m Model) watchConfirmation() (Model, tea.Cmd) {
	gate, ask := m.gate.Show(m.shownConfirmation())
	m.gate = gate
	if !ask {
		return m, nil
	}
	return m, tea.Raw(gate.Mark())
}

// onWritten takes note that a mark was written.
func (m Model) onWritten(msg confirm.Written) (Model, tea.Cmd) {
	gate, ask := m.gate.Written(msg)
	m.gate = gate
	if !ask {
		return m, nil
	}
	return m, tea.Raw(gate.Mark())
}

// lines are those of the confirmation with as many of the notes as fit.
func (c confirmation) lines(a account) []string {
	lines := c.linesOf(a)
	for _, c.notes = range c.shorter {
		if len(lines) <= a.overlayRows() {
			break
		}
		lines = c.linesOf(a)
	}
	return lines
}

func (c confirmation) linesOf(a account) []string {
	t, width := a.theme, a.width-4
	lines := append(a.headroom(), a.accountBadge(), "")
	for _, line := range text.Wrap(c.title, width) {
		lines = append(lines, t.Strong.Render(line))
	}
	for i, item := range c.items {
		if i == 0 {
			lines = append(lines, "")
		}
		for _, line := range text.Wrap(item, width-2) {
			lines = append(lines, "  "+t.Text.Render(line))
		}
	}
	if len(c.about) > 0 {
		lines = append(append(lines, ""), ticket.Lines(t, c.about, width)...)
	}
	for i, note := range c.notes {
		if i == 0 {
			lines = append(lines, "")
		}
		for _, line := range text.Wrap(note, width) {
			lines = append(lines, t.Notice.Render(line))
		}
	}
	lines = append(lines, "")
	if c.word != "" {
		ask := "Type " + c.word + " to " + c.yes + ": "
		lines = append(lines, t.Text.Render(ask)+c.form.Input(t, max(min(len(c.word)+2, width-len(ask)), 1)))
	} else {
		lines = append(lines, t.Text.Render(text.Clip("y "+c.yes+", esc "+c.back, width)))
	}
	if c.note != "" {
		lines = append(lines, t.Notice.Render(text.Clip(c.note, width)))
	} else {
		lines = append(lines, "")
	}
	return text.Indent(lines, 2)
}

func (c confirmation) draw(a account, rows int) []string {
	lines := c.lines(a)
	if len(lines) > rows {
		return []string{"", "  " + a.theme.Notice.Render(text.Clip("Enlarge the window to see the whole order before it is sent.", a.width-4))}
	}
	return lines
}

// notDone is the overlay that says why none of several things that were asked for can be
// done.
type notDone struct {
	title string
	why   []string
}

func (notDone) actions(account) []action[account] {
	return append([]action[account]{{Binding: describe(keys.Open, "close"), when: true, shown: inHelp, do: account.leaveOverlay}}, backActions("close")...)
}

func (n notDone) draw(a account, _ int) []string {
	t, width := a.theme, a.width-4
	lines := append(a.headroom(), a.accountBadge(), "", t.Strong.Render(text.Clip(n.title, width)), "")
	for _, why := range n.why {
		for _, line := range text.Wrap(why, width) {
			lines = append(lines, t.Notice.Render(line))
		}
	}
	return text.Indent(lines, 2)
}
