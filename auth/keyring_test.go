package auth

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// fakeRing is a keyring in memory that can be locked or slow.
type fakeRing struct {
	held map[string]string
	err  error
	slow bool
}

func (r *fakeRing) wait(ctx context.Context) error {
	if r.slow {
		<-ctx.Done()
		return ctx.Err()
	}
	return r.err
}

func (r *fakeRing) get(ctx context.Context, user string) (string, error) {
	if err := r.wait(ctx); err != nil {
		return "", err
	}
	value, found := r.held[user]
	if !found {
		return "", ErrNoToken
	}
	return value, nil
}

func (r *fakeRing) set(ctx context.Context, user, value string) error {
	if err := r.wait(ctx); err != nil {
		return err
	}
	r.held[user] = value
	return nil
}

func (r *fakeRing) remove(ctx context.Context, user string) error {
	if err := r.wait(ctx); err != nil {
		return err
	}
	if _, found := r.held[user]; !found {
		return ErrNoToken
	}
	delete(r.held, user)
	return nil
}

// storeWith is a store over a fake keyring and a folder of its own.
func storeWith(t *testing.T, kind string, ring *fakeRing) *Store {
	t.Helper()
	s, err := OpenStore(kind, filepath.Join(t.TempDir(), "quipu"))
	if err != nil {
		t.Fatal(err)
	}
	s.ring, s.bus = newLimited(ring), ring != nil
	return s
}

func TestKeyringThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storeWith(t, "auto", &fakeRing{slow: true})
		began := time.Now()
		place, err := s.Save(t.Context(), aToken("paper"))
		if err != nil || place.Kind != "file" || !strings.Contains(place.Note, "3 s") {
			t.Errorf("got %s: %v", place, err)
		}
		if took := time.Since(began); took != ringTime {
			t.Errorf("waited %s", took)
		}
	})
}
