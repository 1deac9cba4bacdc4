package auth

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// lastPage is how long a browser has to fetch its last page, in all.
const lastPage = 3 * time.Second

// discard swallows what the HTTP server would log: a stranger's bytes.
var discard = log.New(io.Discard, "", 0)

// serve answers on the listeners until close. WriteTimeout outlasts the
// exchange, for which the browser waits.
func (a *Attempt) serve(open []net.Listener) {
	if len(open) == 0 {
		return
	}
	a.server = &http.Server{
		Handler:        http.HandlerFunc(a.answer),
		ReadTimeout:    5 * time.Second,
		WriteTimeout:   2 * exchangeTime,
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       discard,
	}
	a.server.SetKeepAlivesEnabled(false)
	for _, l := range open {
		a.listening = append(a.listening, l.Addr().String())
		a.work.Go(func() { _ = a.server.Serve(l) })
	}
}

// close ends the server once every browser has its last page, or had the time.
func (a *Attempt) close() {
	if a.server == nil {
		return
	}
	patience := lastPage
	if a.public != nil {
		patience *= 2 // its page asks every two seconds, by a phone
	}
	grace, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for a.owes() && grace.Err() == nil {
		select {
		case <-a.fetched:
		case <-grace.Done():
		}
	}
	// A connection on which nothing was asked, as browsers open them in
	// advance, would hold Shutdown up.
	brief, cancel := context.WithTimeout(grace, lastPage/10)
	defer cancel()
	if a.server.Shutdown(brief) != nil {
		_ = a.server.Close()
	}
}

// owe counts one browser more that waits for its last page.
func (a *Attempt) owe() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed++
}

// settle counts one less.
func (a *Attempt) settle() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.owed > 0 {
		a.owed--
	}
	select {
	case a.fetched <- struct{}{}:
	default:
	}
}

func (a *Attempt) owes() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.owed > 0
}
