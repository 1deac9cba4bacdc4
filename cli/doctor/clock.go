package doctor

import (
	"fmt"
	"time"
)

// clockTolerance is a difference that troubles nothing.
const clockTolerance = 5 * time.Second

// checkClock compares our clock with what a host says.
func checkClock(host string, hostTime, now time.Time) Finding {
	skew := now.Sub(hostTime).Round(time.Second)
	f := Finding{"Clock", "this machine", OK, fmt.Sprintf("within %s of %s", clockTolerance, host), ""}
	if skew.Abs() > clockTolerance {
		way := "ahead of"
		if skew < 0 {
			way = "behind"
		}
		f.State, f.Value = Warn, fmt.Sprintf("%s %s %s", skew.Abs(), way, host)
		f.Advice = "set the clock (timedatectl set-ntp true): quipu reckons with the difference, TLS and logs do not"
	}
	return f
}
