package demo

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"

	"quipu/safe"
)

//go:embed pages.html
var pagesHTML string

//go:embed pages.css
var pagesCSS string

var pages = template.Must(template.New("pages").Parse(pagesHTML))

// scopeWords say to a person what a scope allows.
var scopeWords = map[string]string{
	scopeTrading: "Place, change and cancel orders",
	scopeAccount: "Change account settings and watchlists",
	scopeData:    "Read market data",
}

// scopeOrder is the order in which the page names them: the gravest first.
var scopeOrder = []string{scopeTrading, scopeAccount, scopeData}

// page is what the templates draw from.
type page struct {
	Title    string
	Style    template.CSS
	App      string
	ClientID string
	Env      string
	Number   string
	Return   string // the host that the browser goes back to
	May      []string
	MayNot   []string
	Form     string
	Problem  string
	URL      string
}

func (b *Broker) showConsent(w http.ResponseWriter, ask consent, form string) {
	back, err := url.Parse(ask.redirect)
	if err != nil {
		b.problemPage(w, wrongRedirect)
		return
	}
	p := page{Title: "Connect " + appName, App: appName, ClientID: b.ClientID, Env: ask.caller.env,
		Number: b.books[ask.caller.env].number, Return: safe.Line(back.Host, 100), Form: form}
	granted := map[string]bool{}
	for _, scope := range ask.caller.scopes {
		granted[scope] = true
	}
	p.May = append(p.May, "Read your account, positions, orders and history")
	for _, scope := range scopeOrder {
		if granted[scope] {
			p.May = append(p.May, scopeWords[scope])
		} else {
			p.MayNot = append(p.MayNot, scopeWords[scope])
		}
	}
	// Chrome holds a form's redirect against form-action too.
	show(w, http.StatusOK, "consent", p, "form-action 'self' "+back.Scheme+"://"+back.Host)
}

func (b *Broker) problemPage(w http.ResponseWriter, problem string) {
	show(w, http.StatusBadRequest, "problem", page{Title: "This cannot go on", Problem: problem}, "form-action 'none'")
}

// homePage says what this is to somebody who opens the address.
func (b *Broker) homePage(w http.ResponseWriter, r *http.Request) {
	show(w, http.StatusOK, "home", page{Title: "quipu's demo broker", URL: "http://" + safe.Line(r.Host, 100)}, "form-action 'none'")
}

// show writes a page that loads nothing, is kept nowhere and is framed by
// nobody. Its one style is allowed by its hash.
func show(w http.ResponseWriter, status int, name string, p page, formAction string) {
	p.Style = template.CSS(pagesCSS) //nolint:gosec // our own file
	var body bytes.Buffer
	if err := pages.ExecuteTemplate(&body, name, p); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	hash := sha256.Sum256([]byte(pagesCSS))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-"+
		base64.StdEncoding.EncodeToString(hash[:])+"'; "+formAction)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the reader may have gone
}
