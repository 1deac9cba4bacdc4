package client

import (
	"errors"
	"net"
	"net/http"
	"time"
)

var errOtherHost = errors.New("the request is for another host than the one configured")

// guard is the last door before the network: it refuses other hosts and, when
// reading only, other methods, and only then adds the credentials. Whatever is
// added above it later cannot get past.
type guard struct {
	scheme, host string
	readOnly     bool
	credentials  Credentials
	agent        string
	next         http.RoundTripper
}

func (g *guard) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := g.admit(request); err != nil {
		if request.Body != nil {
			_ = request.Body.Close() // a RoundTripper closes the body, also of what it refuses
		}
		return nil, err
	}
	signed := request.Clone(request.Context())
	signed.Header.Set("User-Agent", g.agent)
	g.credentials.sign(signed.Header)
	return g.next.RoundTrip(signed)
}

func (g *guard) admit(request *http.Request) error {
	if request.URL.Scheme != g.scheme || request.URL.Host != g.host || (request.Host != "" && request.Host != g.host) {
		return errOtherHost
	}
	if g.readOnly && request.Method != http.MethodGet {
		return ErrReadOnly
	}
	return nil
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (g *guard) CloseIdleConnections() {
	if closer, ok := g.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// newTransport keeps a few connections to one host alive between polls. The
// HTTP/2 pings notice a connection that died while the machine slept, which
// otherwise times out call after call.
func newTransport() http.RoundTripper {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    5 * time.Second,
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
	}
}
