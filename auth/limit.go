package auth

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// How many requests that belong to no attempt a listener answers.
const (
	maxPerAddress = 60   // a minute, from one address
	maxInAll      = 600  // a minute, from all addresses
	maxKnown      = 1024 // addresses that are counted apart
)

// limiter counts requests by the address that they come from, minute by minute.
type limiter struct {
	mu    sync.Mutex
	began time.Time
	all   int
	from  map[netip.Addr]int
}

// allow counts a request and reports whether it may be answered.
func (l *limiter) allow(from netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from == nil || now.Sub(l.began) >= time.Minute || now.Before(l.began) {
		l.began, l.all, l.from = now, 0, map[netip.Addr]int{}
	}
	l.all++
	if _, known := l.from[from]; !known && len(l.from) >= maxKnown {
		from = netip.Addr{} // one count for all further addresses
	}
	l.from[from]++
	return l.all <= maxInAll && l.from[from] <= maxPerAddress
}

// clientAddress is the address that a request comes from. Behind a proxy on this
// machine that is the last one the proxy names: the ones before it may be the
// visitor's invention. Of an IPv6 address it gives the /64 network, which is one
// customer's.
func clientAddress(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); address.IsLoopback() && len(forwarded) > 0 {
		list := strings.Split(forwarded[len(forwarded)-1], ",")
		if parsed, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			address = parsed
		}
	}
	address = address.Unmap().WithZone("")
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return address
}
