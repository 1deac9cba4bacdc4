package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// appName is what the consent page calls the registered app.
const appName = "quipu"

// formLimit is the largest form that is read, in bytes.
const formLimit = 64 << 10

// Mistakes that a page shows and that never redirect: the address to go to is
// not to be trusted then (RFC 6749, section 4.1.2.1).
const (
	wrongRepeat   = "A parameter of the address is there twice."
	wrongClient   = "No app is registered under this client_id."
	wrongRedirect = "This redirect_uri is not one of the app's: it must match a registered one to the letter."
	wrongForm     = "The form could not be read."
	wrongMoment   = "This page was answered already, or is too old. Start again in the program."
)

// consentPage asks the person. It is what the QR code leads to.
func (b *Broker) consentPage(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if wrong := b.distrust(query); wrong != "" {
		b.problemPage(w, wrong)
		return
	}
	ask := consent{redirect: query.Get("redirect_uri"), state: query.Get("state")}
	who, reason := asked(query)
	if reason != "" {
		http.Redirect(w, r, ask.address("error", reason), http.StatusSeeOther)
		return
	}
	ask.caller = who
	b.showConsent(w, ask, b.grants.ask(ask, b.now()))
}

// distrust checks what must hold before anybody is redirected; "" is trust.
func (b *Broker) distrust(query url.Values) string {
	for _, values := range query {
		if len(values) > 1 {
			return wrongRepeat
		}
	}
	if query.Get("client_id") != b.ClientID {
		return wrongClient
	}
	if !slices.Contains(b.redirects, query.Get("redirect_uri")) {
		return wrongRedirect
	}
	return ""
}

// asked reads what the app wants, or RFC 6749's word for why it cannot be had.
// Without an env it is the paper account, the one that costs nobody anything.
func asked(query url.Values) (caller, string) {
	if query.Get("response_type") != "code" {
		return caller{}, "unsupported_response_type"
	}
	env := or(query.Get("env"), envPaper)
	if env != envPaper && env != envLive {
		return caller{}, "invalid_request"
	}
	scopes := strings.Fields(query.Get("scope"))
	for _, scope := range scopes {
		if _, known := scopeWords[scope]; !known {
			return caller{}, "invalid_scope"
		}
	}
	slices.Sort(scopes)
	return caller{env, slices.Compact(scopes)}, ""
}

// decision takes the consent form: the person pressed Approve or Deny.
func (b *Broker) decision(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		b.problemPage(w, wrongForm)
		return
	}
	ask, ok := b.grants.answered(r.PostForm.Get("consent"), b.now())
	if !ok {
		b.problemPage(w, wrongMoment)
		return
	}
	to := ask.address("error", "access_denied")
	if r.PostForm.Get("decision") == "approve" {
		to = ask.address("code", b.grants.approve(ask, b.now()))
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// address is where the browser goes back to, with a word for the app. The
// redirect URI was compared with a registered one, so it parses.
func (c consent) address(key, value string) string {
	u, err := url.Parse(c.redirect)
	if err != nil {
		return c.redirect
	}
	query := u.Query()
	query.Set(key, value)
	if c.state != "" {
		query.Set("state", c.state)
	}
	u.RawQuery = query.Encode()
	return u.String()
}
