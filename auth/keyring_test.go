package auth

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
)

// fakeRing is a keyring in memory that can be locked or slow.
type fakeRing struct {
	mu     sync.Mutex
	held   map[string]string
	err    error
	slow   bool
	onRead func() // called after each get, nil for nothing
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
	r.mu.Lock()
	value, found := r.held[user]
	r.mu.Unlock()
	if r.onRead != nil {
		r.onRead()
	}
	if !found {
		return "", ErrNoToken
	}
	return value, nil
}

func (r *fakeRing) set(ctx context.Context, user, value string) error {
	if err := r.wait(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[user] = value
	return nil
}

func (r *fakeRing) remove(ctx context.Context, user string) error {
	if err := r.wait(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, found := r.held[user]; !found {
		return ErrNoToken
	}
	delete(r.held, user)
	return nil
}

func (r *fakeRing) removeAll(ctx context.Context) error {
	if err := r.wait(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.held)
	return nil
}

// storeWith is a store over a fake keyring and a folder of its own.
func storeWith(t *testing.T, kind string, ring *fakeRing) *Store {
	t.Helper()
	s, err := OpenStore(StoreOptions{Kind: kind, Dir: filepath.Join(t.TempDir(), "quipu")})
	if err != nil {
		t.Fatal(err)
	}
	s.ring, s.bus = newLimitedRing(ring), ring != nil
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

// stuckRing hangs whatever its caller does, until it is let go.
type stuckRing struct {
	*fakeRing
	calls atomic.Int32
	let   chan struct{}
}

func (r *stuckRing) set(ctx context.Context, user, value string) error {
	r.calls.Add(1)
	<-r.let
	return r.fakeRing.set(context.WithoutCancel(ctx), user, value)
}

func TestAtMostOneKeyringCallHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := &stuckRing{fakeRing: &fakeRing{held: map[string]string{}}, let: make(chan struct{})}
		s := storeWith(t, "auto", stuck.fakeRing)
		s.ring = newLimitedRing(stuck)
		for range 3 {
			if place, err := s.Save(t.Context(), aToken("paper")); err != nil || place.Kind != "file" {
				t.Errorf("got %s: %v", place, err)
			}
		}
		if n := stuck.calls.Load(); n != 1 {
			t.Errorf("%d calls hang", n)
		}
		close(stuck.let)
		synctest.Wait()
		if place, err := s.Save(t.Context(), aToken("paper")); err != nil || place.Kind != "keyring" {
			t.Errorf("afterwards: %s: %v", place, err)
		}
	})
}

func TestCancellingEndsTheWaitForTheKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storeWith(t, "keyring", &fakeRing{slow: true})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		if _, _, err := s.Load(ctx, "paper"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("waited %s", took)
		}
	})
}

// panicRing is a library that fails.
type panicRing struct{ *fakeRing }

func (panicRing) get(context.Context, string) (string, error) { panic("the sky\x1b[2J falls") }

func TestPanicInTheKeyringIsAnError(t *testing.T) {
	s := storeWith(t, "keyring", &fakeRing{})
	s.ring = newLimitedRing(panicRing{})
	for range 2 { // the turn is given back
		if _, _, err := s.Load(t.Context(), "paper"); err == nil || !strings.Contains(err.Error(), "it failed: the sky[2J falls") {
			t.Errorf("got %q", err)
		}
	}
}

func TestSystemKeyring(t *testing.T) {
	keyring.MockInit()
	s := system{bus: true}
	ctx := t.Context()
	if _, err := s.get(ctx, "paper"); !errors.Is(err, ErrNoToken) {
		t.Errorf("an empty keyring: %v", err)
	}
	if err := s.remove(ctx, "paper"); !errors.Is(err, ErrNoToken) {
		t.Errorf("removing nothing: %v", err)
	}
	if err := s.set(ctx, "paper", "x"); err != nil {
		t.Error(err)
	}
	if value, err := keyring.Get("quipu", "paper"); err != nil || value != "x" {
		t.Errorf("the entry is %q: %v", value, err)
	}
	if value, err := s.get(ctx, "paper"); err != nil || value != "x" {
		t.Errorf("got %q: %v", value, err)
	}
	if err := s.remove(ctx, "paper"); err != nil {
		t.Error(err)
	}
	keyring.MockInitWithError(errors.New("locked\x1b[2J\nby somebody"))
	if _, err := s.get(ctx, "paper"); err == nil || err.Error() != "locked[2J by somebody" {
		t.Errorf("got %q", err)
	}
}

func TestSystemKeyringWithoutASessionBus(t *testing.T) {
	keyring.MockInit()
	s, ctx := system{bus: false}, t.Context()
	_, getErr := s.get(ctx, "paper")
	for _, err := range []error{getErr, s.set(ctx, "paper", "x"), s.remove(ctx, "paper")} {
		if !errors.Is(err, errNoBus) {
			t.Errorf("got %v", err)
		}
	}
	if value, err := keyring.Get("quipu", "paper"); err == nil {
		t.Errorf("the keyring was asked and holds %q", value)
	}
}

func TestSessionBusByEnvironment(t *testing.T) {
	address := func(string) string { return "unix:path=/nowhere" }
	if !sessionBus(address) {
		t.Error("not seen")
	}
}
