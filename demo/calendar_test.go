package demo

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// closedDays are the weekdays on which the exchange said to stay closed, and
// shortDays those on which it closes at one.
const (
	closedDays = `2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25
		2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 2026-12-25
		2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24
		2028-01-17 2028-02-21 2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25`
	shortDays = `2025-07-03 2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24`
)

func TestCalendarFollowsTheExchange(t *testing.T) {
	s := newStage(t, Options{})
	var days []tradingDay
	s.get("/v2/calendar", "", &days)
	open := map[string]tradingDay{}
	for _, d := range days {
		open[d.Date] = d
	}
	for day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
		date := day.Format(time.DateOnly)
		d, trades := open[date]
		if want := !weekend(day) && !strings.Contains(closedDays, date); trades != want {
			t.Errorf("on %s the exchange trades: %v", date, trades)
		}
		switch short := strings.Contains(shortDays, date); {
		case !trades:
		case d.Open != "09:30" || short != (d.Close == "13:00") || short != (d.Late == "1700") || !short && d.Close != "16:00" || d.Settlement <= date:
			t.Errorf("%+v", d)
		}
	}
}

func TestCalendarBounds(t *testing.T) {
	s := newStage(t, Options{})
	for query, want := range map[string]string{
		"start=2026-04-01&end=2026-04-07":                      "2026-04-01 2026-04-02 2026-04-06 2026-04-07",
		"start=2026-04-01T00:00:00Z&end=2026-04-02T00:00:00Z":  "2026-04-01 2026-04-02",
		"start=2026-04-06&end=2026-04-06&date_type=SETTLEMENT": "2026-04-02",
		"start=2029-12-28":                "2029-12-28 2029-12-31",
		"end=2022-01-04":                  "2022-01-03 2022-01-04",
		"start=2026-04-03&end=2026-04-05": "",
	} {
		var days []tradingDay
		s.get("/v2/calendar?"+query, "", &days)
		var dates []string
		for _, d := range days {
			dates = append(dates, d.Date)
		}
		if got := strings.Join(dates, " "); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	for _, query := range []string{"start=soon", "start=2026-04-02&end=2026-04-01", "date_type=NONE"} {
		s.refused(http.MethodGet, "/v2/calendar?"+query, "", 400, 0)
	}
}
