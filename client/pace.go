package client

import "time"

const (
	// burst is how many calls may leave at once. The rest of a minute's calls is
	// spread over it, so that no sixty seconds hold more than are allowed.
	burst = 10
)

// pace bounds the calls of a poller however often it is refreshed. Each call costs
// its share of a minute, and a cycle waits until it can pay for its calls. Calls
// that the screen makes besides are not counted: they must not delay the figures.
type pace struct {
	cost time.Duration // of one call
	paid time.Time     // the time up to which calls have paid
}

func newPace(perMinute int) pace {
	return pace{cost: time.Minute / time.Duration(max(perMinute-burst, 1))}
}

// earliest gives the time from which n calls may leave, n at most burst.
func (p *pace) earliest(n int, now time.Time) time.Time {
	return later(now, p.paid.Add(time.Duration(n-burst)*p.cost))
}

func (p *pace) spend(n int, now time.Time) {
	p.paid = later(p.paid, now).Add(time.Duration(n) * p.cost)
}
