package cli

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/cli/browser"

	"quipu/auth"
	"quipu/config"
	"quipu/environment"
	"quipu/safe"
	"quipu/ui"
)

// house builds the parts of the program and closes what it opened. Commands
// build from goroutines of their own, and one may be late for the end.
type house struct {
	ctx      context.Context //nolint:containedctx // the whole program's
	demo     demoOptions     // of the one that runs, or may be started
	callback auth.Callback   // of all attempts
	attempts sync.WaitGroup
	mu       sync.Mutex // guards what follows, and attempts' growth
	closers  []io.Closer
	closed   bool
}

var errClosed = errors.New("quipu is ending")

// close waits for what was started to be gone. The program's context must be
// cancelled by then.
func (h *house) close() {
	h.mu.Lock()
	h.closed = true
	closers := h.closers
	h.mu.Unlock()
	h.attempts.Wait()
	for _, c := range closers {
		_ = c.Close()
	}
}

// keep remembers to close c at the end, or closes it when that has come.
func (h *house) keep(c io.Closer) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errors.Join(errClosed, c.Close())
	}
	h.closers = append(h.closers, c)
	return nil
}

// parts gives the real parts, on Alpaca's address or on the demo's.
func (h *house) parts(settings config.Settings) (ui.Parts, error) {
	if h.demo.on {
		return h.demoParts(settings)
	}
	tokens, err := auth.OpenStore(auth.StoreOptions{Kind: settings.TokenStore, Dir: config.Dir(os.Getenv), Getenv: os.Getenv})
	if err != nil {
		return ui.Parts{}, err
	}
	parts := h.common(settings, nil)
	parts.Tokens = tokens
	parts.State, parts.StateNotice, parts.SaveState = remembered(config.StateDir(os.Getenv))
	if settings.File != "" {
		parts.SaveApp = func(id string, secret safe.Secret) error { return config.SaveApp(settings.File, id, secret) }
	}
	parts.StartDemo = func() (ui.Parts, error) { return h.demoParts(settings) }
	return parts, nil
}

// common is what is the same for every broker. Clock is the demo's time, nil
// outside it.
func (h *house) common(settings config.Settings, clock func() time.Time) ui.Parts {
	return ui.Parts{
		Clock:       clock,
		Settings:    settings,
		Environment: environment.Detect(environment.OS()),
		SignIn:      h.signIn,
		Connect:     connector(assetsPath(settings, clock != nil), clock),
		OpenBrowser: openBrowser,
		Copy:        copyBeside(os.Getenv),
	}
}

// signIn begins an attempt and remembers to wait for its end.
func (h *house) signIn(ctx context.Context, s config.Settings, account config.Account) (ui.Attempt, error) {
	attempt, err := h.callback.Begin(ctx, oauthApp(s, account), auth.Options{Host: hostname()})
	if err != nil {
		return ui.Attempt{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ui.Attempt{}, errClosed // its context is over: it ends by itself
	}
	h.attempts.Go(attempt.Wait)
	return ui.Attempt{
		URL: attempt.URL(), Listening: listening(attempt.Listening()), Notice: attempt.Notice(), Deadline: attempt.Deadline(),
		Short: attempt.ShortURL(), Arrived: attempt.Arrived(), Finish: attempt.Finish,
		Exchanging: attempt.Exchanging(), Result: attempt.Result(), Paste: attempt.Paste,
	}, nil
}

// oauthApp is the user's app, and what is asked with it.
func oauthApp(s config.Settings, account config.Account) auth.App {
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

// hostname is what a page calls this machine, "" where it has no name.
func hostname() string {
	host, _ := os.Hostname()
	return host
}

// listening names both loopback families of a port by the name they share.
func listening(addresses []string) string {
	if len(addresses) == 2 {
		if _, port, err := net.SplitHostPort(addresses[0]); err == nil {
			return net.JoinHostPort("localhost", port)
		}
	}
	return strings.Join(addresses, " and ")
}

// quietBrowser sends what a browser's launcher prints to nowhere. The library
// keeps that in variables: they are set once, before anything runs.
func quietBrowser() { browser.Stdout, browser.Stderr = io.Discard, io.Discard }

// openBrowser starts the person's browser, which outlives the view.
func openBrowser(ctx context.Context, address string) error {
	opened := make(chan error, 1)
	go func() { opened <- browser.OpenURL(address) }()
	select {
	case err := <-opened:
		return err
	case <-time.After(5 * time.Second):
		return nil // some launchers stay until the browser ends
	case <-ctx.Done():
		return errors.New("sign-in is over")
	}
}
