package client

import (
	"context"
	"errors"
	"time"
)

const (
	maxRetries = 2
	firstPause = 250 * time.Millisecond
	maxWait    = 2 * time.Second // a longer wait is the caller's to decide
)

// held gives the time before which a call may not leave. A change, and a call of Urgent,
// wait for a minute at most: a long Retry-After must not keep a position open.
func (c *Client) held(ctx context.Context, what call) func(now time.Time) time.Time {
	if !what.reads() || ctx.Value(urgent{}) != nil {
		return c.budget.urgentUntil
	}
	return c.budget.heldUntil
}

// waitForRateLimit delays a call until a 429's reset. Where that is more than
// maxWait away it gives an error at once, with the time of the reset.
func (c *Client) waitForRateLimit(ctx context.Context, what call) *Error {
	for {
		now := c.now()
		until := c.held(ctx, what)(now)
		if until.IsZero() {
			return nil
		}
		if until.Sub(now) > maxWait {
			return &Error{Kind: ErrRateLimited, Message: "held back until the limit resets", RetryAt: until}
		}
		if err := sleep(ctx, until.Sub(now)); err != nil {
			failure := transportError(ctx, err)
			failure.RetryAt = until
			return failure
		}
	}
}

// again reports whether to try a failed read once more, after a pause that grows
// exponentially, with jitter between half and the whole.
func (c *Client) again(ctx context.Context, failure *Error, attempt int) bool {
	if !failure.retryable() || attempt >= maxRetries {
		return false
	}
	pause := firstPause << attempt
	pause = spread(pause, c.random())
	if wait := failure.RetryAt.Sub(c.now()); !failure.RetryAt.IsZero() && wait > pause {
		if wait > maxWait {
			return false
		}
		pause = wait
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= pause {
		return false
	}
	if sleep(ctx, pause) != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			failure.Kind, failure.Err = context.Canceled, ctx.Err()
		}
		return false
	}
	return true
}

// sleep waits, or gives the context's error.
func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
