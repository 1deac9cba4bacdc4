package auth

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/safe"
)

func TestStoreKeepsOneTokenPerAccount(t *testing.T) {
	for _, kind := range []string{"auto", "keyring", "file", "memory"} {
		t.Run(kind, func(t *testing.T) {
			s := storeWith(t, kind, &fakeRing{held: map[string]string{}})
			ctx := t.Context()
			if _, _, err := s.Load(ctx, "paper"); !errors.Is(err, ErrNoToken) {
				t.Errorf("an empty store: %v", err)
			}
			for _, env := range []string{"paper", "live"} {
				if place, err := s.Save(ctx, aToken(env)); err != nil || place.String() == "" {
					t.Fatalf("%v %v", place, err)
				}
			}
			got, place, err := s.Load(ctx, "live")
			if err != nil || got != aToken("live") {
				t.Errorf("got %v from %v: %v", got, place, err)
			}
			if _, err := s.Delete(ctx, "live"); err != nil {
				t.Error(err)
			}
			if _, err := s.Delete(ctx, "live"); err != nil {
				t.Errorf("deleting nothing: %v", err)
			}
			if _, _, err := s.Load(ctx, "live"); !errors.Is(err, ErrNoToken) {
				t.Errorf("after deleting: %v", err)
			}
			if _, _, err := s.Load(ctx, "paper"); err != nil {
				t.Errorf("the other account's token is gone: %v", err)
			}
		})
	}
}

func TestStoreSaysWhere(t *testing.T) {
	for kind, want := range map[string]string{"auto": "the keyring", "keyring": "the keyring", "file": "token-paper.json", "memory": "memory only"} {
		s := storeWith(t, kind, &fakeRing{held: map[string]string{}})
		place, err := s.Save(t.Context(), aToken("paper"))
		if err != nil || !strings.Contains(place.String(), want) || !strings.Contains(s.Where(t.Context(), "paper").String(), want) {
			t.Errorf("%s: %s, would be %s: %v", kind, place, s.Where(t.Context(), "paper"), err)
		}
	}
}

func TestAutoFallsBackToTheFileWithANote(t *testing.T) {
	s := storeWith(t, "auto", &fakeRing{err: errors.New("the keyring is locked")})
	place, err := s.Save(t.Context(), aToken("paper"))
	if err != nil || place.Kind != "file" || !strings.Contains(place.String(), "locked") {
		t.Errorf("got %s: %v", place, err)
	}
	if _, place, err := s.Load(t.Context(), "paper"); err != nil || place.Kind != "file" || !strings.Contains(place.Note, "locked") {
		t.Errorf("got %s: %v", place, err)
	}
}

func TestKeyringNeverFallsBack(t *testing.T) {
	s := storeWith(t, "keyring", &fakeRing{err: errors.New("locked")})
	if _, err := s.Save(t.Context(), aToken("paper")); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("got %v", err)
	}
	if _, _, err := s.Load(t.Context(), "paper"); err == nil || errors.Is(err, ErrNoToken) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(s.path(s.firstName("paper"))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("wrote a file: %v", err)
	}
}

func TestKeyringSaveRemovesTheFile(t *testing.T) {
	ring := &fakeRing{held: map[string]string{}, err: errors.New("locked")}
	s := storeWith(t, "auto", ring)
	if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
		t.Fatal(err)
	}
	ring.err = nil
	if place, err := s.Save(t.Context(), aToken("paper")); err != nil || place.Kind != "keyring" {
		t.Fatalf("%s: %v", place, err)
	}
	if _, err := os.Stat(s.path(s.firstName("paper"))); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file is still there")
	}
}

func TestOpenStoreRefuses(t *testing.T) {
	if _, err := OpenStore(StoreOptions{Kind: "cloud", Dir: t.TempDir()}); err == nil {
		t.Error("an unknown kind was accepted")
	}
	if _, err := OpenStore(StoreOptions{Kind: "file", Dir: ""}); err == nil {
		t.Error("a file store without a folder was accepted")
	}
}

// A save that the keyring did not take leaves an older token in it.
func TestNewerTokenIsLoaded(t *testing.T) {
	ring := &fakeRing{held: map[string]string{}}
	s := storeWith(t, "auto", ring)
	older, younger := aToken("paper"), aToken("paper")
	younger.Access, younger.Obtained = safe.NewSecret("tok-younger"), older.Obtained.Add(time.Hour)
	if _, err := s.Save(t.Context(), older); err != nil {
		t.Fatal(err)
	}
	ring.err = errors.New("locked")
	if _, err := s.Save(t.Context(), younger); err != nil {
		t.Fatal(err)
	}
	ring.err = nil
	if got, place, err := s.Load(t.Context(), "paper"); err != nil || got != younger || place.Kind != "file" {
		t.Errorf("got %v from %v: %v", got, place, err)
	}
	if _, err := s.Delete(t.Context(), "paper"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Load(t.Context(), "paper"); !errors.Is(err, ErrNoToken) {
		t.Errorf("deleted everywhere, and yet %v", err)
	}
}

func TestKeyringThatIsLockedWithNoFile(t *testing.T) {
	s := storeWith(t, "auto", &fakeRing{err: errors.New("locked")})
	if _, place, err := s.Load(t.Context(), "paper"); !errors.Is(err, ErrNoToken) || !strings.Contains(place.Note, "locked") {
		t.Errorf("got %+v: %v", place, err)
	}
	if place := s.Where(t.Context(), "live"); place.Kind != "file" || !strings.Contains(place.Note, "locked") || !strings.HasSuffix(place.Path, "token-live.json") {
		t.Errorf("it would go to %s", place)
	}
	if _, err := s.Delete(t.Context(), "paper"); err == nil || !strings.Contains(err.Error(), "keyring") {
		t.Errorf("what cannot be deleted is not told: %v", err)
	}
}

func TestDamagedKeyringEntry(t *testing.T) {
	s := storeWith(t, "keyring", &fakeRing{held: map[string]string{"paper": "{"}})
	if _, _, err := s.Load(t.Context(), "paper"); err == nil || !strings.Contains(err.Error(), "the keyring: the stored token is damaged") {
		t.Errorf("got %v", err)
	}
}

func TestOldCopyThatCannotBeRemovedIsReported(t *testing.T) {
	s := storeWith(t, "auto", &fakeRing{held: map[string]string{}})
	if err := os.MkdirAll(filepath.Join(s.path(s.firstName("paper")), "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if place, err := s.Save(t.Context(), aToken("paper")); err != nil || place.Kind != "keyring" || !strings.Contains(place.Note, "older copy") {
		t.Errorf("got %s: %v", place, err)
	}
}

func TestStoreIsSafeForConcurrentUse(t *testing.T) {
	for _, kind := range []string{"auto", "file", "memory"} {
		s := storeWith(t, kind, &fakeRing{held: map[string]string{}})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
					t.Error(err)
				}
				if got, _, err := s.Load(t.Context(), "paper"); err != nil || got != aToken("paper") {
					t.Errorf("got %v: %v", got, err)
				}
				s.Where(t.Context(), "paper")
			})
		}
		all.Wait()
	}
}
