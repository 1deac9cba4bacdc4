package client

import (
	"context"
	"errors"
	"net/url"
	"time"

	"quipu/market"
)

// TradingDay is one day on which the exchanges are open, from GET
// /v2/calendar. Times that were not given are zero.
type TradingDay struct {
	Date                      string // 2006-01-02
	Open, Close               time.Time
	SessionOpen, SessionClose time.Time // with the hours before and after
}

type wireDay struct {
	Date         string `json:"date"`
	Open         string `json:"open"`
	Close        string `json:"close"`
	SessionOpen  string `json:"session_open"`
	SessionClose string `json:"session_close"`
}

var errNoDay = errors.New("a day of the calendar has no date")

// Calendar reads the trading days from start to end, both included, by their
// dates in New York; zero is unbounded. Errors: see Error.
func (c *Client) Calendar(ctx context.Context, start, end time.Time) ([]TradingDay, error) {
	query := url.Values{}
	for name, day := range map[string]time.Time{"start": start, "end": end} {
		if !day.IsZero() {
			query.Set(name, day.In(market.NewYork).Format(time.DateOnly))
		}
	}
	var wire []wireDay
	err := c.get(ctx, call{doing: "read the market's calendar", path: "/v2/calendar", query: query, decode: func(body []byte) (err error) {
		wire, err = decodeList(body, maxDays, func(_ int, d *wireDay) error {
			if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
				return errNoDay
			}
			return nil
		})
		return err
	}})
	if err != nil {
		return nil, err
	}
	days := make([]TradingDay, len(wire))
	for i, d := range wire {
		days[i] = TradingDay{d.Date, d.at(d.Open), d.at(d.Close), d.at(d.SessionOpen), d.at(d.SessionClose)}
	}
	return days, nil
}

// at gives a time of the day, written 09:30 or 0930.
func (d wireDay) at(clock string) time.Time {
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02 1504"} {
		if at, err := time.ParseInLocation(form, d.Date+" "+clock, market.NewYork); err == nil {
			return at
		}
	}
	return time.Time{}
}
