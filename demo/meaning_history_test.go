package demo

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// span says from when to when a curve reaches in New York, and in how many points.
func (h history) reach() string {
	if len(h.Timestamp) == 0 {
		return "nothing"
	}
	at := func(i int) string { return time.Unix(h.Timestamp[i], 0).In(newYork).Format("02 Jan 15:04") }
	return fmt.Sprintf("%d from %s to %s", len(h.Timestamp), at(0), at(len(h.Timestamp)-1))
}

// The stretch of a curve is brought to whole timeframes and sessions, as the document
// describes it. The clock stands at 14:00 on Monday, 9 March 2026; summer time began on
// Sunday.
func TestCurvesReachFromSessionToSession(t *testing.T) {
	s := newStage(t, Options{})
	for query, want := range map[string]string{
		// As in the document's example of a day: both ends of the session are there.
		"timeframe=15Min&start=2026-03-05T12:00:00-05:00&end=2026-03-05T23:00:00-05:00": "27 from 05 Mar 09:30 to 05 Mar 16:00",
		"timeframe=1H&start=2026-03-05T12:00:00-05:00&end=2026-03-05T23:00:00-05:00":    "7 from 05 Mar 09:30 to 05 Mar 15:30",
		// A start that is not after the session is its beginning, a later one the next session's.
		"timeframe=15Min&start=2026-03-05T16:00:00-05:00&end=2026-03-06T10:00:00-05:00": "29 from 05 Mar 09:30 to 06 Mar 09:45",
		"timeframe=15Min&start=2026-03-05T23:59:59-05:00&end=2026-03-06T10:00:00-05:00": "2 from 06 Mar 09:30 to 06 Mar 09:45",
		"timeframe=15Min&start=2026-03-06T16:00:01-05:00&end=2026-03-09T10:00:00-04:00": "29 from 06 Mar 09:30 to 09 Mar 09:45", // seconds are cut off
		"timeframe=15Min&start=2026-03-06T16:15:00-05:00&end=2026-03-09T10:00:00-04:00": "2 from 09 Mar 09:30 to 09 Mar 09:45",
		"timeframe=15Min&start=2026-03-07":                                              "18 from 09 Mar 09:30 to 09 Mar 13:45",
		"timeframe=15Min&start=2026-03-07T10:00:00Z&end=2026-03-08T10:00:00Z":           "nothing",
		// An end is rounded backwards, and no later than the session of its day.
		"timeframe=15Min&start=2026-03-05&end=2026-03-05T10:14:59-05:00": "2 from 05 Mar 09:30 to 05 Mar 09:45",
		"timeframe=5Min&start=2026-03-05&end=2026-03-05T10:14:59-05:00":  "8 from 05 Mar 09:30 to 05 Mar 10:05",
		// Extended hours, by their name and by the old parameter, which the new one overrides.
		"timeframe=15Min&start=2026-03-05&end=2026-03-05T21:33:00-05:00&intraday_reporting=extended_hours":                   "65 from 05 Mar 04:00 to 05 Mar 20:00",
		"timeframe=15Min&start=2026-03-05&end=2026-03-05T21:33:00-05:00&extended_hours=true":                                 "65 from 05 Mar 04:00 to 05 Mar 20:00",
		"timeframe=15Min&start=2026-03-05&end=2026-03-05T21:33:00-05:00&extended_hours=true&intraday_reporting=market_hours": "27 from 05 Mar 09:30 to 05 Mar 16:00",
		"timeframe=1H&start=2026-03-06T21:00:00-05:00&end=2026-03-09T10:00:00-04:00&intraday_reporting=extended_hours":       "6 from 09 Mar 04:00 to 09 Mar 09:00",
		"period=1D&timeframe=15Min":                            "18 from 09 Mar 09:30 to 09 Mar 13:45",
		"period=1D&timeframe=15Min&extended_hours=true":        "40 from 09 Mar 04:00 to 09 Mar 13:45",
		"period=1D&timeframe=1H&intraday_reporting=continuous": "24 from 08 Mar 14:00 to 09 Mar 13:00",
		// Continuously it goes on all the time.
		"timeframe=1H&start=2026-03-06T15:30:00-05:00&end=2026-03-07T15:30:00-05:00&intraday_reporting=continuous": "24 from 06 Mar 15:00 to 07 Mar 14:00",
		// Days: one that is none is followed by the next one.
		"timeframe=1D&start=2026-03-07":                     "1 from 09 Mar 09:30 to 09 Mar 09:30",
		"timeframe=1D&start=2026-03-05T23:00:00-05:00":      "3 from 05 Mar 09:30 to 09 Mar 09:30",
		"timeframe=1D&start=2026-03-05&extended_hours=true": "3 from 05 Mar 09:30 to 09 Mar 09:30", // says nothing here
	} {
		if got := s.curve(query).reach(); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", query, got, want)
		}
	}
	s.refused(http.MethodGet, "/v2/account/portfolio/history?extended_hours=maybe", "", 422, codeInvalid)
}

// A day's point is its equity at 16:00, which the next day counts from.
func TestADaysPointIsWhatTheNextDayCountsFrom(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(24 * time.Hour)
	now := s.figures()
	days := s.curve("period=1W&timeframe=1D&pnl_reset=per_day")
	last := len(days.Equity) - 1
	if got := days.Equity[last-1].Decimal; !got.Equal(now.lastEquity.Round(2)) {
		t.Errorf("Monday's point is %s, last_equity %s", got, now.lastEquity)
	}
	if base := s.curve("period=1D&timeframe=5Min").BaseValue.Decimal; !base.Equal(now.lastEquity) {
		t.Errorf("the day's base is %s, last_equity %s", base, now.lastEquity)
	}
}
