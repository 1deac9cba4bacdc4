package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
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
	ctx, generation, lists, form := m.ctx, m.generation, m.session.access.Lists, m.portfolio.question.waits()
	return func() tea.Msg {
		list, err := make(ctx, lists)
		return reply{generation, watchlistChanged{did, form, list, err}}
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

// quoteState is the latest prices of what is watched: the symbols of the list
// on the screen, and those of alerts that nobody holds.
type quoteState struct {
	latest map[string]client.Latest // by symbol as it was asked
	at     time.Time                // of the last try
	wait   bool
	stale  bool
	err    error
}

type quotesRead struct {
	latest map[string]client.Latest
	err    error
}

// readQuotes reads them in one call when the pace of refreshing says so.
func (m account) readQuotes() (account, tea.Cmd) {
	q := &m.portfolio.quotes
	data := m.session.access.Data
	every := max(m.parts.Settings.Refresh, m.portfolio.update.Every)
	if data == nil || q.wait || (!q.stale && !q.at.IsZero() && m.now.Sub(q.at) < every) {
		return m, nil
	}
	ask := m.watched()
	if len(ask) == 0 {
		return m, nil
	}
	q.wait, q.stale, q.at = true, false, m.now
	ctx, generation := m.ctx, m.generation
	return m, func() tea.Msg {
		latest, err := data.Latest(ctx, ask)
		return reply{generation, quotesRead{latest, err}}
	}
}

// watched gives the symbols whose prices are wanted now, each once.
func (m account) watched() []client.Instrument {
	var all []client.Instrument
	add := func(i instrument) {
		if ask := i.query(); !slices.Contains(all, ask) {
			all = append(all, ask)
		}
	}
	if m.portfolio.tab == listsTab {
		for _, row := range m.portfolio.lists.grid.Rows {
			add(instrument{symbol: row.Symbol, class: row.Class})
		}
	}
	for _, a := range m.waitingAlerts() {
		if a.On == onPrice && m.held(a.Symbol) == nil {
			add(instrument{symbol: a.Symbol})
		}
	}
	return all
}

// quotesRead keeps what came; what did not come keeps its last price.
func (m account) quotesRead(msg quotesRead) (account, tea.Cmd) {
	q := &m.portfolio.quotes
	q.wait, q.err = false, msg.err
	if msg.err != nil {
		return m, nil
	}
	latest := make(map[string]client.Latest, len(q.latest)+len(msg.latest))
	for symbol, l := range q.latest {
		latest[symbol] = l
	}
	for symbol, l := range msg.latest {
		latest[symbol] = l
	}
	q.latest = latest
	m.arrangeWatch()
	return m, m.checkAlerts()
}

// held gives the position in a symbol, in whichever form it is written; nil
// where there is none.
func (m account) held(symbol string) *holding {
	if i, held := m.portfolio.held[market.PositionSymbol(symbol)]; held {
		return &m.portfolio.positions.Rows[i]
	}
	return nil
}
