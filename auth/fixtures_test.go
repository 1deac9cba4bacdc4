package auth

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"quipu/safe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "the-client-secret"

// endpoint is a token endpoint that counts what it is asked.
type endpoint struct {
	*httptest.Server
	asked  atomic.Int32
	forms  chan url.Values
	answer http.HandlerFunc
}

func newEndpoint(t *testing.T, answer http.HandlerFunc) *endpoint {
	t.Helper()
	e := &endpoint{forms: make(chan url.Values, 16), answer: answer}
	if answer == nil {
		e.answer = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"access_token":"tok-123","token_type":"bearer","scope":"trading data"}`)
		}
	}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.asked.Add(1)
		_ = r.ParseForm()
		e.forms <- r.PostForm
		e.answer(w, r)
	}))
	t.Cleanup(e.Close)
	return e
}

// freePort finds a port that is free on both loopback families, below those
// that systems give out by themselves, so that nobody takes it meanwhile.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(20000 + rand.IntN(10000))
		if free("127.0.0.1", port) && free("::1", port) {
			return port
		}
	}
	t.Fatal("no free port")
	return ""
}

func free(host, port string) bool {
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err == nil {
		l.Close()
	}
	return err == nil || anyOf(err, familyMissing)
}

func appAt(t *testing.T, e *endpoint) App {
	t.Helper()
	return App{
		ClientID: "client-1", ClientSecret: safe.NewSecret(secret), AuthorizeURL: "https://app.example/oauth/authorize",
		TokenURL: e.URL + "/oauth/token", RedirectURL: "http://localhost:" + freePort(t) + "/callback",
		Scopes: []string{"account:write", "trading"}, Env: "paper",
	}
}

// beginAttempt is an attempt that the test's end waits for.
func beginAttempt(t *testing.T, app App, opt Options) *Attempt {
	t.Helper()
	if opt.Reload == 0 {
		opt.Reload = -1
	}
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, app, opt)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); a.closeBrowsers(); a.Wait() })
	if a.Notice() != nil {
		t.Fatal(a.Notice())
	}
	return a
}

// closeBrowsers lets Wait return without the time for last pages that no browser
// of the test fetches.
func (a *Attempt) closeBrowsers() {
	for a.hasPendingPages() {
		a.pageDelivered()
	}
}

// stateOf reads the state out of the authorize URL, as the broker does.
func stateOf(t *testing.T, a *Attempt) string {
	t.Helper()
	u, err := url.Parse(a.URL())
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

// browser keeps redirects for the test to look at.
func browser() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type visit struct {
	method, host string
	header       http.Header
}

func (v visit) to(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	method := v.method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.host != "" {
		request.Host = v.host
	}
	for name, values := range v.header {
		request.Header[name] = values
	}
	response, err := browser().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func (a *Attempt) back(query string) string { return a.app.RedirectURL + query }
