package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/ui/form"
	"quipu/ui/table"
)

// portfolioState is one account on the screen.
type portfolioState struct {
	feed   Feed
	update client.Update // the newest word of the poller
	rate   client.Rate   // as the header shows it
	all    totals        // of all positions

	tab       tab
	positions table.Table[holding]
	held      map[string]int // index of a position's row by its symbol without a slash, made with each snapshot
	orders    ordersState
	activity  activityState
	lists     listsState

	over     overlay // what lies over the tabs
	detail   detailState
	chart    equityState
	palette  paletteState
	chooser  chooserState
	alerts   alertsState
	search   searchState
	question questionState

	refreshed time.Time // when everything was asked for by key
	filtering bool
	filter    form.Form // open while filtering
	message   string    // what became of the last key, until the next one
	leaving   time.Time // when esc was pressed with nothing to go back from

	curve    curveState
	trends   trendState
	quotes   quoteState
	calendar calendarState
}

// resume takes over how the account was looked at, not what was read.
func (p *portfolioState) resume(before *portfolioState) {
	barred := p.positions.Unavailable // goes by what the new token may
	p.tab, p.curve.period, p.lists.want = before.tab, before.curve.period, before.lists.want
	p.positions, p.orders.grid, p.activity.grid, p.lists.grid = before.positions, before.orders.grid, before.activity.grid, before.lists.grid
	p.orders.unfolded, p.held = before.orders.unfolded, before.held
	p.positions.Unavailable = barred
}

func (m account) updatePortfolio(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case ticked:
		return m.portfolioTicked(), nil
	case tea.WindowSizeMsg:
		m.applyLayout()
		return m, nil
	case dataDue:
		return m.readDue()
	case tea.KeyPressMsg:
		m.portfolio.message = ""
		return m.portfolioKey(msg)
	case tea.PasteMsg:
		return m.portfolioText(msg)
	case tea.MouseMsg:
		m.portfolio.message = ""
		return m.portfolioMouse(msg)
	}
	return m.portfolioFact(msg)
}

// portfolioFact takes in what commands found out.
func (m account) portfolioFact(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case feedOpened:
		m.portfolio.feed = msg.feed
		return m, tea.Batch(awaitUpdate(m.generation, m.parts, msg.feed), awaitEvent(m.generation, m.parts, msg.feed))
	case updateReceived:
		m.now = msg.at
		return m.updateReceived(msg.update)
	case eventReceived:
		return m.eventReceived(msg)
	case historyRead:
		return m.historyRead(msg), nil
	case credentialJudged:
		return m.credentialJudged(msg)
	case closedOrdersRead:
		return m.closedOrdersRead(msg), nil
	case activitiesRead:
		return m.activitiesRead(msg), nil
	case calendarRead:
		return m.calendarRead(msg), nil
	case trendsRead:
		return m.trendsRead(msg), nil
	case quotesRead:
		return m.quotesRead(msg)
	case watchlistsRead, watchlistRead, watchlistChanged:
		return m.listsFact(msg)
	case candlesRead, detailQuoteRead, detailOrdersRead, detailFillsRead:
		return m.detailFact(msg)
	case symbolLooked:
		return m.symbolLooked(msg)
	case assetsRead:
		return m.assetsRead(msg), nil
	case stateSaved:
		if msg.err != nil {
			m.portfolio.message = "Not remembered: " + msg.err.Error()
		}
		return m, nil
	}
	return m, nil
}

// portfolioTicked does what is due by the clock.
func (m account) portfolioTicked() account {
	if p := &m.portfolio; p.message == leaveWords && m.now.Sub(p.leaving) > leaveTime {
		p.message = ""
	}
	if m.portfolio.tab == ordersTab {
		m.applyLayout() // ages
	}
	return m
}

// readDue reads what is on the screen and has become too old: each part knows for
// itself.
func (m account) readDue() (account, tea.Cmd) {
	if m.portfolio.tab == ordersTab && m.portfolio.orders.dirty {
		m.arrangeOrders()
	}
	if m.portfolio.update.Snapshot == nil || m.portfolio.update.State == client.Refused {
		return m, nil
	}
	var cmds []tea.Cmd
	for _, due := range []func(account) (account, tea.Cmd){
		func(m account) (account, tea.Cmd) { return m.readCurve(false) },
		account.readCalendar, func(m account) (account, tea.Cmd) { return m.portfolio.tab.view().read(m) }, account.readQuotes, account.readDetail,
	} {
		var cmd tea.Cmd
		m, cmd = due(m)
		cmds = append(cmds, cmd)
	}
	return m, tea.Batch(cmds...)
}
