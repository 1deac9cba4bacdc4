package client

import (
	"errors"
	"sync"
)

// failures remembers what could not be read of each endpoint of market data, so
// that it is asked for again only when its Backoff allows, however many views and
// symbols want it.
type failures struct {
	mu     sync.Mutex
	byPath map[string]*lastFailure
}

type lastFailure struct {
	backoff Backoff
	err     *Error
}

// waiting gives the last failure of an endpoint that must not be asked again yet;
// nil where it may be asked.
func (d *Data) waiting(path string) error {
	d.failures.mu.Lock()
	defer d.failures.mu.Unlock()
	last := d.failures.byPath[path]
	if last == nil || !last.backoff.Waits(d.client.now()) {
		return nil
	}
	again := *last.err
	return &again
}

// remember takes in how a reading of an endpoint ended. What was wrong with one
// query says nothing about others.
func (d *Data) remember(path string, err error) {
	if errors.Is(err, ErrRejected) || errors.Is(err, ErrNotFound) {
		return
	}
	d.failures.mu.Lock()
	defer d.failures.mu.Unlock()
	var failure *Error
	if !errors.As(err, &failure) {
		delete(d.failures.byPath, path)
		return
	}
	last := d.failures.byPath[path]
	if last == nil {
		last = &lastFailure{err: failure}
	}
	last.backoff.Record(err, d.client.now(), d.client.random())
	if !last.backoff.Next().IsZero() {
		last.err = failure
		if d.failures.byPath == nil {
			d.failures.byPath = map[string]*lastFailure{}
		}
		d.failures.byPath[path] = last
	}
}
