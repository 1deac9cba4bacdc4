package client

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// departure learns whether a change has left. The broker may have it once its
// headers were handed to a connection.
type departure struct {
	handed atomic.Bool // to the transport
	traced atomic.Bool // the transport reports what it does
	wrote  atomic.Bool // headers to a connection
}

type departureKey struct{}

func (d *departure) watch(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, departureKey{}, d)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { d.traced.Store(true) },
		WroteHeaders: func() { d.wrote.Store(true) },
	})
}

// handOver records that the request of ctx goes to the transport.
func handOver(ctx context.Context) {
	if d, watched := ctx.Value(departureKey{}).(*departure); watched {
		d.handed.Store(true)
	}
}

// left reports whether the request may have left. A transport that reports
// nothing may have sent it.
func (d *departure) left() bool { return d.wrote.Load() || d.handed.Load() && !d.traced.Load() }

// becameOf gives what is known about a change that failed: ErrNotSent,
// ErrUnknownOutcome, or nil where the broker refused it. A refusal is Alpaca's
// when it comes with a code or a message; the answer of something in between
// does not say what the broker knows.
func (e *Error) becameOf(left bool) error {
	switch {
	case e.Status == 0 && !left:
		return ErrNotSent
	case e.Status == http.StatusTooManyRequests:
		return nil
	case e.Status < 400 || e.Status >= 500 || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooEarly:
		return ErrUnknownOutcome
	case e.Code == 0 && e.Message == "":
		return ErrUnknownOutcome
	}
	return nil
}
