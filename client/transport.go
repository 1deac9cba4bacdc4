package client

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"quipu/safe"
)

var errOtherHost = errors.New("the request is for another host than the one configured")

// authTransport is the last step before the network: it refuses other hosts and,
// for a read-only client, other methods, and then adds the credentials. No code
// above it can get around that.
type authTransport struct {
	scheme, host string
	readOnly     bool
	credentials  Credentials
	agent        string
	next         http.RoundTripper
}

func (g *authTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := g.check(request); err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // a RoundTripper closes the body, also of what it refuses
		}
		return nil, err
	}
	handOver(request.Context())
	signed := request.Clone(request.Context())
	signed.Header.Set("User-Agent", g.agent)
	g.credentials.sign(signed.Header)
	return g.next.RoundTrip(signed)
}

func (g *authTransport) check(request *http.Request) error {
	if err := request.Context().Err(); err != nil {
		return err
	}
	if request.URL.Scheme != g.scheme || request.URL.Host != g.host || (request.Host != "" && request.Host != g.host) {
		return errOtherHost
	}
	if g.readOnly && request.Method != http.MethodGet {
		return ErrReadOnly
	}
	return nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (g *authTransport) CloseIdleConnections() {
	if closer, ok := g.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// NewTransport makes a transport for all clients of a process. It keeps a few
// connections to each host open between cycles. HTTP/2 pings detect a connection
// that died while the machine slept; without them call after call would time out.
// proxy chooses the proxy of a request; nil is none.
func NewTransport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}
	return safe.NameProxy(&http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    5 * time.Second,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
	})
}
