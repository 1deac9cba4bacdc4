package auth

import (
	"net/url"
	"strings"
	"testing"

	"quipu/safe"
)

func TestAuthorizeURL(t *testing.T) {
	e := newEndpoint(t, nil)
	app := appAt(t, e)
	a := beginAttempt(t, app, Options{})
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
	if b := beginAttempt(t, app, Options{}); strings.Contains(b.URL(), "scope") || stateOf(t, b) == q.Get("state") {
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
