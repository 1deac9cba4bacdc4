package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
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

	period  period
	candles bool
	cursor  int
	bars    []client.Bar
	barsOf  period
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
		period period
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
func (m Model) openDetail(of instrument) (Model, tea.Cmd) {
	if of.symbol == "" {
		return m, nil
	}
	candles := m.portfolio.detail.candles
	if m.portfolio.over == detailOverlay {
		m.portfolio.detail.cancel()
	}
	m.overlays++
	if of.class == "" {
		of.class = classOf(of.symbol)
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

// readDetail reads whatever of the detail is missing or old.
func (m Model) readDetail() (Model, tea.Cmd) {
	if m.portfolio.over != detailOverlay {
		return m, nil
	}
	next, bars := m.readCandles()
	next, quote := next.readDetailQuote()
	next, past := next.readPast()
	return next, tea.Batch(bars, quote, past)
}

func (m Model) readCandles() (Model, tea.Cmd) {
	d := &m.portfolio.detail
	data := m.session.access.Data
	fresh := d.barsOf == d.period && !d.barsAt.IsZero() && m.now.Sub(d.barsAt) < candlesAge
	if data == nil || d.barWait || fresh {
		return m, nil
	}
	d.barWait = true
	ctx, visit, seq, of, p := d.ctx, m.visit, d.seq, d.of, d.period
	query := p.bars(m.brokerTime())
	return m, func() tea.Msg {
		bars, err := readBars(ctx, data, of, query)
		return answered{visit, candlesRead{seq, p, bars, err}}
	}
}

func (m Model) readDetailQuote() (Model, tea.Cmd) {
	d := &m.portfolio.detail
	data := m.session.access.Data
	if data == nil || d.quoteWait || (!d.latestAt.IsZero() && m.now.Sub(d.latestAt) < m.parts.Settings.Refresh) {
		return m, nil
	}
	d.quoteWait, d.latestAt = true, m.now
	ctx, visit, seq, ask := d.ctx, m.visit, d.seq, d.of.query()
	return m, func() tea.Msg {
		latest, err := data.Latest(ctx, []client.Instrument{ask})
		return answered{visit, detailQuoteRead{seq, latest[ask.Symbol], err}}
	}
}

// readPast reads the instrument's orders, open and closed, and its fills.
func (m Model) readPast() (Model, tea.Cmd) {
	d := &m.portfolio.detail
	if d.pastWait > 0 || (!d.pastAt.IsZero() && m.now.Sub(d.pastAt) < pastAge) {
		return m, nil
	}
	d.pastWait, d.pastAt = 2, m.now
	ctx, visit, seq, broker := d.ctx, m.visit, d.seq, m.session.access.Broker
	symbol := d.of.query().Symbol
	if d.of.class == crypto {
		symbol = label(symbol, crypto, false)
	}
	return m, tea.Batch(func() tea.Msg {
		orders, err := broker.Orders(ctx, client.OrderQuery{Status: "all", Limit: 50, Symbols: []string{symbol}})
		return answered{visit, detailOrdersRead{seq, orders, err}}
	}, func() tea.Msg {
		fills, err := broker.Activities(ctx, client.ActivityQuery{Types: []string{"FILL"}, PageSize: 100})
		return answered{visit, detailFillsRead{seq, fills, err}}
	})
}

// detailFact takes in what a detail asked for; the answers to one that is
// closed are dropped by their number.
func (m Model) detailFact(msg any) (Model, tea.Cmd) {
	d := &m.portfolio.detail
	switch msg := msg.(type) {
	case candlesRead:
		if msg.seq != d.seq {
			break
		}
		d.barWait = false
		if msg.period != d.period {
			return m.readCandles()
		}
		d.barsAt, d.barsErr = m.now, msg.err
		if msg.err == nil {
			d.bars, d.barsOf = msg.bars, msg.period
			if d.period == day {
				d.bars = lastDay(msg.bars)
			}
			d.cursor = min(d.cursor, len(d.bars)-1)
		} else {
			d.barsOf = d.period
		}
	case detailQuoteRead:
		if msg.seq != d.seq {
			break
		}
		d.quoteWait, d.latestErr = false, msg.err
		if msg.err == nil {
			d.latest = msg.latest
		}
	case detailOrdersRead:
		if msg.seq != d.seq {
			break
		}
		d.pastWait--
		d.pastErr = msg.err
		if msg.err == nil {
			d.orders, d.pastRead = m.ordersOf(msg.orders, d.of), true
		}
	case detailFillsRead:
		if msg.seq != d.seq {
			break
		}
		d.pastWait--
		if msg.err == nil {
			d.fills = slices.DeleteFunc(slices.Clone(msg.fills), func(a client.Activity) bool { return !sameSymbol(a.Symbol, d.of.symbol) })
			d.fillsRead = true
		}
	}
	return m, nil
}

// ordersOf keeps those of an instrument, multi-leg ones among them; a broker
// that does not know the filter sends others as well.
func (m Model) ordersOf(orders []client.Order, of instrument) []client.Order {
	var kept []client.Order
	for _, o := range orders {
		legs := slices.ContainsFunc(o.Legs, func(leg client.Order) bool { return sameSymbol(leg.Symbol, of.symbol) })
		if sameSymbol(o.Symbol, of.symbol) || legs {
			kept = append(kept, o)
		}
	}
	return kept
}

// sameSymbol compares symbols in either form: BTC/USD is BTCUSD.
func sameSymbol(a, b string) bool {
	return strings.ReplaceAll(a, "/", "") == strings.ReplaceAll(b, "/", "")
}

func (m Model) detailKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	d := &m.portfolio.detail
	points := len(d.bars)
	switch {
	case key.Matches(msg, keys.Back, keys.Quit):
		return m.closeOverlay(), nil
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
		d.scroll++
	case key.Matches(msg, keys.Up):
		d.scroll = max(d.scroll-1, 0)
	case key.Matches(msg, keys.Refresh):
		d.barsAt, d.latestAt, d.pastAt = time.Time{}, time.Time{}, time.Time{}
		return m.readDetail()
	case key.Matches(msg, keys.Privacy):
		m.parts.Settings.Private = !m.parts.Settings.Private
		m.lay()
	case key.Matches(msg, keys.Alert):
		return m.askAlertOn(d.of.symbol)
	}
	return m, nil
}

func (m Model) showCandles(to period) (Model, tea.Cmd) {
	if to < day || to > year || m.session.access.Data == nil {
		return m, nil
	}
	m.portfolio.detail.period, m.portfolio.detail.cursor = to, -1
	return m.readCandles()
}

func (m Model) detailKeys() []key.Binding {
	shown := []key.Binding{describe(keys.Back, "back")}
	if m.session.access.Data != nil {
		candles := keys.Candles
		if m.portfolio.detail.candles {
			candles = describe(candles, "line")
		}
		shown = append(shown, keys.Period, candles, keys.Cursor)
	}
	return append(shown, describe(keys.Choose, "scroll"), keys.Alert, keys.Refresh, keys.Privacy, keys.Help)
}
