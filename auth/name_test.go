package auth

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quipu/safe"
)

// storeOf is a store of another API in the place of another store.
func storeOf(s *Store, api string) *Store {
	return &Store{kind: s.kind, dir: s.dir, ring: s.ring, bus: s.bus, memory: s.memory, api: func(string) string { return api }}
}

const elsewhere = "https://broker.example/v2"

func tokenOf(origin, access string) Token {
	token := aToken("paper")
	token.Origin, token.Access = Origin(origin), safe.NewSecret(access)
	return token
}

func TestSignInAtAnotherAPIKeepsTheTokenOfAlpaca(t *testing.T) {
	for _, kind := range []string{"auto", "keyring", "file", "memory"} {
		alpacas := storeWith(t, kind, &fakeRing{held: map[string]string{}})
		others := storeOf(alpacas, elsewhere)
		_, err := alpacas.Save(t.Context(), aToken("paper"))
		_, otherErr := others.Save(t.Context(), tokenOf(elsewhere, "tok-elsewhere"))
		if err := errors.Join(err, otherErr); err != nil {
			t.Fatal(err)
		}
		if got, _, err := alpacas.Load(t.Context(), "paper"); err != nil || got != aToken("paper") {
			t.Errorf("%s: Alpaca's is %q: %v", kind, got.Access.Reveal(), err)
		}
		if got, _, err := others.Load(t.Context(), "paper"); err != nil || got.Access.Reveal() != "tok-elsewhere" {
			t.Errorf("%s: the other's is %q: %v", kind, got.Access.Reveal(), err)
		}
		if _, err := others.Delete(t.Context(), "paper"); err != nil {
			t.Fatal(err)
		}
		if got, _, err := alpacas.Load(t.Context(), "paper"); err != nil || got != aToken("paper") {
			t.Errorf("%s: after the other's is deleted, Alpaca's is %q: %v", kind, got.Access.Reveal(), err)
		}
	}
}

// Whichever API is signed in to first, its token is found, refused and deleted
// without that of the other.
func TestTokensOfTwoAPIsInEitherOrder(t *testing.T) {
	for _, kind := range []string{"auto", "keyring", "file", "memory"} {
		for _, order := range [][2]string{{alpacaOrigin("paper"), elsewhere}, {elsewhere, alpacaOrigin("paper")}} {
			for name, end := range map[string]func(*Store, Token) error{
				"logout":  func(s *Store, _ Token) error { _, err := s.Delete(t.Context(), "paper"); return err },
				"refused": func(s *Store, token Token) error { _, err := s.DeleteIf(t.Context(), token); return err },
			} {
				base := storeWith(t, kind, &fakeRing{held: map[string]string{}})
				for _, api := range order {
					for _, access := range []string{"tok-older", "tok-" + api} {
						if _, err := storeOf(base, api).Save(t.Context(), tokenOf(api, access)); err != nil {
							t.Fatal(err)
						}
					}
				}
				for _, api := range order {
					if got, _, err := storeOf(base, api).Load(t.Context(), "paper"); err != nil || got.Access.Reveal() != "tok-"+api {
						t.Errorf("%s: got %q: %v", kind, got.Access.Reveal(), err)
					}
				}
				if err := end(storeOf(base, order[0]), tokenOf(order[0], "tok-"+order[0])); err != nil {
					t.Error(err)
				}
				if got, _, err := storeOf(base, order[1]).Load(t.Context(), "paper"); err != nil || got.Access.Reveal() != "tok-"+order[1] {
					t.Errorf("%s, %s: got %q: %v", kind, name, got.Access.Reveal(), err)
				}
				if got, _, err := storeOf(base, order[0]).Load(t.Context(), "paper"); err == nil && got.IssuedFor(order[0]) {
					t.Errorf("%s, %s: %q is still there", kind, name, got.Access.Reveal())
				}
			}
		}
	}
}

func TestDeleteAllLeavesNoTokenOfAnyAPI(t *testing.T) {
	for _, kind := range []string{"auto", "keyring", "file", "memory"} {
		ring := &fakeRing{held: map[string]string{}}
		s := storeWith(t, kind, ring)
		for _, api := range []string{alpacaOrigin("paper"), elsewhere, "http://127.0.0.1:8080"} {
			if _, err := storeOf(s, api).Save(t.Context(), tokenOf(api, "tok")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.DeleteAll(t.Context()); err != nil {
			t.Error(err)
		}
		entries, err := os.ReadDir(s.dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !strings.HasSuffix(entry.Name(), ".lock") {
				t.Errorf("%s: left is %s", kind, entry.Name())
			}
		}
		if _, _, err := s.Load(t.Context(), "paper"); !errors.Is(err, ErrNoToken) || len(ring.held) > 0 {
			t.Errorf("%s: left are %d entries: %v", kind, len(ring.held), err)
		}
	}
}

// A sign-in replaces the API's token wherever it is: the older one would be used again
// when the new one is refused and deleted.
func TestASignInLeavesNoOlderTokenOfItsAPI(t *testing.T) {
	for _, kind := range []string{"auto", "keyring", "file", "memory"} {
		ring := &fakeRing{held: map[string]string{}}
		alpacas := storeWith(t, kind, ring)
		others := storeOf(alpacas, elsewhere)
		_, err := alpacas.Save(t.Context(), aToken("paper"))
		_, otherErr := others.Save(t.Context(), tokenOf(elsewhere, "tok-older"))
		_, deleteErr := alpacas.Delete(t.Context(), "paper")
		_, newErr := others.Save(t.Context(), tokenOf(elsewhere, "tok-newer"))
		if err := errors.Join(err, otherErr, deleteErr, newErr); err != nil {
			t.Fatal(err)
		}
		if deleted, err := others.DeleteIf(t.Context(), tokenOf(elsewhere, "tok-newer")); !deleted || err != nil {
			t.Errorf("%s: deleted %v: %v", kind, deleted, err)
		}
		if got, _, err := others.Load(t.Context(), "paper"); !errors.Is(err, ErrNoToken) {
			t.Errorf("%s: %q is used again: %v", kind, got.Access.Reveal(), err)
		}
		files, err := filepath.Glob(filepath.Join(alpacas.dir, "token-*.json"))
		if err != nil || len(files) > 0 || len(ring.held) > 0 {
			t.Errorf("%s: left are %q and %v in the keyring: %v", kind, files, ring.held, err)
		}
	}
}
