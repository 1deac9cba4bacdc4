package app

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/demo"
	"quipu/safe"
)

// Services are one broker's: Alpaca's, the one that api_url names, or a demo's.
type Services struct {
	Settings config.Settings
	Demo     bool             // the embedded broker: no file is touched, nothing is real
	Clock    func() time.Time // the broker's time; nil is the machine's
	Tokens   TokenStore

	app  *App
	demo *demo.Broker // nil outside the demo
}

// Services gives the broker of the settings, or a demo where the App was made
// for one.
func (a *App) Services(s config.Settings) (*Services, error) {
	if a.demo.On {
		return a.StartDemo(s)
	}
	tokens, err := a.openTokens(s)
	if err != nil {
		return nil, err
	}
	return &Services{Settings: s, Tokens: tokens, app: a}, nil
}

// StoredServices gives the broker of the settings to a program that uses the
// tokens of other runs and stores none. Where no place keeps tokens, as in a
// container without a home folder, the environment's credentials still work.
func (a *App) StoredServices(s config.Settings) (*Services, error) {
	s = Kept(s)
	if a.demo.On {
		return a.StartDemo(s)
	}
	tokens, err := a.openTokens(s)
	if err != nil {
		tokens, err = noTokens(s, err)
	}
	if err != nil {
		return nil, err
	}
	return &Services{Settings: s, Tokens: tokens, app: a}, nil
}

// Kept gives the settings of a program that uses the tokens of other runs:
// token_store = memory has none, so that auto is used in its place.
func Kept(s config.Settings) config.Settings {
	if s.TokenStore == "memory" {
		s.TokenStore = "auto"
	}
	return s
}

// Now is the time by the broker's clock.
func (s *Services) Now() time.Time {
	if s.Clock == nil {
		return s.app.env.Now()
	}
	return s.Clock()
}

// limiter bounds the calls for an account, with those that other programs of the same
// person make to the same API: the broker counts them together.
func (s *Services) limiter(account config.Account) *client.Limiter {
	dir := s.app.env.StateDir
	if dir == "" || s.Demo {
		return s.app.limit
	}
	return s.app.limit.Shared(filepath.Join(dir, callsFile(auth.Origin(s.Settings.APIURLFor(account)))))
}

// callsFile is where the calls to an API are counted: "calls-paper-api.alpaca.markets".
func callsFile(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return "calls-" + safe.FileWord(host)
}

// SignIn begins a sign-in with the user's OAuth app. It ends with ctx, and
// Close waits for its end.
func (s *Services) SignIn(ctx context.Context, settings config.Settings, account config.Account) (*auth.Attempt, error) {
	attempt, err := s.app.callback.Begin(ctx, OAuthApp(settings, account), auth.Options{
		Host: s.app.env.Hostname, Reload: s.app.env.Reload, Proxy: s.app.env.Proxy, Turn: s.app.limit.Wait,
	})
	if err != nil {
		return nil, err
	}
	s.app.mu.Lock()
	defer s.app.mu.Unlock()
	if s.app.closed {
		return nil, errClosed // its context is over: it ends by itself
	}
	s.app.attempts.Go(attempt.Wait)
	return attempt, nil
}

// OAuthApp is the user's OAuth app with the scopes that are asked for.
func OAuthApp(s config.Settings, account config.Account) auth.App {
	scopes := s.Scopes
	if s.ReadOnly {
		scopes = nil
	}
	return auth.App{
		ClientID: s.ClientID, ClientSecret: s.ClientSecret,
		AuthorizeURL: s.AuthorizeURL, TokenURL: s.TokenURL,
		RedirectURL: s.RedirectURL, CallbackAddr: s.CallbackAddr, PublicURL: s.PublicURL,
		Scopes: scopes, Env: string(account), Origin: auth.Origin(s.APIURLFor(account)),
	}
}
