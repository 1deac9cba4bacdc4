package auth

import (
	"crypto/subtle"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
)

// The most that a callback's parts may hold, in bytes.
const (
	maxQuery = 8 << 10
	maxCode  = 2 << 10
)

// discard swallows what the HTTP server would log: a stranger's bytes.
var discard = log.New(io.Discard, "", 0)

// answer is the whole callback server. The order of its checks is its
// security: nothing is believed, and nothing changed, before the state fits.
func (a *Attempt) answer(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	clean := path == a.donePath()
	switch {
	case path != a.callbackPath() && !clean:
		show(w, http.StatusNotFound, strayPage)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		show(w, http.StatusMethodNotAllowed, strayPage)
	case !strings.EqualFold(r.Host, a.redirect.Host):
		// A name that was bound to this machine by somebody else (DNS rebinding).
		show(w, http.StatusMisdirectedRequest, strayPage)
	case prefetched(r.Header):
		dress(w.Header())
		w.WriteHeader(http.StatusNoContent)
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
// address bar.
func (a *Attempt) donePath() string { return strings.TrimRight(a.callbackPath(), "/") + "/done" }

func prefetched(h http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if strings.Contains(strings.ToLower(h.Get(name)), "prefetch") || strings.Contains(strings.ToLower(h.Get(name)), "preview") {
			return true
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
	a.owe(+1) // before anything ends, so that the server stays for the page
	if !a.deliver(reply) && !a.same(reply) {
		a.owe(-1)
		show(w, http.StatusBadRequest, usedPage)
		return
	}
	select {
	case <-a.done:
		dress(w.Header())
		w.Header().Set("Location", a.donePath())
		w.WriteHeader(http.StatusSeeOther)
	case <-r.Context().Done():
		a.owe(-1) // the browser gave up; the exchange goes on without it
	}
}

// owe counts the browsers that wait for their last page.
func (a *Attempt) owe(change int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed += change
}

// deliver hands on what a fitting callback says.
func (a *Attempt) deliver(reply reply) bool {
	if reply.failure != "" {
		return a.refuse(reply.failure, reply.description)
	}
	return a.take(reply.code)
}

// same reports whether this is the callback that was taken, delivered again: it
// gets the same page and begins nothing.
func (a *Attempt) same(reply reply) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if reply.failure != "" {
		return a.code == (state{})
	}
	return a.code == hashOf(reply.code)
}

// showLast shows the outcome at the clean address.
func (a *Attempt) showLast(w http.ResponseWriter) {
	select {
	case <-a.done:
	default:
		show(w, http.StatusNotFound, strayPage)
		return
	}
	a.mu.Lock()
	last := a.last
	a.mu.Unlock()
	show(w, http.StatusOK, last)
	a.showOnce.Do(func() { close(a.shown) })
}

// reply is what a callback that belongs to this attempt says.
type reply struct {
	code                 string
	failure, description string
}

// read judges a callback's query: its form, then its state, then the rest. It
// changes nothing.
func (a *Attempt) read(raw string) (reply, error) {
	if len(raw) > maxQuery {
		return reply{}, ErrTooLong
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return reply{}, ErrNoAddress
	}
	for _, name := range []string{"state", "code", "error", "error_description"} {
		if len(query[name]) > 1 {
			return reply{}, ErrRepeated
		}
	}
	given := query.Get("state")
	if given == "" {
		return reply{}, ErrNoState
	}
	hash := hashOf(given)
	if subtle.ConstantTimeCompare(hash[:], a.state[:]) != 1 {
		return reply{}, ErrState
	}
	code := query.Get("code")
	switch {
	case query.Get("error") != "":
		return reply{failure: query.Get("error"), description: query.Get("error_description")}, nil
	case code == "":
		return reply{}, ErrNoCode
	case len(code) > maxCode:
		return reply{}, ErrTooLong
	}
	return reply{code: code}, nil
}
