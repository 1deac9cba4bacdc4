package ui

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/portfolio"
)

// The ages at which the parts of a detail are read again.
const (
	candlesAge = time.Minute
	pastAge    = 30 * time.Second
)

// detail is the overlay of one instrument, held or not.
type detail struct {
	of     instrument
	seq    int                // counts details opened: late answers carry an old number
	ctx    context.Context    //nolint:containedctx // ends when the detail is closed
	cancel context.CancelFunc // never nil while it is open

	period  portfolio.Period
	candles bool
	cursor  int
	bars    []client.Bar
	barsOf  portfolio.Period
	barsAsk portfolio.Period // that was asked for last
	prices  reading

	latest client.Latest
	quote  reading

	orders     []client.Order
	fills      []client.Activity
	moreOrders bool // there are, or may be, others
	moreFills  bool
	ordersRead reading
	fillsRead  reading
	pastEvents int // how many order events there had been
	top        int // first visible line of what scrolls
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

// instrumentOf gives the instrument of an order; of a multi-leg order, its first leg.
func instrumentOf(o client.Order) instrument {
	if o.Symbol == "" && len(o.Legs) > 0 {
		o = o.Legs[0]
	}
	return instrument{symbol: o.Symbol, class: o.AssetClass, asset: o.AssetID}
}

// openDetail opens the detail of an instrument.
func (a account) openDetail(of instrument) (account, tea.Cmd) {
	if of.symbol == "" {
		return a, nil
	}
	a.numbers++
	d := detail{of: a.known(of), seq: a.numbers, cursor: -1}
	d.ctx, d.cancel = context.WithCancel(a.ctx)
	a, assets := a.push(d).readAssetClasses()
	a, read := a.readOverlay()
	return a, tea.Batch(assets, read)
}

func (d detail) close() { d.cancel() }

// with makes an action that changes only the detail.
func (d detail) with(change func(*detail)) func(account) (account, tea.Cmd) {
	return func(a account) (account, tea.Cmd) {
		change(&d)
		return a.putTop(d), nil
	}
}

func (d detail) actions(a account) []action[account] {
	line, candles := d.charted(a, d.plan(a, a.overlayRows()))
	depth, points := d.depth(a), len(d.bars)
	other := keys.Candles
	if d.candles {
		other = describe(keys.Candles, "line")
	}
	period := func(b key.Binding, to portfolio.Period) action[account] {
		return action[account]{Binding: b, do: func(a account) (account, tea.Cmd) { return d.showPeriod(a, to) }}
	}
	cursor := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, do: d.with(func(d *detail) { d.cursor = stepCursor(d.cursor, by, points) })}
	}
	scroll := func(b key.Binding, by int) action[account] {
		return action[account]{Binding: b, do: d.with(func(d *detail) { d.top = d.scrolled(depth, by) })}
	}
	trades := slices.Concat(a.tradeActions(d.of), []action[account]{a.closeAction(d.of)}, a.protectActions(d.of))
	return slices.Concat([]action[account]{
		{Binding: describe(keys.Back, "back"), when: true, do: account.leaveOverlay},
		together(keys.Period, line, period(keys.PeriodBefore, d.period-1), period(keys.PeriodAfter, d.period+1)),
		{Binding: other, when: candles, do: d.with(func(d *detail) { d.candles = !d.candles })},
		together(keys.Cursor, line, cursor(keys.CursorLeft, -1), cursor(keys.CursorRight, +1)),
		together(describe(keys.Choose, "scroll"), depth > 0, scroll(keys.Up, -1), scroll(keys.Down, +1)),
	}, trades, []action[account]{
		{Binding: keys.Alert, when: true, do: func(a account) (account, tea.Cmd) { return a.askAlertOn(d.of.symbol) }},
		{Binding: keys.Refresh, when: true, do: d.refresh},
		{Binding: keys.Privacy, when: true, do: account.togglePrivacy},
		{Binding: keys.Help, when: true, do: func(a account) (account, tea.Cmd) { return a.open(Model.openHelp) }},
		{Binding: keys.Quit, when: true, shown: unlisted, do: account.leaveOverlay},
	})
}

// refresh reads everything again.
func (d detail) refresh(a account) (account, tea.Cmd) {
	for _, r := range []*reading{&d.prices, &d.quote, &d.ordersRead, &d.fillsRead} {
		r.hurry()
	}
	return a.putTop(d).readOverlay()
}

func (d detail) showPeriod(a account, to portfolio.Period) (account, tea.Cmd) {
	if to < portfolio.Day || to > portfolio.Year || a.session.access.Data == nil {
		return a, nil
	}
	d.period, d.cursor = to, -1
	d, cmd := d.readCandles(a)
	return a.putTop(d), cmd
}

// scrolled is the first visible line after scrolling by step rows.
func (d detail) scrolled(depth, step int) int { return min(max(min(d.top, depth)+step, 0), depth) }

func (d detail) scroll(a account, step int) overlay {
	d.top = d.scrolled(d.depth(a), step)
	return d
}
