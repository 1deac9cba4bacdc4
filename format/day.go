package format

import (
	"fmt"
	"time"

	"quipu/market"
)

// Day names a day in New York: Today, Yesterday, Mon 23 Nov, and with the year
// where it is not this one. A time that is not known is Unknown.
func Day(at, now time.Time) string {
	if at.IsZero() {
		return Unknown
	}
	at, now = at.In(market.NewYork), now.In(market.NewYork)
	switch {
	case sameDay(at, now):
		return "Today, " + at.Format("Mon 2 Jan")
	case sameDay(at, now.AddDate(0, 0, -1)):
		return "Yesterday, " + at.Format("Mon 2 Jan")
	default:
		return Date(at, now)
	}
}

// Date is Day by its date alone: Mon 23 Nov.
func Date(at, now time.Time) string {
	if at.IsZero() {
		return Unknown
	}
	at = at.In(market.NewYork)
	if at.Year() == now.In(market.NewYork).Year() {
		return at.Format("Mon 2 Jan")
	}
	return FullDate(at)
}

// FullDate is the day of a time in its own zone, with the year: Mon 23 Nov 2026.
func FullDate(at time.Time) string { return at.Format("Mon 2 Jan 2006") }

// DateAndClock is the day and the time of day in the zone of the time: Mon 23 Nov
// 15:04.
func DateAndClock(at time.Time) string { return at.Format("Mon 2 Jan 15:04") }

// Seconds gives the time of day in New York to the second: 15:04:05.
func Seconds(at time.Time) string { return at.In(market.NewYork).Format("15:04:05") }

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// Clock gives the time of day in New York: 15:04.
func Clock(at time.Time) string {
	if at.IsZero() {
		return Unknown
	}
	return at.In(market.NewYork).Format("15:04")
}

// Moment gives day and time in New York: 23 Nov 15:04, and the day alone with
// its year where that is not this one.
func Moment(at, now time.Time) string {
	if at.IsZero() {
		return Unknown
	}
	at = at.In(market.NewYork)
	if at.Year() != now.In(market.NewYork).Year() {
		return at.Format("2 Jan 2006")
	}
	return at.Format("2 Jan 15:04")
}

// OnDay follows a figure with its day in New York: " on 14 Oct", and with the year
// where it is not this one; "" where the time is not known.
func OnDay(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " on " + ShortDate(at, now)
}

// ShortDate gives the day in New York: 23 Nov, with its year where that is not this
// one.
func ShortDate(at, now time.Time) string {
	if at.IsZero() {
		return Unknown
	}
	at = at.In(market.NewYork)
	if at.Year() != now.In(market.NewYork).Year() {
		return at.Format("2 Jan 2006")
	}
	return at.Format("2 Jan")
}

// Rough gives a length of time in its largest unit alone, cut: 41 s, 12 m, 2 h,
// 3 d.
func Rough(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d m", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int(d.Hours())/24)
	}
}
