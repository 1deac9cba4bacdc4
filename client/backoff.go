package client

import (
	"context"
	"errors"
	"time"
)

const (
	minBackoff = 2 * time.Second
	maxBackoff = time.Minute

	minRefusedBackoff = 30 * time.Second // what was refused seldom changes by itself
	maxRefusedBackoff = 5 * time.Minute
)

// Backoff says when one kind of reading may be tried again after failures. It
// outlives the readings: memory made anew with each success forgets what keeps
// failing. The zero value is free.
type Backoff struct {
	failures int
	next     time.Time // no try before this
	retryAt  time.Time // the broker asked for this: nobody's hurry shortens it
}

// Record takes in how a reading ended at now. random in [0,1) spreads the tries
// of several programs. A reading that the caller gave up changes nothing.
func (b *Backoff) Record(err error, now time.Time, random float64) {
	switch {
	case err == nil:
		*b = Backoff{}
		return
	case errors.Is(err, context.Canceled):
		return
	}
	b.failures++
	b.next = now.Add(spread(pauseAfter(b.failures, err), random))
	b.retryAt = time.Time{}
	var failure *Error
	if errors.As(err, &failure) && failure.RetryAt.After(now) {
		b.retryAt = failure.RetryAt
		b.next = later(b.next, b.retryAt)
	}
}

// Next gives the time before which nothing is tried by itself, or zero.
func (b *Backoff) Next() time.Time { return b.next }

// Waits reports whether the time for the next try has not come yet.
func (b *Backoff) Waits(now time.Time) bool { return Age(b.next, now) < 0 }

// Hurry lets a person try again at once, except where the broker asked to wait.
func (b *Backoff) Hurry() { b.next = b.retryAt }

// pauseAfter doubles with each failure: from two seconds to a minute, and from
// half a minute to five after a refusal, which the same call gets again.
func pauseAfter(failures int, err error) time.Duration {
	least, most := minBackoff, maxBackoff
	if errors.Is(err, ErrForbidden) || errors.Is(err, ErrUnauthorized) {
		least, most = minRefusedBackoff, maxRefusedBackoff
	}
	return doubled(least, most, failures)
}

// doubled gives least after one failure and twice as much after each other one,
// most at the most.
func doubled(least, most time.Duration, failures int) time.Duration {
	pause := least
	for ; failures > 1 && pause < most; failures-- {
		pause *= 2
	}
	return min(pause, most)
}

// spread gives between half of a pause and the whole.
func spread(pause time.Duration, random float64) time.Duration {
	return pause/2 + time.Duration(random*float64(pause/2))
}
