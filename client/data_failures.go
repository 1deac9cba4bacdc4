package client

import (
	"errors"
	"maps"
	"sync"
	"time"
)

// maxFailures bounds what is remembered: queries may hold times, which are others
// each time.
const maxFailures = 256

// failures remember what could not be read of market data: of each endpoint, and
// of each query that was refused. It is asked for again only when its Backoff
// allows, however many views and symbols want it.
type failures struct {
	mu sync.Mutex
	of map[string]*lastFailure
}

type lastFailure struct {
	backoff Backoff
	err     *Error
}

// waiting gives the last failure of what must not be asked again yet; nil where it
// may be asked.
func (f *failures) waiting(of string, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := f.of[of]
	if last == nil || !last.backoff.Waits(now) {
		return nil
	}
	again := *last.err
	return &again
}

// remember takes in how a reading ended.
func (f *failures) remember(of string, err error, c *Client) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var failure *Error
	if !errors.As(err, &failure) {
		delete(f.of, of)
		return
	}
	last := f.of[of]
	if last == nil {
		last = &lastFailure{err: failure}
	}
	last.backoff.Record(err, c.now(), c.random())
	if last.backoff.Next().IsZero() {
		return
	}
	last.err = failure
	f.makeRoom(c.now())
	f.of[of] = last
}

func (f *failures) makeRoom(now time.Time) {
	if len(f.of) >= maxFailures {
		maps.DeleteFunc(f.of, func(_ string, l *lastFailure) bool { return !l.backoff.Waits(now) })
	}
	if f.of == nil || len(f.of) >= maxFailures {
		f.of = map[string]*lastFailure{}
	}
}
