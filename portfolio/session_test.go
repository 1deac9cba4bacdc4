package portfolio

import (
	"testing"
	"time"

	"quipu/client"
	"quipu/market"
)

// ny is a moment in New York.
func ny(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, market.NewYork)
	if err != nil {
		panic(err)
	}
	return at
}

// calendar has the days around Thanksgiving 2026, which ends in a half day.
var calendar = []client.TradingDay{tradingDay("2026-11-25"), tradingDay("2026-11-27"), tradingDay("2026-11-30")}

func tradingDay(date string) client.TradingDay {
	return client.TradingDay{Date: date, SessionOpen: ny(date + " 04:00"), Open: ny(date + " 09:30"), Close: ny(date + " 16:00"), SessionClose: ny(date + " 20:00")}
}

func TestSessionIsTheLastThatHasBegun(t *testing.T) {
	for _, c := range []struct {
		name, now string
		days      []client.TradingDay
		day       string
		today     bool
	}{
		{"open", "2026-11-27 11:00", calendar, "2026-11-27", true},
		{"before the opening", "2026-11-27 04:00", calendar, "2026-11-27", true},
		{"in the night", "2026-11-27 03:59", calendar, "2026-11-25", false},
		{"on a holiday", "2026-11-26 12:00", calendar, "2026-11-25", false},
		{"on a Saturday", "2026-11-28 12:00", calendar, "2026-11-27", false},
		{"without the hours before", "2026-11-27 09:29", []client.TradingDay{{Date: "2026-11-25"}, {Date: "2026-11-27", Open: ny("2026-11-27 09:30")}}, "2026-11-25", false},
		{"without hours", "2026-11-27 00:01", []client.TradingDay{{Date: "2026-11-27"}}, "2026-11-27", true},
		{"without a calendar", "2026-11-28 12:00", nil, "2026-11-28", true},
		{"before the calendar", "2026-11-24 12:00", calendar, "2026-11-24", true},
	} {
		if s := LatestSessionAt(c.days, ny(c.now)); s.day != c.day || s.IsToday(market.Equity) != c.today {
			t.Errorf("%s: %s, today %v; want %s, %v", c.name, s.day, s.IsToday(market.Equity), c.day, c.today)
		}
	}
}

func TestTodayLeavesOutWhatIsOfAnEarlierSession(t *testing.T) {
	bar := func(at, price string) client.Bar { return client.Bar{At: ny(at), Close: dec(price), Volume: dec("7")} }
	at := func(at string, day, previous client.Bar) client.Latest {
		return client.Latest{Price: dec("105"), At: ny(at), Day: day, Previous: previous, Quote: client.Quote{Bid: dec("1"), At: ny(at)}}
	}
	for _, c := range []struct {
		name, class, now string
		latest           client.Latest
		current          bool
		amount, volume   string
		bid              string
	}{
		{"open", market.Equity, "2026-11-27 11:00", at("2026-11-27 10:59", bar("2026-11-27 00:00", "105"), bar("2026-11-25 00:00", "100")), true, "5", "7", "1"},
		{"before the opening", market.Equity, "2026-11-27 08:00", at("2026-11-27 07:59", bar("2026-11-25 00:00", "102"), bar("2026-11-24 00:00", "100")), true, "3", "", "1"},
		{"not traded before the opening", market.Equity, "2026-11-27 08:00", at("2026-11-25 15:59", bar("2026-11-25 00:00", "105"), bar("2026-11-24 00:00", "100")), false, "", "", ""},
		{"on a Saturday", market.Equity, "2026-11-28 12:00", at("2026-11-27 15:59", bar("2026-11-27 00:00", "105"), bar("2026-11-25 00:00", "100")), true, "5", "7", "1"},
		{"overnight", market.Equity, "2026-11-30 01:00", at("2026-11-29 21:00", bar("2026-11-27 00:00", "102"), bar("2026-11-25 00:00", "100")), true, "3", "7", "1"},
		{"halted", market.Equity, "2026-11-27 11:00", at("2026-10-14 15:59", bar("2026-10-14 00:00", "105"), bar("2026-10-13 00:00", "100")), false, "", "", ""},
		{"an option not traded today", market.Option, "2026-11-27 11:00", at("2026-11-25 15:59", bar("2026-11-25 00:00", "105"), bar("2026-11-24 00:00", "100")), false, "", "", ""},
		{"traded again after a halt", market.Equity, "2026-11-27 11:00", at("2026-11-27 10:59", bar("2026-11-27 00:00", "105"), bar("2026-10-14 00:00", "100")), true, "5", "7", "1"},
		{"a coin on a Sunday", market.Crypto, "2026-11-29 12:00", at("2026-11-29 11:59", bar("2026-11-29 01:00", "105"), bar("2026-11-28 01:00", "100")), true, "5", "7", "1"},
		{"a coin before its first trade of the day", market.Crypto, "2026-11-29 02:00", at("2026-11-28 23:00", bar("2026-11-28 01:00", "105"), bar("2026-11-27 01:00", "100")), true, "5", "", "1"},
		{"a coin that nobody trades", market.Crypto, "2026-11-29 12:00", at("2026-11-27 11:59", bar("2026-11-27 01:00", "105"), bar("2026-11-26 01:00", "100")), false, "", "", ""},
		{"no day yet", market.Equity, "2026-11-27 11:00", at("2026-11-27 10:59", client.Bar{}, bar("2026-11-25 00:00", "100")), true, "5", "", "1"},
		{"a close without a day", market.Equity, "2026-11-27 11:00", at("2026-11-27 10:59", client.Bar{}, client.Bar{Close: dec("100")}), true, "", "", "1"},
		{"a trade without a time", market.Equity, "2026-11-27 11:00", client.Latest{Price: dec("105"), Day: bar("2026-11-27 00:00", "105"), Previous: bar("2026-11-25 00:00", "100")}, false, "", "7", ""},
	} {
		got := LatestSessionAt(calendar, ny(c.now)).Today(c.latest, c.class)
		if got.Current != c.current || !is(got.Price, "105") || !is(got.Change.Amount, c.amount) || !is(got.Day.Volume, c.volume) || !is(got.Quote.Bid, c.bid) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestChangeIsAFractionOfTheCloseBefore(t *testing.T) {
	for _, c := range [][4]string{ // price, close before, amount, fraction
		{"110", "100", "10", "0.1"}, {"90", "100", "-10", "-0.1"}, {"100", "100", "0", "0"}, {"1", "3", "-2", "-0.66666667"},
		{"5", "0", "5", ""}, {"", "100", "", ""}, {"100", "", "", ""}, {"0.00001", "0.00002", "-0.00001", "-0.5"},
	} {
		now := ny("2026-11-27 11:00")
		l := client.Latest{Price: dec(c[0]), At: now, Previous: client.Bar{At: ny("2026-11-25 00:00"), Close: dec(c[1])}}
		if got := LatestSessionAt(calendar, now).Today(l, market.Equity).Change; !is(got.Amount, c[2]) || !is(got.Fraction, c[3]) {
			t.Errorf("from %q to %q: %+v", c[1], c[0], got)
		}
	}
}

// The account's result of the day is that of the day which its last equity was read
// before, whatever the day is now.
func TestDayPLIsOfTheDayAfterItsClose(t *testing.T) {
	for _, c := range []struct {
		name, asOf, now string
		days            []client.TradingDay
		today           bool
	}{
		{"on a trading day", "2026-11-25", "2026-11-27 11:00", calendar, true},
		{"on the holiday before", "2026-11-25", "2026-11-26 11:00", calendar, true},
		{"on a Saturday, of Friday", "2026-11-25", "2026-11-28 11:00", calendar, false},
		{"on a Saturday, since Friday", "2026-11-27", "2026-11-28 11:00", calendar, true},
		{"after midnight, of the day before", "2026-11-25", "2026-11-28 00:01", calendar, false},
		{"before the opening of Monday", "2026-11-27", "2026-11-30 08:00", calendar, true},
		{"a close that is late", "2026-11-25", "2026-11-30 11:00", calendar, false},
		{"in the evening, since the close", "2026-11-27", "2026-11-27 20:30", calendar, false},
		{"older than the calendar", "2026-11-20", "2026-11-27 11:00", calendar, false},
		{"without a calendar", "2026-11-25", "2026-11-27 11:00", nil, true},
		{"old without a calendar", "2026-10-14", "2026-11-27 11:00", nil, false},
		{"not said", "", "2026-11-28 11:00", calendar, true},
		{"no date", "0001-01-01", "2026-11-28 11:00", calendar, true},
	} {
		closed, today := DayPLSince(&client.Account{BalanceAsOf: c.asOf}, c.days, ny(c.now))
		want := c.asOf
		if c.asOf < "2000" {
			want = ""
		}
		if today != c.today || market.Date(closed) != want {
			t.Errorf("%s: since %s, today %v", c.name, market.Date(closed), today)
		}
	}
}
