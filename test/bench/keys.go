package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// press is one key and what it must change.
type press struct {
	name, bytes string
	changes     func(screen) string
}

var (
	pageDown = press{"PgDn", "\x1b[6~", screen.cursor}
	down     = press{"j", "j", screen.cursor}
	up       = press{"k", "k", screen.cursor}
	bottom   = press{"G", "G", screen.cursor}
	top      = press{"g", "g", screen.cursor}
	sorting  = press{"o", "o", screen.titles}
)

// walk is a round of keys each of which changes something, wherever the last
// sort has put the cursor: it begins at the top.
var walk = []press{pageDown, down, down, up, pageDown, down, bottom, up, up, pageDown, top, sorting}

// keys measures from the key's bytes to the bytes that show what it did. The
// pauses between the keys are of no steady length: a key that always came right
// after a frame would always wait for a whole one.
func (s *session) keys(ctx context.Context, n int) (figure, error) {
	var f figure
	slow, lost := map[string]float64{}, 0
	for i := range n {
		if i%len(walk) == 0 {
			if err := s.toTop(ctx); err != nil {
				return f, err
			}
		}
		if err := pause(ctx, 20*time.Millisecond+rand.N(frames)); err != nil { //nolint:gosec // chance, not secrecy
			return f, err
		}
		key := walk[i%len(walk)]
		took, err := s.press(ctx, key)
		switch {
		case errors.Is(err, errNothing):
			lost++
			if lost > n/50 {
				return f, fmt.Errorf("%d of %d keys changed nothing, the last one %s: %w", lost, i+1, key.name, err)
			}
			continue
		case err != nil:
			return f, err
		}
		f.samples = append(f.samples, milliseconds(took))
		slow[key.name] = max(slow[key.name], milliseconds(took))
	}
	f.note = "slowest by key:"
	for _, key := range []press{down, up, pageDown, bottom, top, sorting} {
		f.note += fmt.Sprintf(" %s %.0f", key.name, slow[key.name])
	}
	if lost > 0 {
		f.note += fmt.Sprintf("; %d changed nothing", lost)
	}
	return f, nil
}

// toTop goes to the first row, from wherever the cursor is.
func (s *session) toTop(ctx context.Context) error {
	if err := s.types(top.bytes); err != nil {
		return err
	}
	return pause(ctx, 500*time.Millisecond)
}

func (s *session) press(ctx context.Context, key press) (time.Duration, error) {
	before := see(s, key.changes)
	changed := s.when(func(sc screen) bool {
		now := key.changes(sc)
		return now != before && now != ""
	})
	pressed := time.Now()
	if err := s.types(key.bytes); err != nil {
		return 0, err
	}
	at, err := s.wait(ctx, changed, "the key "+key.name+" to show", 3*time.Second)
	return at.Sub(pressed), err
}
