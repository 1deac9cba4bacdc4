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
	Finish  time.Duration     // for typing the finish code; 0 is two minutes
	Rand    io.Reader         // nil is crypto/rand
	HTTP    http.RoundTripper // for the exchange; nil is a transport of its own
	Host    string            // this machine's name for the last page; "" leaves it out
}

const defaultTimeout = 5 * time.Minute

// Attempt is one sign-in. The callback, a pasted address, the end of its
// context and its deadline all can end it; the first one does, and only once.
type Attempt struct {
	app       App
	url       string
	state     state
	redirect  *url.URL
	public    *public // nil where the callback is loopback
	random    io.Reader
	typing    time.Duration // for the finish code
	host      string
	listening []string
	notice    error
	deadline  time.Time
	client    *http.Client
	ctx       context.Context //nolint:containedctx // an attempt is its context's
	server    *http.Server

	exchanging chan struct{}  // closed when a code has arrived
	arrived    chan time.Time // gets the finish code's end when an approval waits for it
	done       chan struct{}  // closed when the outcome is known
	result     chan Result
	fetched    chan struct{} // rings when a browser has its last page, or gave up
	work       sync.WaitGroup

	mu        sync.Mutex
	finishing *finishing // waits for its finish code; nil where nothing does

	claimed bool  // somebody ends the attempt, or has
	code    state // hash of the code that did
	owed    int   // browsers that wait for their last page
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
	a, err := prepare(ctx, app, opt)
	if err != nil {
		return nil, err
	}
	open, err := listen(ctx, app)
	a.notice = err
	a.start(open)
	return a, nil
}

// prepare makes an attempt on which nothing runs yet.
func prepare(ctx context.Context, app App, opt Options) (*Attempt, error) {
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
	if opt.Finish <= 0 {
		opt.Finish = finishTime
	}
	if opt.HTTP == nil {
		opt.HTTP = ownTransport()
	}
	side, err := newPublic(app, opt.Rand)
	if err != nil {
		return nil, err
	}
	return &Attempt{
		public: side, random: opt.Rand, typing: opt.Finish,
		app: app, url: address, state: hash, redirect: redirect, host: safe.Line(opt.Host, 64), ctx: ctx,
		deadline: time.Now().Add(opt.Timeout), client: exchangeClient(opt.HTTP),
		exchanging: make(chan struct{}), arrived: make(chan time.Time, 1), done: make(chan struct{}), fetched: make(chan struct{}, 1), result: make(chan Result, 1),
	}, nil
}

// start lets everything run that ends by itself.
func (a *Attempt) start(open []net.Listener) {
	a.serve(open)
	a.work.Go(a.run)
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
// gone: at most 3 s after its end, for the browser's last page, 6 s for a public one.
func (a *Attempt) Wait() { a.work.Wait() }
