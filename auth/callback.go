package auth

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Callback is the server that browsers come back to. It serves any number of
// attempts at once, those on one address by one listener: a listener opens with
// the first attempt on its address and closes when the last one has ended. The
// zero value is ready; a program has one, since a second one finds the address
// in use.
type Callback struct {
	// Listen opens a listener; nil is the system's.
	Listen func(ctx context.Context, address string) (net.Listener, error)
	// Until ends the time in which last pages survive a reload, which may outlast
	// the attempt's context; nil is that context's end.
	Until <-chan struct{}

	mu          sync.Mutex
	open        map[string]*listener // by address
	connections connections
}

// Begin starts an attempt with a callback server of its own.
func Begin(ctx context.Context, app App, opt Options) (*Attempt, error) {
	return new(Callback).Begin(ctx, app, opt)
}

// Begin checks the app, starts an attempt and returns at once. Where the server
// cannot start, the attempt's Notice says why and pasting still works.
// Everything ends with ctx; the attempt's Wait returns when it has.
func (c *Callback) Begin(ctx context.Context, app App, opt Options) (*Attempt, error) {
	a, err := prepare(ctx, app, opt)
	if err != nil {
		return nil, err
	}
	a.until = c.Until
	if a.until == nil {
		a.until = ctx.Done()
	}
	a.notice = c.attach(ctx, a)
	a.work.Go(func() {
		a.run()
		c.detach(a)
		close(a.closed)
	})
	return a, nil
}

// attach lets the listeners of the app's addresses serve the attempt too.
func (c *Callback) attach(ctx context.Context, a *Attempt) error {
	addresses, err := listenAddresses(a.app)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a.reserve.fill() // before strangers can connect
	a.listeners, err = listenAll(addresses, func(address string) (*listener, error) { return c.listener(ctx, address) })
	for _, l := range a.listeners {
		l.add(a)
		a.listening = append(a.listening, l.net.Addr().String())
	}
	return err
}

// listener gives the listener of an address, a new one where none is open.
func (c *Callback) listener(ctx context.Context, address string) (*listener, error) {
	if l, found := c.open[address]; found {
		return l, nil
	}
	listen := c.Listen
	if listen == nil {
		listen = listenTCP
	}
	inner, err := listen(ctx, address)
	if err != nil {
		return nil, err
	}
	l := &listener{callback: c, address: address, net: inner, attempts: map[hash]*Attempt{}}
	if c.open == nil {
		c.open = map[string]*listener{}
	}
	c.open[address] = l
	l.serve()
	return l, nil
}

// detach ends the serving of an attempt and closes the listeners that it was
// the last to use.
func (c *Callback) detach(a *Attempt) {
	a.reserve.release()
	c.mu.Lock()
	var unused []*listener
	for _, l := range a.listeners {
		if l.remove(a) == 0 {
			l.stop()
			unused = append(unused, l)
		}
	}
	c.mu.Unlock()
	// A connection on which nothing was asked, as browsers open them in
	// advance, would hold Shutdown up.
	ctx, cancel := context.WithTimeout(context.Background(), lastPageTime/10)
	defer cancel()
	for _, l := range unused {
		l.shutdown(ctx)
	}
}

// listener serves the attempts on one address.
type listener struct {
	callback *Callback
	address  string
	net      net.Listener
	http     *http.Server
	serving  sync.WaitGroup
	limits   limiter

	mu       sync.RWMutex
	attempts map[hash]*Attempt // by the hash of the state, of the short link's code and of the page's name
}

// headerTime bounds how long a browser may take to send a request's headers.
const headerTime = 3 * time.Second

// discard drops what the HTTP server would log: strangers' bytes.
var discard = log.New(io.Discard, "", 0)

// serve answers until stop. WriteTimeout outlasts the exchange, for which
// the browser waits.
func (l *listener) serve() {
	l.http = &http.Server{
		Handler:           http.HandlerFunc(l.answer),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      2 * exchangeTime,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          discard,
		ConnContext:       withConnection,
	}
	l.http.SetKeepAlivesEnabled(false)
	l.serving.Go(func() { _ = l.http.Serve(boundedListener{l.net, &l.callback.connections}) })
}

func (l *listener) add(a *Attempt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range a.ids() {
		l.attempts[id] = a
	}
}

// remove gives how many hashes of other attempts are left.
func (l *listener) remove(a *Attempt) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range a.ids() {
		delete(l.attempts, id)
	}
	return len(l.attempts)
}

// ids are the hashes by which a request finds its attempt.
func (a *Attempt) ids() []hash {
	ids := []hash{a.state, hashOf(a.page)}
	if a.public != nil {
		ids = append(ids, hashOf(a.public.link))
	}
	return ids
}

// stop ends the listening, so that the next attempt can listen on the address
// at once. callback.mu is held.
func (l *listener) stop() {
	delete(l.callback.open, l.address)
	_ = l.net.Close()
}

// closeUnused closes a listener that serves no attempt. callback.mu is held.
func (l *listener) closeUnused() {
	l.mu.RLock()
	used := len(l.attempts) > 0
	l.mu.RUnlock()
	if !used {
		l.stop()
		_ = l.http.Close()
		l.serving.Wait()
	}
}

// shutdown ends the connections, those that are still open at the end of ctx
// by force, and returns when nothing is served.
func (l *listener) shutdown(ctx context.Context) {
	if l.http.Shutdown(ctx) != nil {
		_ = l.http.Close()
	}
	l.serving.Wait()
}
