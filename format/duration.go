package format

import (
	"fmt"
	"time"
)

// Countdown gives the time left to the second as m:ss, and 0:00 once it is
// over: 4:51.
func Countdown(left time.Duration) string {
	seconds := int((max(left, 0) + time.Second - 1) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Age gives how old a figure is: now below two seconds, then 18 s, 4 m 05 s,
// 2 h 13 m, 3 d.
func Age(age time.Duration) string {
	if age < 2*time.Second {
		return "now"
	}
	return Span(age)
}

// Ago is Age in a sentence: now, 18 s ago.
func Ago(age time.Duration) string {
	if words := Age(age); words == "now" {
		return words
	}
	return Age(age) + " ago"
}

// Span gives a length of time in its two largest units, cut, not rounded, and
// never below zero: 0 s, 18 s, 4 m 05 s, 2 h 13 m, 3 d 4 h.
func Span(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d m %02d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %02d m", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
	}
}

// Until gives a length of time in minutes, for what lies hours ahead: 2 h 13 m,
// 13 m, and below a minute the seconds.
func Until(d time.Duration) string {
	if d >= time.Minute && d < time.Hour {
		return fmt.Sprintf("%d m", int(d.Minutes()))
	}
	return Span(d)
}
