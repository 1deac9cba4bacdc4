package auth

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
)

// maxConnections is how many connections the callback server keeps open.
const maxConnections = 64

// connections are the open ones, the oldest first.
type connections struct {
	mu   sync.Mutex
	open []*connection
}

// maxKnownPerAddress is how many known connections one address keeps: a browser opens
// six to one host. Who has the public link may open any number.
const maxKnownPerAddress = 8

// connection is one from a browser at an address. It is known once a request on it had the
// state, the short link or the page of an attempt.
type connection struct {
	net.Conn
	all   *connections
	from  netip.Addr
	known bool
}

// boundedListener accepts connections up to a number. A new one beyond it takes
// the place of the oldest that is not known, of the address that has most of
// them, so that strangers who keep connections open keep no browser out.
type boundedListener struct {
	net.Listener
	all *connections
}

// Accept implements net.Listener.
func (l boundedListener) Accept() (net.Conn, error) {
	for {
		inner, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &connection{Conn: inner, all: l.all, from: customer(hostOf(inner.RemoteAddr().String()))}
		if l.all.add(c) {
			return c, nil
		}
		_ = inner.Close()
	}
}

// add reports whether there is room for c, also by closing another one.
func (all *connections) add(c *connection) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	if len(all.open) >= connectionLimit() {
		busiest := all.busiest()
		at := slices.IndexFunc(all.open, func(other *connection) bool { return !other.known && other.from == busiest })
		if at < 0 {
			return false
		}
		_ = all.open[at].Conn.Close()
		all.open = slices.Delete(all.open, at, at+1)
	}
	all.open = append(all.open, c)
	return true
}

// busiest is the address with the most connections that are not known.
func (all *connections) busiest() netip.Addr {
	var most netip.Addr
	count := map[netip.Addr]int{}
	for _, c := range all.open {
		if !c.known {
			count[c.from]++
			if count[c.from] > count[most] {
				most = c.from
			}
		}
	}
	return most
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.all.mu.Lock()
	c.all.open = slices.DeleteFunc(c.all.open, func(other *connection) bool { return other == c })
	c.all.mu.Unlock()
	return c.Conn.Close()
}

// connectionKey is that of a request's connection in its context; net/http has
// no other way to it.
type connectionKey struct{}

func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// markKnown keeps the request's connection open whatever strangers do. From now on it is
// one of the address that the proxy names; the newest of an address with too many stays
// unknown.
func markKnown(r *http.Request) {
	c, ok := r.Context().Value(connectionKey{}).(*connection)
	if !ok {
		return
	}
	c.all.mu.Lock()
	defer c.all.mu.Unlock()
	c.from = clientAddress(r)
	known := 0
	for _, other := range c.all.open {
		if other.known && other.from == c.from {
			known++
		}
	}
	c.known = known < maxKnownPerAddress
}
