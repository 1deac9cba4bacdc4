package demo

import "time"

// holiday reports whether the New York Stock Exchange stays closed on a
// weekday, by its rules of the years since 2022.
func holiday(day time.Time) bool {
	year, month, date := day.Date()
	weekday := day.Weekday()
	switch month {
	case time.January: // New Year, which a Saturday takes with it, King, and President Carter's funeral
		return date == 1 || date == 2 && weekday == time.Monday || weekday == time.Monday && nth(date, 3) || year == 2025 && date == 9
	case time.February: // Washington
		return weekday == time.Monday && nth(date, 3)
	case time.March, time.April:
		return weekday == time.Friday && day.Equal(easter(year).AddDate(0, 0, -2))
	case time.May: // Memorial Day
		return weekday == time.Monday && date > 24
	case time.June:
		return observed(weekday, date, 19)
	case time.July:
		return observed(weekday, date, 4)
	case time.September: // Labor Day
		return weekday == time.Monday && nth(date, 1)
	case time.November: // Thanksgiving
		return weekday == time.Thursday && nth(date, 4)
	case time.December:
		return observed(weekday, date, 25)
	}
	return false
}

// shortDay reports whether the exchange closes at one: before Independence Day
// and Christmas, and after Thanksgiving.
func shortDay(day time.Time) bool {
	_, month, date := day.Date()
	switch month {
	case time.July:
		return date == 3 && day.Weekday() <= time.Thursday
	case time.November:
		return day.Weekday() == time.Friday && nth(date-1, 4)
	case time.December:
		return date == 24
	}
	return false
}

// observed reports whether a date is when the holiday of its month is kept: the Friday
// before a Saturday, the Monday after a Sunday.
func observed(weekday time.Weekday, date, holiday int) bool {
	switch weekday {
	case time.Saturday, time.Sunday:
		return false
	case time.Friday:
		return date == holiday || date == holiday-1
	case time.Monday:
		return date == holiday || date == holiday+1
	}
	return date == holiday
}

// nth reports whether a date is the n-th of its weekday in the month.
func nth(date, n int) bool { return (date+6)/7 == n }

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
