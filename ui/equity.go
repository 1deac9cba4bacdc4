package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/number"
	"quipu/portfolio"
	"quipu/ui/chart"
)

// curveAge is the age at which the equity curve is read again.
const curveAge = time.Minute

// curveState is the account's equity over the chosen period.
type curveState struct {
	period  portfolio.Period
	history client.History
	of      portfolio.Period // of the history
	asked   portfolio.Period // requested last
	reading
}

type historyRead struct {
	period  portfolio.Period
	history client.History
	err     error
}

func readHistory(ctx context.Context, generation int, broker Broker, p portfolio.Period, continuous bool) tea.Cmd {
	return func() tea.Msg {
		history, err := broker.History(ctx, p.Query(continuous))
		return reply{generation, historyRead{p, history, err}}
	}
}

// readCurve reads the equity curve if it is due, or in any case if now is true.
func (a account) readCurve(now bool) (account, tea.Cmd) {
	c := &a.portfolio.curve
	due := c.due(a.now, curveAge) || c.asked != c.period && c.mayRead(a.now)
	u := a.portfolio.update
	if u.Snapshot == nil || u.State == client.Refused || !now && !due {
		return a, nil
	}
	c.begin(a.now)
	c.asked = c.period
	return a, readHistory(a.ctx, a.generation, a.session.access.Broker, c.period, client.HoldsCrypto(u.Snapshot.Positions))
}

// onHistoryRead stores the curve; that of another period is dropped.
func (a account) onHistoryRead(msg historyRead) account {
	c := &a.portfolio.curve
	if msg.period != c.period {
		return a
	}
	c.end(a.now, msg.err)
	if msg.err == nil {
		c.history, c.of = msg.history, msg.period
	}
	return a
}

func (a account) showPeriod(to portfolio.Period) (account, tea.Cmd) {
	if to < portfolio.Day || to > portfolio.Year {
		return a, nil
	}
	a.portfolio.curve.period = to
	a, read := a.readCurve(true)
	a, kept := a.remember()
	return a, tea.Batch(read, kept)
}

// equityChart is the chart of the curve. The zeros before the first deposit are part
// of the history.
func (a account) equityChart() chart.Chart {
	c := a.portfolio.curve
	l := a.formatOptions()
	points := make([]chart.Point, len(c.history.Points))
	for i, p := range c.history.Points {
		points[i] = chart.Point{At: p.At, Close: p.Equity.NullDecimal}
	}
	a.updateLastEquity(points, c.of)
	return chart.Chart{
		Points: points, Baseline: c.history.BaseValue.NullDecimal, Cursor: -1,
		Zone: market.NewYork, Intraday: c.of == portfolio.Day, CursorTime: c.of.Intraday(),
		Label: func(d decimal.NullDecimal) string { return format.Amount(l, format.Money(d)) },
		Tone:  curveTone(c.history), Stale: l.Stale || c.old(a.now, curveAge) != "",
	}
}

// updateLastEquity sets the last known point to the current equity, which is read more
// often, while the interval of the point has not ended.
func (a account) updateLastEquity(points []chart.Point, p portfolio.Period) {
	for i := len(points) - 1; i >= 0; i-- {
		if !points[i].Close.Valid {
			continue
		}
		if s := a.portfolio.update.Snapshot; s != nil && s.Account.Equity.Valid && p.Ongoing(points[i].At, a.brokerTime(), candlesAge) {
			points[i].Close = s.Account.Equity.NullDecimal
		}
		return
	}
}

// curveTone compares the last point with the base value, or with the first point if
// there is no base value.
func curveTone(h client.History) format.Tone {
	var first, last decimal.NullDecimal
	for _, point := range h.Points {
		if point.Equity.Valid {
			if !first.Valid {
				first = point.Equity.NullDecimal
			}
			last = point.Equity.NullDecimal
		}
	}
	if h.BaseValue.Valid {
		first = h.BaseValue.NullDecimal
	}
	return format.ToneOf(number.Sub(last, first), 2)
}
