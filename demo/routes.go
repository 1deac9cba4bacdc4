package demo

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
)

// reading answers one GET from an account's book. The error is a refusal.
type reading func(k *book, r *http.Request) (any, error)

// readings are the API's calls that this broker knows.
var readings = map[string]reading{
	"/v2/account":                            (*book).account,
	"/v2/account/configurations":             (*book).configuration,
	"/v2/account/portfolio/history":          (*book).history,
	"/v2/account/activities":                 (*book).listActivities,
	"/v2/account/activities/{activity_type}": (*book).listActivities,
	"/v2/positions":                          (*book).positions,
	"/v2/positions/{symbol_or_asset_id}":     (*book).onePosition,
	"/v2/orders":                             (*book).listOrders,
	"/v2/orders/{order_id}":                  (*book).oneOrder,
	"/v2/orders:by_client_order_id":          (*book).orderByClientID,
	"/v2/clock":                              (*book).clock,
	"/v2/calendar":                           (*book).calendar,
	"/v3/clock":                              (*book).clocks,
	"/v3/calendar/{market}":                  (*book).marketCalendar,
	"/v2/assets":                             (*book).assets,
	"/v2/assets/{symbol_or_asset_id}":        (*book).oneAsset,
}

// noEndpoint is the answer to a call that nobody knows.
var noEndpoint = refusal{http.StatusNotFound, codeNotFound, "endpoint not found"}

// writings are the calls that change an account, with the status of their
// success.
var writings = map[string]struct {
	status int
	do     reading
}{
	"POST /v2/orders":              {http.StatusOK, (*book).submit},
	"PATCH /v2/orders/{order_id}":  {http.StatusOK, (*book).change},
	"DELETE /v2/orders/{order_id}": {http.StatusNoContent, (*book).cancel},
	"DELETE /v2/orders":            {http.StatusMultiStatus, (*book).cancelAll},

	"DELETE /v2/positions":                      {http.StatusMultiStatus, (*book).closeAll},
	"DELETE /v2/positions/{symbol_or_asset_id}": {http.StatusOK, (*book).closeOne},
	"PATCH /v2/account/configurations":          {http.StatusOK, (*book).configure},
}

func (b *Broker) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, w := range writings {
		mux.Handle(pattern, b.writes(w.status, w.do))
	}
	for path, read := range readings {
		mux.Handle("GET "+path, b.reads(read))
		mux.Handle(path, b.refuses(refusal{http.StatusMethodNotAllowed, codeNotAllowed, "this demo broker does not do that"}))
	}
	for _, version := range []string{"/v2/", "/v3/"} {
		mux.Handle(version, b.refuses(noEndpoint))
	}
	mux.Handle("GET /v2/events/trades", b.events((*book).updates))
	mux.Handle("GET /v2beta1/events/activities", b.events((*book).activityEvents))
	b.dataRoutes(mux)
	b.watchRoutes(mux)
	mux.HandleFunc("GET /oauth/authorize", b.consentPage)
	mux.HandleFunc("POST /oauth/authorize", b.decision)
	mux.HandleFunc("POST /oauth/token", b.token)
	mux.HandleFunc("GET /stream", b.stream)
	mux.HandleFunc("GET /{$}", b.homePage)
	for _, path := range []string{"/oauth/authorize", "/oauth/token", "/stream"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			refuse(w, refusal{http.StatusMethodNotAllowed, codeNotAllowed, "method not allowed"})
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, noEndpoint) })
	return mux
}

// ServeHTTP implements http.Handler.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", randomHex(16))
	w.Header().Set("Date", b.now().UTC().Format(http.TimeFormat)) // the rate limit's reset is by the same clock
	b.count(r)
	if fault := b.fault.Load(); fault != nil {
		if broken := (*fault)(r); broken != nil {
			broken(w, r)
			return
		}
	}
	b.answer(w, r)
}

// Fault lets a test break answers: f sees every request and gives the handler
// that answers it, or nil for the broker's own. A nil f ends the faults.
func (b *Broker) Fault(f func(*http.Request) http.HandlerFunc) {
	if f == nil {
		b.fault.Store(nil)
		return
	}
	b.fault.Store(&f)
}

// count notes a request under its method and path pattern.
func (b *Broker) count(r *http.Request) {
	_, pattern := b.mux.Handler(r)
	if !strings.Contains(pattern, " ") {
		pattern = r.Method + " " + or(pattern, "/")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[pattern]++
}

// Calls gives how many requests have come, by method and path pattern such as
// "GET /v2/account"; those that a fault answered are among them.
func (b *Broker) Calls() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.calls)
}

func (b *Broker) reads(read reading) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := b.admit(w, r)
		if err != nil {
			refuseFor(w, err)
			return
		}
		value, err := b.locked(who.env, r, read)
		if err != nil {
			refuseFor(w, err)
			return
		}
		answer(w, http.StatusOK, value)
	})
}

// writes does a call that changes the account. 204 has no body.
func (b *Broker) writes(status int, do reading) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := b.admit(w, r)
		if err == nil {
			err = who.mayDo(r)
		}
		if err != nil {
			refuseFor(w, err)
			return
		}
		value, err := b.locked(who.env, r, do)
		switch {
		case err != nil:
			refuseFor(w, err)
		case status == http.StatusNoContent:
			w.WriteHeader(status)
		default:
			answer(w, status, value)
		}
	})
}

// locked reads from a book at the present moment while nothing else moves it.
// The answer is written down at once: the book moves on.
func (b *Broker) locked(env string, r *http.Request, read reading) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.market.advance(b.now())
	value, err := read(b.books[env], r)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(value)
	return json.RawMessage(body), err
}

// refuses answers a call that this broker does not do. Whether the caller might
// have done it elsewhere comes first, as with Alpaca.
func (b *Broker) refuses(no refusal) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := b.admit(w, r)
		if err == nil {
			err = who.mayDo(r)
		}
		if err == nil {
			err = no
		}
		refuseFor(w, err)
	})
}
