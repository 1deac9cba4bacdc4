package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/portfolio"
	"quipu/ui/table"
	"quipu/ui/ticket"
)

// listsAge is the age at which watchlists are read again: other programs change them
// too.
const listsAge = time.Minute

// listsState is the tab of the account's watchlists.
type listsState struct {
	grid    table.Table[watchRow]
	all     []client.Watchlist // without their assets
	open    client.Watchlist   // the open one, with its assets
	want    string             // id of the one to show; "" is the first
	read    bool               // which there are
	reading                    // of all of them and of the open one together
}

// watchRow is one symbol of a watchlist.
type watchRow struct {
	client.Asset
	today  portfolio.Today
	before client.Decimal // the price when last shown
	held   *holding
}

type (
	watchlistsRead struct {
		all []client.Watchlist
		err error
	}
	watchlistRead struct {
		id   string
		list client.Watchlist
		err  error
	}
	watchlistChanged struct {
		did  string // the message on success
		form int    // number of the pending question, 0 for none
		list client.Watchlist
		err  error
	}
)

// readLists reads the list of watchlists if it is missing or old.
func (a account) readLists() (account, tea.Cmd) {
	l := &a.portfolio.lists
	if !l.due(a.now, listsAge) {
		return a, nil
	}
	l.begin(a.now)
	ctx, generation, lists := a.ctx, a.generation, a.session.access.Lists
	return a, func() tea.Msg {
		all, err := lists.Watchlists(ctx)
		return reply{generation, watchlistsRead{all, err}}
	}
}

func (a account) onListsReply(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case watchlistsRead:
		return a.onWatchlistsRead(msg)
	case watchlistRead:
		return a.onWatchlistRead(msg)
	case watchlistChanged:
		return a.onWatchlistChanged(msg)
	}
	return a, nil
}

func (a account) onWatchlistsRead(msg watchlistsRead) (account, tea.Cmd) {
	l := &a.portfolio.lists
	if msg.err != nil {
		l.end(a.now, msg.err)
		return a, nil
	}
	l.read, l.all = true, msg.all
	slices.SortStableFunc(l.all, func(list, b client.Watchlist) int {
		return strings.Compare(strings.ToLower(list.Title()), strings.ToLower(b.Title()))
	})
	if len(l.all) == 0 {
		l.open = client.Watchlist{}
		l.end(a.now, nil)
		a.rebuildWatchlist()
		return a, nil
	}
	return a, a.readList(l.all[a.listAt()].ID)
}

// listAt is the index of the wanted list, 0 if it is gone.
func (a account) listAt() int {
	l := a.portfolio.lists
	return max(slices.IndexFunc(l.all, func(w client.Watchlist) bool { return w.ID == l.want }), 0)
}

func (a account) readList(id string) tea.Cmd {
	ctx, generation, lists := a.ctx, a.generation, a.session.access.Lists
	return func() tea.Msg {
		list, err := lists.Watchlist(ctx, id)
		return reply{generation, watchlistRead{id, list, err}}
	}
}

func (a account) onWatchlistRead(msg watchlistRead) (account, tea.Cmd) {
	l := &a.portfolio.lists
	switch {
	case errors.Is(msg.err, client.ErrNotFound):
		return a.listGone(msg.id)
	case msg.err != nil:
		l.end(a.now, msg.err)
		return a, nil
	case len(l.all) > 0 && msg.id != l.all[a.listAt()].ID:
		return a, nil // another one was chosen meanwhile
	}
	if a.portfolio.quotes.stale = true; msg.id != a.portfolio.quotes.list {
		a.portfolio.quotes.hurry() // a person opened it
	}
	a.portfolio.quotes.list, l.open = msg.id, msg.list
	l.end(a.now, nil)
	a.rebuildWatchlist()
	return a.readQuotes()
}

// listGone takes a list off that was deleted elsewhere, and shows the next. What
// else has changed the next reading of all lists tells, which has its time: a
// broker that still names the list must not be asked again and again.
func (a account) listGone(id string) (account, tea.Cmd) {
	l := &a.portfolio.lists
	a.portfolio.message = "That watchlist was deleted elsewhere."
	l.all = slices.DeleteFunc(slices.Clone(l.all), func(w client.Watchlist) bool { return w.ID == id })
	l.open, l.want = client.Watchlist{}, ""
	a.rebuildWatchlist()
	if len(l.all) == 0 {
		l.end(a.now, nil)
		return a, nil
	}
	return a.openList(0)
}

// onWatchlistChanged shows the result of a change: a failure in the form that waits
// for it, if it is still open.
func (a account) onWatchlistChanged(msg watchlistChanged) (account, tea.Cmd) {
	l := &a.portfolio.lists
	l.stale = true
	switch {
	case errors.Is(msg.err, client.ErrForbidden):
		return a.replied(msg.form, "Not changed: "+missingScope, false), nil
	case errors.Is(msg.err, client.ErrNotFound):
		l.hurry()
		return a.replied(msg.form, "Not changed: it was deleted elsewhere.", true).readLists()
	case msg.err != nil:
		return a.replied(msg.form, "Not changed: "+problemWords(msg.err), false), nil
	}
	a = a.replied(msg.form, msg.did, true)
	l = &a.portfolio.lists
	l.hurry()
	if msg.list.ID != "" {
		l.want = msg.list.ID
	}
	return a.readLists()
}

// rebuildWatchlist makes the rows of the open list.
func (a *account) rebuildWatchlist() {
	l := &a.portfolio.lists
	before := map[string]client.Decimal{}
	for _, r := range l.grid.Rows {
		before[r.Symbol] = r.today.Price
	}
	session := a.tradingSession()
	rows := make([]watchRow, len(l.open.Assets))
	for i, asset := range l.open.Assets {
		rows[i] = watchRow{Asset: asset, today: session.Today(a.portfolio.quotes.latest[asset.Symbol], asset.Class), before: before[asset.Symbol], held: a.held(asset.Identity())}
	}
	l.grid.SetRows(rows)
}

func (a account) listsActions() []action[account] {
	l := &a.portfolio.lists
	row := l.grid.Current()
	var of instrument
	if row != nil {
		of = instrument{symbol: row.Symbol, class: row.Class, asset: row.ID}
	}
	write, open := a.mayWrite(), l.open.ID != ""
	all := append([]action[account]{a.openAction(of)}, a.tradeActions(of)...)
	all = append(all, []action[account]{
		together(keys.Lists, len(l.all) > 1,
			action[account]{Binding: keys.ListBefore, do: func(a account) (account, tea.Cmd) { return a.chooseList(-1) }},
			action[account]{Binding: keys.ListAfter, do: func(a account) (account, tea.Cmd) { return a.chooseList(+1) }}),
		{Binding: keys.AddSymbol, name: "Add to the watchlist", when: write && open, do: func(a account) (account, tea.Cmd) { return a.openSearch(findToWatch) }},
		{Binding: keys.RemoveSymbol, name: "Remove from the watchlist", when: write && row != nil, do: account.askRemove},
		{Binding: keys.NewList, name: "New watchlist", when: write, do: account.askNewList},
		{Binding: keys.RenameList, name: "Rename the watchlist", when: write && open, do: account.askRename},
		{Binding: keys.DeleteList, name: "Delete the watchlist", when: write && open, do: account.askDelete},
	}...)
	for _, b := range []key.Binding{keys.NewList, keys.RenameList, keys.DeleteList, keys.AddSymbol, keys.RemoveSymbol} {
		all = append(all, action[account]{Binding: b, when: !write, shown: unlisted, do: account.sayWhyNotWrite})
	}
	return all
}

func (a account) sayWhyNotWrite() (account, tea.Cmd) {
	a.portfolio.message = "Watchlists cannot be changed: " + a.whyNotWrite()
	return a, nil
}

func (a account) chooseList(step int) (account, tea.Cmd) {
	l := &a.portfolio.lists
	at := a.listAt() + step
	if at < 0 || at >= len(l.all) {
		return a, nil
	}
	return a.openList(at)
}

func (a account) openList(at int) (account, tea.Cmd) {
	l := &a.portfolio.lists
	l.want = l.all[at].ID
	l.open = client.Watchlist{ID: l.want, Name: l.all[at].Name}
	a.rebuildWatchlist()
	a, kept := a.remember()
	return a, tea.Batch(a.readList(a.portfolio.lists.want), kept)
}

// problemWords describes an error, in the broker's words if there are any.
func problemWords(err error) string { return ticket.Why(err) }
