package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quipu/market"
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

	// Cashflow is what each type of activity paid into the account or out of it in
	// the time frame of each point, by the point's index; nil where the broker does
	// not say. A type whose list does not fit the points has no list.
	Cashflow map[string][]Decimal
	// Transfers are the activities since the base whose amount Cashflow cannot
	// tell: those in securities and coins, and without Cashflow those in cash too.
	Transfers []Activity
	// TransfersErr is why they could not be read: then there may be any number.
	TransfersErr error
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
	Cashflow      cashflow        `json:"cashflow"`
}

// cashflow has a list for each type of activity, nil where it was missing or null.
type cashflow map[string]series[Decimal]

// maxTypes is the most types of activity that are believed. Alpaca has forty.
const maxTypes = 200

func (c *cashflow) UnmarshalJSON(data []byte) (err error) {
	*c, err = decodeMap[series[Decimal]](data, maxTypes, func(*series[Decimal]) error { return nil })
	return err
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

// History reads the equity curve, and the transfers of its time. Arrays of
// different length are ErrUnreadable: a value under the wrong time is worse than
// none. Other errors: see Error; that of the transfers is in the result.
func (c *Client) History(ctx context.Context, q HistoryQuery) (History, error) {
	var wire wireHistory
	err := c.get(ctx, call{
		doing: "read portfolio history", path: "/v2/account/portfolio/history", query: q.values(),
		decode: func(body []byte) error { return decodeObject(body, &wire) },
	})
	if err != nil {
		return History{}, err
	}
	h := wire.history()
	h.Transfers, h.TransfersErr = c.transfers(ctx, &h)
	return h, nil
}

// Types of activity that move something into the account or out of it.
var (
	cashTransfers  = []string{"CSD", "CSW", "JNL", "JNLC", "ACATC"}
	otherTransfers = []string{"ACATS", "JNLS", "FOPT", "OCT"}
)

// IsTransfer reports whether activities of a type move money, securities or coins
// between the account and its owner. They are no profit and no loss.
func IsTransfer(activityType string) bool {
	return activityType == "TRANS" || slices.Contains(cashTransfers, activityType) || slices.Contains(otherTransfers, activityType)
}

var errManyTransfers = errors.New("there are more transfers than can be read")

var errNoNextPage = errors.New("the last activity of a page has no id, which the next page begins at")

// maxTransferPages bounds the pages of transfers that one history reads.
const maxTransferPages = 5

// transfers reads those that the cash flow of a history does not tell, also those still
// to come, which the equity may hold already. A broker that has no list of activities
// has none.
func (c *Client) transfers(ctx context.Context, h *History) (all []Activity, err error) {
	if len(h.Points) == 0 {
		return nil, nil
	}
	q := ActivityQuery{Types: otherTransfers, After: h.since()}
	if h.Cashflow == nil {
		q.Types = slices.Concat(otherTransfers, cashTransfers)
	}
	for range maxTransferPages {
		page, err := c.Activities(ctx, q)
		switch {
		case errors.Is(err, ErrNotFound):
			return nil, nil
		case err != nil:
			return nil, err
		case len(page) > 0 && page[len(page)-1].ID == "":
			return nil, errNoNextPage
		case len(page) == 0 || page[len(page)-1].ID == q.PageToken:
			MarkReplaced(all)
			return slices.DeleteFunc(all, func(a Activity) bool { return !a.mayCount() }), nil
		}
		all = append(all, page...)
		q.PageToken = page[len(page)-1].ID
	}
	return nil, errManyTransfers
}

// since is when the time of the history began, or somewhat earlier: the close of
// the base, or a day before the first point.
func (h *History) since() time.Time {
	if day, err := time.ParseInLocation(time.DateOnly, h.BaseValueAt, market.NewYork); err == nil {
		return day.Add(16 * time.Hour)
	}
	return h.Points[0].At.AddDate(0, 0, -1)
}

func (q HistoryQuery) values() url.Values {
	values := url.Values{"cashflow_types": {"ALL"}}
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
	tidyWords(&h.Timeframe)
	h.BaseValueAt = dateIn(h.BaseValueAt) // "0000-00-00" was seen where there is none
	if w.Cashflow != nil {
		h.Cashflow = map[string][]Decimal{}
	}
	for name, values := range w.Cashflow {
		tidyWords(&name)
		h.Cashflow[name] = nil
		if len(values) == len(w.Timestamp) {
			h.Cashflow[name] = values
		}
	}
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
