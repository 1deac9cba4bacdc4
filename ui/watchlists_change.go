package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
)

// accountName names the account that a change is for: PAPER PA3…
func (a account) accountName() string {
	name := a.session.account.Caps()
	if s := a.portfolio.update.Snapshot; s != nil && s.Account.Number != "" {
		name += " " + s.Account.Number
	}
	return name
}

// change is a command that changes the watchlists; did is the message on success.
func (a account) change(did string, make func(context.Context, Watchlists) (client.Watchlist, error)) tea.Cmd {
	ctx, generation, lists, form := a.ctx, a.generation, a.session.access.Lists, a.waitingForm()
	return func() tea.Msg {
		list, err := make(ctx, lists)
		return reply{generation, watchlistChanged{did, form, list, err}}
	}
}

func (a account) askNewList() (account, tea.Cmd) {
	return a.ask(question{
		title: "New watchlist in " + a.accountName(), naming: true, yes: "create",
		act: func(a account, name string) (account, tea.Cmd) {
			return a, a.change(fmt.Sprintf("Created %q.", name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.CreateWatchlist(ctx, name, nil)
			})
		},
	})
}

func (a account) askRename() (account, tea.Cmd) {
	open := a.portfolio.lists.open
	return a.ask(question{
		title: fmt.Sprintf("Rename %q in %s", open.Title(), a.accountName()), naming: true, value: open.Name, yes: "rename",
		act: func(a account, name string) (account, tea.Cmd) {
			return a, a.change(fmt.Sprintf("Renamed to %q.", name), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.RenameWatchlist(ctx, open.ID, name)
			})
		},
	})
}

func (a account) askDelete() (account, tea.Cmd) {
	open := a.portfolio.lists.open
	return a.ask(question{
		title: fmt.Sprintf("Delete %q with its %s from %s?", open.Title(), format.Plural(len(open.Assets), "symbol"), a.accountName()), yes: "delete",
		act: func(a account, _ string) (account, tea.Cmd) {
			return a, a.change(fmt.Sprintf("Deleted %q.", open.Title()), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return client.Watchlist{}, w.DeleteWatchlist(ctx, open.ID)
			})
		},
	})
}

// askRemove asks before it removes the selected symbol from the open list.
func (a account) askRemove() (account, tea.Cmd) {
	open, symbol := a.portfolio.lists.open, a.portfolio.lists.grid.Current().Symbol
	return a.ask(question{
		title: fmt.Sprintf("Remove %s from %q in %s?", symbol, open.Title(), a.accountName()), yes: "remove",
		act: func(a account, _ string) (account, tea.Cmd) {
			return a, a.change(fmt.Sprintf("Removed %s from %q.", symbol, open.Title()), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
				return w.RemoveFromWatchlist(ctx, open.ID, symbol)
			})
		},
	})
}

// addToList adds a symbol to the open list.
func (a account) addToList(symbol string) tea.Cmd {
	open := a.portfolio.lists.open
	return a.change(fmt.Sprintf("%s is on %q.", symbol, open.Title()), func(ctx context.Context, w Watchlists) (client.Watchlist, error) {
		return w.AddToWatchlist(ctx, open.ID, symbol)
	})
}

// mayWrite reports whether the credential allows changes to the account.
func (a account) mayWrite() bool {
	return !a.parts.Settings.ReadOnly && !a.session.readOnly && a.session.credential.ChangesSettings()
}

const missingScope = "this sign-in was not given the permission account:write. Sign in again with it to change them."

func (a account) whyNotWrite() string {
	switch {
	case a.parts.Settings.ReadOnly:
		return "quipu runs read-only."
	case a.session.readOnly:
		return "this account was opened read-only."
	}
	return missingScope
}

// quoteState holds the latest prices of the open watchlist, and of alerts without a
// position.
type quoteState struct {
	latest map[string]client.Latest // by symbol as requested
	list   string                   // id of the watchlist whose prices were asked for
	reading
}

type quotesRead struct {
	latest map[string]client.Latest
	err    error
}

// readQuotes reads them in one call once per refresh interval.
func (a account) readQuotes() (account, tea.Cmd) {
	q := &a.portfolio.quotes
	data := a.session.access.Data
	if data == nil || !q.due(a.now, a.quotesAge()) {
		return a, nil
	}
	ask := a.watched()
	if len(ask) == 0 {
		return a, nil
	}
	q.begin(a.now)
	ctx, generation := a.ctx, a.generation
	return a, func() tea.Msg {
		latest, err := data.Latest(ctx, ask)
		return reply{generation, quotesRead{latest, err}}
	}
}

// quotesAge is how old prices may get: they keep the poller's pace.
func (a account) quotesAge() time.Duration {
	return max(a.parts.Settings.Refresh, a.portfolio.update.Every)
}

// watched gives the symbols whose prices are needed now, each once.
func (a account) watched() []client.Instrument {
	var all []client.Instrument
	add := func(i instrument) {
		if ask := i.query(); !slices.Contains(all, ask) {
			all = append(all, ask)
		}
	}
	if a.portfolio.tab == listsTab {
		for _, row := range a.portfolio.lists.grid.Rows {
			add(instrument{symbol: row.Symbol, class: row.Class})
		}
	}
	if s := a.portfolio.update.Snapshot; s != nil && a.portfolio.tab == ordersTab {
		for i := range s.Orders {
			if of := instrumentOf(s.Orders[i]); of.symbol != "" && of.query().Class != market.Option && a.held(of.id()) == nil {
				add(of)
			}
		}
	}
	for _, alert := range a.waitingAlerts() {
		of := instrument{symbol: alert.Symbol}
		if alert.On == onPrice && a.held(of.id()) == nil && !a.lookingUp(of) {
			add(instrument{symbol: of.symbol, class: a.known(of).class})
		}
	}
	return all
}

// onQuotesRead stores the prices; a symbol without one keeps its last price.
func (a account) onQuotesRead(msg quotesRead) (account, tea.Cmd) {
	q := &a.portfolio.quotes
	q.end(a.now, msg.err)
	if msg.err != nil {
		return a, nil
	}
	latest := make(map[string]client.Latest, len(q.latest)+len(msg.latest))
	for symbol, l := range q.latest {
		latest[symbol] = l
	}
	for symbol, l := range msg.latest {
		latest[symbol] = l
	}
	q.latest = latest
	a.portfolio.orders.dirty = true
	a.rebuildWatchlist()
	return a.checkAlerts()
}

// held gives the position in an instrument, nil if there is none.
func (a account) held(of market.ID) *holding {
	if rows := a.portfolio.held.Find(of); len(rows) > 0 {
		return &a.portfolio.positions.Rows[rows[0]]
	}
	return nil
}
