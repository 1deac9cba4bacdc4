//go:build unix

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"quipu/auth"
)

// shownCode reads the finish code off its page.
const shownCode = `document.querySelector(".code").innerText`

func (g gallery) declined() {
	a, end := g.attempt("paper", nil)
	defer end()
	g.open(a.URL())
	g.b.press(`button[value="deny"]`)
	g.look("declined", "You declined")
}

// readOnly shows what an app may not, and the broker's pages beside the consent.
func (g gallery) readOnly() {
	a, end := g.attempt("paper", func(app *auth.App) { app.Scopes = nil })
	defer end()
	g.open(a.URL())
	g.look("consent-read-only", "It may not")
	page, _, _ := strings.Cut(a.URL(), "?")
	g.open(page)
	g.look("problem", "This cannot go on")
	g.open(strings.TrimSuffix(page, "/oauth/authorize"))
	g.look("home", "A broker to try things with")
}

// failed is an app whose secret is wrong.
func (g gallery) failed() {
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":"invalid_client","error_description":"no such client, or a secret that is not its own"}`)
	}))
	defer tokens.Close()
	a, end := g.attempt("paper", func(app *auth.App) { app.TokenURL = tokens.URL })
	defer end()
	g.open(a.URL())
	g.b.approve()
	g.look("failed", "Sign-in did not work")
}

// slowTokens is a token endpoint that answers when it is told to.
func slowTokens() (endpoint *httptest.Server, answer func()) {
	told := make(chan struct{})
	endpoint = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-told:
		case <-r.Context().Done():
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"t","token_type":"bearer","scope":"trading"}`)
	}))
	return endpoint, func() { close(told) }
}

// left is a sign-in that the terminal left during its exchange.
func (g gallery) left() {
	tokens, answer := slowTokens()
	defer tokens.Close()
	defer answer()
	a, end := g.attempt("paper", func(app *auth.App) { app.TokenURL = tokens.URL })
	defer end()
	g.open(a.URL())
	g.b.approve()
	<-a.Exchanging()
	end()
	g.look("left", "The terminal has moved on")
}

// public shows what a phone sees through the proxy, up to the account.
func (g gallery) public() {
	tokens, answer := slowTokens()
	defer tokens.Close()
	a, end := g.attempt("paper", func(app *auth.App) { g.behind(app); app.TokenURL = tokens.URL })
	defer end()
	g.open(a.ShortURL())
	g.look("ask", "Continue to Alpaca")
	g.b.press("a")
	g.b.approve()
	g.look("finish", "Type this code")
	back := g.b.asks("location.href")
	sent, err := url.Parse(a.URL())
	if err != nil {
		g.t.Fatal(err)
	}
	g.open(g.proxy.url + "/callback?code=another&state=" + sent.Query().Get("state"))
	g.b.sees("Type this code")
	other := g.b.asks("location.href")
	g.open(back)
	g.b.sees("Type this code")
	if err := a.Finish(g.b.asks(shownCode)); err != nil {
		g.t.Error(err)
	}
	g.look("moment", "One moment")
	g.open(other)
	g.look("used", "used already")
	g.open(a.ShortURL())
	g.look("over", "This sign-in is over")
	g.open(back)
	answer()
	g.look("signed-in-public", "Signed in")
}

// publicLive ends with three wrong codes.
func (g gallery) publicLive() {
	a, end := g.attempt("live", g.behind)
	defer end()
	g.open(a.ShortURL())
	g.look("ask-live", "Continue to Alpaca")
	g.b.press("a")
	g.b.approve()
	g.look("finish-live", "Type this code")
	for range 3 {
		_ = a.Finish("AAAAAA")
	}
	g.look("failed-finish", "wrong three times")
}

// behind puts a callback behind the proxy.
func (g gallery) behind(app *auth.App) {
	app.PublicURL, app.RedirectURL, app.CallbackAddr = g.proxy.url, g.proxy.url+"/callback", fmt.Sprintf("127.0.0.1:%d", g.callback)
}
