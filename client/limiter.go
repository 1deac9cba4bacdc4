package client

import (
	"context"
	"sync"
	"time"
)

const (
	// ProgramCalls is how many calls a minute a program makes in all. Alpaca
	// allows an account 200, which its owner's other programs draw from too.
	ProgramCalls = 150
	// programBurst is how many of them may leave at once: two accounts that open
	// together with all that stands on the screen.
	programBurst = 30
)

// Limiter bounds the calls of all clients that share it, whoever asked for them:
// pollers, views, commands, retries, market data. No sixty seconds hold more than
// it allows. A nil Limiter allows everything.
type Limiter struct {
	mu   sync.Mutex
	pace pace
}

// NewLimiter allows perMinute calls, of which burst may leave at once.
func NewLimiter(perMinute, burst int) *Limiter {
	burst = min(burst, perMinute-1)
	return &Limiter{pace: newPace(perMinute, burst)}
}

// NewProgramLimiter is the limiter of a whole program.
func NewProgramLimiter() *Limiter { return NewLimiter(ProgramCalls, programBurst) }

// delay gives how long from now until n calls may leave.
func (l *Limiter) delay(n int) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	return l.pace.earliest(n, now).Sub(now)
}

// take spends one call and gives how long it has to wait. A call that would have
// to wait longer than most is not spent: ok is false then.
func (l *Limiter) take(most time.Duration) (wait time.Duration, ok bool) {
	if l == nil {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if wait = l.pace.earliest(1, now).Sub(now); wait > most {
		return wait, false
	}
	l.pace.spend(1, now)
	return wait, true
}

// How long a call waits for the limiter before it is given up. A poller waits
// longer: calls without end for other things must not keep it from reading.
const (
	limiterWait     = time.Second
	pollLimiterWait = 6 * time.Second
)

// patient is the key of a context whose calls are a poller's.
type patient struct{}

// waitForLimiter delays a call until the program's own bound allows it, and gives
// an error at once where that is too far away.
func (c *Client) waitForLimiter(ctx context.Context) *Error {
	most := limiterWait
	if ctx.Value(patient{}) != nil {
		most = pollLimiterWait
	}
	wait, ok := c.limiter.take(most)
	if !ok {
		return &Error{Kind: ErrRateLimited, Message: "held back: quipu makes no more calls in a minute", RetryAt: c.now().Add(wait)}
	}
	if wait <= 0 {
		return nil
	}
	if err := sleep(ctx, wait); err != nil {
		return transportError(ctx, err)
	}
	return nil
}
