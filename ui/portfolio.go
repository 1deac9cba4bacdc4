package ui

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
)

// curveAge is how old the equity curve may get before it is read again.
const curveAge = time.Minute

// portfolioState is the account on the screen.
type portfolioState struct {
	feed   Feed
	update client.Update // the newest word of the poller

	rows   []holding  // of the newest snapshot, in the broker's order
	shown  []*holding // filtered and sorted
	sums   totals     // of what is shown
	all    totals     // of all rows
	table  table
	top    int    // the first row on the screen
	cursor string // id of the row under the cursor

	sorted     int // column
	descending bool
	filtering  bool
	field      textinput.Model
	filter     string
	said       string // what became of the last key, until the next one

	period    period
	curve     client.History
	curveOf   period
	curveRead time.Time // zero: not read yet
	curveWait bool      // a read is under way
	curveErr  error
}

func (m Model) enterPortfolio() (Model, tea.Cmd) {
	m = m.enter(portfolioPage)
	m.portfolio = portfolioState{sorted: valueColumn, descending: true}
	return m, follow(m.ctx, m.visit, m.session.broker, m.parts.Settings.Refresh)
}

func (m Model) updatePortfolio(msg any) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case feedOpened:
		m.portfolio.feed = msg.feed
		return m, awaitUpdate(m.visit, msg.feed)
	case updateReceived:
		m.now = msg.at
		return m.updateReceived(msg.update)
	case historyRead:
		return m.historyRead(msg), nil
	case tokenDeleted:
		if msg.err != nil {
			m.portfolio.said = "The token could not be deleted: " + msg.err.Error()
		}
		return m, nil
	case ticked:
		return m.readCurve(false)
	case tea.KeyPressMsg:
		m.portfolio.said = ""
		if m.portfolio.filtering {
			return m.filterKey(msg)
		}
		return m.portfolioKey(msg)
	case tea.PasteMsg:
		if m.portfolio.filtering {
			return m.filterKey(msg)
		}
	}
	return m, nil
}

// updateReceived takes in what the poller says and waits for its next word.
func (m Model) updateReceived(u client.Update) (Model, tea.Cmd) {
	p := &m.portfolio
	last := p.update
	p.update = u
	if u.Snapshot != nil && u.Snapshot != last.Snapshot {
		p.rows = holdings(u.Snapshot, last.Snapshot)
		p.all = addUp(pointers(p.rows))
		m.arrange()
	}
	dropped := u.State == client.Refused && last.State != client.Refused
	cmds := []tea.Cmd{awaitUpdate(m.visit, p.feed)}
	if dropped && !m.session.keys {
		cmds = append(cmds, deleteToken(m.ctx, m.visit, m.parts.Tokens, m.session.account))
	}
	next, cmd := m.readCurve(false)
	return next, tea.Batch(append(cmds, cmd)...)
}

// readCurve reads the equity curve when it is due, or now.
func (m Model) readCurve(now bool) (Model, tea.Cmd) {
	p := &m.portfolio
	fresh := p.curveOf == p.period && !p.curveRead.IsZero() && m.now.Sub(p.curveRead) < curveAge
	if p.update.Snapshot == nil || p.update.State == client.Refused || (!now && (fresh || p.curveWait)) {
		return m, nil
	}
	p.curveWait = true
	return m, readHistory(m.ctx, m.visit, m.session.broker, p.period, p.holdsCrypto())
}

func (p portfolioState) holdsCrypto() bool {
	for i := range p.rows {
		if p.rows[i].AssetClass == crypto {
			return true
		}
	}
	return false
}

// historyRead takes the curve in; one of a period left meanwhile is dropped.
func (m Model) historyRead(msg historyRead) Model {
	p := &m.portfolio
	if msg.period != p.period {
		return m
	}
	p.curveWait = false
	p.curveRead = m.now
	p.curveErr = msg.err
	if msg.err == nil {
		p.curve, p.curveOf = msg.history, msg.period
	}
	return m
}

func (m Model) portfolioKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	p := &m.portfolio
	switch {
	case key.Matches(msg, keys.Quit):
		return m, tea.Quit
	case key.Matches(msg, keys.Back) && p.filter != "":
		p.filter = ""
		m.arrange()
	case key.Matches(msg, keys.Back):
		return m.enterConnect("")
	case key.Matches(msg, keys.Again) && p.update.State == client.Refused:
		return m.signInAgain()
	case key.Matches(msg, keys.Filter):
		p.filtering = true
		p.field = m.input("symbol", false)
		p.field.SetValue(p.filter)
		p.field.Focus()
	case key.Matches(msg, keys.Sort):
		m.sortBy(+1)
	case key.Matches(msg, keys.Reverse):
		p.descending = !p.descending
		m.arrange()
	case key.Matches(msg, keys.Refresh) && p.feed != nil:
		p.feed.Refresh()
		return m.readCurve(true)
	case key.Matches(msg, keys.Privacy):
		m.parts.Settings.Private = !m.parts.Settings.Private
		m.measure()
	case key.Matches(msg, keys.Copy):
		return m.copyRow()
	case key.Matches(msg, keys.Earlier):
		return m.showPeriod(p.period - 1)
	case key.Matches(msg, keys.Later):
		return m.showPeriod(p.period + 1)
	default:
		m.move(msg)
	}
	return m, nil
}

// signInAgain leaves the last figures for the way that mends a refused token.
func (m Model) signInAgain() (Model, tea.Cmd) {
	account, keyPair := m.session.account, m.session.keys
	if keyPair || m.parts.Settings.ClientID == "" {
		return m.refused(m.portfolio.update.Err)
	}
	return m.enterWaiting(account)
}

func (m Model) showPeriod(to period) (Model, tea.Cmd) {
	if to < day || to > year {
		return m, nil
	}
	m.portfolio.period = to
	return m.readCurve(true)
}

// filterKey edits the filter; the table follows every letter.
func (m Model) filterKey(msg tea.Msg) (Model, tea.Cmd) {
	p := &m.portfolio
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back):
			p.filtering, p.filter = false, ""
			m.arrange()
			return m, nil
		case key.Matches(press, keys.Submit):
			p.filtering = false
			return m, nil
		}
	}
	var cmd tea.Cmd
	p.field, cmd = p.field.Update(msg)
	p.filter = strings.ToUpper(strings.TrimSpace(p.field.Value()))
	m.arrange()
	return m, cmd
}
