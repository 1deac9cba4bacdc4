package client

import (
	"context"
	"sync"
	"time"
)

const (
	// ProgramCalls is how many calls a minute a program makes in all. Alpaca
	// allows an account 200, which its owner's other programs draw from too.
	ProgramCalls = 120
	// programBurst is how many of them may leave at once: two accounts that open
	// together with all that stands on the screen.
	programBurst = 30
	// urgentCalls are kept for calls that go ahead of others. Together with
	// ProgramCalls they stay below what Alpaca allows.
	urgentCalls = 60
	urgentBurst = 30
)

// Limiter bounds the calls of all clients that share it, whoever asked for them:
// pollers, views, commands, retries, market data. No sixty seconds hold more than
// it allows, and a reserve for calls of Urgent. A nil Limiter allows everything.
type Limiter struct {
	own    *lanes
	shared *callFile // nil where no other program is counted
}

// lanes are what calls are spent from.
type lanes struct {
	mu     sync.Mutex
	pace   pace
	urgent pace // for calls of Urgent, when pace has none left
}

func newLanes(perMinute, burst int) *lanes {
	burst = min(burst, perMinute-1)
	return &lanes{pace: newPace(perMinute, burst), urgent: newPace(urgentCalls, urgentBurst)}
}

// NewLimiter allows perMinute calls, of which burst may leave at once.
func NewLimiter(perMinute, burst int) *Limiter {
	return &Limiter{own: newLanes(perMinute, burst)}
}

// NewProgramLimiter is the limiter of a whole program.
func NewProgramLimiter() *Limiter { return NewLimiter(ProgramCalls, programBurst) }

// delay gives how long from now until n calls may leave.
func (l *Limiter) delay(n int) time.Duration {
	if l == nil {
		return 0
	}
	l.own.mu.Lock()
	defer l.own.mu.Unlock()
	now := time.Now()
	return l.own.pace.earliest(n, now).Sub(now)
}

// take spends one call and gives how long it has to wait. A call that would have
// to wait longer than most is not spent: ok is false then. An urgent call that
// would have to wait spends from the reserve.
func (l *Limiter) take(most time.Duration, urgent bool) (wait time.Duration, ok bool) {
	if l == nil {
		return 0, true
	}
	l.own.mu.Lock()
	defer l.own.mu.Unlock()
	now := time.Now()
	bounds := [][2]allowance{{&l.own.pace, &l.own.urgent}}
	others, keep := l.shared.open(now)
	defer keep()
	if others != nil {
		bounds = append(bounds, [2]allowance{latest(others.Calls[:]), latest(others.Urgent[:])})
	}
	lane := 0
	wait = waitFor(bounds, lane, now)
	if reserve := waitFor(bounds, 1, now); urgent && reserve < wait {
		lane, wait = 1, reserve
	}
	if wait > most {
		return wait, false
	}
	for _, bound := range bounds {
		bound[lane].spend(1, now)
	}
	return wait, true
}

// allowance is what calls are spent from.
type allowance interface {
	earliest(n int, now time.Time) time.Time
	spend(n int, now time.Time)
}

// waitFor is how long a call of a lane waits until all bounds allow it: 0 are most
// calls, 1 is the reserve.
func waitFor(bounds [][2]allowance, lane int, now time.Time) (wait time.Duration) {
	for _, bound := range bounds {
		wait = max(wait, bound[lane].earliest(1, now).Sub(now))
	}
	return wait
}

// Wait spends one call and returns when it may leave, or the context's error. It
// is for calls that no Client makes.
func (l *Limiter) Wait(ctx context.Context) error {
	wait, _ := l.take(longest, ctx.Value(urgent{}) != nil)
	if wait <= 0 {
		return ctx.Err()
	}
	return sleep(ctx, wait)
}

// How long a call waits for the limiter before it is given up. A poller waits
// longer: calls without end for other things must not keep it from reading.
const (
	limiterWait        = time.Second
	patientLimiterWait = 6 * time.Second
)

// patient is the key of a context of Patient.
type patient struct{}

// Patient gives a context whose calls wait some seconds for the limiter: those of a
// poller, and of a command that somebody waits for.
func Patient(ctx context.Context) context.Context { return context.WithValue(ctx, patient{}, true) }

// urgent is the key of a context whose calls go ahead of others.
type urgent struct{}

// Urgent gives a context whose calls go ahead of those that other parts of the
// program make: a reserve is kept for them.
func Urgent(ctx context.Context) context.Context { return context.WithValue(ctx, urgent{}, true) }

// waitForLimiter delays a call until the program's own bound allows it, and gives
// an error at once where that is too far away.
func (c *Client) waitForLimiter(ctx context.Context) *Error {
	most := limiterWait
	first := ctx.Value(urgent{}) != nil
	if first || ctx.Value(patient{}) != nil {
		most = patientLimiterWait
	}
	wait, ok := c.limiter.take(most, first)
	if !ok {
		return &Error{Kind: ErrOwnLimit, RetryAt: c.now().Add(wait)}
	}
	if wait <= 0 {
		return nil
	}
	if err := sleep(ctx, wait); err != nil {
		return transportError(ctx, err)
	}
	return nil
}
