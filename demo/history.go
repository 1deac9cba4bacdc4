package demo

import (
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// history is the equity's curve as the API gives it: numbers, not strings, and
// null where nothing is known. Times are seconds since 1970 and name the
// beginning of each window, values stand at its end.
type history struct {
	Timestamp     []int64  `json:"timestamp"`
	Equity        []number `json:"equity"`
	ProfitLoss    []number `json:"profit_loss"`
	ProfitLossPct []number `json:"profit_loss_pct"`
	BaseValue     number   `json:"base_value"`
	BaseValueAsof string   `json:"base_value_asof,omitempty"`
	Timeframe     string   `json:"timeframe"`

	// Cashflow is what each type of activity moved in each window. Alpaca's document
	// calls it accumulated, and its examples show each window's own.
	Cashflow map[string][]number `json:"cashflow,omitempty"`
}

// number is a decimal that JSON gets without quotes, null where unknown.
type number struct{ decimal.NullDecimal }

func known(d decimal.Decimal) number { return number{decimal.NewNullDecimal(d)} }

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if !n.Valid {
		return []byte("null"), nil
	}
	return []byte(n.Decimal.String()), nil
}

// window is one element of a history: from its label to its end, and the
// equity that its profit is counted from.
type window struct {
	label, end time.Time
	base       decimal.Decimal
}

func (k *book) history(r *http.Request) (any, error) {
	q, err := k.historyQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	days := k.sessionsOf(q)
	base, asof := k.baseOf(days[0])
	h := history{Timestamp: []int64{}, Equity: []number{}, ProfitLoss: []number{}, ProfitLossPct: []number{},
		BaseValue: known(base), Timeframe: q.frame}
	from := asof
	if !asof.IsZero() {
		h.BaseValueAsof = asof.In(newYork).Format(time.DateOnly)
	}
	for _, w := range k.windows(q, days, base) {
		if h.add(k, w) {
			h.flows(k, q, from, w.end)
			from = w.end
		}
	}
	if q.gap && len(h.Equity) > 2 {
		h.forget(len(h.Equity) / 2)
	}
	return h, nil
}

// flows adds what was moved after from until an element ends. Each type has an amount
// for each element.
func (h *history) flows(k *book, q historyQuery, from, end time.Time) {
	at := len(h.Timestamp) - 1
	for _, a := range k.activities {
		if a.NetAmount == nil || !q.wantsFlow(a) || !a.at.After(from) || a.at.After(end) {
			continue
		}
		if h.Cashflow == nil {
			h.Cashflow = map[string][]number{}
		}
		amounts := padded(h.Cashflow[a.ActivityType], at+1)
		amounts[at].Decimal = amounts[at].Decimal.Add(*a.NetAmount)
		h.Cashflow[a.ActivityType] = amounts
	}
	for kind, amounts := range h.Cashflow {
		h.Cashflow[kind] = padded(amounts, at+1)
	}
}

func padded(amounts []number, to int) []number {
	for len(amounts) < to {
		amounts = append(amounts, known(decimal.Zero))
	}
	return amounts
}

// add works out one element; it reports false where there is none.
func (h *history) add(k *book, w window) bool {
	equity, ok := k.equityAt(w.end)
	if !ok {
		return false
	}
	gain := equity.Sub(w.base)
	h.Timestamp = append(h.Timestamp, w.label.Unix())
	h.Equity = append(h.Equity, known(equity))
	h.ProfitLoss = append(h.ProfitLoss, known(gain))
	h.ProfitLossPct = append(h.ProfitLossPct, known(fraction(gain, w.base).Round(6)))
	return true
}

// forget makes a gap, as Alpaca has them where it knows no value.
func (h *history) forget(i int) {
	h.Equity[i], h.ProfitLoss[i], h.ProfitLossPct[i] = number{}, number{}, number{}
}

// sessionsOf gives the sessions of a curve, the oldest first; where there are none,
// the one before it.
func (k *book) sessionsOf(q historyQuery) []session {
	s := q.lastDay()
	days := []session{s}
	for {
		s = s.previous()
		if !q.reported(s).close.After(q.from) || s.open.Before(k.opened) {
			slices.Reverse(days)
			return days
		}
		days = append(days, s)
	}
}

// baseOf is the equity at the close before a session, and when that was. The first
// session of an account has none before: its own is the base, without a time.
func (k *book) baseOf(day session) (decimal.Decimal, time.Time) {
	before := day.previous()
	if before == k.market.yesterday() {
		return k.value().before, before.close
	}
	if equity, ok := k.equityAt(before.close); ok {
		return equity, before.close
	}
	first, _ := k.equityAt(day.close)
	return first, time.Time{}
}

// windows lays the elements out: one a session for 1D, otherwise one a timeframe
// within each session or, when asked, all the time.
func (k *book) windows(q historyQuery, days []session, base decimal.Decimal) []window {
	var all []window
	for n, day := range days {
		part := q.reported(day)
		switch {
		case q.frame == frameDay && day.close.After(q.from):
			all = append(all, window{day.open, earliest(day.mark(), q.to), base})
		case q.frame == frameDay:
		case q.continuous:
			to := q.to
			part = session{day.day(), q.to.Add(q.step)} // there is no end of a session
			if n == 0 {
				part.open = q.from
			}
			if n+1 < len(days) {
				to = days[n+1].day()
			}
			all = append(all, within(part, to, q.step, k.countedFrom(day, base, q.perDay))...)
		case part.close.After(q.from):
			all = append(all, within(part, q.to, q.step, k.countedFrom(day, base, q.perDay))...)
		}
	}
	return all
}

// within divides a stretch of time up to a moment. What begins with its end is the
// last element of a stretch that is over, and the first of one that just began.
func within(s session, to time.Time, step time.Duration, base decimal.Decimal) []window {
	var all []window
	end := earliest(s.close, to)
	for at := s.open; at.Before(end) || at.Equal(end) && (at.Equal(s.close) || at.Equal(s.open)); at = at.Add(step) {
		all = append(all, window{at, earliest(at.Add(step), end), base})
	}
	return all
}

// countedFrom is what a session's profits start from: its own base or the
// whole curve's.
func (k *book) countedFrom(day session, base decimal.Decimal, perDay bool) decimal.Decimal {
	if perDay {
		base, _ = k.baseOf(day)
	}
	return base
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
