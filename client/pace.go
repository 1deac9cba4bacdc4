package client

import "time"

// pollBurst is how many calls of a poller may leave at once: a cycle that reads
// everything makes six, and a refresh after it four.
const pollBurst = 10

// pace bounds calls: burst may leave at once, and the rest of a minute's calls is
// spread over it, so that no sixty seconds hold more than are allowed. Each call
// costs its share of a minute, and waits until what was spent before is paid.
type pace struct {
	burst int
	cost  time.Duration // of one call
	paid  time.Time     // the time up to which calls have paid
}

func newPace(perMinute, burst int) pace {
	return pace{burst: burst, cost: time.Minute / time.Duration(max(perMinute-burst, 1))}
}

// earliest gives the time from which n calls may leave, n at most burst.
func (p *pace) earliest(n int, now time.Time) time.Time {
	return later(now, p.paid.Add(time.Duration(n-p.burst)*p.cost))
}

func (p *pace) spend(n int, now time.Time) {
	p.paid = later(p.paid, now).Add(time.Duration(n) * p.cost)
}
