// Package client reads an account at Alpaca's Trading API v2: typed calls with
// a context, decimals that never pass through a float, errors that say what
// happened in words, a rate budget that every goroutine shares, and a poller
// that turns the calls into a stream of snapshots.
//
// One Client speaks for one account at one address and sends its credentials
// nowhere else. It knows no screen and no OAuth: it is given a token or a key.
package client

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"quipu/safe"
)

// DefaultTimeout bounds one call, its retries and pauses included.
const DefaultTimeout = 10 * time.Second

// Options say where a Client calls, as whom and how.
type Options struct {
	// BaseURL is the trading API's address, with or without /v2: https, or http on
	// loopback. Requests go to its host alone.
	BaseURL string
	// Credentials are required: Bearer or Keys.
	Credentials Credentials
	// ReadOnly refuses every method but GET before it leaves.
	ReadOnly bool
	// Transport carries the requests, of other clients too: see NewTransport. nil
	// is a transport of the client's own, without a proxy.
	Transport http.RoundTripper
	// Limiter bounds the calls, with those of other clients that share it. nil
	// allows all.
	Limiter *Limiter
	// Now is the local wall clock, which has to advance; nil is time.Now.
	Now func() time.Time
	// Rand gives jitter in [0,1); nil is math/rand. It must be safe for use
	// by several goroutines.
	Rand func() float64
	// Timeout bounds each call with its retries; 0 is DefaultTimeout.
	Timeout time.Duration
	// UserAgent names the program; "" is "quipu".
	UserAgent string
}

// Client makes calls for one account. It is safe for use by several
// goroutines, which share its rate budget.
type Client struct {
	base         *url.URL
	http         *http.Client
	wire         http.RoundTripper // below http
	ownTransport bool
	bareHTTP     *http.Client // without credentials, for the stream, which takes them in a message

	credentials Credentials
	agent       string

	now     func() time.Time
	random  func() float64
	timeout time.Duration
	scrub   func(string) string
	budget  budget
	limiter *Limiter
	sent    atomic.Int64 // requests, retries included

	noPhases absence                // of /v3/clock
	currency atomic.Pointer[string] // of the account, nil until it was read
}

// New checks the options and makes a Client; nothing is sent. Its errors name
// what is wrong and never hold a credential.
func New(o Options) (*Client, error) {
	base, err := safe.Endpoint(o.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("trading API address: %w", err)
	}
	if base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("trading API address: must end with its path, without ? or #")
	}
	// The SDK's APCA_API_BASE_URL is often written with the version.
	base.Path = strings.TrimSuffix(strings.TrimRight(base.Path, "/"), "/v2")
	if err := o.Credentials.check(); err != nil {
		return nil, err
	}
	if o.Timeout < 0 {
		return nil, errors.New("timeout: must not be negative")
	}
	ownTransport := o.Transport == nil
	o = o.withDefaults()
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		base: base, credentials: o.Credentials, agent: o.UserAgent, wire: o.Transport, ownTransport: ownTransport,
		bareHTTP: &http.Client{Transport: o.Transport, CheckRedirect: refuse},
		http: &http.Client{
			Transport: &authTransport{
				scheme: base.Scheme, host: base.Host, readOnly: o.ReadOnly,
				credentials: o.Credentials, agent: o.UserAgent, next: o.Transport,
			},
			CheckRedirect: refuse,
		},
		now: o.Now, random: o.Rand, timeout: o.Timeout, scrub: o.Credentials.scrub, limiter: o.Limiter,
	}, nil
}

func (o Options) withDefaults() Options {
	if o.Transport == nil {
		o.Transport = NewTransport(nil)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.UserAgent = strings.TrimSpace(o.UserAgent); o.UserAgent == "" {
		o.UserAgent = "quipu"
	}
	return o
}

// Rate is the account's budget of calls as the latest answer gave it. Every
// program that calls for the account shares it.
func (c *Client) Rate() Rate { return c.budget.rate() }

// Sent is how many requests have left, retries included.
func (c *Client) Sent() int64 { return c.sent.Load() }

// Close closes the idle connections, but not those of a transport that it was
// given and may share. Calls under way end by their context.
func (c *Client) Close() {
	if c.ownTransport {
		c.http.CloseIdleConnections()
	}
}
