package auth

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

func TestCancellingEndsEverything(t *testing.T) {
	e := newEndpoint(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, appAt(t, e), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	a.Wait()
	if r, open := <-a.Result(); open {
		t.Errorf("a result after leaving: %v", r)
	}
	if err := a.Paste("x#" + stateOf(t, a)); !errors.Is(err, ErrOver) {
		t.Errorf("paste after leaving: %v", err)
	}
}

func TestCancellingDuringTheExchange(t *testing.T) {
	e := newEndpoint(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, appAt(t, e), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Paste("x#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	<-a.Exchanging()
	cancel()
	a.Wait()
	if r, open := <-a.Result(); open {
		t.Errorf("a result after leaving: %v", r)
	}
}

// The deadline ends the attempt; no network in the bubble, so the redirect is
// one that is not listened on.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := App{
			ClientID: "c", ClientSecret: safe.NewSecret("s"), AuthorizeURL: "https://a.example", TokenURL: "https://b.example",
			RedirectURL: "https://c.example/callback", Env: "paper",
		}
		a, err := Begin(t.Context(), app, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Notice() == nil || len(a.Listening()) != 0 {
			t.Error("a public redirect is listened on")
		}
		began := time.Now()
		if r := <-a.Result(); !errors.Is(r.Err, ErrTimeout) {
			t.Errorf("got %v", r.Err)
		}
		if took := time.Since(began); took != 5*time.Minute {
			t.Errorf("ended after %s", took)
		}
		a.Wait()
	})
}
