package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quipu/auth"
	"quipu/config"
	"quipu/safe"
)

func (w *world) save(access, api string) {
	w.t.Helper()
	token := auth.Token{Access: safe.NewSecret(access), Env: "paper", Origin: auth.Origin(api), Obtained: time.Now()}
	if _, err := w.services().Tokens.Save(w.t.Context(), token); err != nil {
		w.t.Fatal(err)
	}
}

func TestSignInAtAnotherAPIKeepsTheTokenOfAlpaca(t *testing.T) {
	w := newWorld(t)
	w.store("alpacas")
	w.vars["QUIPU_API_URL"] = "https://broker.example"
	var other *OtherBrokerError
	if _, _, err := w.services().Tokens.Load(t.Context(), "paper"); !errors.As(err, &other) {
		t.Errorf("before the sign-in there: %v", err)
	}
	w.save("others", "https://broker.example")
	if got := w.stored(); got != "others" {
		t.Errorf("the other API is sent %q", got)
	}
	delete(w.vars, "QUIPU_API_URL")
	if got := w.stored(); got != "alpacas" {
		t.Errorf("Alpaca is sent %q", got)
	}
}

// Who leaves the view, or the program, still wants the token gone.
func TestDeletionGoesOnWhenItsContextEnds(t *testing.T) {
	w := newWorld(t)
	w.store("gone")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.services().Tokens.Delete(ctx, "paper"); err != nil || w.stored() != "" {
		t.Errorf("stored is %q: %v", w.stored(), err)
	}
}

func TestCloseWaitsForWhatIsBeingDeleted(t *testing.T) {
	a := New(t.Context(), newWorld(t).env, DemoOptions{})
	done := a.working()
	closed := make(chan struct{})
	go func() { a.Close(); close(closed) }()
	select {
	case <-closed:
		t.Error("closed")
	default:
	}
	done()
	<-closed
	a.working()() // on a closed one it does nothing
}

func TestLeftoversOfEverythingThatIsSaved(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "elsewhere", "config.toml")
	names := []string{
		filepath.Join(w.env.ConfigDir, ".token-paper.json.12.quipu"),
		filepath.Join(w.env.StateDir, ".state.json.12.quipu"),
		filepath.Join(w.env.StateDir, "journal", ".journal-PA1-0a.jsonl.12.quipu"),
		filepath.Join(filepath.Dir(file), ".config.toml.12.quipu"),
	}
	for _, name := range names {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte("secret"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	settings := config.Settings{File: file}
	if found, err := Leftovers(w.env, settings); err != nil || len(found) != len(names) {
		t.Errorf("found %v: %v", found, err)
	}
	if err := RemoveLeftovers(w.env, settings); err != nil {
		t.Fatal(err)
	}
	if found, err := Leftovers(w.env, settings); err != nil || len(found) != 0 {
		t.Errorf("left are %v: %v", found, err)
	}
}
