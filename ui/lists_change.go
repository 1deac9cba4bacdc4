package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/ui/text"
)

// accountName names the account a change is for: PAPER PA3…
func (m account) accountName() string {
	name := strings.ToUpper(string(m.session.account))
	if s := m.portfolio.update.Snapshot; s != nil && s.Account.Number != "" {
		name += " " + s.Account.Number
	}
	return name
}

// change is a command that changes the watchlists and says what became of it.
func (m account) change(did string, make func(context.Context, Watchlists) (client.Watchlist, error)) tea.Cmd {
	ctx, visit, lists, form := m.ctx, m.visit, m.session.access.Lists, m.portfolio.question.waits()
	return func() tea.Msg {
		list, err := make(ctx, lists)
		return answered{visit, watchlistChanged{did, form, list, err}}
	}
}

func (m account) askNewList() (account, tea.Cmd) {
	return m.ask(question{
		title: "New watchlist in " + m.accountName(), naming: true, yes: "create",
		act: func(m account, name string) (account, tea.Cmd) {
			return m, m.change(fmt.Sprintf("Created %q.", name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.CreateWatchlist(ctx, name, nil)
			})
		},
	})
}

func (m account) askRename() (account, tea.Cmd) {
	open := m.portfolio.lists.open
	return m.ask(question{
		title: fmt.Sprintf("Rename %q in %s", open.Name, m.accountName()), naming: true, value: open.Name, yes: "rename",
		act: func(m account, name string) (account, tea.Cmd) {
			return m, m.change(fmt.Sprintf("Renamed to %q.", name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.RenameWatchlist(ctx, open.ID, name)
			})
		},
	})
}

func (m account) askDelete() (account, tea.Cmd) {
	open := m.portfolio.lists.open
	return m.ask(question{
		title: fmt.Sprintf("Delete %q with its %s from %s?", open.Name, text.Plural(len(open.Assets), "symbol"), m.accountName()), yes: "delete",
		act: func(m account, _ string) (account, tea.Cmd) {
			return m, m.change(fmt.Sprintf("Deleted %q.", open.Name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return client.Watchlist{}, w.DeleteWatchlist(ctx, open.ID)
			})
		},
	})
}

// askRemove asks before the symbol under the cursor leaves the open list.
func (m account) askRemove() (account, tea.Cmd) {
	open, symbol := m.portfolio.lists.open, m.portfolio.lists.grid.Current().Symbol
	return m.ask(question{
		title: fmt.Sprintf("Remove %s from %q in %s?", symbol, open.Name, m.accountName()), yes: "remove",
		act: func(m account, _ string) (account, tea.Cmd) {
			return m, m.change(fmt.Sprintf("Removed %s from %q.", symbol, open.Name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.RemoveFromWatchlist(ctx, open.ID, symbol)
			})
		},
	})
}

// addToList puts a symbol on the open list.
func (m account) addToList(symbol string) tea.Cmd {
	open := m.portfolio.lists.open
	return m.change(fmt.Sprintf("%s is on %q.", symbol, open.Name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
		return w.AddToWatchlist(ctx, open.ID, symbol)
	})
}

// mayWrite reports whether this sign-in may change settings of the account.
func (m account) mayWrite() bool {
	return !m.parts.Settings.ReadOnly && (m.session.keys || slices.Contains(strings.Fields(m.session.scope), "account:write"))
}

const missingScope = "this sign-in was not given the permission account:write. Sign in again with it to change them."

func (m account) whyNotWrite() string {
	if m.parts.Settings.ReadOnly {
		return "quipu runs read-only."
	}
	return missingScope
}
