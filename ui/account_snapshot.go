package ui

import (
	"context"
	"maps"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/client"
	"quipu/config"
	"quipu/market"
	"quipu/portfolio"
	"quipu/safe"
	"quipu/state"
	"quipu/ui/table"
)

// onUpdateReceived handles an update of the poller and waits for the next.
func (a account) onUpdateReceived(u client.Update) (account, tea.Cmd) {
	p := &a.portfolio
	last := p.update
	if u.Snapshot == nil { // the poller has only started
		u.Snapshot, u.Since = last.Snapshot, last.Since
	}
	p.update = u
	if u.State == client.Fresh {
		p.unconfirmed = client.Backoff{}
	}
	p.rate = smoothRate(p.rate, u.Rate)
	if u.Snapshot != nil && u.Snapshot != last.Snapshot {
		a.onSnapshot(u.Snapshot, last.Snapshot != nil && last.Snapshot.At.Equal(u.Snapshot.At))
	}
	a.keepOwnSent()
	a, fired := a.checkAlerts()
	a, followed := a.followSent(u.State == client.Fresh && last.State != client.Fresh)
	p = &a.portfolio
	cmds := []tea.Cmd{awaitUpdate(a.generation, a.parts, p.feed), fired, followed}
	if last.MayAskAgain() && u.Seq != last.Seq {
		p.message = "Alpaca accepts the sign-in again."
		if u.State == client.Refused {
			p.message = "Alpaca refused it again."
		}
	}
	dropped := func(u client.Update) bool { return u.State == client.Refused && !u.MayAskAgain() }
	if dropped(u) && !dropped(last) {
		cmds = append(cmds, judge(a.ctx, a.generation, a.session.access, u.Err))
	}
	if u.Snapshot == nil || u.State == client.Refused {
		return a, tea.Batch(cmds...)
	}
	next, cmd := a.readQuotes() // alerts need them
	return next, tea.Batch(append(cmds, cmd)...)
}

// onCredentialJudged restarts the poller when the second check accepted the credential.
func (a account) onCredentialJudged(msg credentialJudged) (account, tea.Cmd) {
	switch {
	case !msg.verdict.Refused:
		return a.onUnconfirmed(msg.err)
	case msg.verdict.Err != nil:
		a.portfolio.message = "The token could not be deleted: " + safe.Line(msg.verdict.Err.Error(), 200)
	}
	return a, nil
}

// onUnconfirmed begins to read again after a 401 that a second answer did not
// confirm: at once the first time, later as after any failure, since one call may
// be refused for as long as the account is accepted.
func (a account) onUnconfirmed(err error) (account, tea.Cmd) {
	p := &a.portfolio
	first := p.unconfirmed.Next().IsZero()
	p.unconfirmed.Record(err, a.now, 1)
	if first {
		return a.follow()
	}
	p.followAt = p.unconfirmed.Next()
	p.update.State, p.update.Err, p.update.Next = client.Stale, err, p.followAt
	at, generation := p.followAt, a.generation
	return a, tea.Tick(at.Sub(a.now), func(time.Time) tea.Msg { return reply{generation, followDue{at}} })
}

// followDue is when a new poller starts, unless a key has started it meanwhile.
type followDue struct{ at time.Time }

func (a account) onFollowDue(msg followDue) (account, tea.Cmd) {
	if !msg.at.Equal(a.portfolio.followAt) {
		return a, nil
	}
	return a.follow()
}

// follow starts a poller in place of the one there was.
func (a account) follow() (account, tea.Cmd) {
	if a.unfollow != nil {
		a.unfollow()
	}
	var ctx context.Context
	ctx, a.unfollow = context.WithCancel(a.ctx)
	a.portfolio.followAt = time.Time{}
	a.portfolio.update.State, a.portfolio.update.Err = client.Connecting, nil // of the new one, whose first word may be missed
	return a, follow(ctx, a.generation, a.session.access.Broker, a.parts.Settings.Refresh)
}

// onSnapshot makes rows of a snapshot. told reports that it is the previous one with
// an order event applied.
func (a *account) onSnapshot(s *client.Snapshot, told bool) {
	p := &a.portfolio
	rows := holdings(s, rowsBefore(p.positions.Rows), told)
	for i := range rows {
		rows[i].trend = p.trends.of(rows[i].key)
		if a.parts.Settings.MarkUnprotected {
			rows[i].bare = unprotected(rows[i].Position, rows[i].Name(false), s.Orders)
		}
	}
	a.applyLayout()
	p.positions.SetRows(rows)
	p.all = addUp(pointers(rows))
	p.held = market.Index[int]{}
	for i := range rows {
		p.held.Add(rows[i].Identity(), i)
	}
	p.orders.dirty = true
	a.keepPicked(s)
}

// smoothRate keeps the shown count of calls until it changes by a step or gets low:
// the count falls with every call, and a figure that always changes distracts.
func smoothRate(shown, now client.Rate) client.Rate {
	const step, low = 10, 50
	near := now.Remaining-shown.Remaining < step && shown.Remaining-now.Remaining < step
	if shown.Known && now.Known && shown.Limit == now.Limit && near && now.Remaining >= low {
		return shown
	}
	return now
}

type stateSaved struct{ err error }

// tables gives the tables by their names in the state file.
func (a *account) tables() map[string]table.Any {
	all := map[string]table.Any{}
	for t := range tabs {
		all[t.view().key] = t.view().table(a)
	}
	return all
}

// remember keeps the layout of the account.
func (a account) remember() (account, tea.Cmd) {
	layout := state.Layout{
		Tab: strings.ToLower(a.portfolio.tab.view().name), Period: a.portfolio.curve.period.Name(),
		List: a.portfolio.lists.want, Tables: map[string]state.Table{},
		Credential: a.memory.Accounts[string(a.session.account)].Credential,
	}
	for name, b := range a.tables() {
		arranged := b.Arrangement()
		layout.Tables[name] = state.Table{Hidden: arranged.Hidden, Sorted: arranged.SortedBy, Ascending: arranged.Reversed}
	}
	cmd := a.saveLayout(a.session.account, layout, a.generation)
	return a, cmd
}

// rememberCredential keeps the kind of credential that opened an account, for the
// next start.
func (m *Model) rememberCredential(s session, generation int) tea.Cmd {
	layout, kind := m.memory.Accounts[string(s.account)], s.credential.Kind
	if kind == app.StoredToken {
		kind = ""
	}
	if layout.Credential == string(kind) {
		return nil
	}
	layout.Credential = string(kind)
	return m.saveLayout(s.account, layout, generation)
}

// saveLayout puts the layout of an account into memory, and saves it where a state
// file is used.
func (e *env) saveLayout(account config.Account, layout state.Layout, generation int) tea.Cmd {
	accounts := maps.Clone(e.memory.Accounts)
	if accounts == nil {
		accounts = map[string]state.Layout{}
	}
	accounts[string(account)] = layout
	e.memory.Accounts = accounts
	return e.saveMemory(generation)
}

// saveMemory saves what is remembered, where a state file is used.
func (e *env) saveMemory(generation int) tea.Cmd {
	e.revision++
	save, revision, memory := e.parts.SaveState, e.revision, e.memory
	if save == nil {
		return nil
	}
	return func() tea.Msg { return reply{generation, stateSaved{save(revision, memory)}} }
}

// Keep saves the latest layout: the program may end before the command that saves
// it has run.
func (m Model) Keep() error {
	if m.revision == 0 || m.parts.SaveState == nil {
		return nil
	}
	return m.parts.SaveState(m.revision, m.memory)
}

// recall restores the layout of the last run.
func (a *account) recall() {
	if a.session.access.Data == nil {
		a.portfolio.positions.Unavailable = trendTitle // it would always be empty
	}
	layout, known := a.memory.Accounts[string(a.session.account)]
	if !known {
		return
	}
	for t := range tabs {
		if strings.ToLower(t.view().name) == layout.Tab {
			a.portfolio.tab = t
		}
	}
	a.portfolio.curve.period, _ = portfolio.PeriodNamed(layout.Period)
	a.portfolio.lists.want = layout.List
	for name, b := range a.tables() {
		if t, known := layout.Tables[name]; known {
			b.Arrange(table.Arrangement{Hidden: t.Hidden, SortedBy: t.Sorted, Reversed: t.Ascending})
		}
	}
}
