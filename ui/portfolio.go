package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/trade"
	"quipu/ui/form"
	"quipu/ui/table"
)

// portfolioState is the state of an account's views.
type portfolioState struct {
	feed   Feed
	update client.Update // the latest of the poller

	unconfirmed client.Backoff // 401s that a second answer did not confirm
	followAt    time.Time      // when a new poller starts, zero for none

	rate client.Rate // as the header shows it
	all  totals      // of all positions

	tab       tab
	positions table.Table[holding]
	held      market.Index[int] // the row of each position
	orders    ordersState
	activity  activityState
	lists     listsState

	overlays []overlay // over the tables, the top last
	events   int       // counts the order events

	sent     []sentOrder // in this run, and what is not known yet of an earlier one
	settleAt time.Time   // when the journal is looked at again

	bare []trade.Entry // closes that left a position without what protected it

	flatten  flattenRun  // the kill switch of this run
	cutShort trade.Entry // the kill switch of another run that did not end, without an id for none
	asked    string      // id of the one that was asked about

	refreshed time.Time // when a key last refreshed everything
	filtering bool
	filter    form.Form // open while filtering
	message   string    // the result of the last key, until the next one
	escAt     time.Time // when esc was pressed on the tables

	curve    curveState
	trends   trendState
	quotes   quoteState
	calendar calendarState
	assets   assetsState
}

// resume takes over the layout of the replaced account and what was sent from it, but
// none of its data.
func (p *portfolioState) resume(before *portfolioState) {
	unavailable := p.positions.Unavailable // depends on the new token
	p.tab, p.curve.period, p.lists.want = before.tab, before.curve.period, before.lists.want
	p.positions, p.orders.grid, p.activity.grid, p.lists.grid = before.positions, before.orders.grid, before.activity.grid, before.lists.grid
	p.orders.unfolded, p.held = before.orders.unfolded, before.held
	p.positions.Unavailable = unavailable
	for _, g := range []table.Any{&p.positions, &p.orders.grid} {
		g.KeepPicked(func(string) bool { return false }) // it may be another account
	}
	p.sent = slices.Clone(before.sent)
	p.flatten, p.cutShort, p.asked = before.flatten, before.cutShort, before.asked
	for i := range p.sent {
		p.sent[i].looking = false // the replaced account asked
	}
}

func (a account) updatePortfolio(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case ticked:
		return a.onTick(), nil
	case tea.WindowSizeMsg:
		a.applyLayout()
		return a, nil
	case dataDue:
		return a.readWhatIsDue()
	case tea.KeyPressMsg:
		a.portfolio.message = ""
		return pressed(a, a.actions(), msg)
	case tea.PasteMsg:
		return pressed(a, a.actions(), msg)
	case tea.MouseMsg:
		return a.portfolioMouse(msg)
	}
	return a.onPortfolioReply(msg)
}

// onPortfolioReply handles the replies to the account's requests.
func (a account) onPortfolioReply(msg any) (account, tea.Cmd) {
	switch msg := msg.(type) {
	case feedOpened:
		a.portfolio.feed = msg.feed
		return a, tea.Batch(awaitUpdate(a.generation, a.parts, msg.feed), awaitEvent(a.generation, a.parts, msg.feed))
	case updateReceived:
		a.now = msg.at
		return a.onUpdateReceived(msg.update)
	case eventReceived:
		return a.onEventReceived(msg)
	case historyRead:
		return a.onHistoryRead(msg), nil
	case followDue:
		return a.onFollowDue(msg)
	case credentialJudged:
		return a.onCredentialJudged(msg)
	case closedOrdersRead:
		return a.onClosedOrdersRead(msg), nil
	case activitiesRead:
		return a.onActivitiesRead(msg), nil
	case calendarRead:
		return a.onCalendarRead(msg), nil
	case assetClassesRead:
		return a.onAssetClassesRead(msg)
	case trendsRead:
		return a.onTrendsRead(msg), nil
	case quotesRead:
		return a.onQuotesRead(msg)
	case watchlistsRead, watchlistRead, watchlistChanged:
		return a.onListsReply(msg)
	case symbolChecked:
		return a.onSymbolChecked(msg)
	case planPrepared:
		return a.onPlanPrepared(msg)
	case closePlanned:
		return a.onClosePlanned(msg)
	case putBackPlanned:
		return a.onPutBackPlanned(msg)
	case dismissed:
		return a.onDismissed(msg)
	case closesPlanned:
		return a.onClosesPlanned(msg)
	case stepHeard:
		return a.onStepHeard(msg)
	case confirmDue:
		return a.onConfirmDue(msg)
	case orderAnswered:
		return a.onOrderAnswered(msg)
	case settleDue:
		return a.onSettleDue(msg)
	case orderSettled:
		return a.onOrderSettled(msg)
	case sentOrderRead:
		return a.onSentOrderRead(msg)
	case bareRead:
		if msg.err == nil { // what was known stays otherwise
			a.portfolio.bare = msg.bare
		}
		return a, nil
	case cancelPlanned:
		return a.onCancelPlanned(msg)
	case flattenPlanned:
		return a.onFlattenPlanned(msg)
	case flattenHeard:
		return a.onFlattenHeard(msg)
	case flattenEnded:
		return a.onFlattenEnded(msg)
	case cutShortRead:
		return a.onCutShortRead(msg), nil
	case cancelledRead:
		return a.onCancelledRead(msg)
	case stateSaved:
		if msg.err != nil {
			a.portfolio.message = "Not remembered: " + msg.err.Error()
		}
		return a, nil
	}
	return a.onOverlayReply(msg)
}

// onTick does what is due once a second.
func (a account) onTick() account {
	if p := &a.portfolio; p.message == leaveText && a.now.Sub(p.escAt) > escTime {
		p.message = ""
	}
	if a.portfolio.tab == ordersTab {
		a.applyLayout() // ages
	}
	return a
}

// readWhatIsDue reads what is on the screen and too old. Each part decides that for
// itself.
func (a account) readWhatIsDue() (account, tea.Cmd) {
	if a.portfolio.tab == ordersTab && a.portfolio.orders.dirty {
		a.rebuildOrders()
	}
	if a.portfolio.update.Snapshot == nil || a.portfolio.update.State == client.Refused {
		return a, nil
	}
	var cmds []tea.Cmd
	for _, due := range []func(account) (account, tea.Cmd){
		func(a account) (account, tea.Cmd) { return a.readCurve(false) },
		account.readCalendar, account.readAssetClasses, func(a account) (account, tea.Cmd) { return a.portfolio.tab.view().read(a) }, account.readQuotes, account.readOverlay,
	} {
		var cmd tea.Cmd
		a, cmd = due(a)
		cmds = append(cmds, cmd)
	}
	return a, tea.Batch(cmds...)
}
