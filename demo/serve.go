package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"quipu/safe"
)

// farewell is how long Close waits for requests in progress.
const farewell = 2 * time.Second

// Start makes a broker and serves it until ctx ends or Close is called. The
// error says why the address could not be opened.
func Start(ctx context.Context, opt Options) (*Broker, error) {
	addr := or(opt.Addr, "127.0.0.1:0")
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("open the demo broker's address: %w", err)
	}
	b := New(opt)
	b.URL = "http://" + reachable(listener.Addr())
	b.serve(ctx, listener)
	return b, nil
}

// reachable is the address that a client on this machine uses: a listener on
// every address is reached on loopback.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return addr.String()
}

func (b *Broker) serve(ctx context.Context, listener net.Listener) {
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	server := &http.Server{
		Handler:           b.guard(listener.Addr()),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second, // the streams are hijacked, which ends both limits
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // the screen belongs to the program
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	// A context that has ended already runs this before serve returns: it must
	// not read b.close, which is set below.
	end := sync.OnceValue(func() error {
		endRequests()
		b.end()
		return errors.Join(shutdown(server), serveError(<-served))
	})
	stop := context.AfterFunc(ctx, func() { _ = end() })
	b.close = func() error { stop(); return end() }
}

// shutdown ends the server gently, and after the farewell for certain.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}

func serveError(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve the demo broker: %w", err)
}

// guard refuses requests that name a foreign host when the broker listens on
// loopback: a page on the internet whose name was pointed at this machine
// (DNS rebinding) must not read the demo accounts.
func (b *Broker) guard(addr net.Addr) http.Handler {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() {
		return b
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !safe.Loopback(host) {
			refuse(w, refusal{http.StatusMisdirectedRequest, 42110000, "this broker answers to loopback names only"})
			return
		}
		b.ServeHTTP(w, r)
	})
}
