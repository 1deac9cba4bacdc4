package client

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"quipu/safe"
)

// A host whose certificate nobody vouches for is sent no credential, neither by a
// call nor by the stream.
func TestAHostWithoutATrustedCertificateIsSentNothing(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	c := dial(t, Options{BaseURL: server.URL, Credentials: Bearer(safe.NewSecret(testToken))})
	_, err := c.Account(t.Context())
	failure(t, err, ErrCertificate)
	if _, err := c.openStream().connect(t.Context()); err == nil || asked.Load() != 0 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
}

// The stream goes to no other host, whatever its own says.
func TestTheStreamFollowsNoRedirect(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(other.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL+"/stream")
			w.WriteHeader(status)
		}))
		c := dial(t, Options{BaseURL: server.URL, Credentials: Bearer(safe.NewSecret(testToken))})
		_, err := c.openStream().connect(t.Context())
		if err == nil || strings.Contains(err.Error(), other.URL) || asked.Load() != 0 {
			t.Errorf("%d: %v after %d requests elsewhere", status, err, asked.Load())
		}
		server.Close()
	}
}
