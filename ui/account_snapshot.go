package ui

import (
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"quipu/app"
	"quipu/client"
	"quipu/market"
	"quipu/portfolio"
	"quipu/safe"
	"quipu/state"
	"quipu/ui/table"
)

// updateReceived takes in what the poller says and waits for its next word.
func (m account) updateReceived(u client.Update) (account, tea.Cmd) {
	p := &m.portfolio
	last := p.update
	if u.Snapshot == nil { // a poller that has only begun
		u.Snapshot, u.Since = last.Snapshot, last.Since
	}
	p.update = u
	p.rate = steady(p.rate, u.Rate)
	if u.Snapshot != nil && u.Snapshot != last.Snapshot {
		m.snapshotReceived(u.Snapshot, last.Snapshot != nil && last.Snapshot.At.Equal(u.Snapshot.At))
	}
	cmds := []tea.Cmd{awaitUpdate(m.generation, m.parts, p.feed), m.checkAlerts()}
	if last.MayAskAgain() && u.Seq != last.Seq {
		p.message = "Alpaca accepts the sign-in again."
		if u.State == client.Refused {
			p.message = "Alpaca refused it again."
		}
	}
	dropped := func(u client.Update) bool { return u.State == client.Refused && !u.MayAskAgain() }
	if dropped(u) && !dropped(last) {
		cmds = append(cmds, judge(m.ctx, m.generation, m.session.access, u.Err))
	}
	if u.Snapshot == nil || u.State == client.Refused {
		return m, tea.Batch(cmds...)
	}
	next, cmd := m.readQuotes() // alerts wait for them
	return next, tea.Batch(append(cmds, cmd)...)
}

// credentialJudged begins to read again where the broker refused the credential
// once and accepted it a moment later.
func (m account) credentialJudged(msg credentialJudged) (account, tea.Cmd) {
	switch {
	case !msg.verdict.Refused:
		return m, follow(m.ctx, m.generation, m.session.access.Broker, m.parts.Settings.Refresh)
	case msg.verdict.Err != nil:
		m.portfolio.message = "The token could not be deleted: " + safe.Line(msg.verdict.Err.Error(), 200)
	}
	return m, nil
}

// snapshotReceived makes rows of a snapshot; told says that it is the one before
// with an order event in it.
func (m *account) snapshotReceived(s *client.Snapshot, told bool) {
	p := &m.portfolio
	rows := holdings(s, rowsBefore(p.positions.Rows), told)
	for i := range rows {
		rows[i].trend = p.trends.of(rows[i].key)
	}
	m.applyLayout()
	p.positions.SetRows(rows)
	p.all = addUp(pointers(rows))
	p.held = make(map[string]int, len(rows))
	for i := range rows {
		p.held[market.PositionSymbol(rows[i].Symbol)] = i
	}
	p.orders.dirty = true
}

// steady keeps the count of calls that is shown until it means something else:
// it falls with every call, and a figure that never rests is read by nobody.
func steady(shown, now client.Rate) client.Rate {
	const step, low = 10, 50
	near := now.Remaining-shown.Remaining < step && shown.Remaining-now.Remaining < step
	if shown.Known && now.Known && shown.Limit == now.Limit && near && now.Remaining >= low {
		return shown
	}
	return now
}

type stateSaved struct{ err error }

// boards gives the tables by the name that they are remembered under.
func (m *account) boards() map[string]table.Any {
	all := map[string]table.Any{}
	for t := range tabs {
		all[t.view().key] = t.view().board(m)
	}
	return all
}

// remember keeps how the account is laid out, and writes it down where there is
// a place for that.
func (m *account) remember() tea.Cmd {
	layout := state.Layout{
		Tab: strings.ToLower(m.portfolio.tab.view().name), Period: m.portfolio.curve.period.Name(),
		List: m.portfolio.lists.want, Tables: map[string]state.Table{},
		Credential: m.memory.Accounts[string(m.session.account)].Credential,
	}
	for name, b := range m.boards() {
		arranged := b.Arrangement()
		layout.Tables[name] = state.Table{Hidden: arranged.Hidden, Sorted: arranged.SortedBy, Ascending: arranged.Reversed}
	}
	accounts := maps.Clone(m.memory.Accounts)
	if accounts == nil {
		accounts = map[string]state.Layout{}
	}
	accounts[string(m.session.account)] = layout
	m.memory.Accounts = accounts
	m.revision++
	save, revision, memory := m.parts.SaveState, m.revision, m.memory
	if save == nil {
		return nil
	}
	generation := m.generation
	return func() tea.Msg { return reply{generation, stateSaved{save(revision, memory)}} }
}

// rememberCredential keeps what opened an account, for the next start.
func (m *Model) rememberCredential(s session, generation int) tea.Cmd {
	layout, kind := m.memory.Accounts[string(s.account)], s.credential.Kind
	if kind == app.StoredToken {
		kind = ""
	}
	if layout.Credential == string(kind) {
		return nil
	}
	layout.Credential = string(kind)
	accounts := maps.Clone(m.memory.Accounts)
	if accounts == nil {
		accounts = map[string]state.Layout{}
	}
	accounts[string(s.account)] = layout
	m.memory.Accounts = accounts
	m.revision++
	save, revision, memory := m.parts.SaveState, m.revision, m.memory
	if save == nil {
		return nil
	}
	return func() tea.Msg { return reply{generation, stateSaved{save(revision, memory)}} }
}

// Keep writes down what was arranged last: the program may end before the
// command that does so has run.
func (m Model) Keep() error {
	if m.revision == 0 || m.parts.SaveState == nil {
		return nil
	}
	return m.parts.SaveState(m.revision, m.memory)
}

// recall lays the account out as it was left.
func (m *account) recall() {
	if m.session.access.Data == nil {
		m.portfolio.positions.Unavailable = trendTitle // it would stay empty
	}
	layout, known := m.memory.Accounts[string(m.session.account)]
	if !known {
		return
	}
	for t := range tabs {
		if strings.ToLower(t.view().name) == layout.Tab {
			m.portfolio.tab = t
		}
	}
	m.portfolio.curve.period, _ = portfolio.PeriodNamed(layout.Period)
	m.portfolio.lists.want = layout.List
	for name, b := range m.boards() {
		if t, known := layout.Tables[name]; known {
			b.Arrange(table.Arrangement{Hidden: t.Hidden, SortedBy: t.Sorted, Reversed: t.Ascending})
		}
	}
}
