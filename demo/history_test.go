package demo

import (
	"testing"
	"time"
)

func (s *stage) curve(query string) history {
	s.t.Helper()
	var h history
	s.get("/v2/account/portfolio/history?"+query, "", &h)
	if n := len(h.Timestamp); n != len(h.Equity) || n != len(h.ProfitLoss) || n != len(h.ProfitLossPct) || n == 0 {
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
		"period=1W":                {131, "15Min"},
		"period=1W&timeframe=1D":   {6, "1D"},
		"period=3M&timeframe=1D":   {61, "1D"},
		"period=1A&timeframe=1D":   {251, "1D"}, // less ten holidays
		"period=9A":                {569, "1D"}, // the account is younger
		"period=1D&timeframe=15Min&intraday_reporting=continuous": {96, "15Min"},
		"start=2026-03-02&timeframe=1D":                           {6, "1D"},
		"start=2026-03-02&end=2026-03-05&timeframe=1D":            {3, "1D"},
		"start=2026-02-02&period=1W&timeframe=1D":                 {5, "1D"},
		"start=2026-03-07&end=2026-03-08&timeframe=1H":            {1, "1H"}, // a weekend
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
