package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"quipu/auth"
	"quipu/config"
	"quipu/demo"
	"quipu/safe"
)

// DemoOptions say how the embedded broker runs.
type DemoOptions struct {
	On   bool   // it is used from the start, instead of Alpaca
	Seed uint64 // of its market: the same seed gives the same figures
	// Start is where its clock begins; zero is in the latest session of the
	// exchange. Where it is set, prices stand still, so that the same is seen
	// again.
	Start  time.Time
	Faults demo.Faults // how often its answers are broken
}

// clock gives a clock that begins at the start and runs as fast as now.
func (o DemoOptions) clock(now func() time.Time) func() time.Time {
	began := now()
	from := o.Start
	if from.IsZero() {
		from = demo.MidSession(began)
	}
	// Some seconds into the minute, so that counted minutes do not change at
	// once.
	from = from.Add(5 * time.Second)
	return func() time.Time { return from.Add(now().Sub(began)) }
}

// broker gives the options of the embedded broker.
func (o DemoOptions) broker(clock func() time.Time) demo.Options {
	return demo.Options{Seed: o.Seed, Alive: true, Now: clock, StillPrices: !o.Start.IsZero(), Faults: o.Faults}
}

// StartDemo starts an embedded broker and gives its services: the settings on
// its addresses, with its OAuth app. Everything else is the code that talks to
// Alpaca. No file is touched.
func (a *App) StartDemo(s config.Settings) (*Services, error) {
	redirect, err := demoRedirect(a.ctx, s)
	if err != nil {
		return nil, err
	}
	clock := a.demo.clock(a.env.Now)
	options := a.demo.broker(clock)
	options.RedirectURIs = []string{redirect}
	b, err := demo.Start(a.ctx, options)
	if err != nil {
		return nil, fmt.Errorf("start the demo: %w", err)
	}
	if err := a.closeLater(b); err != nil {
		return nil, err
	}
	s = demoSettings(s, b, redirect)
	tokens, err := a.openTokens(s)
	if err != nil {
		return nil, err
	}
	return &Services{Settings: s, Demo: true, Clock: clock, Tokens: tokens, app: a, demo: b}, nil
}

// demoSettings points the settings at the demo. The person's own credentials
// are taken out: they have no business there.
func demoSettings(s config.Settings, b *demo.Broker, redirect string) config.Settings {
	s.RedirectURL = redirect
	s.ClientID, s.ClientSecret = b.ClientID, b.ClientSecret
	s.AuthorizeURL, s.TokenURL, s.APIURL, s.DataURL = b.AuthorizeURL(), b.TokenURL(), b.URL, b.URL
	s.Origin = maps.Clone(s.Origin)
	s.Origin["data_url"] = "the demo"
	s.TokenStore, s.File = "memory", ""
	s.KeyID, s.KeySecret, s.OAuthToken = "", safe.Secret{}, safe.Secret{}
	return s
}

// grant gives a token of the demo's without a sign-in, which commands need. It
// has all scopes that a sign-in may ask for: who runs buy --demo wants to trade, and no
// money is at stake.
func (s *Services) grant(_ context.Context, account config.Account) (Credential, error) {
	scopes := s.Settings.Scopes
	if s.Settings.ReadOnly {
		scopes = []string{"data"}
	}
	access, err := s.demo.Grant(string(account), scopes...)
	if err != nil {
		return Credential{}, err
	}
	token := auth.Token{Access: access, Scope: strings.Join(scopes, " "), Env: string(account), Origin: auth.Origin(s.Settings.APIURL)}
	return TokenCredential(token, auth.Place{Kind: "memory"}), nil
}

// Approve consents on the demo's page. Its last request fetches the page of a
// sign-in that is over by then, and its context with it; the server that owes
// the page waits for it.
func (s *Services) Approve(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), approveTime)
	defer cancel()
	return demo.Approve(ctx, address, nil)
}

const approveTime = 5 * time.Second

// demoRedirect is the configured redirect URI. The default one gives way to a
// free port when another quipu listens there: a demo must not get in the way.
func demoRedirect(ctx context.Context, s config.Settings) (string, error) {
	u, err := url.Parse(s.RedirectURL)
	if err != nil {
		return "", fmt.Errorf("read the redirect address: %w", err)
	}
	if s.Origin["redirect_url"] != "default" || portFree(ctx, u.Port()) {
		return s.RedirectURL, nil
	}
	var lc net.ListenConfig
	other, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a port for the demo's callback: %w", err)
	}
	_, port, err := net.SplitHostPort(other.Addr().String())
	if err != nil {
		return "", err
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	return u.String(), other.Close()
}

// portFree reports whether nothing listens on a port of either loopback family.
// A family that this machine does not have counts as free.
func portFree(ctx context.Context, port string) bool {
	var lc net.ListenConfig
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, port))
		switch {
		case err == nil:
			_ = l.Close()
		case errors.Is(err, syscall.EADDRINUSE):
			return false
		}
	}
	return true
}
