package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// freePort finds a port that is free on both loopback families.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func appAt(t *testing.T, e *endpoint) App {
	t.Helper()
	return App{
		ClientID: "client-1", ClientSecret: safe.NewSecret(secret), AuthorizeURL: "https://app.example/oauth/authorize",
		TokenURL: e.URL + "/oauth/token", RedirectURL: "http://localhost:" + freePort(t) + "/callback",
		Scopes: []string{"account:write", "trading"}, Env: "paper",
	}
}

// begun is an attempt that the test's end waits for.
func begun(t *testing.T, app App, opt Options) *Attempt {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, app, opt)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); a.Wait() })
	if a.Notice() != nil {
		t.Fatal(a.Notice())
	}
	return a
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

func TestAuthorizeURL(t *testing.T) {
	e := newEndpoint(t, nil)
	app := appAt(t, e)
	a := begun(t, app, Options{})
	u, err := url.Parse(a.URL())
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "client-1", "redirect_uri": app.RedirectURL, "scope": "account:write trading", "env": "paper",
	} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) != 43 {
		t.Errorf("the state has %d characters", len(q.Get("state")))
	}
	if strings.Contains(a.URL(), "%3A") || strings.Contains(a.URL(), "%2F") || strings.Contains(a.URL(), secret) {
		t.Errorf("the address is %s", a.URL())
	}
	app.Scopes = nil
	app.RedirectURL = "http://localhost:" + freePort(t) + "/callback"
	if b := begun(t, app, Options{}); strings.Contains(b.URL(), "scope") || stateOf(t, b) == q.Get("state") {
		t.Errorf("read-only asks %s", b.URL())
	}
}

func TestBeginRefuses(t *testing.T) {
	good := appAt(t, newEndpoint(t, nil))
	for name, c := range map[string]struct {
		change func(*App)
		says   string
	}{
		"no id":        {func(a *App) { a.ClientID = "" }, "client_id"},
		"no secret":    {func(a *App) { a.ClientSecret = safe.Secret{} }, "client_secret"},
		"no account":   {func(a *App) { a.Env = "" }, "paper or live"},
		"plain http":   {func(a *App) { a.TokenURL = "http://api.example/token" }, "token_url"},
		"long address": {func(a *App) { a.AuthorizeURL += "?x=" + strings.Repeat("y", 3000) }, "QR code"},
		"no dice":      {nil, "state"},
	} {
		app, opt := good, Options{}
		if c.change == nil {
			opt.Rand = strings.NewReader("too short")
		} else {
			c.change(&app)
		}
		if _, err := Begin(t.Context(), app, opt); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCallbackEndsSignedInOnACleanPage(t *testing.T) {
	e := newEndpoint(t, nil)
	a := begun(t, appAt(t, e), Options{})
	response, _ := visit{}.to(t, a.back("?code=code-1&state="+stateOf(t, a)))
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/callback/done" {
		t.Fatalf("%s to %q", response.Status, response.Header.Get("Location"))
	}
	clean, body := visit{}.to(t, a.back("/done"))
	if clean.StatusCode != http.StatusOK || !strings.Contains(body, "Signed in") {
		t.Errorf("%s: %s", clean.Status, body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		for _, r := range []*http.Response{response, clean} {
			if !strings.Contains(r.Header.Get(name), want) {
				t.Errorf("%s is %q", name, r.Header.Get(name))
			}
		}
	}
	result := <-a.Result()
	if result.Err != nil || result.Token.Access.Reveal() != "tok-123" || result.Token.Scope != "trading data" || result.Token.Env != "paper" {
		t.Errorf("got %v %v", result.Token, result.Err)
	}
	form := <-e.forms
	for name, want := range map[string]string{
		"grant_type": "authorization_code", "code": "code-1", "client_id": "client-1", "client_secret": secret, "redirect_uri": a.app.RedirectURL,
	} {
		if form.Get(name) != want {
			t.Errorf("the endpoint got %s=%q", name, form.Get(name))
		}
	}
	if _, open := <-a.Result(); open {
		t.Error("a second result")
	}
	a.Wait()
	if conn, err := net.Dial("tcp", a.Listening()[0]); err == nil {
		conn.Close()
		t.Error("the server still listens")
	}
}

// Whatever a stranger sends, the sign-in goes on and ends well.
func TestForgedCallbacks(t *testing.T) {
	e := newEndpoint(t, nil)
	a := begun(t, appAt(t, e), Options{})
	state := stateOf(t, a)
	for name, c := range map[string]struct {
		query  string
		visit  visit
		status int
	}{
		"no state":              {"?code=x", visit{}, 400},
		"empty state":           {"?code=x&state=", visit{}, 400},
		"another state":         {"?code=x&state=" + strings.Repeat("A", 43), visit{}, 400},
		"a state in capitals":   {"?code=x&state=" + strings.ToUpper(state), visit{}, 400},
		"denied without state":  {"?error=access_denied", visit{}, 400},
		"denied, another state": {"?error=access_denied&state=nonsense", visit{}, 400},
		"two states":            {"?code=x&state=" + state + "&state=" + state, visit{}, 400},
		"two codes":             {"?code=x&code=y&state=" + state, visit{}, 400},
		"no code":               {"?state=" + state, visit{}, 400},
		"a code without end":    {"?code=" + strings.Repeat("x", 3000) + "&state=" + state, visit{}, 400},
		"a query without end":   {"?x=" + strings.Repeat("x", 9000) + "&code=x&state=" + state, visit{}, 400},
		"a broken escape":       {"?code=%zz&state=" + state, visit{}, 400},
		"another path":          {"/../callback2?code=x&state=" + state, visit{}, 404},
		"a longer path":         {"/x?code=x&state=" + state, visit{}, 404},
		"the page before time":  {"/done", visit{}, 404},
		"POST":                  {"?code=x&state=" + state, visit{method: http.MethodPost}, 405},
		"HEAD":                  {"?code=x&state=" + state, visit{method: http.MethodHead}, 405},
		"another host":          {"?code=x&state=" + state, visit{host: "evil.example"}, 421},
		"another port":          {"?code=x&state=" + state, visit{host: "localhost:1"}, 421},
		"the address by number": {"?code=x&state=" + state, visit{host: "127.0.0.1:" + a.redirect.Port()}, 421},
		"prefetch":              {"?code=x&state=" + state, visit{header: http.Header{"Sec-Purpose": {"prefetch;prerender"}}}, 204},
		"old prefetch":          {"?code=x&state=" + state, visit{header: http.Header{"Purpose": {"prefetch"}}}, 204},
	} {
		response, body := c.visit.to(t, a.back(c.query))
		if response.StatusCode != c.status {
			t.Errorf("%s: %s, want %d", name, response.Status, c.status)
		}
		if strings.Contains(body, state) || strings.Contains(body, secret) {
			t.Errorf("%s: the page tells secrets", name)
		}
	}
	select {
	case r := <-a.Result():
		t.Fatalf("a stranger ended the sign-in: %v", r.Err)
	default:
	}
	if n := e.asked.Load(); n != 0 {
		t.Fatalf("%d exchanges", n)
	}
	visit{}.to(t, a.back("?code=good&state="+state))
	if r := <-a.Result(); r.Err != nil {
		t.Errorf("the sign-in was spoilt: %v", r.Err)
	}
}

func TestBothLoopbackFamiliesAreListenedOn(t *testing.T) {
	a := begun(t, appAt(t, newEndpoint(t, nil)), Options{})
	want := []string{"127.0.0.1:" + a.redirect.Port(), "[::1]:" + a.redirect.Port()}
	for _, address := range a.Listening() {
		if address != want[0] && address != want[1] {
			t.Errorf("listens on %s", address)
		}
	}
	if v6, err := net.Listen("tcp", "[::1]:0"); err == nil {
		v6.Close()
		if len(a.Listening()) != 2 {
			t.Errorf("listens on %v only", a.Listening())
		}
	}
}

// A second delivery gets the same page and begins nothing; another code gets
// neither.
func TestCallbackServesOnce(t *testing.T) {
	release := make(chan struct{})
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		<-release
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"tok","token_type":"bearer"}`)
	})
	a := begun(t, appAt(t, e), Options{})
	state := stateOf(t, a)
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() {
			response, err := browser().Get(a.back("?code=one&state=" + state))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusSeeOther {
				t.Errorf("the same callback again: %s", response.Status)
			}
		})
	}
	<-a.Exchanging()
	if response, _ := (visit{}).to(t, a.back("?code=two&state="+state)); response.StatusCode != http.StatusBadRequest {
		t.Errorf("another code: %s", response.Status)
	}
	if err := a.Paste("one#" + state); err != nil {
		t.Errorf("the same code pasted: %v", err)
	}
	if err := a.Paste("two#" + state); !errors.Is(err, ErrTaken) {
		t.Errorf("another code pasted: %v", err)
	}
	close(release)
	wait.Wait()
	if r := <-a.Result(); r.Err != nil {
		t.Error(r.Err)
	}
	if n := e.asked.Load(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

func TestPasteAndCallbackRace(t *testing.T) {
	e := newEndpoint(t, nil)
	a := begun(t, appAt(t, e), Options{})
	state := stateOf(t, a)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			if i%2 == 0 {
				_ = a.Paste(fmt.Sprintf("code-%d#%s", i, state))
				return
			}
			// The server may be gone already, when a paste won.
			if response, err := browser().Get(a.back(fmt.Sprintf("?code=code-%d&state=%s", i, state))); err == nil {
				response.Body.Close()
			}
		})
	}
	if r := <-a.Result(); r.Err != nil {
		t.Error(r.Err)
	}
	wait.Wait()
	if n := e.asked.Load(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

func TestDenied(t *testing.T) {
	e := newEndpoint(t, nil)
	a := begun(t, appAt(t, e), Options{})
	visit{}.to(t, a.back("?error=access_denied&error_description=no&state="+stateOf(t, a)))
	_, body := visit{}.to(t, a.back("/done"))
	if !strings.Contains(body, "You declined") {
		t.Errorf("the page says %s", body)
	}
	if r := <-a.Result(); !errors.Is(r.Err, ErrDenied) {
		t.Errorf("got %v", r.Err)
	}
	if e.asked.Load() != 0 {
		t.Error("something was exchanged")
	}
}

func TestHostileDescription(t *testing.T) {
	a := begun(t, appAt(t, newEndpoint(t, nil)), Options{})
	hostile := url.QueryEscape("<script>alert(1)</script>\x1b[2J\x1b]0;owned\x07\n" + strings.Repeat("long ", 200))
	visit{}.to(t, a.back("?error=server_error&error_description="+hostile+"&state="+stateOf(t, a)))
	_, body := visit{}.to(t, a.back("/done"))
	if strings.Contains(body, "<script>") || strings.ContainsRune(body, 0x1b) {
		t.Errorf("the page says %s", body)
	}
	r := <-a.Result()
	if r.Err == nil || strings.ContainsAny(r.Err.Error(), "\x1b\x07\n") || len(r.Err.Error()) > 300 {
		t.Errorf("the terminal is told %q", r.Err)
	}
}

func TestLeavingEndsEverything(t *testing.T) {
	e := newEndpoint(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, appAt(t, e), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	a.Wait()
	if r, open := <-a.Result(); open {
		t.Errorf("a result after leaving: %v", r)
	}
	if err := a.Paste("x#" + stateOf(t, a)); !errors.Is(err, ErrOver) {
		t.Errorf("paste after leaving: %v", err)
	}
}

func TestLeavingDuringTheExchange(t *testing.T) {
	e := newEndpoint(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, appAt(t, e), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Paste("x#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	<-a.Exchanging()
	cancel()
	a.Wait()
	if r, open := <-a.Result(); open {
		t.Errorf("a result after leaving: %v", r)
	}
}

// The deadline ends the attempt; no network in the bubble, so the redirect is
// one that is not listened on.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := App{
			ClientID: "c", ClientSecret: safe.NewSecret("s"), AuthorizeURL: "https://a.example", TokenURL: "https://b.example",
			RedirectURL: "https://c.example/callback", Env: "paper",
		}
		a, err := Begin(t.Context(), app, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Notice() == nil || len(a.Listening()) != 0 {
			t.Error("a public redirect is listened on")
		}
		began := time.Now()
		if r := <-a.Result(); !errors.Is(r.Err, ErrTimeout) {
			t.Errorf("got %v", r.Err)
		}
		if took := time.Since(began); took != 5*time.Minute {
			t.Errorf("ended after %s", took)
		}
		a.Wait()
	})
}

func TestPortInUse(t *testing.T) {
	for _, family := range []string{"127.0.0.1", "::1"} {
		app := appAt(t, newEndpoint(t, nil))
		u, _ := url.Parse(app.RedirectURL)
		other, err := net.Listen("tcp", net.JoinHostPort(family, u.Port()))
		if err != nil {
			t.Logf("%s: %v", family, err)
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		a, err := Begin(ctx, app, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Notice() == nil || !strings.Contains(a.Notice().Error(), "in use by another program") || len(a.Listening()) != 0 {
			t.Errorf("%s: %v, listening on %v", family, a.Notice(), a.Listening())
		}
		if err := a.Paste(app.RedirectURL + "?code=x&state=" + stateOf(t, a)); err != nil {
			t.Errorf("pasting does not work: %v", err)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		cancel()
		a.Wait()
		other.Close()
	}
}

// A public redirect must not finish by itself, whatever callback_addr says.
func TestPublicRedirectIsNotListenedFor(t *testing.T) {
	app := appAt(t, newEndpoint(t, nil))
	app.RedirectURL, app.CallbackAddr = "https://public.example/callback", "127.0.0.1:"+freePort(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a, err := Begin(ctx, app, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Notice() == nil || len(a.Listening()) != 0 {
		t.Errorf("listens on %v", a.Listening())
	}
	cancel()
	a.Wait()
}
