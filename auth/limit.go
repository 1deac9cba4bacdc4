package auth

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// How many requests that belong to no attempt a listener answers.
const (
	maxPerAddress = 60   // a minute, from one address
	maxInAll      = 6000 // a minute, from all addresses
	maxKnown      = 1024 // addresses that are counted apart
)

// limiter counts requests by the address that they come from, minute by minute.
type limiter struct {
	mu    sync.Mutex
	began time.Time
	all   int
	from  map[netip.Addr]int
}

// allow counts a request and reports whether it may be answered. What one address
// asks beyond its share counts against it alone.
func (l *limiter) allow(from netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from == nil || now.Sub(l.began) >= time.Minute || now.Before(l.began) {
		l.began, l.all, l.from = now, 0, map[netip.Addr]int{}
	}
	if _, known := l.from[from]; !known && len(l.from) >= maxKnown {
		from = netip.Addr{} // one count for all further addresses
	}
	l.from[from]++
	if l.from[from] > maxPerAddress {
		return false
	}
	l.all++
	return l.all <= maxInAll
}

// clientAddress is the address that a request comes from. Behind a proxy on this
// machine that is the last one that the header names and that is not this machine
// again (two proxies in a row): the ones before it may be the visitor's invention.
// From any other peer the header counts for nothing.
func clientAddress(r *http.Request) netip.Addr {
	address := hostOf(r.RemoteAddr)
	if !address.IsLoopback() {
		return customer(address)
	}
	told := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(told) {
		next := hostOf(strings.TrimSpace(text))
		if !next.IsValid() {
			break
		}
		if address = next; !address.IsLoopback() {
			break
		}
	}
	return customer(address)
}

// hostOf reads an IP address with or without a port; the zero value is for text
// that is none.
func hostOf(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	address, _ := netip.ParseAddr(strings.Trim(text, "[]"))
	return address.Unmap().WithZone("")
}

// customer gives of an IPv6 address the /64 network, which is one customer's.
func customer(address netip.Addr) netip.Addr {
	if network, err := address.Prefix(64); err == nil && address.Is6() {
		return network.Addr()
	}
	return address
}
