package main

import (
	"fmt"
	"time"
)

// calls counts the requests of every stretch of sixty seconds, as the limit
// does that they must keep within: the first minute, in which a view opens, and
// the later ones. Where fewer seconds than that were seen, it scales.
func calls(came []time.Time, seen time.Duration) figure {
	if len(came) == 0 {
		return figure{skipped: "no call came"}
	}
	if seen < time.Minute {
		perMinute := float64(after(came, came[len(came)-1].Add(-seen))) * float64(time.Minute) / float64(seen)
		return figure{samples: []float64{perMinute}, note: fmt.Sprintf("scaled up from %.0f s", seen.Seconds())}
	}
	last := float64(after(came, came[len(came)-1].Add(-time.Minute)))
	return figure{samples: []float64{last}, worst: float64(busiest(came, time.Minute)), note: "last minute, and the busiest from the start on"}
}

// after counts the times after one.
func after(times []time.Time, from time.Time) int {
	n := 0
	for _, t := range times {
		if t.After(from) {
			n++
		}
	}
	return n
}

// busiest is the most times within any stretch so long.
func busiest(times []time.Time, stretch time.Duration) int {
	most, first := 0, 0
	for end := range times {
		for times[end].Sub(times[first]) >= stretch {
			first++
		}
		most = max(most, end-first+1)
	}
	return most
}
