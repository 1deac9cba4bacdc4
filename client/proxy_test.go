package client

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"quipu/safe"
)

// throughProxy is a client whose requests go through a proxy with a password.
func throughProxy(t *testing.T, api, proxy string) *Client {
	t.Helper()
	address, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("clerk", "proxy-pass")
	transport := NewTransport(http.ProxyURL(address))
	t.Cleanup(transport.CloseIdleConnections)
	c, err := New(Options{BaseURL: api, Credentials: Bearer(safe.NewSecret(testToken)), Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAProxysAnswerNamesTheProxyWithoutItsPassword(t *testing.T) {
	for _, status := range []int{407, 502, 503, 403, 401} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html>clerk:proxy-pass</html>")
		}))
		host := strings.TrimPrefix(proxy.URL, "http://")
		apis := []string{"https://api.example", "http://127.0.0.1:1"}
		if status == 401 { // over plain http it may be the broker's
			apis = apis[:1]
		}
		for _, api := range apis {
			_, err := throughProxy(t, api, proxy.URL).Account(t.Context())
			e := failure(t, err, ErrProxy)
			want := fmt.Sprintf("proxy %s answered %d %s", host, status, http.StatusText(status))
			if !strings.Contains(err.Error(), want) || e.Short() != want {
				t.Errorf("%s: %q, in short %q, want %q", api, err, e.Short(), want)
			}
			if strings.Contains(err.Error()+e.Short(), "clerk") || strings.Contains(err.Error(), "proxy-pass") || e.Unauthorized() || e.Refused() {
				t.Errorf("%s: %q tells the password, or is taken for the broker's answer", api, err)
			}
		}
		_, err := throughProxy(t, "https://api.example", proxy.URL).openStream().connect(t.Context())
		if err == nil || !strings.Contains(err.Error(), host) || strings.Contains(err.Error(), "proxy-pass") {
			t.Errorf("the stream says %v", err)
		}
		proxy.Close()
	}
}

func TestAProxyThatCannotBeReachedIsNamed(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	host := strings.TrimPrefix(closed.URL, "http://")
	_, err := throughProxy(t, "https://api.example", closed.URL).Account(t.Context())
	failure(t, err, ErrProxy)
	if !strings.Contains(err.Error(), "the proxy "+host+" cannot be used: connection refused") {
		t.Errorf("%q", err)
	}
}

func TestAProxysAddressThatCannotBeReadIsNotQuoted(t *testing.T) {
	transport := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://clerk:proxy-pass@corp"`)
	}}
	c, err := New(Options{BaseURL: "https://api.example", Credentials: Bearer(safe.NewSecret(testToken)), Transport: safe.NameProxy(transport)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Account(t.Context())
	failure(t, err, ErrProxy)
	if strings.Contains(err.Error(), "clerk") || strings.Contains(err.Error(), "proxy-pass") {
		t.Errorf("%q", err)
	}
}

// What a proxy passes on is the broker's.
func TestABrokersAnswerThroughAProxyIsItsOwn(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `{"code":42210000,"message":"no"}`)
	}))
	defer proxy.Close()
	_, err := throughProxy(t, "http://127.0.0.1:1", proxy.URL).Account(t.Context())
	failure(t, err, ErrRejected)
}
