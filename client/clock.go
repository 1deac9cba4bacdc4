package client

import (
	"context"
	"errors"
	"time"
)

// Clock is the market's clock by the broker's time: of GET /v3/clock where the
// broker answers that, otherwise of GET /v2/clock, which knows no phases.
type Clock struct {
	Timestamp time.Time // the broker's present
	IsOpen    bool      // the regular session runs; false where that is Unsaid
	Unsaid    bool      // neither IsOpen nor the next times say whether it does
	NextOpen  time.Time // zero where unknown
	NextClose time.Time // zero where unknown

	Phase      Phase     // at Timestamp, "" where the broker does not say
	PhaseUntil time.Time // zero where unknown
	TradingDay Flag      // the market opens on the day of Timestamp
	Night      NightMarket
}

// NightMarket is what the clock of the market that trades by night says, BOATS.
type NightMarket struct {
	Known     bool // false where the broker does not say
	IsOpen    bool
	Until     time.Time // when it opens or closes: zero where unknown
	NextClose time.Time // zero where unknown
}

type wireClock struct {
	Timestamp stamp `json:"timestamp"`
	IsOpen    Flag  `json:"is_open"`
	NextOpen  stamp `json:"next_open"`
	NextClose stamp `json:"next_close"`
}

var errNoClock = errors.New("the answer is not a clock: it has no timestamp")

// Clock reads the market's clock: one call, and one more the first time that a
// broker does not answer /v3/clock. Errors: see Error.
func (c *Client) Clock(ctx context.Context) (Clock, error) {
	if c.now().Before(c.noPhases.until()) {
		return c.plainClock(ctx)
	}
	clock, err := c.phaseClock(ctx)
	var failure *Error
	if !errors.As(err, &failure) || !failure.noSuchClock() {
		return clock, err
	}
	c.noPhases.since(c.now(), failure.Permanent())
	return c.plainClock(ctx)
}

func (c *Client) plainClock(ctx context.Context) (Clock, error) {
	var wire wireClock
	err := c.get(ctx, call{doing: "read market clock", path: "/v2/clock", decode: func(body []byte) error {
		return decodeObject(body, &wire)
	}})
	if err != nil {
		return Clock{}, err
	}
	return wire.clock(), nil
}

func (w *wireClock) check() error {
	if w.Timestamp.at == nil {
		return errNoClock
	}
	return nil
}

func (w *wireClock) clock() Clock {
	open := w.IsOpen
	if !open.Known {
		open = runsBy(w.NextOpen, w.NextClose)
	}
	return Clock{Timestamp: w.Timestamp.value(), IsOpen: open.On, Unsaid: !open.Known, NextOpen: w.NextOpen.value(), NextClose: w.NextClose.value()}
}

// runsBy tells whether the regular session runs by what comes next, unknown where one
// of the two times is.
func runsBy(nextOpen, nextClose stamp) Flag {
	if nextOpen.at == nil || nextClose.at == nil {
		return Flag{}
	}
	return KnownFlag(nextClose.at.Before(*nextOpen.at))
}

// Open reports whether the regular session runs.
func (c Clock) Open() Flag {
	if c.Unsaid {
		return Flag{}
	}
	return KnownFlag(c.IsOpen)
}

// Boundary gives the next opening or closing, whichever ends the present
// session, or the zero time where it is unknown.
func (c Clock) Boundary() time.Time {
	switch {
	case c.Unsaid:
		return time.Time{}
	case c.IsOpen:
		return c.NextClose
	}
	return c.NextOpen
}
