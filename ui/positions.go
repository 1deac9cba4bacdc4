package ui

import (
	"context"
	"fmt"
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

func (a account) positionsActions() []action[account] {
	var of instrument
	if h := a.portfolio.positions.Current(); h != nil {
		of = instrument{symbol: h.Symbol, class: h.AssetClass, asset: h.AssetID}
	}
	closes := a.closeAction(of)
	if len(a.portfolio.positions.Picked()) > 0 {
		closes = a.closePickedAction()
	}
	return slices.Concat([]action[account]{a.openAction(of)}, a.tradeActions(of), []action[account]{closes}, a.protectActions(of))
}

// openAction opens the detail of the selected row. While the credential is refused,
// enter signs in again.
func (a account) openAction(of instrument) action[account] {
	return action[account]{
		Binding: keys.Open, name: "Detail", when: of.symbol != "" && !a.refused(),
		do: func(a account) (account, tea.Cmd) { return a.openDetail(of) },
	}
}

func (a account) viewPositions() []string {
	return a.portfolio.positions.Lines(a.theme, a.figureTheme(), a.noPositions())
}

func (a account) positionsRemarks() []string {
	var remarks []string
	shown := a.portfolio.shownTotals()
	if n := shown.Count - shown.Priced; n > 0 {
		remarks = append(remarks, unpriced(n))
	}
	if a.formatOptions().MarketClosed && shown.Priced > 0 {
		remarks = append(remarks, format.ClosedMark+" extended-hours or last price")
	}
	remarks = append(remarks, oldRemark("trends ", a.portfolio.trends.old(a.now, trendAge))...)
	return append(remarks, a.bareRemarks()...)
}

// bareRemarks say what the sign of unprotected positions means, and what there is to the
// one under the cursor.
func (a account) bareRemarks() []string {
	n := 0
	for _, h := range a.portfolio.positions.Shown {
		if h.bare != "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	legend := fmt.Sprintf("%s %d unprotected", bareSign, n)
	if h := a.portfolio.positions.Current(); h != nil && h.bare != "" {
		return []string{h.bare, legend}
	}
	return []string{legend}
}

// shownTotals adds up the positions that match the filter.
func (p *portfolioState) shownTotals() totals {
	if p.positions.Filter() == "" {
		return p.all
	}
	return addUp(p.positions.Shown)
}

func (a account) noPositions() string {
	if filter := a.portfolio.positions.Filter(); filter != "" {
		return "No position matches " + filter + "."
	}
	return "No positions. What you buy shows up here."
}

// unpriced says how many positions have no price.
func unpriced(n int) string {
	verb := " have"
	if n == 1 {
		verb = " has"
	}
	return format.Plural(n, "position") + verb + " no price"
}

// Trends are sparklines of the last trading day. They are read for visible rows only,
// and kept.
const (
	trendCells = 10
	trendAge   = 5 * time.Minute
	trendFrame = "30Min"
)

// instrument is a symbol with its asset class.
type instrument struct {
	symbol, class string
	asset         string // id, "" where unknown
}

func (i instrument) id() market.ID { return market.ID{Asset: i.asset, Symbol: i.symbol} }

func (i instrument) query() client.Instrument {
	class := i.class
	if class == "" {
		class = market.ClassOf(i.symbol)
	}
	return client.Instrument{Symbol: i.symbol, Class: class}
}

// trendState holds the trends by the key of the position.
type trendState struct {
	drawn map[string]format.Cell
	at    map[string]time.Time
	reading
}

func (s trendState) of(key string) format.Cell { return s.drawn[key] }

type trendsRead struct {
	keys []string
	bars map[string][]client.Bar // by symbol
	of   map[string]string       // symbol by key
	at   time.Time
	err  error
}

// readTrends reads the trends of visible rows that are missing or old.
func (a account) readTrends() (account, tea.Cmd) {
	p := &a.portfolio
	data := a.session.access.Data
	if data == nil || !p.trends.mayRead(a.now) || a.top() != nil {
		return a, nil
	}
	var keys []string
	of, ask := map[string]string{}, []client.Instrument{}
	for _, h := range p.positions.OnScreen() {
		if at, known := p.trends.at[h.key]; known && client.Age(at, a.now) < trendAge {
			continue
		}
		keys = append(keys, h.key)
		of[h.key] = h.Symbol
		ask = append(ask, instrument{symbol: h.Symbol, class: h.AssetClass}.query())
	}
	if len(keys) == 0 {
		return a, nil
	}
	p.trends.begin(a.now)
	ctx, generation, now := a.ctx, a.generation, a.now
	return a, func() tea.Msg {
		bars, err := data.Bars(ctx, ask, client.BarQuery{Timeframe: trendFrame, Start: now.Add(-portfolio.SessionBack)})
		return reply{generation, trendsRead{keys, bars, of, now, err}}
	}
}

// onTrendsRead keeps what was found.
func (a account) onTrendsRead(msg trendsRead) account {
	p := &a.portfolio
	p.trends.end(a.now, msg.err)
	if msg.err != nil {
		return a
	}
	drawn, at := map[string]format.Cell{}, map[string]time.Time{}
	for key, c := range p.trends.drawn {
		drawn[key], at[key] = c, p.trends.at[key]
	}
	for _, key := range msg.keys {
		at[key], drawn[key] = msg.at, trendCell(msg.bars[msg.of[key]])
	}
	p.trends.drawn, p.trends.at = drawn, at
	rows := slices.Clone(p.positions.Rows)
	for i := range rows {
		rows[i].trend = p.trends.of(rows[i].key)
	}
	p.positions.SetRows(rows)
	return a
}

// trendCell draws the bars of the last trading day.
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

// readBars reads the bars of one instrument.
func readBars(ctx context.Context, data Market, i instrument, q client.BarQuery) ([]client.Bar, error) {
	ask := i.query()
	bars, err := data.Bars(ctx, []client.Instrument{ask}, q)
	return bars[ask.Symbol], err
}
