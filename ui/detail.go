package ui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/market"
	"quipu/portfolio"
)

// How old the parts of a detail may get before they are read again.
const (
	candlesAge = time.Minute
	pastAge    = 30 * time.Second
)

// detailState is everything about one instrument, held or not.
type detailState struct {
	of     instrument
	seq    int                // counts details opened: late answers carry an old number
	ctx    context.Context    //nolint:containedctx // ends when the detail is closed
	cancel context.CancelFunc // never nil while it is open

	period  portfolio.Period
	candles bool
	cursor  int
	bars    []client.Bar
	barsOf  portfolio.Period
	barsAt  time.Time
	barsErr error
	barWait bool

	latest    client.Latest
	latestAt  time.Time
	latestErr error
	quoteWait bool

	orders    []client.Order
	fills     []client.Activity
	pastAt    time.Time
	pastErr   error
	pastRead  bool
	pastWait  int
	scroll    int
	fillsRead bool
}

type (
	candlesRead struct {
		seq    int
		period portfolio.Period
		bars   []client.Bar
		err    error
	}
	detailQuoteRead struct {
		seq    int
		latest client.Latest
		err    error
	}
	detailOrdersRead struct {
		seq    int
		orders []client.Order
		err    error
	}
	detailFillsRead struct {
		seq   int
		fills []client.Activity
		err   error
	}
)

// instrumentOf gives what an order is for; a multi-leg one its first leg.
func instrumentOf(o client.Order) instrument {
	if o.Symbol == "" && len(o.Legs) > 0 {
		o = o.Legs[0]
	}
	return instrument{symbol: o.Symbol, class: o.AssetClass, asset: o.AssetID}
}

// openDetail lays the detail of an instrument over the tabs.
func (m account) openDetail(of instrument) (account, tea.Cmd) {
	if of.symbol == "" {
		return m, nil
	}
	candles := m.portfolio.detail.candles
	if m.portfolio.over == detailOverlay {
		m.portfolio.detail.cancel()
	}
	m.overlays++
	if of.class == "" {
		of.class = market.ClassOf(of.symbol)
	}
	if h := m.held(of.symbol); h != nil {
		of.class, of.asset = h.AssetClass, h.AssetID
	}
	d := detailState{of: of, seq: m.overlays, cursor: -1, candles: candles}
	d.ctx, d.cancel = context.WithCancel(m.ctx)
	m.portfolio.detail = d
	m.portfolio.over = detailOverlay
	return m.readDetail()
}

func (m account) detailKey(press tea.Msg) (account, tea.Cmd) {
	msg, ok := press.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	d := &m.portfolio.detail
	points := len(d.bars)
	line, candles := m.charted(m.planDetail(m.overlayRows()))
	switch {
	case key.Matches(msg, keys.Back, keys.Quit):
		return m.closeOverlay(), nil
	case key.Matches(msg, keys.Candles) && !candles:
	case key.Matches(msg, keys.CursorLeft, keys.CursorRight, keys.PeriodBefore, keys.PeriodAfter) && !line:
	case key.Matches(msg, keys.CursorLeft):
		d.cursor = stepCursor(d.cursor, -1, points)
	case key.Matches(msg, keys.CursorRight):
		d.cursor = stepCursor(d.cursor, +1, points)
	case key.Matches(msg, keys.PeriodBefore):
		return m.showCandles(d.period - 1)
	case key.Matches(msg, keys.PeriodAfter):
		return m.showCandles(d.period + 1)
	case key.Matches(msg, keys.Candles):
		d.candles = !d.candles
	case key.Matches(msg, keys.Down):
		d.scroll = min(d.scroll+1, m.detailDepth())
	case key.Matches(msg, keys.Up):
		d.scroll = max(min(d.scroll, m.detailDepth())-1, 0)
	case key.Matches(msg, keys.Refresh):
		d.barsAt, d.latestAt, d.pastAt = time.Time{}, time.Time{}, time.Time{}
		return m.readDetail()
	case key.Matches(msg, keys.Privacy):
		return m.togglePrivacy()
	case key.Matches(msg, keys.Alert):
		return m.askAlertOn(d.of.symbol)
	}
	return m, nil
}

func (m account) showCandles(to portfolio.Period) (account, tea.Cmd) {
	if to < portfolio.Day || to > portfolio.Year || m.session.access.Data == nil {
		return m, nil
	}
	m.portfolio.detail.period, m.portfolio.detail.cursor = to, -1
	return m.readCandles()
}

func (m account) detailKeys() []key.Binding {
	shown := []key.Binding{describe(keys.Back, "back")}
	line, candles := m.charted(m.planDetail(m.overlayRows()))
	if line {
		shown = append(shown, keys.Period)
	}
	switch {
	case candles && m.portfolio.detail.candles:
		shown = append(shown, describe(keys.Candles, "line"))
	case candles:
		shown = append(shown, keys.Candles)
	}
	if line {
		shown = append(shown, keys.Cursor)
	}
	if m.detailDepth() > 0 {
		shown = append(shown, describe(keys.Choose, "scroll"))
	}
	return append(shown, keys.Alert, keys.Refresh, keys.Privacy, keys.Help)
}
