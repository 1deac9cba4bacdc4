package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// patience bounds a wait that hangs; no figure depends on it.
const patience = 30 * time.Second

// watcher waits for something to stand on the screen.
type watcher struct {
	holds func(screen) bool
	hit   chan time.Time
}

// look tells the watchers whose moment has come.
func (s *session) look(at time.Time) {
	waiting := s.watchers[:0]
	for _, w := range s.watchers {
		if w.holds(s.screen) {
			w.hit <- at
		} else {
			waiting = append(waiting, w)
		}
	}
	s.watchers = waiting
}

// when gives the time at which the bytes came that make holds true, or now
// where it is true already. holds is called from several goroutines, one at a
// time, and must not keep the screen.
func (s *session) when(holds func(screen) bool) *watcher {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &watcher{holds, make(chan time.Time, 1)}
	s.watchers = append(s.watchers, w)
	s.look(time.Now())
	return w
}

var errNothing = errors.New("waited in vain")

// wait waits for a watcher, at most so long.
func (s *session) wait(ctx context.Context, w *watcher, what string, most time.Duration) (time.Time, error) {
	select {
	case at := <-w.hit:
		return at, nil
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	case <-s.ended:
		return time.Time{}, fmt.Errorf("quipu ended while waiting for %s; its screen:\n%s", what, s.text())
	case <-time.After(most):
		return time.Time{}, fmt.Errorf("%w for %s; the screen:\n%s", errNothing, what, s.text())
	}
}

// await waits until the screen shows what holds asks for.
func (s *session) await(ctx context.Context, what string, holds func(screen) bool) (time.Time, error) {
	return s.wait(ctx, s.when(holds), what, patience)
}

func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.screen.text()
}

// see asks something of the screen as it is now.
func see[T any](s *session, what func(screen) T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return what(s.screen)
}

// pause waits, unless the person has had enough.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
