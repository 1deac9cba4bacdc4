package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/safe"
)

// fake is a broker without a network: a RoundTripper for synctest bubbles.
type fake struct {
	mu     sync.Mutex
	bodies map[string]string                                 // by path
	header http.Header                                       // of every answer
	fault  func(r *http.Request) (*http.Response, error)     // (nil, nil) is no fault
	clock  func(now time.Time) (open bool, next, end string) // nil: open, with far boundaries
	ready  func()                                            // called in the bubble before the poller starts
	sent   []sending
}

type sending struct {
	path string
	at   time.Time
}

func newFake() *fake {
	return &fake{
		bodies: map[string]string{
			"/v2/account":   `{"id":"a","account_number":"PA1","status":"ACTIVE","equity":"100.50"}`,
			"/v2/positions": `[{"asset_id":"x","symbol":"AAPL","qty":"5","asset_class":"us_equity"}]`,
			"/v2/orders":    `[{"id":"o","symbol":"AAPL"}]`,

			"/v2/orders closed": `[]`,
		},
		header: http.Header{},
	}
}

func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	path := r.URL.Path
	if r.URL.Query().Get("status") == "closed" {
		path += " closed"
	}
	if r.URL.Query().Get("status") == "open" && r.URL.Query().Get("nested") == "true" {
		path += " nested"
	}
	f.sent = append(f.sent, sending{path, time.Now()})
	if f.fault != nil {
		if response, err := f.fault(r); response != nil || err != nil {
			return response, err
		}
	}
	body, known := f.bodies[path]
	if !known {
		body = f.bodies[strings.TrimSuffix(path, " nested")]
	}
	switch {
	case r.URL.Path == "/v2/clock":
		body = f.clockBody(time.Now())
	case r.URL.Path == "/v3/clock" && body == "":
		return answer(http.StatusNotFound, `{"message":"endpoint not found"}`, f.header), nil
	}
	return answer(http.StatusOK, body, f.header), nil
}

func (f *fake) clockBody(now time.Time) string {
	open, opens, closes := true, now.Add(20*time.Hour).Format(time.RFC3339Nano), now.Add(5*time.Hour).Format(time.RFC3339Nano)
	if f.clock != nil {
		open, opens, closes = f.clock(now)
	}
	return fmt.Sprintf(`{"timestamp":%q,"is_open":%t,"next_open":%q,"next_close":%q}`, now.Format(time.RFC3339Nano), open, opens, closes)
}

// set changes the fake while a poller uses it.
func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// count tells how many requests for path have left so far; "" is all.
func (f *fake) count(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, s := range f.sent {
		if path == "" || s.path == path {
			n++
		}
	}
	return n
}

// answer makes a response as the network would deliver it.
func answer(status int, body string, header http.Header) *http.Response {
	h := maps.Clone(header)
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{
		StatusCode: status, Header: h, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}

// always fails every request in the same way.
func always(status int, body string, pairs ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return answer(status, body, headers(pairs...)), nil }
}

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// fakeClient speaks to f without jitter.
func fakeClient(t *testing.T, f http.RoundTripper, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		BaseURL: "https://broker.example", Credentials: Bearer(safe.NewSecret(testToken)), Transport: f,
		Rand: func() float64 { return 0 },
	}
	for _, c := range change {
		c(&o)
	}
	return dial(t, o)
}

// failure gives err as an *Error of the given kind.
func failure(t *testing.T, err, kind error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v (%T) is no *Error", err, err)
	}
	if !errors.Is(err, kind) {
		t.Fatalf("%v is of kind %q, want %q", err, e.Kind, kind)
	}
	return e
}

func readPositions(c *Client) error {
	_, err := c.Positions(context.Background())
	return err
}

// quiet keeps a test server's complaints out of the test's output.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
