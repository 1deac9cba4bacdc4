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
		case !trades || date == "2026-03-09":
		case d.Open != "09:30" || short != (d.Close == "13:00") || short != (d.Late == "1700") || !short && d.Close != "16:00" || d.Settlement <= date:
			t.Errorf("%+v", d)
		}
	}
}

func TestCalendarOfToday(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-09T14:00:00-04:00": "2026-03-09 09:43 16:13 0400 2000 2026-03-10",
		"2026-03-14T14:00:00-04:00": "2026-03-14 09:43 16:13 0400 2000 2026-03-16", // a Saturday
		"2026-03-09T22:30:00-04:00": "2026-03-09 18:13 23:59 0400 2359 2026-03-10",
		"2026-03-10T01:00:00-04:00": "2026-03-10 00:00 03:13 0000 2000 2026-03-11",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		s := newStage(t, Options{Now: func() time.Time { return now }})
		var days []tradingDay
		s.get("/v2/calendar?start="+at[:10]+"&end="+at[:10], "", &days)
		if len(days) != 1 {
			t.Fatalf("%d days", len(days))
		}
		d := days[0]
		if got := strings.Join([]string{d.Date, d.Open, d.Close, d.Early, d.Late, d.Settlement}, " "); got != want {
			t.Errorf("at %s: %s", at, got)
		}
	}
}

func TestCalendarBounds(t *testing.T) {
	s := newStage(t, Options{})
	for query, want := range map[string]string{
		"start=2026-04-01&end=2026-04-07":                      "2026-04-01 2026-04-02 2026-04-06 2026-04-07",
		"start=2026-04-01T00:00:00Z&end=2026-04-02T00:00:00Z":  "2026-04-01 2026-04-02",
		"start=2026-04-06&end=2026-04-06&date_type=SETTLEMENT": "2026-04-02",
		"start=2028-12-28":                "2028-12-28 2028-12-29",
		"end=2025-01-03":                  "2025-01-02 2025-01-03",
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
		s.refused(http.MethodGet, "/v2/calendar?"+query, "", 422, codeInvalid)
	}
}
