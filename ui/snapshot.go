package ui

import (
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/safe"
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
	cmds := []tea.Cmd{awaitUpdate(m.visit, m.parts, p.feed), m.checkAlerts()}
	if last.MayAskAgain() && u.Seq != last.Seq {
		p.said = "Alpaca accepts the sign-in again."
		if u.State == client.Refused {
			p.said = "Alpaca refused it again."
		}
	}
	dropped := func(u client.Update) bool { return u.State == client.Refused && !u.MayAskAgain() }
	if dropped(u) && !dropped(last) {
		cmds = append(cmds, judge(m.ctx, m.visit, m.session.access, u.Err))
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
		return m, follow(m.ctx, m.visit, m.session.access.Broker, m.parts.Settings.Refresh)
	case msg.verdict.Err != nil:
		m.portfolio.said = "The token could not be deleted: " + safe.Line(msg.verdict.Err.Error(), 200)
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
	m.lay()
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
