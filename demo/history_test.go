package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func (s *stage) curve(query string) history {
	s.t.Helper()
	var h history
	s.get("/v2/account/portfolio/history?"+query, "", &h)
	if n := len(h.Timestamp); n != len(h.Equity) || n != len(h.ProfitLoss) || n != len(h.ProfitLossPct) || n == 0 && !strings.Contains(query, "end=") {
		s.t.Fatalf("%s: %d times, %d equities, %d and %d profits", query, n, len(h.Equity), len(h.ProfitLoss), len(h.ProfitLossPct))
	}
	return h
}

func TestCurves(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(20 * time.Minute)
	for query, want := range map[string]struct {
		points int
		frame  string
	}{
		"":                         {20, "1D"}, // a month, with Washington's birthday
		"period=1D":                {290, "1Min"},
		"period=1D&timeframe=5Min": {58, "5Min"},
		"period=1D&timeframe=1H":   {5, "1H"},
		"period=1W":                {155, "15Min"},
		"period=1W&timeframe=1D":   {6, "1D"},
		"period=3M&timeframe=1D":   {61, "1D"},
		"period=1A&timeframe=1D":   {251, "1D"}, // less ten holidays
		"period=9A":                {569, "1D"}, // the account is younger
		"period=1D&timeframe=15Min&intraday_reporting=continuous": {97, "15Min"},
		"start=2026-03-02&timeframe=1D":                           {6, "1D"},
		"start=2026-03-02&end=2026-03-05&timeframe=1D":            {3, "1D"},
		"start=2026-02-02&period=1W&timeframe=1D":                 {5, "1D"},
		"start=2026-03-07&end=2026-03-08&timeframe=1H":            {0, "1H"}, // a weekend
	} {
		h := s.curve(query)
		if len(h.Timestamp) != want.points || h.Timeframe != want.frame {
			t.Errorf("%q gives %d points of %s, want %d of %s", query, len(h.Timestamp), h.Timeframe, want.points, want.frame)
		}
		for i := range h.Timestamp {
			if i > 0 && h.Timestamp[i] <= h.Timestamp[i-1] {
				t.Errorf("%q: time runs back at %d", query, i)
			}
		}
	}
}

func TestWeekHasAGapAndOnlyOne(t *testing.T) {
	s := newStage(t, Options{})
	for query, want := range map[string]int{"period=1W&timeframe=1H": 1, "period=1D": 0, "period=1M": 0} {
		h := s.curve(query)
		gaps := 0
		for i := range h.Equity {
			if !h.Equity[i].Valid {
				gaps++
			}
			if h.Equity[i].Valid != h.ProfitLoss[i].Valid || h.Equity[i].Valid != h.ProfitLossPct[i].Valid {
				t.Errorf("%q: half a gap at %d", query, i)
			}
		}
		if gaps != want {
			t.Errorf("%q has %d gaps, want %d", query, gaps, want)
		}
	}
}

// The same moment has the same equity whatever it is asked for with, and does
// not change when it is asked for later.
func TestThePastStands(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(30 * time.Minute)
	before := s.curve("period=1D&timeframe=1Min")
	hours := s.curve("period=1D&timeframe=5Min&intraday_reporting=continuous")
	s.wait(90 * time.Minute)
	after := s.curve("period=1D&timeframe=1Min")
	for i := range len(before.Equity) - 1 { // the last window was still running
		if before.Timestamp[i] != after.Timestamp[i] || !before.Equity[i].Decimal.Equal(after.Equity[i].Decimal) {
			t.Fatalf("at %d the equity was %s and became %s", before.Timestamp[i], before.Equity[i].Decimal, after.Equity[i].Decimal)
		}
	}
	if len(hours.Equity) < 200 {
		t.Errorf("the continuous day has %d points", len(hours.Equity))
	}
	daily, month := s.curve("period=1W&timeframe=1D"), s.curve("period=1M&timeframe=1D")
	for i := range daily.Equity {
		j := len(month.Equity) - len(daily.Equity) + i
		if !daily.Equity[i].Valid {
			continue
		}
		if !daily.Equity[i].Decimal.Equal(month.Equity[j].Decimal) || daily.Timestamp[i] != month.Timestamp[j] {
			t.Errorf("day %d closed at %s in the week and at %s in the month", i, daily.Equity[i].Decimal, month.Equity[j].Decimal)
		}
	}
}

func TestProfitsCountFromTheirBase(t *testing.T) {
	s := newStage(t, Options{})
	for query, reset := range map[string]bool{"period=1W&timeframe=1H&pnl_reset=no_reset": false, "period=1W&timeframe=1H": true,
		"period=1M&timeframe=1D": false} {
		h := s.curve(query)
		last := len(h.Equity) - 1
		fromBase := h.Equity[last].Decimal.Sub(h.BaseValue.Decimal)
		if h.ProfitLoss[last].Decimal.Equal(fromBase) == reset {
			t.Errorf("%q: the profit is %s, from the base it is %s", query, h.ProfitLoss[last].Decimal, fromBase)
		}
	}
}

func TestCurveRefuses(t *testing.T) {
	s := newStage(t, Options{})
	for _, query := range []string{"period=1Y", "period=0D", "period=x", "timeframe=2Min", "timeframe=1H&period=2M", "start=x", "end=x",
		"intraday_reporting=never", "pnl_reset=always", "start=2026-03-02&end=2026-03-05&period=1D", "start=2026-03-06&end=2026-03-05"} {
		s.refused("GET", "/v2/account/portfolio/history?"+query, "", 422, codeInvalid)
	}
}

func TestPastIsTheSeeds(t *testing.T) {
	curve := func(seed uint64) string {
		h := newStage(t, Options{Seed: seed}).curve("period=3M")
		return h.Equity[10].Decimal.String()
	}
	if once, again, other := curve(7), curve(7), curve(8); once != again || once == other {
		t.Errorf("seed 7 gives %s and %s, seed 8 %s", once, again, other)
	}
}

// What was paid in and out is in the window in which it was booked, and nowhere
// twice; nothing of it comes unless it is asked for.
func TestCurvesShowWhatWasMoved(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(20 * time.Minute)
	var paid []activity
	s.get("/v2/account/activities?category=non_trade_activity&direction=asc&after=2025-03-10", "", &paid)
	want := map[string]decimal.Decimal{}
	for _, a := range paid {
		want[a.ActivityType] = want[a.ActivityType].Add(*a.NetAmount)
	}
	for _, query := range []string{"period=2A&cashflow_types=ALL", "period=2A&cashflow_types=DIV,INT,FEE,JNLC"} {
		h := s.curve(query)
		if len(h.Cashflow) != 3 {
			t.Errorf("%s: %d types", query, len(h.Cashflow))
		}
		for kind, amounts := range h.Cashflow {
			sum, before := decimal.Zero, 0
			for i, d := range amounts {
				if at := time.Unix(h.Timestamp[i], 0); at.Year() < 2025 || at.Year() == 2025 && at.YearDay() < 69 {
					before++
					continue
				}
				sum = sum.Add(d.Decimal)
			}
			if len(amounts) != len(h.Timestamp) || before == 0 || !sum.Equal(want[kind]) {
				t.Errorf("%s: %d of %d amounts of %s come to %s since, want %s", query, len(amounts), len(h.Timestamp), kind, sum, want[kind])
			}
		}
	}
	for _, query := range []string{"period=2A", "period=2A&cashflow_types=NONE"} {
		if h := s.curve(query); h.Cashflow != nil {
			t.Errorf("%s tells %v", query, h.Cashflow)
		}
	}
}

// The account's first day has no close before it: its own is the base, without a date,
// and what was paid in on it is in the base.
func TestCurveOfAWholeAccountBeginsWithItsFirstDay(t *testing.T) {
	s := newStage(t, Options{})
	h := s.curve("period=9A&cashflow_types=JNLC,CSD")
	if h.BaseValueAsof != "" || !h.BaseValue.Decimal.Equal(h.Equity[0].Decimal) || !h.Cashflow["JNLC"][0].Decimal.Equal(decimal.New(100000, 0)) {
		t.Errorf("the base is %v of %q, the first day %v with %v", h.BaseValue, h.BaseValueAsof, h.Equity[0], h.Cashflow)
	}
}
