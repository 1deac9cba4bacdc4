package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
)

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
	ctx, visit := m.ctx, m.visit
	return m, func() tea.Msg {
		latest, err := data.Latest(ctx, ask)
		return answered{visit, quotesRead{latest, err}}
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
