package auth

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// How much a public callback answers. A page that waits for its finish code
// asks every two seconds.
const (
	perAddress = 60  // a minute, from one address
	inAll      = 600 // a minute, from everybody
	mostKnown  = 1024
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
	if _, known := l.from[from]; !known && len(l.from) >= mostKnown {
		from = netip.Addr{} // strangers beyond that share one count
	}
	l.from[from]++
	return l.all <= inAll && l.from[from] <= perAddress
}

// comesFrom is the address that a request comes from. Behind a proxy on this
// machine that is what the proxy says last: what a visitor wrote stands before
// it. Of an IPv6 address the network counts, for it is one customer's.
func comesFrom(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	if told := r.Header.Values("X-Forwarded-For"); address.IsLoopback() && len(told) > 0 {
		list := strings.Split(told[len(told)-1], ",")
		if said, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			address = said
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
