package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

// readDetail reads whatever of the detail is missing or old.
func (m account) readDetail() (account, tea.Cmd) {
	if m.portfolio.over != detailOverlay {
		return m, nil
	}
	next, bars := m.readCandles()
	next, quote := next.readDetailQuote()
	next, past := next.readPast()
	return next, tea.Batch(bars, quote, past)
}

func (m account) readCandles() (account, tea.Cmd) {
	d := &m.portfolio.detail
	data := m.session.access.Data
	fresh := d.barsOf == d.period && !d.barsAt.IsZero() && m.now.Sub(d.barsAt) < candlesAge
	if data == nil || d.barWait || fresh {
		return m, nil
	}
	d.barWait = true
	ctx, visit, seq, of, p := d.ctx, m.visit, d.seq, d.of, d.period
	query := p.Bars(m.brokerTime())
	return m, func() tea.Msg {
		bars, err := readBars(ctx, data, of, query)
		return answered{visit, candlesRead{seq, p, bars, err}}
	}
}

func (m account) readDetailQuote() (account, tea.Cmd) {
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
func (m account) readPast() (account, tea.Cmd) {
	d := &m.portfolio.detail
	if d.pastWait > 0 || (!d.pastAt.IsZero() && m.now.Sub(d.pastAt) < pastAge) {
		return m, nil
	}
	d.pastWait, d.pastAt = 2, m.now
	ctx, visit, seq, broker := d.ctx, m.visit, d.seq, m.session.access.Broker
	symbol := d.of.query().Symbol
	if d.of.class == market.Crypto {
		symbol = format.Instrument(symbol, market.Crypto, false)
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
func (m account) detailFact(msg any) (account, tea.Cmd) {
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
			if d.period == portfolio.Day {
				d.bars = portfolio.LastSession(msg.bars)
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
			d.orders, d.pastRead = msg.orders, true
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
