package auth

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// target is what a request is for.
type target struct {
	attempt *Attempt // nil where the request belongs to none
	serve   func(http.ResponseWriter, *http.Request)
	mayPost bool
}

// answer serves a request that has the state, the short link or the page of an
// attempt, whatever strangers do; other requests are counted and refused. The
// order of the checks is the server's security: nothing changes before the
// method, the host and the state are right.
func (l *listener) answer(w http.ResponseWriter, r *http.Request) {
	to := l.route(r)
	if to.attempt == nil {
		l.refuse(w, r)
		return
	}
	markKnown(r)
	refuseBody(w, r)
	switch {
	case r.Method != http.MethodGet && (r.Method != http.MethodPost || !to.mayPost):
		refuseMethod(w, to.mayPost)
	case !sameHost(r.Host, to.attempt.redirect):
		showPage(w, http.StatusMisdirectedRequest, strayPage)
	case isPrefetch(r.Header):
		answerPrefetch(w)
	default:
		to.serve(w, r)
	}
}

// refuseBody takes of a request's body no more than is there: none has one that is
// needed, and a server of net/http waits for it before it closes the connection.
func refuseBody(w http.ResponseWriter, r *http.Request) {
	if r.Body != http.NoBody {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
	}
}

// route finds the attempt that a request belongs to by the hash of what it has.
func (l *listener) route(r *http.Request) target {
	path := r.URL.EscapedPath()
	if code, found := afterLast(path, "/l/"); found {
		if a := l.attemptOf(code); a != nil && a.isLink(path) {
			return target{attempt: a, mayPost: true, serve: a.serveShortLink}
		}
	}
	if name, found := afterLast(path, "/done/"); found {
		first, second, _ := strings.Cut(name, ".")
		if a := l.attemptOf(first); a != nil && path == a.donePrefix()+name {
			if d := a.deliveryAt(second); d != nil {
				return target{attempt: a, serve: func(w http.ResponseWriter, _ *http.Request) { a.serveLastPage(w, d) }}
			}
		}
	}
	reply, err := parseReply(r.URL.RawQuery)
	if a := l.attemptBy(reply.state); a != nil && path == a.callbackPath() && a.state == reply.state {
		return target{attempt: a, serve: func(w http.ResponseWriter, r *http.Request) { a.serveCallback(w, r, reply, err) }}
	}
	return target{}
}

// afterLast gives the text after the last separator.
func afterLast(text, separator string) (after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return "", false
	}
	return text[at+len(separator):], true
}

func (l *listener) attemptOf(text string) *Attempt { return l.attemptBy(hashOf(text)) }

func (l *listener) attemptBy(id hash) *Attempt {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.attempts[id]
}

// refuse answers a request that belongs to no attempt.
func (l *listener) refuse(w http.ResponseWriter, r *http.Request) {
	refuseBody(w, r)
	isCallback := func(a *Attempt) bool { return r.URL.EscapedPath() == a.callbackPath() }
	switch {
	case !l.limits.allow(clientAddress(r), time.Now()):
		w.Header().Set("Retry-After", "60")
		showPage(w, http.StatusTooManyRequests, strayPage)
	case !l.anyAttempt(isCallback):
		showPage(w, http.StatusNotFound, strayPage)
	case r.Method != http.MethodGet:
		refuseMethod(w, false)
	case !l.anyAttempt(func(a *Attempt) bool { return isCallback(a) && sameHost(r.Host, a.redirect) }):
		// Another name that leads to this machine (DNS rebinding).
		showPage(w, http.StatusMisdirectedRequest, strayPage)
	case isPrefetch(r.Header):
		answerPrefetch(w)
	default:
		reply, err := parseReply(r.URL.RawQuery)
		if reply.state != (hash{}) {
			err = ErrState
		}
		showPage(w, http.StatusBadRequest, refusedPage(err))
	}
}

func (l *listener) anyAttempt(is func(*Attempt) bool) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, a := range l.attempts {
		if is(a) {
			return true
		}
	}
	return false
}

func refuseMethod(w http.ResponseWriter, mayPost bool) {
	allowed := http.MethodGet
	if mayPost {
		allowed += ", " + http.MethodPost
	}
	w.Header().Set("Allow", allowed)
	showPage(w, http.StatusMethodNotAllowed, strayPage)
}

// sameHost reports whether host, with or without the scheme's own port, which
// browsers leave out, is the address's.
func sameHost(host string, address *url.URL) bool {
	port := map[string]string{"http": ":80", "https": ":443"}[address.Scheme]
	return strings.EqualFold(strings.TrimSuffix(host, port), strings.TrimSuffix(address.Host, port))
}

// isPrefetch reports whether a browser asks ahead of the person.
func isPrefetch(h http.Header) bool {
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

// answerPrefetch uses nothing up.
func answerPrefetch(w http.ResponseWriter) {
	setHeaders(w.Header())
	w.WriteHeader(http.StatusNoContent)
}

// serveCallback takes a delivery with the attempt's state. On loopback the
// browser waits for the outcome before it goes to its last page.
func (a *Attempt) serveCallback(w http.ResponseWriter, r *http.Request, reply reply, err error) {
	if err != nil {
		showPage(w, http.StatusBadRequest, refusedPage(err))
		return
	}
	a.expectPage() // before anything ends, so that the server stays for the page
	d := a.deliver(reply, clientAddress(r))
	if d == nil {
		a.pageDelivered()
		showPage(w, http.StatusBadRequest, usedPage)
		return
	}
	if a.public == nil {
		select {
		case <-a.done:
		case <-r.Context().Done():
			a.pageDelivered() // the browser gave up; the exchange goes on without it
			return
		}
	}
	a.expectPageOf(d)
	setHeaders(w.Header())
	w.Header().Set("Location", a.donePath(d))
	w.WriteHeader(http.StatusSeeOther)
}

// serveLastPage shows the outcome of a delivery, and before that what a public
// one waits for.
func (a *Attempt) serveLastPage(w http.ResponseWriter, d *delivery) {
	p, last := a.pageFor(d)
	showPage(w, http.StatusOK, p)
	if last {
		a.pageDeliveredOf(d)
	}
}
