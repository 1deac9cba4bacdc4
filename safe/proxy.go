package safe

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ProxyError says that a proxy stands in the way of a request, and which one. It
// never holds the proxy's user or password.
type ProxyError struct {
	Proxy  string // its host and port, "" where unknown
	Status int    // what it answered, 0 where it was not reached
	Reason string // why it was not reached
}

// Error gives one line: "the proxy corp:3128 answered 407 Proxy Authentication Required".
func (e *ProxyError) Error() string {
	name := "the proxy"
	if e.Proxy != "" {
		name += " " + e.Proxy
	}
	if e.Status == 0 {
		return name + " cannot be used: " + e.Reason
	}
	return name + " answered " + strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
}

// NameProxy has a transport's errors name the proxy that a request goes through,
// and keeps the proxy's address with its password out of them.
func NameProxy(t *http.Transport) *http.Transport {
	if choose := t.Proxy; choose != nil {
		t.Proxy = func(request *http.Request) (*url.URL, error) {
			proxy, err := choose(request)
			if err != nil { // it quotes the address
				return nil, &ProxyError{Reason: "its address in the environment is not one"}
			}
			return proxy, nil
		}
	}
	t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
		if response.StatusCode == http.StatusOK {
			return nil
		}
		return &ProxyError{Proxy: proxy.Host, Status: response.StatusCode}
	}
	return t
}

// ProxyFault finds in an error of a transport that the proxy stands in the way;
// nil where it does not.
func ProxyFault(err error) *ProxyError {
	var proxy *ProxyError
	if errors.As(err, &proxy) {
		return proxy
	}
	var outer, dial *net.OpError
	if !errors.As(err, &outer) || outer.Op != "proxyconnect" {
		return nil
	}
	found := &ProxyError{Reason: "the connection to it failed"}
	var name *net.DNSError
	switch {
	case errors.As(outer.Err, &name):
		found.Proxy, found.Reason = Line(name.Name, 100), "cannot resolve host"
	case errors.As(outer.Err, &dial) && dial.Addr != nil:
		found.Proxy, found.Reason = dial.Addr.String(), Line(rootCause(dial.Err).Error(), 100)
		if dial.Timeout() {
			found.Reason = "timed out"
		}
	}
	return found
}

// ofProxies are the statuses that a proxy sends of its own accord.
var ofProxies = []int{http.StatusForbidden, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// ProxyAnswer reports that a proxy answered in the server's place: with a 407,
// which no server sends, or over plain http with a refusal that is no JSON. nil is
// the server's answer.
func ProxyAnswer(transport http.RoundTripper, response *http.Response) *ProxyError {
	proxy := ProxyOf(transport, response.Request)
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case response.StatusCode == http.StatusProxyAuthRequired:
	case proxy == "" || response.Request.URL.Scheme != "http" || !slices.Contains(ofProxies, response.StatusCode) || strings.HasSuffix(kind, "json"):
		return nil
	}
	return &ProxyError{Proxy: proxy, Status: response.StatusCode}
}

// ProxyOf gives the host and port of the proxy that a request goes through, ""
// for none.
func ProxyOf(transport http.RoundTripper, request *http.Request) string {
	t, ok := transport.(*http.Transport)
	if !ok || t.Proxy == nil || request == nil {
		return ""
	}
	proxy, err := t.Proxy(request)
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}

func rootCause(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}
