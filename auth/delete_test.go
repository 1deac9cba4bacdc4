package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"quipu/safe"
)

// newerThan is a token that was issued after another one.
func newerThan(token Token) Token {
	token.Access, token.Obtained = safe.NewSecret("tok-newer"), token.Obtained.Add(time.Hour)
	return token
}

func TestDeleteIfDeletesThatVeryToken(t *testing.T) {
	refused := aToken("paper")
	elsewhere := refused
	elsewhere.Origin = "https://broker.example"
	for name, c := range map[string]struct {
		stored  Token
		deleted bool
	}{
		"the same":           {refused, true},
		"a newer one":        {newerThan(refused), false},
		"one of another API": {elsewhere, false},
		"another account's":  {aToken("live"), false},
	} {
		for _, kind := range []string{"auto", "keyring", "file", "memory"} {
			s := storeWith(t, kind, &fakeRing{held: map[string]string{}})
			if _, err := s.Save(t.Context(), c.stored); err != nil {
				t.Fatal(err)
			}
			if deleted, err := s.DeleteIf(t.Context(), refused); deleted != c.deleted || err != nil {
				t.Errorf("%s, %s: deleted %v, %v", name, kind, deleted, err)
			}
			_, _, err := storeOf(s, c.stored.Origin).Load(t.Context(), c.stored.Env)
			if gone := errors.Is(err, ErrNoToken); gone != c.deleted {
				t.Errorf("%s, %s: afterwards %v", name, kind, err)
			}
		}
	}
}

// A save that the keyring did not take leaves the older token there.
func TestDeleteIfComparesKeyringAndFileEach(t *testing.T) {
	older := aToken("paper")
	for _, refused := range []Token{older, newerThan(older)} {
		ring := &fakeRing{held: map[string]string{}}
		s := storeWith(t, "auto", ring)
		_, err := s.Save(t.Context(), older)
		ring.err = errors.New("locked")
		_, fileErr := s.Save(t.Context(), newerThan(older))
		ring.err = nil
		if err := errors.Join(err, fileErr); err != nil {
			t.Fatal(err)
		}
		if deleted, err := s.DeleteIf(t.Context(), refused); !deleted || err != nil {
			t.Errorf("deleted %v, %v", deleted, err)
		}
		left, place, err := s.Load(t.Context(), "paper")
		if err != nil || left.same(refused) || (place.Kind == "file") != refused.same(older) {
			t.Errorf("left is %q in %s: %v", left.Access.Reveal(), place, err)
		}
	}
}

func TestDeleteIfSaysWhatItCannotRead(t *testing.T) {
	s := storeWith(t, "auto", &fakeRing{err: errors.New("locked")})
	if deleted, err := s.DeleteIf(t.Context(), aToken("paper")); deleted || err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("deleted %v, %v", deleted, err)
	}
	damaged := storeWith(t, "keyring", &fakeRing{held: map[string]string{"paper": "{"}})
	if deleted, err := damaged.DeleteIf(t.Context(), aToken("paper")); deleted || err == nil {
		t.Errorf("deleted %v, %v", deleted, err)
	}
}

// Another process signs in anew between the comparison and the deletion.
func TestDeleteIfKeepsATokenSavedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := &fakeRing{held: map[string]string{}}
		s, other := storeWith(t, "auto", ring), storeWith(t, "auto", ring)
		other.dir = s.dir
		refused := aToken("paper")
		if _, err := s.Save(t.Context(), refused); err != nil {
			t.Fatal(err)
		}
		var saved sync.WaitGroup
		ring.onRead = func() {
			ring.onRead = nil
			saved.Go(func() {
				if _, err := other.Save(t.Context(), newerThan(refused)); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(10 * lockPause)
		}
		if deleted, err := s.DeleteIf(t.Context(), refused); !deleted || err != nil {
			t.Errorf("deleted %v, %v", deleted, err)
		}
		saved.Wait()
		if got, _, err := s.Load(t.Context(), "paper"); err != nil || got != newerThan(refused) {
			t.Errorf("stored is %q: %v", got.Access.Reveal(), err)
		}
	})
}

func TestLockOfAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storeWith(t, "file", nil)
		if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
			t.Fatal(err)
		}
		lock := flock.New(s.lockPath("paper"))
		if held, err := lock.TryLock(); !held || err != nil {
			t.Fatal(held, err)
		}
		defer func() { _ = lock.Close() }()
		if deleted, err := s.DeleteIf(t.Context(), aToken("paper")); deleted || !errors.Is(err, errLocked) {
			t.Errorf("deleted %v, %v", deleted, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if deleted, err := s.DeleteIf(ctx, aToken("paper")); deleted || !errors.Is(err, context.Canceled) {
			t.Errorf("deleted %v, %v", deleted, err)
		}
		if _, err := s.Save(t.Context(), newerThan(aToken("paper"))); err != nil {
			t.Errorf("a token is lost: %v", err)
		}
	})
}

func TestStoresOfTwoOwners(t *testing.T) {
	for _, kind := range []string{"auto", "file"} {
		ring := &fakeRing{held: map[string]string{}}
		s := storeWith(t, kind, ring)
		opened := map[string]*Store{"": s}
		for _, owner := range []string{"SHA256:a/b+c=", "SHA256:A/b+c="} {
			one, err := OpenStore(StoreOptions{Kind: kind, Dir: s.dir, Owner: owner})
			if err != nil {
				t.Fatal(err)
			}
			one.ring, one.bus = s.ring, s.bus
			opened[owner] = one
		}
		for owner, one := range opened {
			token := aToken("paper")
			token.Access = safe.NewSecret("tok-" + owner)
			if _, err := one.Save(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		for owner, one := range opened {
			if got, _, err := one.Load(t.Context(), "paper"); err != nil || got.Access.Reveal() != "tok-"+owner {
				t.Errorf("%s, %q: got %q, %v", kind, owner, got.Access.Reveal(), err)
			}
		}
		if _, err := s.Delete(t.Context(), "paper"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := opened["SHA256:a/b+c="].Load(t.Context(), "paper"); err != nil {
			t.Errorf("%s: another owner's token is gone: %v", kind, err)
		}
	}
}

func TestDefaultOwnerKeepsTheNames(t *testing.T) {
	ring := &fakeRing{held: map[string]string{}}
	if _, err := storeWith(t, "auto", ring).Save(t.Context(), aToken("paper")); err != nil || ring.held["paper"] == "" {
		t.Errorf("the keyring holds %d entries: %v", len(ring.held), err)
	}
	s := storeWith(t, "file", nil)
	if place, err := s.Save(t.Context(), aToken("paper")); err != nil || place.Path != filepath.Join(s.dir, "token-paper.json") {
		t.Errorf("saved in %s: %v", place, err)
	}
}

// A save that was killed leaves a file with a token in it.
func TestLeftoversAreRemoved(t *testing.T) {
	for name, do := range map[string]func(*Store) error{
		"a save":   func(s *Store) error { _, err := s.Save(t.Context(), aToken("live")); return err },
		"a delete": func(s *Store) error { _, err := s.Delete(t.Context(), "paper"); return err },
		"a conditional delete": func(s *Store) error {
			_, err := s.DeleteIf(t.Context(), aToken("paper"))
			return err
		},
	} {
		for _, kind := range []string{"auto", "keyring", "file"} {
			s := storeWith(t, kind, &fakeRing{held: map[string]string{}})
			left := filepath.Join(s.dir, ".token-paper.json.123.quipu")
			if err := errors.Join(os.Mkdir(s.dir, 0o700), os.WriteFile(left, []byte("tok"), 0o600)); err != nil {
				t.Fatal(err)
			}
			if found, err := safe.Leftovers(s.dir); err != nil || len(found) != 1 || found[0] != left {
				t.Errorf("found %v: %v", found, err)
			}
			if err := do(s); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s, %s: it is still there: %v", name, kind, err)
			}
		}
	}
}

func TestStoredTokenRecordsItsAPI(t *testing.T) {
	for _, kind := range []string{"keyring", "file"} {
		ring := &fakeRing{held: map[string]string{}}
		s := storeWith(t, kind, ring)
		token := aToken("paper")
		token.Origin = "https://broker.example"
		s.api = func(string) string { return token.Origin }
		if _, err := s.Save(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.Load(t.Context(), "paper"); err != nil || got != token {
			t.Errorf("%s: got %q: %v", kind, got.Origin, err)
		}
		earlier := []byte(`{"version":1,"access_token":"x","env":"live"}`)
		ring.held["live"] = string(earlier)
		s.api = nil
		if err := errors.Join(os.MkdirAll(s.dir, 0o700), os.WriteFile(s.path(s.firstName("live")), earlier, 0o600)); err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.Load(t.Context(), "live"); err != nil || got.Origin != "https://api.alpaca.markets" {
			t.Errorf("%s: a token of an earlier version is for %q: %v", kind, got.Origin, err)
		}
	}
}
