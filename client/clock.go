package client

import (
	"context"
	"errors"
	"time"
)

// Clock is the market's clock, from GET /v2/clock, by the broker's time.
type Clock struct {
	Timestamp time.Time // the broker's present
	IsOpen    bool
	NextOpen  time.Time // zero where unknown
	NextClose time.Time // zero where unknown
}

type wireClock struct {
	Timestamp stamp `json:"timestamp"`
	IsOpen    bool  `json:"is_open"`
	NextOpen  stamp `json:"next_open"`
	NextClose stamp `json:"next_close"`
}

var errNoClock = errors.New("the answer is not a clock: it has no timestamp")

// Clock reads the market's clock. Errors: see Error.
func (c *Client) Clock(ctx context.Context) (Clock, error) {
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
	return Clock{w.Timestamp.value(), w.IsOpen, w.NextOpen.value(), w.NextClose.value()}
}

// Boundary gives the next opening or closing, whichever ends the present
// session, or the zero time where it is unknown.
func (c Clock) Boundary() time.Time {
	if c.IsOpen {
		return c.NextClose
	}
	return c.NextOpen
}
