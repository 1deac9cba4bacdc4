//go:build unix

package e2e

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"quipu/auth"
	"quipu/demo"
)

var update = flag.Bool("update", false, "write the pictures of the pages to screenshots/pages")

// pictured are the pages that a picture is kept of, as they are named there.
var pictured = map[string]bool{
	"ask-phone-light": true, "ask-live-phone-dark": true, "finish-phone-light": true, "finish-phone-dark": true,
	"signed-in-phone-light": true, "signed-in-desktop-light": true, "consent-phone-light": true, "consent-desktop-dark": true,
}

// faults tells what is wrong with the look of a page.
//
//go:embed testdata/faults.js
var faults string

func TestPagesLookRight(t *testing.T) {
	need(t, "chromium", "chromium-browser", "google-chrome")
	for _, phone := range []bool{true, false} {
		for _, dark := range []bool{true, false} {
			name := map[bool]string{true: "phone", false: "desktop"}[phone] + "-" + map[bool]string{true: "dark", false: "light"}[dark]
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				callback := freePort(t)
				p := newProxy(t, callback)
				b := newBrowser(t, looks{phone: phone, dark: dark, resolve: p.resolve(), trust: p.hash})
				g := gallery{t, b, name, p, callback}
				g.loopback("paper", "consent", "signed-in")
				g.loopback("live", "consent-live", "signed-in-live")
				g.declined()
				g.readOnly()
				g.failed()
				g.left()
				g.public()
				g.publicLive()
			})
		}
	}
}

// gallery goes through the pages with one browser.
type gallery struct {
	t        *testing.T
	b        *browser
	name     string
	proxy    *proxy
	callback int // where the proxy finds the callback
}

// look judges the page that is open, and keeps its picture if it is asked for.
func (g gallery) look(page, says string) {
	g.t.Helper()
	g.b.sees(says)
	if wrong := g.b.asks(faults); wrong != "" {
		g.t.Errorf("%s:\n%s", page, wrong)
	}
	g.b.mu.Lock()
	problems := g.b.problems
	g.b.problems = nil
	g.b.mu.Unlock()
	for _, said := range problems {
		if !strings.Contains(said, "status of 4") { // of a page that is to be refused
			g.t.Errorf("%s: the console says %s", page, said)
		}
	}
	if hosts := g.b.strangers(); hosts != nil {
		g.t.Errorf("%s: something was asked of %q", page, hosts)
	}
	name := page + "-" + g.name
	if *update && pictured[name] {
		var picture []byte
		g.b.run(chromedp.CaptureScreenshot(&picture))
		if err := os.WriteFile(filepath.Join("..", "..", "screenshots", "pages", name+".png"), picture, 0o600); err != nil {
			g.t.Fatal(err)
		}
	}
}

func (g gallery) open(address string) {
	g.t.Helper()
	g.b.run(chromedp.Navigate(address))
}

// attempt begins a sign-in against a broker of its own.
func (g gallery) attempt(account string, change func(*auth.App)) (a *auth.Attempt, end func()) {
	g.t.Helper()
	app := auth.App{RedirectURL: fmt.Sprintf("http://localhost:%d/callback", freePort(g.t)), Scopes: []string{"account:write", "trading", "data"}, Env: account}
	if change != nil {
		change(&app)
	}
	b, err := demo.Start(g.t.Context(), demo.Options{StaticMarket: true, RedirectURIs: []string{app.RedirectURL}})
	if err != nil {
		g.t.Fatal(err)
	}
	app.ClientID, app.ClientSecret, app.AuthorizeURL = b.ClientID, b.ClientSecret, b.AuthorizeURL()
	if app.TokenURL == "" {
		app.TokenURL = b.TokenURL()
	}
	ctx, cancel := context.WithCancel(context.Background())
	a, err = auth.Begin(ctx, app, auth.Options{Host: "alpha.example"})
	if err == nil {
		err = a.Notice()
	}
	if err != nil {
		cancel()
		g.t.Fatal(err)
	}
	return a, func() { cancel(); a.Wait(); _ = b.Close() }
}

func (g gallery) loopback(account, consent, signedIn string) {
	a, end := g.attempt(account, nil)
	defer end()
	g.open("http://" + a.Listening()[0] + "/elsewhere")
	g.look("stray", "nothing here")
	g.open(strings.Replace(a.URL(), "&state=", "&state=x", 1))
	g.b.approve()
	g.look("refused", "not the sign-in under way")
	g.open(a.URL())
	g.look(consent, "asks for access")
	g.b.approve()
	g.look(signedIn, "Signed in")
}
