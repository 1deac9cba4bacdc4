package client

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Rate is the account's budget of calls, from the X-RateLimit headers of the
// latest answer. Other programs of the same person draw from it too.
type Rate struct {
	Limit     int       // calls a minute
	Remaining int       // of them left until Reset
	Reset     time.Time // local time
	Known     bool      // false until an answer carried the headers
}

// Waits after a 429. A reset further away than an hour is a broken header or
// a broken clock, not a window of a minute.
const (
	window   = time.Minute
	shortest = time.Second
	longest  = time.Hour
)

// budget is shared by all calls of a client.
type budget struct {
	mu      sync.Mutex
	known   Rate
	window  int64     // known's reset as the broker wrote it
	blocked time.Time // no call before this, local time; zero when free
	refused time.Time // when the latest 429 came
}

func (b *budget) rate() Rate {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.known
}

// heldUntil gives the time before which no call may leave, or zero. A wait is
// over when the monotonic clock or the wall clock says so: the first stands
// still while a laptop sleeps, the second may be set back.
func (b *budget) heldUntil(now time.Time) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if Age(b.blocked, now) >= 0 {
		return time.Time{}
	}
	return b.blocked
}

// urgentUntil is heldUntil for a call that goes ahead of others: it is held for no more
// than the window after the latest 429, whatever that asked for.
func (b *budget) urgentUntil(now time.Time) time.Time {
	until := b.heldUntil(now)
	b.mu.Lock()
	defer b.mu.Unlock()
	if bound := b.refused.Add(window); until.After(bound) {
		until = bound
	}
	if Age(until, now) >= 0 {
		return time.Time{}
	}
	return until
}

// update reads an answer's headers and gives the time before which the same call
// should not be tried again; zero where the answer does not say.
func (b *budget) update(status int, header http.Header, now time.Time) time.Time {
	wait, asked := retryAfter(header, now)
	rate, reset, known := readRate(header, now)
	b.mu.Lock()
	defer b.mu.Unlock()
	if known {
		b.keepLower(rate, reset)
	}
	switch {
	case status == http.StatusTooManyRequests:
		until := now.Add(max(wait, shortest))
		if known && rate.Reset.After(until) {
			until = rate.Reset
		}
		if !known && !asked {
			until = now.Add(window)
		}
		if until.After(b.blocked) {
			b.blocked = until
		}
		b.refused = now
		return b.blocked
	case asked && status >= http.StatusMultipleChoices:
		return now.Add(wait)
	}
	return time.Time{}
}

// keepLower keeps the lower count of one window: answers of concurrent calls
// arrive in any order.
func (b *budget) keepLower(rate Rate, reset int64) {
	if b.known.Known && b.window == reset && b.known.Limit == rate.Limit {
		rate.Remaining = min(rate.Remaining, b.known.Remaining)
	}
	b.known, b.window = rate, reset
}

func readRate(header http.Header, now time.Time) (rate Rate, reset int64, known bool) {
	limit, errLimit := strconv.Atoi(header.Get("X-Ratelimit-Limit"))
	remaining, errRemaining := strconv.Atoi(header.Get("X-Ratelimit-Remaining"))
	reset, errReset := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64)
	if errLimit != nil || errRemaining != nil || errReset != nil || limit < 1 || remaining < 0 || reset < 0 {
		return Rate{}, 0, false
	}
	wait, ok := until(time.Unix(reset, 0), header, now)
	return Rate{Limit: limit, Remaining: min(remaining, limit), Reset: now.Add(wait), Known: ok}, reset, ok
}

// retryAfter reads Retry-After: seconds, or a date (RFC 9110, section 10.2.3).
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	text := header.Get("Retry-After")
	if text == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return min(time.Duration(min(max(seconds, 0), int64(longest/time.Second)))*time.Second, longest), true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	return until(at, header, now)
}

// until gives how far away a broker's time is. The broker's own Date is the
// better present, for the local clock may be minutes off; a time too far away
// by either is not believed.
func until(at time.Time, header http.Header, now time.Time) (time.Duration, bool) {
	presents := []time.Time{now}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		presents = []time.Time{date, now}
	}
	for _, present := range presents {
		if wait := at.Sub(present); wait > -window && wait <= longest {
			return max(wait, 0), true
		}
	}
	return 0, false
}
