package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// pasted begins a sign-in without a callback server and pastes a code into it.
func pasted(t *testing.T, s *Services, tokenURL string) auth.Result {
	t.Helper()
	settings := s.Settings
	settings.ClientID, settings.ClientSecret = "client-1", safe.NewSecret("the-client-secret")
	settings.TokenURL, settings.RedirectURL = tokenURL, "https://elsewhere.example/callback"
	attempt, err := s.SignIn(t.Context(), settings, config.Paper)
	if err != nil {
		t.Fatal(err)
	}
	authorize, err := url.Parse(attempt.URL())
	if err != nil {
		t.Fatal(err)
	}
	if err := attempt.Paste("code-1#" + authorize.Query().Get("state")); err != nil {
		t.Fatal(err)
	}
	return <-attempt.Result()
}

// The exchange is one of the calls that the program's bound counts: where none is
// left for a minute, it does not leave.
func TestExchangeCountsAgainstTheBoundOfTheProgram(t *testing.T) {
	w := newWorld(t)
	settings := w.services().Settings
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		quipu := New(ctx, w.env, DemoOptions{})
		defer quipu.Close()
		defer cancel()
		quipu.limit = client.NewLimiter(2, 1)
		s, err := quipu.Services(settings)
		if err == nil {
			err = quipu.Wait(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		if r := pasted(t, s, "https://127.0.0.1:1/token"); r.Err == nil || !strings.Contains(r.Err.Error(), "timed out") {
			t.Errorf("the exchange ended with %v", r.Err)
		}
	})
}

func TestExchangeGoesThroughTheProxyOfTheEnvironmentThatWasGiven(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.env.Proxy = http.ProxyURL(address)
	if r := pasted(t, w.services(), "https://token.example/token"); r.Err == nil || !strings.Contains(r.Err.Error(), "the proxy "+address.Host+" answered 407") {
		t.Errorf("the exchange ended with %v", r.Err)
	}
	w.env.Transport = nil
	transport, is := New(t.Context(), w.env, DemoOptions{}).Env().Transport.(*http.Transport)
	if !is || transport.Proxy == nil {
		t.Error("the accounts have no proxy")
	}
}
