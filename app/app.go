// Package app is what every way into quipu shares: the full screen, the
// commands, sign-in and doctor open an account here, and here alone.
//
//	Env ─▶ App ─▶ Services (Alpaca's, or the demo's) ─▶ Account
//
// An App belongs to one process: its accounts share one HTTP transport and one
// index of assets for each broker. Services belong to one broker: its token
// store, its clock, its sign-in. An Account is one account with the credential
// that opened it, and decides alone whether a refused token is deleted.
//
// The package reads nothing of the process: what it needs of it is in Env.
package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/environment"
)

// Env is what quipu is told of the process or the session that it runs in.
type Env struct {
	Getenv      func(string) string
	Environ     []string // NAME=value, as os.Environ gives it
	Environment environment.Environment
	Hostname    string // what a sign-in page calls this machine, "" for none
	User        string // who runs it, "" where unknown
	ConfigDir   string // of the config file and the token files, "" where there is none
	StateDir    string // of what is remembered between runs, "" where there is none
	UserAgent   string // sent with every request, like "quipu/1.2.0"

	Width, Height int // of the output in cells, 0 where unknown

	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Transport carries every request to a broker; nil is client.NewTransport with
	// Proxy.
	Transport http.RoundTripper
	// Proxy chooses the proxy of a request where Transport is nil, and that of a
	// sign-in's exchange; nil is none.
	Proxy func(*http.Request) (*url.URL, error)
	// Reload is how long the last page of a sign-in survives a reload, 0 for as
	// long as auth has it, and below it not at all.
	Reload time.Duration
	// Pause waits, or returns the context's error; nil waits by a timer.
	Pause func(context.Context, time.Duration) error
}

func (e Env) withDefaults() Env {
	if e.Now == nil {
		e.Now = time.Now
	}
	if e.Transport == nil {
		e.Transport = client.NewTransport(e.Proxy)
	}
	if e.Pause == nil {
		e.Pause = Pause
	}
	return e
}

// Pause waits by a timer, or returns the error of a context that ends before.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// App is quipu in one process. It is safe for concurrent use.
type App struct {
	env    Env
	ctx    context.Context //nolint:containedctx // demos and sign-ins end with it
	demo   DemoOptions
	assets assetCache
	limit  *client.Limiter // of the calls of all accounts

	callback auth.Callback // of all sign-ins

	attempts sync.WaitGroup
	mu       sync.Mutex // guards what follows, and additions to attempts
	closers  []io.Closer
	closed   bool
}

// New gives the App of an environment. Everything that it starts ends with
// ctx, and is gone when Close returns.
func New(ctx context.Context, env Env, demo DemoOptions) *App {
	return &App{env: env.withDefaults(), ctx: ctx, callback: auth.Callback{Until: ctx.Done()}, demo: demo, limit: client.NewProgramLimiter()}
}

// Env gives the environment, with its defaults.
func (a *App) Env() Env { return a.env }

// Wait returns when the program may make one more call, or the context's error.
// It is for calls that no Account makes. A nil App does not wait.
func (a *App) Wait(ctx context.Context) error {
	if a == nil {
		return ctx.Err()
	}
	return a.limit.Wait(ctx)
}

var errClosed = errors.New("quipu is ending")

// Close waits for everything that was started to end. The App's context has to
// be cancelled before.
func (a *App) Close() {
	a.mu.Lock()
	a.closed = true
	closers := a.closers
	a.mu.Unlock()
	a.attempts.Wait()
	for _, c := range closers {
		_ = c.Close()
	}
	if pool, ok := a.env.Transport.(interface{ CloseIdleConnections() }); ok {
		pool.CloseIdleConnections()
	}
}

// working keeps Close waiting until done is called. On a nil App, and on one that
// is closed, it does nothing.
func (a *App) working() (done func()) {
	if a == nil {
		return func() {}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return func() {}
	}
	a.attempts.Add(1)
	return a.attempts.Done
}

// closeLater closes c with the App, or at once where the App is closed.
func (a *App) closeLater(c io.Closer) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return errors.Join(errClosed, c.Close())
	}
	a.closers = append(a.closers, c)
	return nil
}
