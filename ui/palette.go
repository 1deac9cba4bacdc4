package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/sahilm/fuzzy"

	"quipu/config"
	"quipu/portfolio"
	"quipu/ui/form"
	"quipu/ui/table"
	"quipu/ui/text"
)

// paletteState is the list of every command, narrowed by what is typed.
type paletteState struct {
	form  form.Form
	all   []command
	found []fuzzy.Match
	at    int
}

// command is one line of the palette.
type command struct {
	name string
	key  string // that does the same, "" for none
	run  func(account) (account, tea.Cmd)
}

// commands implements fuzzy.Source.
type commands []command

func (c commands) String(i int) string { return c[i].name }
func (c commands) Len() int            { return len(c) }

// commands gives all that can be done now: every key of the table, and what
// has no key.
func (m account) commands() []command {
	var all []command
	for t := range tabs {
		all = append(all, command{name: "Show " + strings.ToLower(t.view().name), key: t.number(), run: func(m account) (account, tea.Cmd) { return m.showTab(t) }})
	}
	for _, a := range m.tableActions() {
		if a.when && a.name != "" {
			all = append(all, command{name: a.name, key: a.Help().Key, run: a.do})
		}
	}
	for _, p := range portfolio.Periods() {
		all = append(all, command{name: "Equity over " + p.Words(), run: func(m account) (account, tea.Cmd) { return m.showPeriod(p) }})
	}
	for i, list := range m.portfolio.lists.all {
		all = append(all, command{name: "Watchlist " + list.Name, run: func(m account) (account, tea.Cmd) {
			m, cmd := m.showTab(listsTab)
			if i >= len(m.portfolio.lists.all) {
				return m, cmd
			}
			m, more := m.openList(i)
			return m, tea.Batch(cmd, more)
		}})
	}
	for _, name := range config.Accepted("theme") {
		all = append(all, command{name: "Theme " + name, run: func(m account) (account, tea.Cmd) {
			m.set(func(s *config.Settings) { s.Theme = name })
			return m, nil
		}})
	}
	mouse := "Mouse off: the terminal selects text"
	if !m.parts.Settings.Mouse {
		mouse = "Mouse on"
	}
	return append(all,
		command{name: mouse, run: func(m account) (account, tea.Cmd) {
			m.set(func(s *config.Settings) { s.Mouse = !s.Mouse })
			return m, nil
		}},
		command{name: "Sign out of " + m.session.account.Title() + ": deletes the token here", run: account.askSignOut},
		command{name: "Other ways to sign in", key: keys.Back.Help().Key, run: func(m account) (account, tea.Cmd) { return m.open(Model.leaveAccount) }},
		command{name: "Help", key: keys.Help.Help().Key, run: func(m account) (account, tea.Cmd) { return m.open(Model.openHelp) }},
		command{name: "Quit", key: keys.Quit.Help().Key, run: func(m account) (account, tea.Cmd) { return m, tea.Quit }},
	)
}

func (m account) openPalette() (account, tea.Cmd) {
	m.portfolio.palette = paletteState{
		form: form.New(form.Options{Submit: "run", Cancel: "close"}, form.Field{Name: "command", Placeholder: "a command", Limit: 4096}),
		all:  m.commands(),
	}
	m.portfolio.over = paletteOverlay
	m.narrow()
	return m, nil
}

// narrow finds the commands that what is typed may mean, the likeliest first.
func (m *account) narrow() {
	p := &m.portfolio.palette
	p.at = 0
	typed := p.form.Value("command")
	if typed == "" {
		p.found = make([]fuzzy.Match, len(p.all))
		for i := range p.all {
			p.found[i] = fuzzy.Match{Index: i, Str: p.all[i].name}
		}
		return
	}
	p.found = fuzzy.FindFrom(typed, commands(p.all))
}

func (m account) paletteKey(msg tea.Msg) (account, tea.Cmd) {
	p := &m.portfolio.palette
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.LineUp):
			p.at = max(p.at-1, 0)
			return m, nil
		case key.Matches(press, keys.LineDown):
			p.at = min(p.at+1, max(len(p.found)-1, 0))
			return m, nil
		}
	}
	var event form.Event
	switch p.form, event = p.form.Update(msg); event {
	case form.Canceled:
		return m.closeOverlay(), nil
	case form.Changed:
		m.narrow()
	case form.Submitted:
		if p.at < len(p.found) {
			return p.all[p.found[p.at].Index].run(m.closeOverlay())
		}
	}
	return m, nil
}

func (m account) paletteKeys() []key.Binding {
	return slices.Insert(m.portfolio.palette.form.Bindings(), 1, keys.Lines)
}

func (m account) viewPalette(rows int) []string {
	t, p := m.theme, m.portfolio.palette
	lines := []string{"", "  " + t.Accent.Render(":") + " " + p.form.Input(t, max(m.width-7, 9)), ""}
	room := max(rows-len(lines), 0)
	top := max(p.at-room+1, 0)
	width := min(m.width-4, 64)
	for i := top; i < len(p.found) && i < top+room; i++ {
		found := p.found[i]
		c := p.all[found.Index]
		base := t.Text
		if i == p.at {
			base = t.Selected
		}
		shortcut := text.Clip(c.key, 8)
		name := text.Clip(c.name, max(width-lipgloss.Width(shortcut)-4, 4))
		gap := max(width-lipgloss.Width(name)-lipgloss.Width(shortcut)-2, 1)
		lines = append(lines, " "+table.RowMark(t, i == p.at)+base.Render(" ")+m.lit(name, found.MatchedIndexes, base)+base.Render(strings.Repeat(" ", gap))+table.OnRow(base, t.Muted).Render(shortcut)+base.Render(" "))
	}
	if len(p.found) == 0 {
		lines = append(lines, "  "+t.Muted.Render("No such command."))
	}
	return lines
}

// lit marks the letters that were typed.
func (m account) lit(name string, at []int, base lipgloss.Style) string {
	var b strings.Builder
	for i, r := range name {
		style := m.theme.Text
		if slices.Contains(at, i) {
			style = m.theme.Accent.Bold(true)
		}
		b.WriteString(table.OnRow(base, style).Render(string(r)))
	}
	return b.String()
}

// askSignOut asks before the token is deleted.
func (m account) askSignOut() (account, tea.Cmd) {
	if m.session.keys {
		m.portfolio.message = "The API keys come from the environment: there is no token to delete."
		return m, nil
	}
	return m.ask(question{
		title: "Sign out of " + m.accountName() + "? Its token is deleted here; Alpaca keeps it valid until you revoke the app.", yes: "sign out",
		act: func(m account, _ string) (account, tea.Cmd) { return m.open(Model.signOut) },
	})
}
