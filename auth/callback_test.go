package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

func TestCallbackEndsSignedInOnACleanPage(t *testing.T) {
	e := newEndpoint(t, nil)
	a := beginAttempt(t, appAt(t, e), Options{})
	response, _ := visit{}.to(t, a.back("?code=code-1&state="+stateOf(t, a)))
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/callback/done/") {
		t.Fatalf("%s to %q", response.Status, response.Header.Get("Location"))
	}
	clean, body := visit{}.to(t, lastPageOf(a, response))
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
	if result.Err != nil || result.Token.Access.Reveal() != "tok-123" || result.Token.Scope != "trading data" || result.Token.Asked != "account:write trading" || result.Token.Env != "paper" {
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
func TestForgedCallbacksAreRefused(t *testing.T) {
	e := newEndpoint(t, nil)
	a := beginAttempt(t, appAt(t, e), Options{})
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
	signInWell(t, a)
}

// signInWell ends an attempt as a browser would, to its last page.
func signInWell(t *testing.T, a *Attempt) {
	t.Helper()
	response, _ := visit{}.to(t, a.back("?code=good&state="+stateOf(t, a)))
	if r := <-a.Result(); r.Err != nil {
		t.Errorf("the sign-in was spoilt: %v", r.Err)
	}
	if _, body := (visit{}).to(t, lastPageOf(a, response)); !strings.Contains(body, "Signed in") {
		t.Errorf("the last page says %s", body)
	}
}

// lastPageOf is where an answer to a delivery sends the browser.
func lastPageOf(a *Attempt, answer *http.Response) string {
	return a.redirect.Scheme + "://" + a.redirect.Host + answer.Header.Get("Location")
}

// A state dies with its attempt.
func TestStateOfAnEarlierAttempt(t *testing.T) {
	app := appAt(t, newEndpoint(t, nil))
	ctx, cancel := context.WithCancel(t.Context())
	earlier, err := Begin(ctx, app, Options{})
	if err != nil {
		t.Fatal(err)
	}
	old := stateOf(t, earlier)
	cancel()
	earlier.Wait()
	a := beginAttempt(t, app, Options{})
	for _, query := range []string{"?code=x&state=" + old, "?error=access_denied&state=" + old} {
		if response, _ := (visit{}).to(t, a.back(query)); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", query, response.Status)
		}
	}
	signInWell(t, a)
}

func TestSameHost(t *testing.T) {
	for _, c := range []struct {
		host, redirect string
		want           bool
	}{
		{"localhost:17865", "http://localhost:17865/x", true},
		{"LocalHost:17865", "http://localhost:17865/x", true},
		{"localhost", "http://localhost:80/x", true},
		{"localhost:80", "http://localhost/x", true},
		{"[::1]:17865", "http://[::1]:17865/x", true},
		{"localhost:443", "https://localhost/x", true},
		{"localhost", "http://localhost:17865/x", false},
		{"localhost:443", "http://localhost/x", false},
		{"localhost.:17865", "http://localhost:17865/x", false},
		{"", "http://localhost:17865/x", false},
		{"localhost:17865:80", "http://localhost/x", false},
	} {
		redirect, err := url.Parse(c.redirect)
		if err != nil {
			t.Fatal(err)
		}
		if got := sameHost(c.host, redirect); got != c.want {
			t.Errorf("sameHost(%q, %s) = %v", c.host, c.redirect, got)
		}
	}
}

func TestPasteAndCallbackRace(t *testing.T) {
	e := newEndpoint(t, nil)
	a := beginAttempt(t, appAt(t, e), Options{})
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

func TestDeniedOnTheBrokersPage(t *testing.T) {
	e := newEndpoint(t, nil)
	a := beginAttempt(t, appAt(t, e), Options{})
	response, _ := visit{}.to(t, a.back("?error=access_denied&error_description=no&state="+stateOf(t, a)))
	_, body := visit{}.to(t, lastPageOf(a, response))
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

func TestDescriptionOfARefusalIsCleaned(t *testing.T) {
	a := beginAttempt(t, appAt(t, newEndpoint(t, nil)), Options{})
	hostile := url.QueryEscape("<script>alert(1)</script>\x1b[2J\x1b]0;owned\x07\n" + strings.Repeat("long ", 200))
	response, _ := visit{}.to(t, a.back("?error=server_error&error_description="+hostile+"&state="+stateOf(t, a)))
	_, body := visit{}.to(t, lastPageOf(a, response))
	if strings.Contains(body, "<script>") || strings.ContainsRune(body, 0x1b) {
		t.Errorf("the page says %s", body)
	}
	r := <-a.Result()
	if r.Err == nil || strings.ContainsAny(r.Err.Error(), "\x1b\x07\n") || len(r.Err.Error()) > 300 {
		t.Errorf("the terminal is told %q", r.Err)
	}
}
