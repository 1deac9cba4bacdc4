package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/sahilm/fuzzy"

	"quipu/config"
	"quipu/portfolio"
	"quipu/ui/form"
	"quipu/ui/table"
	"quipu/ui/text"
)

// palette is the overlay that finds and runs commands.
type palette struct {
	form  form.Form
	all   []command
	found []fuzzy.Match
	at    int
}

var _ = registerOverlay(paletteRank, func(a account) action[account] {
	return action[account]{Binding: keys.Palette, when: a.portfolio.update.Snapshot != nil, do: account.openPalette}
})

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

// commands gives the actions of the tables, and commands without a key.
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
	all = append(all, slices.Concat(a.ticketCommands(), a.putBackCommands(), a.dismissCommands())...)
	for _, p := range portfolio.Periods() {
		all = append(all, command{name: "Equity over " + p.Words(), run: func(a account) (account, tea.Cmd) { return a.showPeriod(p) }})
	}
	for i, list := range a.portfolio.lists.all {
		all = append(all, command{name: "Watchlist " + list.Title(), run: func(a account) (account, tea.Cmd) {
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
		command{name: "Quit", key: keys.Quit.Help().Key, run: account.quit},
	)
}

func (a account) openPalette() (account, tea.Cmd) {
	p := palette{
		form: form.New(form.Options{Submit: "run", Cancel: "close"}, form.Field{Name: "command", Placeholder: "a command", Limit: 4096}),
		all:  a.commands(),
	}
	return a.push(p.narrow()), nil
}

// narrow finds the commands that match the typed text, the best match first.
func (p palette) narrow() palette {
	p.at = 0
	typed := p.form.Value("command")
	if typed == "" {
		p.found = make([]fuzzy.Match, len(p.all))
		for i := range p.all {
			p.found[i] = fuzzy.Match{Index: i, Str: p.all[i].name}
		}
		return p
	}
	p.found = fuzzy.FindFrom(typed, commands(p.all))
	return p
}

func (p palette) actions(account) []action[account] {
	choose := chooseActions(keys.Lines, keys.LineUp, keys.LineDown, p.at, len(p.found), func(at int) overlay { p.at = at; return p })
	return slices.Insert(formActions(p.form, p.onForm), 1, choose)
}

func (p palette) onForm(a account, f form.Form, event form.Event) (account, tea.Cmd) {
	p.form = f
	switch event {
	case form.Canceled:
		return a.pop(), nil
	case form.Changed:
		p = p.narrow()
	case form.Submitted:
		if p.at < len(p.found) {
			return p.all[p.found[p.at].Index].run(a.pop())
		}
	}
	return a.putTop(p), nil
}

func (p palette) draw(a account, rows int) []string {
	t := a.theme
	lines := []string{"", "  " + t.Accent.Render(":") + " " + p.form.Input(t, max(a.width-7, 9)), ""}
	width := min(a.width-4, 64)
	from, to := inSight(p.at, len(p.found), rows-len(lines))
	for i := from; i < to; i++ {
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

// highlightMatches highlights the letters that match.
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
		a.portfolio.message = "The " + credentialNouns[a.session.credential.Kind] + " comes from the environment: there is no stored token to delete."
		return a, nil
	}
	return a.ask(question{
		title: "Sign out of " + a.accountName() + "? Its token is deleted here; Alpaca keeps it valid until you revoke the app.", yes: "sign out",
		act: func(a account, _ string) (account, tea.Cmd) { return a.open(Model.signOut) },
	})
}
