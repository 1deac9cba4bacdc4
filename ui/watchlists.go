package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/ui/table"
)

// listsAge is how old the account's watchlists may get: other programs change
// them too.
const listsAge = time.Minute

// listsState is the tab of the account's watchlists.
type listsState struct {
	grid  table.Table[watchRow]
	all   []client.Watchlist // without their assets
	open  client.Watchlist   // the one on the screen, with its assets
	want  string             // id of the one to show; "" is the first
	read  bool
	wait  bool
	stale bool
	err   error
	tried time.Time
}

// watchRow is one symbol of a watchlist.
type watchRow struct {
	client.Asset
	latest client.Latest
	before client.Latest
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
		did  string // what to say when it worked
		form int    // number of the question that waits for it, 0 for none
		list client.Watchlist
		err  error
	}
)

// readLists reads which lists there are, when that is missing or old.
func (m account) readLists() (account, tea.Cmd) {
	l := &m.portfolio.lists
	age := listsAge
	if l.err != nil {
		age = retry
	}
	if l.wait || (!l.stale && !l.tried.IsZero() && m.now.Sub(l.tried) < age) {
		return m, nil
	}
	l.wait, l.stale, l.tried = true, false, m.now
	ctx, generation, lists := m.ctx, m.generation, m.session.access.Lists
	return m, func() tea.Msg {
		all, err := lists.Watchlists(ctx)
		return reply{generation, watchlistsRead{all, err}}
	}
}

func (m account) listsFact(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case watchlistsRead:
		return m.watchlistsRead(msg)
	case watchlistRead:
		return m.watchlistRead(msg)
	case watchlistChanged:
		return m.watchlistChanged(msg)
	}
	return m, nil
}

func (m account) watchlistsRead(msg watchlistsRead) (account, tea.Cmd) {
	l := &m.portfolio.lists
	l.wait, l.err = false, msg.err
	if msg.err != nil {
		return m, nil
	}
	l.read, l.all = true, msg.all
	slices.SortStableFunc(l.all, func(a, b client.Watchlist) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	if len(l.all) == 0 {
		l.open = client.Watchlist{}
		m.arrangeWatch()
		return m, nil
	}
	return m, m.readList(l.all[m.listAt()].ID)
}

// listAt is where the wanted list stands, the first where it is gone.
func (m account) listAt() int {
	l := m.portfolio.lists
	return max(slices.IndexFunc(l.all, func(w client.Watchlist) bool { return w.ID == l.want }), 0)
}

func (m account) readList(id string) tea.Cmd {
	ctx, generation, lists := m.ctx, m.generation, m.session.access.Lists
	return func() tea.Msg {
		list, err := lists.Watchlist(ctx, id)
		return reply{generation, watchlistRead{id, list, err}}
	}
}

func (m account) watchlistRead(msg watchlistRead) (account, tea.Cmd) {
	l := &m.portfolio.lists
	switch {
	case errors.Is(msg.err, client.ErrNotFound):
		return m.listGone(msg.id)
	case msg.err != nil:
		l.err = msg.err
		return m, nil
	case len(l.all) > 0 && msg.id != l.all[m.listAt()].ID:
		return m, nil // another one was chosen meanwhile
	}
	l.open, l.err = msg.list, nil
	m.portfolio.quotes.stale = true
	m.arrangeWatch()
	return m.readQuotes()
}

// listGone takes a list off that was deleted elsewhere, and shows the next. What
// else has changed the next reading of all lists tells, which has its time: a
// broker that still names the list must not be asked again and again.
func (m account) listGone(id string) (account, tea.Cmd) {
	l := &m.portfolio.lists
	m.portfolio.message = "That watchlist was deleted elsewhere."
	l.all = slices.DeleteFunc(slices.Clone(l.all), func(w client.Watchlist) bool { return w.ID == id })
	l.open, l.want = client.Watchlist{}, ""
	m.arrangeWatch()
	if len(l.all) == 0 {
		return m, nil
	}
	return m.openList(0)
}

// watchlistChanged takes in what the broker made of a change.
// A refusal goes to the form that asked for it, where there still is one.
func (m account) watchlistChanged(msg watchlistChanged) (account, tea.Cmd) {
	l := &m.portfolio.lists
	l.stale = true
	switch {
	case errors.Is(msg.err, client.ErrForbidden):
		return m.replied(msg.form, "Not changed: "+missingScope, false), nil
	case errors.Is(msg.err, client.ErrNotFound):
		return m.replied(msg.form, "Not changed: it was deleted elsewhere.", true).readLists()
	case msg.err != nil:
		return m.replied(msg.form, "Not changed: "+problemWords(msg.err), false), nil
	}
	m = m.replied(msg.form, msg.did, true)
	l = &m.portfolio.lists
	if msg.list.ID != "" {
		l.want = msg.list.ID
	}
	return m.readLists()
}

// arrangeWatch makes rows of the open list with the latest prices.
func (m *account) arrangeWatch() {
	l := &m.portfolio.lists
	before := map[string]client.Latest{}
	for _, r := range l.grid.Rows {
		before[r.Symbol] = r.latest
	}
	rows := make([]watchRow, len(l.open.Assets))
	for i, a := range l.open.Assets {
		rows[i] = watchRow{Asset: a, latest: m.portfolio.quotes.latest[a.Symbol], before: before[a.Symbol], held: m.held(a.Symbol)}
	}
	l.grid.SetRows(rows)
}

func (m account) listsActions() []action[account] {
	l := &m.portfolio.lists
	row := l.grid.Current()
	var of instrument
	if row != nil {
		of = instrument{symbol: row.Symbol, class: row.Class, asset: row.ID}
	}
	write, open := m.mayWrite(), l.open.ID != ""
	all := []action[account]{
		m.openAction(of),
		together(keys.Lists, len(l.all) > 1,
			action[account]{Binding: keys.ListBefore, do: func(m account) (account, tea.Cmd) { return m.chooseList(-1) }},
			action[account]{Binding: keys.ListAfter, do: func(m account) (account, tea.Cmd) { return m.chooseList(+1) }}),
		{Binding: keys.AddSymbol, name: "Add to the watchlist", when: write && open, do: func(m account) (account, tea.Cmd) { return m.openSearch(findToWatch) }},
		{Binding: keys.RemoveSymbol, name: "Remove from the watchlist", when: write && row != nil, do: account.askRemove},
		{Binding: keys.NewList, name: "New watchlist", when: write, do: account.askNewList},
		{Binding: keys.RenameList, name: "Rename the watchlist", when: write && open, do: account.askRename},
		{Binding: keys.DeleteList, name: "Delete the watchlist", when: write && open, do: account.askDelete},
	}
	for _, b := range []key.Binding{keys.NewList, keys.RenameList, keys.DeleteList, keys.AddSymbol, keys.RemoveSymbol} {
		all = append(all, action[account]{Binding: b, when: !write, shown: unlisted, do: account.sayWhyNotWrite})
	}
	return all
}

func (m account) sayWhyNotWrite() (account, tea.Cmd) {
	m.portfolio.message = "Watchlists cannot be changed: " + m.whyNotWrite()
	return m, nil
}

func (m account) chooseList(step int) (account, tea.Cmd) {
	l := &m.portfolio.lists
	at := m.listAt() + step
	if at < 0 || at >= len(l.all) {
		return m, nil
	}
	return m.openList(at)
}

func (m account) openList(at int) (account, tea.Cmd) {
	l := &m.portfolio.lists
	l.want = l.all[at].ID
	l.open = client.Watchlist{ID: l.want, Name: l.all[at].Name}
	m.arrangeWatch()
	return m, tea.Batch(m.readList(l.want), m.remember())
}

// problemWords says a fault with the broker's own words, which explain it best.
func problemWords(err error) string {
	var fault *client.Error
	if errors.As(err, &fault) && fault.Status != 0 && fault.Message != "" {
		return fault.Message
	}
	return shortProblem(err)
}
