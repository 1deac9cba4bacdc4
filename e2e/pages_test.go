package e2e

import (
	"context"
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

// faults are what is wrong with the look of the page that is open: something
// that sticks out sideways, text too faint to read (WCAG 2.2, 1.4.3), something
// to press that is smaller than a finger.
const faults = `(() => {
	const found = [];
	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) found.push("it scrolls sideways: " + root.scrollWidth + " of " + root.clientWidth);
	const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
	const light = c => { const f = c.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
	const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > .99) return c; } return [255, 255, 255, 1]; };
	for (const e of document.body.querySelectorAll("*")) {
		const text = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
		if (!text || !e.getClientRects().length) continue;
		const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
		const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (ratio < 4.5) found.push(e.tagName + " " + e.textContent.trim().slice(0, 30) + ": contrast " + ratio.toFixed(2));
		if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") found.push(e.tagName + " is clipped: " + e.textContent.trim().slice(0, 30));
	}
	for (const e of document.body.querySelectorAll("button, a")) {
		const box = e.getBoundingClientRect();
		if (box.height < 44) found.push(e.tagName + " " + e.textContent.trim() + " is " + box.height + " px high");
	}
	return found.join("\n");
})()`

func TestPagesLookRight(t *testing.T) {
	need(t, "chromium", "chromium-browser", "google-chrome")
	for _, phone := range []bool{true, false} {
		for _, dark := range []bool{true, false} {
			name := map[bool]string{true: "phone", false: "desktop"}[phone] + "-" + map[bool]string{true: "dark", false: "light"}[dark]
			t.Run(name, func(t *testing.T) {
				callback := freePort(t)
				p := newProxy(t, callback)
				b := newBrowser(t, looks{phone: phone, dark: dark, resolve: p.resolve(), trust: p.hash})
				g := gallery{t, b, name, p, callback}
				g.loopback("paper")
				g.loopback("live")
				g.declined()
				g.public("paper", "ask", "finish")
				g.public("live", "ask-live", "finish-live")
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
	var wrong string
	g.b.run(chromedp.Evaluate(faults, &wrong))
	if wrong != "" {
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
	name := page + "-" + g.name
	if *update && pictured[name] {
		var picture []byte
		g.b.run(chromedp.CaptureScreenshot(&picture))
		if err := os.WriteFile(filepath.Join("..", "screenshots", "pages", name+".png"), picture, 0o600); err != nil {
			g.t.Fatal(err)
		}
	}
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
	app.ClientID, app.ClientSecret, app.AuthorizeURL, app.TokenURL = b.ClientID, b.ClientSecret, b.AuthorizeURL(), b.TokenURL()
	ctx, cancel := context.WithCancel(context.Background())
	a, err = auth.Begin(ctx, app, auth.Options{Host: "alpha.example"})
	if err != nil || a.Notice() != nil {
		cancel()
		g.t.Fatal(err, a.Notice())
	}
	return a, func() { cancel(); a.Wait(); _ = b.Close() }
}

func (g gallery) loopback(account string) {
	a, end := g.attempt(account, nil)
	defer end()
	g.b.run(chromedp.Navigate("http://" + a.Listening()[0] + "/elsewhere"))
	g.look("stray", "nothing here")
	g.b.run(chromedp.Navigate(strings.Replace(a.URL(), "&state=", "&state=x", 1)))
	g.b.approve()
	g.look("refused", "not the sign-in under way")
	g.b.run(chromedp.Navigate(a.URL()))
	page := "consent"
	if account == "live" {
		page += "-live"
	}
	g.look(page, "quipu")
	g.b.approve()
	g.look(strings.Replace(page, "consent", "signed-in", 1), "Signed in")
}

func (g gallery) declined() {
	a, end := g.attempt("paper", nil)
	defer end()
	g.b.run(chromedp.Navigate(a.URL()),
		chromedp.WaitVisible(`button[value="deny"]`, chromedp.ByQuery), chromedp.Click(`button[value="deny"]`, chromedp.ByQuery, chromedp.NodeVisible))
	g.look("declined", "You declined")
}

// public shows the pages that a phone sees through the proxy.
func (g gallery) public(account, ask, finish string) {
	a, end := g.attempt(account, func(app *auth.App) {
		app.PublicURL, app.RedirectURL, app.CallbackAddr = g.proxy.url, g.proxy.url+"/callback", fmt.Sprintf("127.0.0.1:%d", g.callback)
	})
	defer end()
	g.b.run(chromedp.Navigate(a.ShortURL()))
	g.look(ask, "Continue to Alpaca")
	g.b.run(chromedp.Click("a", chromedp.ByQuery, chromedp.NodeVisible))
	g.b.approve()
	g.look(finish, "Type this code")
	for range 3 {
		_ = a.Finish("AAAAAA")
	}
	g.look("failed", "wrong three times")
}
