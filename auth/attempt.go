package auth

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"quipu/safe"
)

// Options are what an attempt takes from outside. The zero value serves.
type Options struct {
	Timeout time.Duration     // 0 is five minutes
	Rand    io.Reader         // nil is crypto/rand
	HTTP    http.RoundTripper // for the exchange; nil is a transport of its own
}

// The lengths of an attempt's ends.
const (
	defaultTimeout = 5 * time.Minute
	lastPage       = 3 * time.Second // for the browser to fetch its last page
)

// Attempt is one sign-in. The callback, a pasted address, the end of its
// context and its deadline all can end it; the first one does, and only once.
type Attempt struct {
	app       App
	url       string
	state     state
	redirect  *url.URL
	listening []string
	notice    error
	deadline  time.Time
	client    *http.Client
	ctx       context.Context //nolint:containedctx // an attempt is its context's
	server    *http.Server

	exchanging chan struct{} // closed when a code has arrived
	done       chan struct{} // closed when the outcome is known
	result     chan Result
	shown      chan struct{} // closed when the last page was fetched
	showOnce   sync.Once
	work       sync.WaitGroup

	mu      sync.Mutex
	claimed bool  // somebody ends the attempt, or has
	code    state // hash of the code that did
	owed    int   // browsers that are waiting for the outcome
	last    page  // what they will see
}

// Result is how an attempt ended.
type Result struct {
	Token Token
	Err   error
}

// Begin checks the app, opens the callback server and returns at once. When
// the server cannot start, Notice says why and pasting still works. Everything
// ends with ctx; Wait returns when it has.
func Begin(ctx context.Context, app App, opt Options) (*Attempt, error) {
	if err := app.check(); err != nil {
		return nil, err
	}
	text, hash, err := newState(opt.Rand)
	if err != nil {
		return nil, err
	}
	address, err := app.authorizeURL(text)
	if err != nil {
		return nil, err
	}
	redirect, err := url.Parse(app.RedirectURL)
	if err != nil {
		return nil, errors.New("redirect_url is not an address")
	}
	if opt.Timeout <= 0 {
		opt.Timeout = defaultTimeout
	}
	transport := opt.HTTP
	if transport == nil {
		transport = ownTransport()
	}
	a := &Attempt{
		app: app, url: address, state: hash, redirect: redirect, ctx: ctx,
		deadline: time.Now().Add(opt.Timeout), client: exchangeClient(transport),
		exchanging: make(chan struct{}), done: make(chan struct{}), shown: make(chan struct{}), result: make(chan Result, 1),
	}
	open, err := listen(ctx, app)
	if err != nil {
		a.notice = err
	}
	a.serve(open)
	a.work.Go(func() { a.run(opt.Timeout) })
	return a, nil
}

func ownTransport() *http.Transport {
	t := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		DisableKeepAlives:   true, // one request is all there will be
	}
	return t
}

// serve answers on the listeners until run closes the server.
func (a *Attempt) serve(open []net.Listener) {
	if len(open) == 0 {
		return
	}
	a.server = &http.Server{
		Handler:           http.HandlerFunc(a.answer),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          discard,
	}
	a.server.SetKeepAlivesEnabled(false)
	for _, l := range open {
		a.listening = append(a.listening, l.Addr().String())
		a.work.Go(func() { _ = a.server.Serve(l) })
	}
}

// run waits for the end, lets the browser fetch its last page, and closes.
func (a *Attempt) run(timeout time.Duration) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-a.done:
	case <-timer.C:
		if a.claim(state{}) {
			a.finish(Result{Err: ErrTimeout}, timedOutPage)
		}
	case <-a.ctx.Done():
		a.abandon()
	}
	select {
	case <-a.done:
	case <-a.ctx.Done():
		a.abandon()
		<-a.done
	}
	a.client.CloseIdleConnections()
	a.close()
}

// close ends the server, after the last page where one is owed.
func (a *Attempt) close() {
	if a.server == nil {
		return
	}
	if a.owes() {
		grace := time.NewTimer(lastPage)
		select {
		case <-a.shown:
		case <-grace.C:
		}
		grace.Stop()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if a.server.Shutdown(ctx) != nil {
		_ = a.server.Close()
	}
}

func (a *Attempt) owes() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.owed > 0
}

// claim gives the attempt to the first who asks. Whoever gets it must finish.
func (a *Attempt) claim(code state) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.claimed {
		return false
	}
	a.claimed, a.code = true, code
	return true
}

// abandon ends an attempt that was left. An exchange under way ends itself by
// its context.
func (a *Attempt) abandon() {
	if a.claim(state{}) {
		a.finish(Result{}, leftPage)
	}
}

// finish tells the outcome, once: to the program by its channel, to the
// browser by the page. A result without token and error is an attempt that was
// left: its channel is closed empty.
func (a *Attempt) finish(result Result, shows page) {
	a.mu.Lock()
	a.last = shows
	a.mu.Unlock()
	if result.Err != nil || !result.Token.Access.Empty() {
		a.result <- result
	}
	close(a.result)
	close(a.done)
}

// take begins the exchange of a code, unless the attempt is ending already.
func (a *Attempt) take(code string) bool {
	if !a.claim(hashOf(code)) {
		return false
	}
	close(a.exchanging)
	a.work.Go(func() {
		token, err := exchange(a.ctx, a.app, a.client, code)
		switch {
		case a.ctx.Err() != nil && err != nil:
			a.finish(Result{}, leftPage)
		case err != nil:
			a.finish(Result{Err: err}, failedPage(err))
		default:
			a.finish(Result{Token: token}, signedInPage(a.app.Env))
		}
	})
	return true
}

// refuse ends the attempt with what the authorize page sent back.
func (a *Attempt) refuse(code, description string) bool {
	if !a.claim(state{}) {
		return false
	}
	if code == "access_denied" {
		a.finish(Result{Err: ErrDenied}, deniedPage)
		return true
	}
	reason := safe.Line(code, 60)
	if description != "" {
		reason += ": " + safe.Line(description, 160)
	}
	err := &RefusalError{Reason: reason}
	a.finish(Result{Err: err}, failedPage(err))
	return true
}

// URL is the address to approve on.
func (a *Attempt) URL() string { return a.url }

// Listening gives the addresses of the callback server, none where it did not
// start.
func (a *Attempt) Listening() []string { return a.listening }

// Notice says why the callback server did not start, and what works instead;
// nil when it did.
func (a *Attempt) Notice() error { return a.notice }

// Deadline is when the attempt ends by itself.
func (a *Attempt) Deadline() time.Time { return a.deadline }

// Exchanging is closed when a code has arrived and is being exchanged.
func (a *Attempt) Exchanging() <-chan struct{} { return a.exchanging }

// Result gives one result and is closed; it is closed without one when the
// context ended first.
func (a *Attempt) Result() <-chan Result { return a.result }

// Wait returns when the server is closed and every goroutine of the attempt is
// gone: at most 3 s after its end, for the browser's last page.
func (a *Attempt) Wait() { a.work.Wait() }
