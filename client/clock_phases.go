package client

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync/atomic"
	"time"
)

// The markets whose clocks are asked for, and the names that each may be
// answered by: its acronym or its MIC.
var (
	stockMarket = []string{"NYSE", "XNYS"}
	nightMarket = []string{"BOATS", "OCEA"}
)

const maxClocks = 100

type wireClocks struct {
	Clocks []wirePhase `json:"clocks"`
}

// wirePhase is one market's clock. The times of its next opening and closing
// may be of any of its sessions: no document says which.
type wirePhase struct {
	Market struct {
		Acronym string `json:"acronym"`
		MIC     string `json:"mic"`
	} `json:"market"`
	Timestamp  stamp  `json:"timestamp"`
	TradingDay Flag   `json:"is_market_day"`
	NextOpen   stamp  `json:"next_market_open"`
	NextClose  stamp  `json:"next_market_close"`
	Phase      string `json:"phase"`
	Until      stamp  `json:"phase_until"`
}

var errNoPhase = errors.New("the answer has no clock of the stock market")

func (c *Client) phaseClock(ctx context.Context) (Clock, error) {
	var wire wireClocks
	query := url.Values{"markets": {stockMarket[0] + "," + nightMarket[0]}}
	err := c.get(ctx, call{doing: "read market clock", path: "/v3/clock", query: query, decode: func(body []byte) error {
		return decodeObject(body, &wire)
	}})
	if err != nil {
		return Clock{}, err
	}
	return wire.clock(), nil
}

func (w *wireClocks) check() error {
	switch stocks, ok := w.of(stockMarket); {
	case len(w.Clocks) > maxClocks:
		return errTooMany
	case !ok:
		return errNoPhase
	case stocks.Timestamp.at == nil:
		return errNoClock
	}
	return nil
}

func (w *wireClocks) of(names []string) (wirePhase, bool) {
	i := slices.IndexFunc(w.Clocks, func(p wirePhase) bool {
		return slices.Contains(names, p.Market.Acronym) || slices.Contains(names, p.Market.MIC)
	})
	if i < 0 {
		return wirePhase{}, false
	}
	return w.Clocks[i], true
}

func (w *wireClocks) clock() Clock {
	stocks, _ := w.of(stockMarket)
	open := stocks.runs()
	c := Clock{
		Timestamp: stocks.Timestamp.value(), IsOpen: open.On, Unsaid: !open.Known, NextOpen: stocks.NextOpen.value(), NextClose: stocks.NextClose.value(),
		Phase: phases[stocks.Phase], PhaseUntil: stocks.Until.value(), TradingDay: stocks.TradingDay,
	}
	switch {
	case c.Phase == Regular && !c.PhaseUntil.IsZero():
		c.NextClose = c.PhaseUntil
	case c.Phase == PreMarket && !c.PhaseUntil.IsZero():
		c.NextOpen = c.PhaseUntil
	}
	if night, ok := w.of(nightMarket); ok {
		c.Night = night.byNight()
	}
	return c
}

// phases are the words of /v3/clock. What it may say besides is unknown.
var phases = map[string]Phase{"pre": PreMarket, "core": Regular, "post": AfterHours, "closed": Closed}

// runs reports whether the regular session does. In a phase without a known
// name the order of the next opening and closing tells.
func (p *wirePhase) runs() Flag {
	if _, known := phases[p.Phase]; known {
		return KnownFlag(p.Phase == "core")
	}
	return runsBy(p.NextOpen, p.NextClose)
}

func (p *wirePhase) byNight() NightMarket {
	phase, known := phases[p.Phase]
	n := NightMarket{Known: known, IsOpen: known && phase != Closed, Until: p.Until.value(), NextClose: p.NextClose.value()}
	if known && !n.IsOpen && n.Until.IsZero() {
		n.Until = p.NextOpen.value()
	}
	return n
}

// noSuchClock reports that a broker does not answer /v3/clock, or not with a
// clock, where /v2/clock may still be answered.
func (e *Error) noSuchClock() bool {
	return slices.ContainsFunc([]error{ErrForbidden, ErrNotFound, ErrRejected, ErrServer, ErrUnreadable}, func(kind error) bool {
		return errors.Is(e.Kind, kind)
	})
}

// phasesRetry is when /v3/clock is asked for again after a failure that may
// pass.
const phasesRetry = 15 * time.Minute

// absence remembers until when a call is not made.
type absence struct{ at atomic.Pointer[time.Time] }

func (a *absence) until() time.Time {
	if at := a.at.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

// since notes a failure: one that is permanent holds for as long as the client
// does.
func (a *absence) since(now time.Time, permanent bool) {
	until := now.Add(phasesRetry)
	if permanent {
		until = now.AddDate(100, 0, 0)
	}
	a.at.Store(&until)
}
