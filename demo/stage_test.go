package demo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // brokers come and go: collecting less often takes a tenth less time
	goleak.VerifyTestMain(m)
}

// stage is a broker on loopback, a program that waits for the callback, and a
// clock that only the test moves.
type stage struct {
	*Broker
	t         *testing.T
	elapsed   atomic.Int64 // on the broker's clock, which starts on a Monday
	callback  *httptest.Server
	delivered chan url.Values
	transport *http.Transport
}

// Monday, 2026-03-09, 14:00 in New York.
var monday = time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC)

// The exchange closes firstClose after that, for overnight.
const (
	firstClose    = 2 * time.Hour
	overnight     = 17*time.Hour + 30*time.Minute
	sessionLength = 6*time.Hour + 30*time.Minute
)

func newStage(t *testing.T, opt Options) *stage {
	t.Helper()
	s := &stage{t: t, delivered: make(chan url.Values, 4), transport: &http.Transport{}}
	s.callback = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/callback" {
			s.delivered <- r.URL.Query()
			http.Redirect(w, r, "/done", http.StatusSeeOther)
		}
	}))
	opt.RedirectURIs = []string{s.redirect()}
	if opt.Now == nil {
		opt.Now = func() time.Time { return monday.Add(time.Duration(s.elapsed.Load())) }
	}
	broker, err := Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	s.Broker = broker
	t.Cleanup(func() {
		s.transport.CloseIdleConnections()
		s.callback.Close()
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// wait moves the broker's clock on.
func (s *stage) wait(d time.Duration) { s.elapsed.Add(int64(d)) }

func (s *stage) redirect() string { return s.callback.URL + "/callback" }

// authorize is the authorize address with some parameters changed; an empty
// value leaves one out.
func (s *stage) authorize(changed ...string) string {
	query := url.Values{"response_type": {"code"}, "client_id": {s.ClientID}, "redirect_uri": {s.redirect()},
		"state": {"st4te"}, "scope": {"account:write trading data"}, "env": {"paper"}}
	for i := 0; i < len(changed); i += 2 {
		query.Set(changed[i], changed[i+1])
		if changed[i+1] == "" {
			query.Del(changed[i])
		}
	}
	return s.AuthorizeURL() + "?" + query.Encode()
}

// exchange posts to the token endpoint, with some fields changed.
func (s *stage) exchange(code string, changed ...string) (int, map[string]any) {
	s.t.Helper()
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {s.ClientID},
		"client_secret": {s.ClientSecret.Reveal()}, "redirect_uri": {s.redirect()}}
	for i := 0; i < len(changed); i += 2 {
		form.Set(changed[i], changed[i+1])
	}
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.TokenURL(), strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body := map[string]any{}
	response := s.do(request, &body)
	return response.StatusCode, body
}

// code approves and gives the code that came back.
func (s *stage) code(changed ...string) string {
	s.t.Helper()
	if err := Approve(s.t.Context(), s.authorize(changed...), s.transport); err != nil {
		s.t.Fatal(err)
	}
	back := <-s.delivered
	if back.Get("code") == "" || back.Get("state") != "st4te" {
		s.t.Fatalf("the callback got %v", back)
	}
	return back.Get("code")
}

// signIn gives a token.
func (s *stage) signIn(changed ...string) string {
	s.t.Helper()
	status, body := s.exchange(s.code(changed...))
	token, _ := body["access_token"].(string)
	if status != http.StatusOK || token == "" || body["token_type"] != "bearer" {
		s.t.Fatalf("the token endpoint answered %d %v", status, body)
	}
	return token
}

func (s *stage) do(request *http.Request, into any) *http.Response {
	s.t.Helper()
	response, err := s.transport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if into == nil {
		return response
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		s.t.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	return response
}

// call makes an API call with a token, or the key pair where it is empty.
func (s *stage) call(method, path, token string, into any) *http.Response {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Authenticate(request, token)
	return s.do(request, into)
}

// get is a call that must be answered with 200.
func (s *stage) get(path, token string, into any) {
	s.t.Helper()
	var raw json.RawMessage
	if response := s.call(http.MethodGet, path, token, &raw); response.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s answered %d %s", path, response.StatusCode, raw)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		s.t.Fatalf("GET %s: %v in %s", path, err, raw)
	}
}
