package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

func aToken(env string) Token {
	return Token{Access: safe.NewSecret("tok-secret-" + env), Scope: "trading", Env: env, ClientID: "c", Obtained: time.Unix(1700000000, 0).UTC()}
}

func TestTokenNeverPrintsItself(t *testing.T) {
	token := aToken("paper")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", token)
	asJSON, err := json.Marshal(struct{ T Token }{token})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown = append(shown, fmt.Sprintf(verb, token), fmt.Sprintf(verb, &token), fmt.Sprintf(verb, Result{Token: token}))
	}
	for _, text := range shown {
		if strings.Contains(text, "tok-secret") || strings.Contains(text, fmt.Sprintf("%x", "tok-secret")) {
			t.Errorf("the token shows in %q", text)
		}
	}
}

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
			if err := s.Delete(ctx, "live"); err != nil {
				t.Error(err)
			}
			if err := s.Delete(ctx, "live"); err != nil {
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

func TestAutoFallsBackAndSaysSo(t *testing.T) {
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
	if left, _ := os.ReadDir(s.dir); len(left) != 0 {
		t.Errorf("wrote %v", left)
	}
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
	if _, err := os.Stat(s.path("paper")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file is still there")
	}
}

func TestTokenFile(t *testing.T) {
	s := storeWith(t, "file", nil)
	if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
		t.Fatal(err)
	}
	path := s.path("paper")
	stat, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.Stat(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && (stat.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700) {
		t.Errorf("file %v in folder %v", stat.Mode(), folder.Mode())
	}
	if left, _ := os.ReadDir(s.dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	for name, c := range map[string]struct {
		spoil func() error
		says  string
	}{
		"open to others": {func() error { return os.Chmod(path, 0o640) }, "chmod 600 " + path},
		"damaged":        {func() error { return os.WriteFile(path, []byte("{"), 0o600) }, "damaged"},
		"another version": {func() error {
			return os.WriteFile(path, []byte(`{"version":9,"access_token":"hunter2","env":"paper"}`), 0o600)
		}, "another version"},
		"another account": {func() error {
			return os.WriteFile(path, []byte(`{"version":1,"access_token":"hunter2","env":"live"}`), 0o600)
		}, "not for the paper account"},
		"a token with a break": {func() error {
			return os.WriteFile(path, []byte(`{"version":1,"access_token":"hunter2\r\nX: y","env":"paper"}`), 0o600)
		}, "damaged"},
		"huge":     {func() error { return os.WriteFile(path, make([]byte, tokenLimit+1), 0o600) }, "too large"},
		"a folder": {func() error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, "not a regular file"},
		"a link": {func() error {
			return errors.Join(os.Remove(path), os.Symlink("/etc/hostname", path))
		}, "not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			_, _, err := s.Load(t.Context(), "paper")
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Save(t.Context(), aToken("paper")); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestOpenStoreRefuses(t *testing.T) {
	if _, err := OpenStore("cloud", t.TempDir()); err == nil {
		t.Error("an unknown kind was accepted")
	}
	if _, err := OpenStore("file", ""); err == nil {
		t.Error("a file store without a folder was accepted")
	}
}

func FuzzTokenFile(f *testing.F) {
	good, err := aToken("paper").encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":1,"access_token":"\u001b","env":"paper"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		token, err := decodeToken(data, "paper")
		switch {
		case err != nil:
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("not one clean line: %q", err)
			}
		case token.Env != "paper" || !wholesome(token.Access.Reveal()) || strings.ContainsAny(token.Scope+token.ClientID, "\n\x1b"):
			t.Fatalf("accepted %q", data)
		}
	})
}
