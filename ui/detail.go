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
func (a account) openDetail(of instrument) (account, tea.Cmd) {
	if of.symbol == "" {
		return a, nil
	}
	candles := a.portfolio.detail.candles
	if a.portfolio.over == detailOverlay {
		a.portfolio.detail.cancel()
	}
	a.overlays++
	if of.class == "" {
		of.class = market.ClassOf(of.symbol)
	}
	if h := a.held(of.symbol); h != nil {
		of.class, of.asset = h.AssetClass, h.AssetID
	}
	d := detailState{of: of, seq: a.overlays, cursor: -1, candles: candles}
	d.ctx, d.cancel = context.WithCancel(a.ctx)
	a.portfolio.detail = d
	a.portfolio.over = detailOverlay
	return a.readDetail()
}

func (a account) detailKey(press tea.Msg) (account, tea.Cmd) {
	msg, ok := press.(tea.KeyPressMsg)
	if !ok {
		return a, nil
	}
	d := &a.portfolio.detail
	points := len(d.bars)
	line, candles := a.charted(a.planDetail(a.overlayRows()))
	switch {
	case key.Matches(msg, keys.Back, keys.Quit):
		return a.closeOverlay(), nil
	case key.Matches(msg, keys.Candles) && !candles:
	case key.Matches(msg, keys.CursorLeft, keys.CursorRight, keys.PeriodBefore, keys.PeriodAfter) && !line:
	case key.Matches(msg, keys.CursorLeft):
		d.cursor = stepCursor(d.cursor, -1, points)
	case key.Matches(msg, keys.CursorRight):
		d.cursor = stepCursor(d.cursor, +1, points)
	case key.Matches(msg, keys.PeriodBefore):
		return a.showCandles(d.period - 1)
	case key.Matches(msg, keys.PeriodAfter):
		return a.showCandles(d.period + 1)
	case key.Matches(msg, keys.Candles):
		d.candles = !d.candles
	case key.Matches(msg, keys.Down):
		d.scroll = min(d.scroll+1, a.detailDepth())
	case key.Matches(msg, keys.Up):
		d.scroll = max(min(d.scroll, a.detailDepth())-1, 0)
	case key.Matches(msg, keys.Refresh):
		d.barsAt, d.latestAt, d.pastAt = time.Time{}, time.Time{}, time.Time{}
		return a.readDetail()
	case key.Matches(msg, keys.Privacy):
		return a.togglePrivacy()
	case key.Matches(msg, keys.Alert):
		return a.askAlertOn(d.of.symbol)
	}
	return a, nil
}

func (a account) showCandles(to portfolio.Period) (account, tea.Cmd) {
	if to < portfolio.Day || to > portfolio.Year || a.session.access.Data == nil {
		return a, nil
	}
	a.portfolio.detail.period, a.portfolio.detail.cursor = to, -1
	return a.readCandles()
}

func (a account) detailKeys() []key.Binding {
	shown := []key.Binding{describe(keys.Back, "back")}
	line, candles := a.charted(a.planDetail(a.overlayRows()))
	if line {
		shown = append(shown, keys.Period)
	}
	switch {
	case candles && a.portfolio.detail.candles:
		shown = append(shown, describe(keys.Candles, "line"))
	case candles:
		shown = append(shown, keys.Candles)
	}
	if line {
		shown = append(shown, keys.Cursor)
	}
	if a.detailDepth() > 0 {
		shown = append(shown, describe(keys.Choose, "scroll"))
	}
	return append(shown, keys.Alert, keys.Refresh, keys.Privacy, keys.Help)
}
