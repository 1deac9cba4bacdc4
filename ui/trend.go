package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
)

// Trends are small pictures of the last day of trading, one per position. They
// are read for the rows on the screen alone, and kept.
const (
	trendCells = 10
	trendAge   = 5 * time.Minute
	trendRetry = 30 * time.Second
	trendFrame = "30Min"
)

// instrument is what market data is asked for.
type instrument struct {
	symbol, class string
	asset         string // id, "" where unknown
}

func (i instrument) query() client.Instrument {
	class := i.class
	if class == "" {
		class = market.ClassOf(i.symbol)
	}
	return client.Instrument{Symbol: i.symbol, Class: class}
}

// trendState is what was read, by the key of the position.
type trendState struct {
	drawn map[string]format.Cell
	at    map[string]time.Time
	wait  bool
	err   error
}

func (s trendState) of(key string) format.Cell { return s.drawn[key] }

type trendsRead struct {
	keys []string
	bars map[string][]client.Bar // by symbol
	of   map[string]string       // symbol by key
	at   time.Time
	err  error
}

// readTrends reads those of the rows on the screen that are missing or old.
func (m account) readTrends() (account, tea.Cmd) {
	p := &m.portfolio
	data := m.session.access.Data
	if data == nil || p.trends.wait || p.over != noOverlay {
		return m, nil
	}
	var keys []string
	of, ask := map[string]string{}, []client.Instrument{}
	for _, h := range p.positions.OnScreen() {
		if at, known := p.trends.at[h.key]; known && m.now.Sub(at) < trendAge {
			continue
		}
		keys = append(keys, h.key)
		of[h.key] = h.Symbol
		ask = append(ask, instrument{symbol: h.Symbol, class: h.AssetClass}.query())
	}
	if len(keys) == 0 {
		return m, nil
	}
	p.trends.wait = true
	ctx, visit, now := m.ctx, m.visit, m.now
	return m, func() tea.Msg {
		bars, err := data.Bars(ctx, ask, client.BarQuery{Timeframe: trendFrame, Start: now.Add(-portfolio.SessionBack)})
		return answered{visit, trendsRead{keys, bars, of, now, err}}
	}
}

// trendsRead keeps what was found. After a failure the next try waits a while.
func (m account) trendsRead(msg trendsRead) account {
	p := &m.portfolio
	p.trends.wait, p.trends.err = false, msg.err
	drawn, at := map[string]format.Cell{}, map[string]time.Time{}
	for key, c := range p.trends.drawn {
		drawn[key], at[key] = c, p.trends.at[key]
	}
	for _, key := range msg.keys {
		at[key] = msg.at.Add(trendRetry - trendAge)
		if msg.err == nil {
			at[key] = msg.at
			drawn[key] = trendCell(msg.bars[msg.of[key]])
		}
	}
	p.trends.drawn, p.trends.at = drawn, at
	rows := slices.Clone(p.positions.Rows)
	for i := range rows {
		rows[i].trend = p.trends.of(rows[i].key)
	}
	p.positions.SetRows(rows)
	return m
}

// trendCell draws the bars of the last day of trading.
func trendCell(bars []client.Bar) format.Cell {
	if len(bars) == 0 {
		return format.Cell{}
	}
	var closes []decimal.NullDecimal
	for _, b := range portfolio.LastSession(bars) {
		closes = append(closes, b.Close.NullDecimal)
	}
	c := format.Cell{Text: spark(closes)}
	if len(closes) > 1 {
		c.Tone = format.ToneOf(number.Sub(closes[len(closes)-1], closes[0]), 4)
	}
	return c
}

// readBars is a command that reads one instrument's bars.
func readBars(ctx context.Context, data Market, i instrument, q client.BarQuery) ([]client.Bar, error) {
	ask := i.query()
	bars, err := data.Bars(ctx, []client.Instrument{ask}, q)
	return bars[ask.Symbol], err
}
