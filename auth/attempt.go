package auth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"quipu/safe"
)

// Options are what an attempt takes from outside. The zero value serves.
type Options struct {
	Timeout time.Duration     // 0 is five minutes
	Finish  time.Duration     // to type a finish code; 0 is two minutes
	Reload  time.Duration     // in which the last page survives a reload; 0 is ten seconds, below it none
	Rand    io.Reader         // nil is crypto/rand
	HTTP    http.RoundTripper // for the exchange; nil is a transport of its own
	// Proxy chooses the proxy of that transport; nil is none.
	Proxy func(*http.Request) (*url.URL, error)
	// Turn waits until the exchange may leave, or returns the context's error; nil
	// does not wait.
	Turn func(context.Context) error
	Host string // this machine's name for the pages; "" leaves it out
}

const defaultTimeout = 5 * time.Minute

// Attempt is the state of one sign-in, from the authorize URL to its result.
// The browser's callback, a pasted address, the end of its context and its
// deadline can end it; the first of them does, once.
type Attempt struct {
	app      App
	url      string
	state    hash
	redirect *url.URL
	public   *public // nil where the callback is loopback
	page     string  // first half of the last pages' names
	random   io.Reader
	typing   time.Duration // for a finish code
	reload   time.Duration
	until    <-chan struct{} // ends the time for reloads
	reserve  reserve
	host     string
	deadline time.Time
	client   *http.Client
	turn     func(context.Context) error // waits until the exchange may leave; nil does not
	ctx      context.Context             //nolint:containedctx // it bounds the attempt, not a call

	// Set by the callback server before the attempt runs.
	listeners []*listener
	listening []string
	notice    error

	exchanging  chan struct{}  // closed when a code is being exchanged
	arrived     chan time.Time // holds until when the latest finish code may be typed
	finishUntil chan time.Time // the same, for run
	done        chan struct{}  // closed when the result is known
	result      chan Result
	pageShown   chan struct{} // gets a value when a browser has its last page, or gave up
	closed      chan struct{} // closed when nothing is served any more
	work        sync.WaitGroup

	mu           sync.Mutex
	ending       bool        // the result is known or being made: nothing else may end the attempt
	code         hash        // of the code that is exchanged; zero for none
	deliveries   []*delivery // what browsers came back with
	triesLeft    int         // to type the finish code
	pendingPages int         // browsers that wait for their last page
	shown        bool        // a browser has it
	last         page        // that page
}

// Result is how an attempt ended.
type Result struct {
	Token Token
	Err   error
}

// prepare makes an attempt on which nothing runs yet.
func prepare(ctx context.Context, app App, opt Options) (*Attempt, error) {
	if err := app.check(); err != nil {
		return nil, err
	}
	text, sum, err := newState(opt.Rand)
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
	if opt.Reload == 0 {
		opt.Reload = reloadTime
	}
	if opt.HTTP == nil {
		opt.HTTP = exchangeTransport(opt.Proxy)
	}
	side, err := newPublic(app, opt.Rand)
	if err != nil {
		return nil, err
	}
	pageID, err := newPageName(opt.Rand)
	if err != nil {
		return nil, err
	}
	return &Attempt{
		public: side, page: pageID, random: opt.Rand, typing: opt.Finish, reload: opt.Reload, triesLeft: finishTries,
		app: app, url: address, state: sum, redirect: redirect, host: safe.Line(opt.Host, 64), ctx: ctx,
		deadline: time.Now().Add(opt.Timeout), client: exchangeClient(opt.HTTP), turn: opt.Turn,
		exchanging: make(chan struct{}), arrived: make(chan time.Time, 1), finishUntil: make(chan time.Time, 1),
		done: make(chan struct{}), closed: make(chan struct{}), pageShown: make(chan struct{}, 1), result: make(chan Result, 1),
	}, nil
}

// URL is the address to approve on.
func (a *Attempt) URL() string { return a.url }

// Listening gives the addresses of the callback server, none where it did not
// start.
func (a *Attempt) Listening() []string { return a.listening }

// Notice says why the callback server did not start, and what works instead;
// nil when it did.
func (a *Attempt) Notice() error { return a.notice }

// Deadline is when the attempt ends by itself, unless an approval waits for its
// finish code then.
func (a *Attempt) Deadline() time.Time { return a.deadline }

// Exchanging is closed when a code is being exchanged.
func (a *Attempt) Exchanging() <-chan struct{} { return a.exchanging }

// Result gives one result and is closed; it is closed without one when the
// context ended first.
func (a *Attempt) Result() <-chan Result { return a.result }

// Wait returns when every goroutine of the attempt has ended and, unless another
// attempt uses it, the server is closed: at most 3 s after the attempt's end for
// the browser's last page, 6 s for a public one, and where a browser has it,
// after the time for a reload.
func (a *Attempt) Wait() { a.work.Wait() }

// Closed is closed when the last page is served no more: see Wait.
func (a *Attempt) Closed() <-chan struct{} { return a.closed }

// PageShown reports whether a browser has seen how the attempt ended.
func (a *Attempt) PageShown() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown && a.ending
}

// callbackPath is where the broker sends the browser.
func (a *Attempt) callbackPath() string {
	if p := a.redirect.EscapedPath(); p != "" {
		return p
	}
	return "/"
}
