package auth

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answer is the whole callback server. The order of its checks is its
// security: nothing is believed, and nothing changed, before the state fits.
func (a *Attempt) answer(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	clean, link := path == a.donePath(), a.isLink(path)
	switch {
	case a.public != nil && !a.public.limits.allow(comesFrom(r), time.Now()):
		w.Header().Set("Retry-After", "60")
		show(w, http.StatusTooManyRequests, strayPage)
	case path != a.callbackPath() && !clean && !link:
		show(w, http.StatusNotFound, strayPage)
	case r.Method != http.MethodGet && (!link || r.Method != http.MethodPost):
		w.Header().Set("Allow", http.MethodGet)
		show(w, http.StatusMethodNotAllowed, strayPage)
	case !sameHost(r.Host, a.redirect):
		// A name that was bound to this machine by somebody else (DNS rebinding).
		show(w, http.StatusMisdirectedRequest, strayPage)
	case prefetched(r.Header):
		dress(w.Header())
		w.WriteHeader(http.StatusNoContent)
	case link:
		a.visitLink(w, r)
	case clean:
		a.showLast(w)
	default:
		a.callback(w, r)
	}
}

func (a *Attempt) callbackPath() string {
	if p := a.redirect.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

// donePath is where the browser is sent afterwards: the code leaves the
// address bar. On a public address nobody else can name it: it may show the
// finish code.
func (a *Attempt) donePath() string {
	path := strings.TrimRight(a.callbackPath(), "/") + "/done"
	if a.public != nil {
		path += "/" + a.public.page
	}
	return path
}

// sameHost reports whether host, with or without the scheme's own port, which
// browsers leave out, is the address's.
func sameHost(host string, address *url.URL) bool {
	port := map[string]string{"http": ":80", "https": ":443"}[address.Scheme]
	return strings.EqualFold(strings.TrimSuffix(host, port), strings.TrimSuffix(address.Host, port))
}

// prefetched reports whether a browser asks ahead of the person.
func prefetched(h http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		for _, value := range h.Values(name) {
			value = strings.ToLower(value)
			if strings.Contains(value, "prefetch") || strings.Contains(value, "preview") {
				return true
			}
		}
	}
	return false
}

// callback judges one delivery. The browser waits for the outcome, then goes
// to the clean page.
func (a *Attempt) callback(w http.ResponseWriter, r *http.Request) {
	reply, err := a.read(r.URL.RawQuery)
	if err != nil {
		show(w, http.StatusBadRequest, refusedPage(err))
		return
	}
	a.owe() // before anything ends, so that the server stays for the page
	if !a.deliver(reply, false) && !a.same(reply) {
		a.settle()
		show(w, http.StatusBadRequest, usedPage)
		return
	}
	if a.public != nil { // the last page tells the rest
		a.leave(w)
		return
	}
	select {
	case <-a.done:
		a.leave(w)
	case <-r.Context().Done():
		a.settle() // the browser gave up; the exchange goes on without it
	}
}

// leave sends the browser to the clean page.
func (a *Attempt) leave(w http.ResponseWriter) {
	dress(w.Header())
	w.Header().Set("Location", a.donePath())
	w.WriteHeader(http.StatusSeeOther)
}

// showLast shows the outcome at the clean address, and before that what a
// public one waits for.
func (a *Attempt) showLast(w http.ResponseWriter) {
	a.mu.Lock()
	claimed := a.claimed
	a.mu.Unlock()
	select {
	case <-a.done:
	default:
		code := a.shownCode()
		switch {
		case code != "":
			show(w, http.StatusOK, finishPage(code, a.app.Env, a.host))
		case a.public != nil && claimed:
			show(w, http.StatusOK, exchangingPage)
		default:
			show(w, http.StatusNotFound, strayPage)
		}
		return
	}
	a.mu.Lock()
	last := a.last
	a.mu.Unlock()
	show(w, http.StatusOK, last)
	a.settle()
}
