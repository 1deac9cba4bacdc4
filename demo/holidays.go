package demo

import "time"

// holiday reports whether the New York Stock Exchange stays closed on a
// weekday, by its rules of the years since 2022.
func holiday(day time.Time) bool {
	year, month, date := day.Date()
	switch {
	case month == time.January && date == 1, month == time.January && date == 2 && day.Weekday() == time.Monday:
		return true // New Year, which a Saturday takes with it
	case observed(day, time.June, 19), observed(day, time.July, 4), observed(day, time.December, 25):
		return true
	case nthOf(day, time.January, time.Monday, 3), nthOf(day, time.February, time.Monday, 3): // King, Washington
		return true
	case month == time.May && day.Weekday() == time.Monday && date > 24: // Memorial Day
		return true
	case nthOf(day, time.September, time.Monday, 1), nthOf(day, time.November, time.Thursday, 4): // Labor Day, Thanksgiving
		return true
	case day.Equal(easter(year).AddDate(0, 0, -2)):
		return true
	}
	return year == 2025 && month == time.January && date == 9 // President Carter's funeral
}

// shortDay reports whether the exchange closes at one: before Independence Day
// and Christmas, and after Thanksgiving.
func shortDay(day time.Time) bool {
	_, month, date := day.Date()
	switch {
	case month == time.July && date == 3:
		return day.Weekday() <= time.Thursday
	case month == time.December && date == 24:
		return true
	}
	return nthOf(day.AddDate(0, 0, -1), time.November, time.Thursday, 4)
}

// observed reports whether a day is when a holiday is kept: the Friday before
// a Saturday, the Monday after a Sunday.
func observed(day time.Time, month time.Month, date int) bool {
	kept := time.Date(day.Year(), month, date, 0, 0, 0, 0, day.Location())
	switch kept.Weekday() {
	case time.Saturday:
		kept = kept.AddDate(0, 0, -1)
	case time.Sunday:
		kept = kept.AddDate(0, 0, 1)
	}
	return day.Equal(kept)
}

// nthOf reports whether a day is the n-th such weekday of a month.
func nthOf(day time.Time, month time.Month, weekday time.Weekday, n int) bool {
	return day.Month() == month && day.Weekday() == weekday && (day.Day()+6)/7 == n
}

// easter is the Sunday by the Gregorian rule, in the form of the anonymous
// correspondent of Nature (1876).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := h + l - 7*m
	month := (n + 90) / 25
	date := (n + 33*month + 19) % 32
	return time.Date(year, time.Month(month), date, 0, 0, 0, 0, newYork)
}
