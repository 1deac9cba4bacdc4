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
func (a account) commands() []command {
	var all []command
	for t := range tabs {
		all = append(all, command{name: "Show " + strings.ToLower(t.view().name), key: t.number(), run: func(a account) (account, tea.Cmd) { return a.showTab(t) }})
	}
	for _, act := range a.tableActions() {
		if act.when && act.name != "" {
			all = append(all, command{name: act.name, key: act.Help().Key, run: act.do})
		}
	}
	for _, p := range portfolio.Periods() {
		all = append(all, command{name: "Equity over " + p.Words(), run: func(a account) (account, tea.Cmd) { return a.showPeriod(p) }})
	}
	for i, list := range a.portfolio.lists.all {
		all = append(all, command{name: "Watchlist " + list.Name, run: func(a account) (account, tea.Cmd) {
			a, cmd := a.showTab(listsTab)
			if i >= len(a.portfolio.lists.all) {
				return a, cmd
			}
			a, more := a.openList(i)
			return a, tea.Batch(cmd, more)
		}})
	}
	for _, name := range config.Accepted("theme") {
		all = append(all, command{name: "Theme " + name, run: func(a account) (account, tea.Cmd) {
			a.set(func(s *config.Settings) { s.Theme = name })
			return a, nil
		}})
	}
	mouse := "Mouse off: the terminal selects text"
	if !a.parts.Settings.Mouse {
		mouse = "Mouse on"
	}
	return append(all,
		command{name: mouse, run: func(a account) (account, tea.Cmd) {
			a.set(func(s *config.Settings) { s.Mouse = !s.Mouse })
			return a, nil
		}},
		command{name: "Sign out of " + a.session.account.Title() + ": deletes the token here", run: account.askSignOut},
		command{name: "Other ways to sign in", key: keys.Back.Help().Key, run: func(a account) (account, tea.Cmd) { return a.open(Model.leaveAccount) }},
		command{name: "Help", key: keys.Help.Help().Key, run: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
		command{name: "Quit", key: keys.Quit.Help().Key, run: func(a account) (account, tea.Cmd) { return a, tea.Quit }},
	)
}

func (a account) openPalette() (account, tea.Cmd) {
	a.portfolio.palette = paletteState{
		form: form.New(form.Options{Submit: "run", Cancel: "close"}, form.Field{Name: "command", Placeholder: "a command", Limit: 4096}),
		all:  a.commands(),
	}
	a.portfolio.over = paletteOverlay
	a.narrow()
	return a, nil
}

// narrow finds the commands that what is typed may mean, the likeliest first.
func (a *account) narrow() {
	p := &a.portfolio.palette
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

func (a account) paletteKey(msg tea.Msg) (account, tea.Cmd) {
	p := &a.portfolio.palette
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.LineUp):
			p.at = max(p.at-1, 0)
			return a, nil
		case key.Matches(press, keys.LineDown):
			p.at = min(p.at+1, max(len(p.found)-1, 0))
			return a, nil
		}
	}
	var event form.Event
	switch p.form, event = p.form.Update(msg); event {
	case form.Canceled:
		return a.closeOverlay(), nil
	case form.Changed:
		a.narrow()
	case form.Submitted:
		if p.at < len(p.found) {
			return p.all[p.found[p.at].Index].run(a.closeOverlay())
		}
	}
	return a, nil
}

func (a account) paletteKeys() []key.Binding {
	return slices.Insert(a.portfolio.palette.form.Bindings(), 1, keys.Lines)
}

func (a account) viewPalette(rows int) []string {
	t, p := a.theme, a.portfolio.palette
	lines := []string{"", "  " + t.Accent.Render(":") + " " + p.form.Input(t, max(a.width-7, 9)), ""}
	room := max(rows-len(lines), 0)
	top := max(p.at-room+1, 0)
	width := min(a.width-4, 64)
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
		lines = append(lines, " "+table.RowMark(t, i == p.at)+base.Render(" ")+a.highlightMatches(name, found.MatchedIndexes, base)+base.Render(strings.Repeat(" ", gap))+table.OnRow(base, t.Muted).Render(shortcut)+base.Render(" "))
	}
	if len(p.found) == 0 {
		lines = append(lines, "  "+t.Muted.Render("No such command."))
	}
	return lines
}

// highlightMatches marks the letters that were typed.
func (a account) highlightMatches(name string, at []int, base lipgloss.Style) string {
	var b strings.Builder
	for i, r := range name {
		style := a.theme.Text
		if slices.Contains(at, i) {
			style = a.theme.Accent.Bold(true)
		}
		b.WriteString(table.OnRow(base, style).Render(string(r)))
	}
	return b.String()
}

// askSignOut asks before the token is deleted.
func (a account) askSignOut() (account, tea.Cmd) {
	if a.session.keys {
		a.portfolio.message = "The API keys come from the environment: there is no token to delete."
		return a, nil
	}
	return a.ask(question{
		title: "Sign out of " + a.accountName() + "? Its token is deleted here; Alpaca keeps it valid until you revoke the app.", yes: "sign out",
		act: func(a account, _ string) (account, tea.Cmd) { return a.open(Model.signOut) },
	})
}
