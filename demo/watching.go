package demo

import (
	"bytes"
	"io"
	"net/http"
)

// watching answers a call about an account's watchlists. The error is a
// refusal; no value is an answer without a body.
type watching func(l *watchlists, r *http.Request) (any, error)

// watchings are the calls by method and path.
var watchings = map[string]map[string]watching{
	"/v2/watchlists": {http.MethodGet: (*watchlists).list, http.MethodPost: (*watchlists).create},
	"/v2/watchlists/{watchlist_id}": {http.MethodGet: (*watchlists).read, http.MethodPut: (*watchlists).change,
		http.MethodPost: (*watchlists).append, http.MethodDelete: (*watchlists).drop},
	"/v2/watchlists:by_name": {http.MethodGet: (*watchlists).read, http.MethodPut: (*watchlists).change,
		http.MethodPost: (*watchlists).append, http.MethodDelete: (*watchlists).drop},
	"/v2/watchlists/{watchlist_id}/{symbol}": {http.MethodDelete: (*watchlists).remove},
}

func (b *Broker) watchRoutes(mux *http.ServeMux) {
	for path, methods := range watchings {
		for method, do := range methods {
			mux.Handle(method+" "+path, b.watches(do))
		}
		mux.Handle(path, b.refuses(refusal{http.StatusMethodNotAllowed, codeNotAllowed, "method not allowed"}))
	}
}

func (b *Broker) watches(do watching) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := b.admit(w, r)
		if err == nil {
			err = who.mayDo(r)
		}
		if err == nil {
			err = readWhole(w, r)
		}
		var value any
		if err == nil {
			value, err = b.lockedLists(who.env, r, do)
		}
		switch {
		case err != nil:
			refuseFor(w, err)
		case value == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			answer(w, http.StatusOK, value)
		}
	})
}

// readWhole takes in a call's body, so that nobody waits for the rest of it.
func readWhole(w http.ResponseWriter, r *http.Request) error {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, formLimit))
	if err != nil {
		return refusal{http.StatusBadRequest, codeBadRequest, "the body could not be read"}
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return nil
}

// lockedLists does something with an account's lists while nobody else does.
func (b *Broker) lockedLists(env string, r *http.Request, do watching) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.market.advance(b.now())
	l := b.watchlists[env]
	if l.first != nil {
		l.settle()
	}
	return do(l, r)
}
