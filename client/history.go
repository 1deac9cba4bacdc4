package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// HistoryQuery asks for a stretch of the account's equity.
type HistoryQuery struct {
	// Period is a number and D, W, M or A (years): 1D, 1W, 1M, 3M, 1A.
	// "" leaves it to the API, which takes 1M.
	Period string
	// Timeframe is 1Min, 5Min, 15Min, 1H or 1D; below 1D only for periods up
	// to 30 days. "" leaves it to the API.
	Timeframe string
	// Continuous takes points around the clock, as accounts that hold crypto
	// need. It says nothing for 1D points. Profit counts from one base in any
	// case.
	Continuous bool
}

// History is the account's equity over time, oldest point first, from
// GET /v2/account/portfolio/history.
type History struct {
	Points      []Point
	BaseValue   Decimal // what profit and loss count from
	BaseValueAt string  // the date of BaseValue's close, 2006-01-02, "" where unknown
	Timeframe   string
}

// Point is the account at one time. Unknown numbers are a gap in the curve.
type Point struct {
	At            time.Time // the beginning of its time frame, UTC
	Equity        Decimal
	ProfitLoss    Decimal
	ProfitLossPct Decimal // fraction
}

type wireHistory struct {
	Timestamp     series[epoch]   `json:"timestamp"`
	Equity        series[Decimal] `json:"equity"`
	ProfitLoss    series[Decimal] `json:"profit_loss"`
	ProfitLossPct series[Decimal] `json:"profit_loss_pct"`
	BaseValue     Decimal         `json:"base_value"`
	BaseValueAt   string          `json:"base_value_asof"`
	Timeframe     string          `json:"timeframe"`
}

// series is a list of bounded length, nil where it was null.
type series[T any] []T

func (s *series[T]) UnmarshalJSON(data []byte) (err error) {
	*s = nil
	if string(data) == "null" {
		return nil
	}
	all, err := decodeList[T](data, maxPoints, nil)
	*s = append(series[T]{}, all...) // empty is not missing
	return err
}

// epoch is a time in seconds since 1970, up to the year 9999.
type epoch int64

const lastEpoch = 253402300799

var errNotEpoch = errors.New("not a time in epoch seconds")

func (e *epoch) UnmarshalJSON(data []byte) error {
	seconds, err := strconv.ParseInt(string(data), 10, 64)
	if err != nil || seconds < 0 || seconds > lastEpoch {
		return errNotEpoch
	}
	*e = epoch(seconds)
	return nil
}

// History reads the equity curve. Arrays of different length are
// ErrUnreadable: a value under the wrong time is worse than none. Other
// errors: see Error.
func (c *Client) History(ctx context.Context, q HistoryQuery) (History, error) {
	var wire wireHistory
	err := c.get(ctx, call{
		doing: "read portfolio history", path: "/v2/account/portfolio/history", query: q.values(),
		decode: func(body []byte) error { return decodeObject(body, &wire) },
	})
	if err != nil {
		return History{}, err
	}
	return wire.history(), nil
}

func (q HistoryQuery) values() url.Values {
	values := url.Values{}
	if q.Period != "" {
		values.Set("period", q.Period)
	}
	if q.Timeframe != "" {
		values.Set("timeframe", q.Timeframe)
	}
	if q.Timeframe == "1D" {
		return values
	}
	if q.Continuous {
		values.Set("intraday_reporting", "continuous")
	}
	if q.Continuous || q.Timeframe != "" {
		// The API would else begin at nothing on each trading day.
		values.Set("pnl_reset", "no_reset")
	}
	return values
}

func (w *wireHistory) check() error {
	for name, values := range map[string]series[Decimal]{
		"equity": w.Equity, "profit_loss": w.ProfitLoss, "profit_loss_pct": w.ProfitLossPct,
	} {
		if values != nil && len(values) != len(w.Timestamp) {
			return fmt.Errorf("%d times but %d values of %s", len(w.Timestamp), len(values), name)
		}
	}
	return nil
}

func (w *wireHistory) history() History {
	h := History{BaseValue: w.BaseValue, BaseValueAt: w.BaseValueAt, Timeframe: w.Timeframe}
	tidyWords(&h.BaseValueAt, &h.Timeframe)
	if len(w.Timestamp) == 0 {
		return h
	}
	h.Points = make([]Point, len(w.Timestamp))
	for i, at := range w.Timestamp {
		h.Points[i] = Point{
			At:     time.Unix(int64(at), 0).UTC(),
			Equity: nth(w.Equity, i), ProfitLoss: nth(w.ProfitLoss, i), ProfitLossPct: nth(w.ProfitLossPct, i),
		}
	}
	return h
}

// nth gives an unknown number where the whole array is missing.
func nth(values series[Decimal], i int) Decimal {
	if values == nil {
		return Decimal{}
	}
	return values[i]
}
