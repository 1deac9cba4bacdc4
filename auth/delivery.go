package auth

import (
	"crypto/subtle"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// maxDeliveries bounds the codes that one public callback keeps. Beyond it the
// oldest one gives way, of the address that delivered most: whoever knows the
// public link can deliver codes of their own.
const maxDeliveries = 256

// delivery is a code, or a refusal, that a browser came back with. Each has a
// page of its own, and on a public address a finish code of its own with a time
// of its own: somebody who delivers a code of theirs first neither sees nor
// spoils another's.
type delivery struct {
	code   string // to exchange; "" for a refusal
	sum    hash   // of the code; zero for a refusal
	page   string // second half of its page's name
	from   netip.Addr
	finish string    // the finish code; "" where none is asked for
	until  time.Time // when that may be typed no more

	pendingPages int // browsers that were sent to its page and wait for the last one
}

// deliver takes what a browser came back with. It gives nil where the attempt
// goes another way; the same code again gives the same delivery.
func (a *Attempt) deliver(r reply, from netip.Addr) *delivery {
	if a.public != nil && r.failure == "" {
		return a.deliverPublic(r.code, from)
	}
	sum := r.sum()
	// Anybody who has the link can send a refusal: it ends no approval that waits.
	if !a.accept(r, a.tryDecline) && !a.endsWith(sum) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.deliveryOf(r.code, sum, from)
}

// accept ends the attempt with a reply, unless it is ending. A refusal ends it
// where tryRefuse does.
func (a *Attempt) accept(r reply, tryRefuse func() bool) bool {
	if r.failure == "" {
		return a.startExchange(r.code)
	}
	if !tryRefuse() {
		return false
	}
	a.endRefused(r.failure, r.description)
	return true
}

// endsWith reports whether the attempt is ending with that code, or with none
// where sum is zero.
func (a *Attempt) endsWith(sum hash) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ending && a.code == sum
}

// deliverPublic keeps a code until its finish code is typed, or the time for
// that is over.
func (a *Attempt) deliverPublic(code string, from netip.Addr) *delivery {
	a.mu.Lock()
	defer a.mu.Unlock()
	sum := hashOf(code)
	if a.ending && a.code != sum {
		return nil
	}
	d := a.deliveryOf(code, sum, from)
	if d == nil || a.ending || d.finish != "" {
		return d
	}
	var err error
	if d.finish, err = newCode(a.random, finishLength); err != nil {
		a.deliveries = a.deliveries[:len(a.deliveries)-1]
		return nil
	}
	d.until = time.Now().Add(a.typing)
	replace(a.arrived, d.until)
	replace(a.finishUntil, d.until)
	return d
}

// replace puts a value into a channel that holds the latest one. The attempt's
// lock is held, so that nobody else does meanwhile.
func replace(latest chan time.Time, value time.Time) {
	select {
	case <-latest:
	default:
	}
	latest <- value
}

// deliveryOf gives the delivery of a code, a new one where it is the first time,
// nil where none can be made.
func (a *Attempt) deliveryOf(code string, sum hash, from netip.Addr) *delivery {
	for _, d := range a.deliveries {
		if d.sum == sum {
			return d
		}
	}
	name, err := newPageName(a.random)
	if err != nil {
		return nil
	}
	if len(a.deliveries) >= maxDeliveries {
		a.dropDelivery()
	}
	d := &delivery{code: code, sum: sum, page: name, from: from}
	a.deliveries = append(a.deliveries, d)
	return d
}

// dropDelivery makes room for one.
func (a *Attempt) dropDelivery() {
	count := map[netip.Addr]int{}
	most := a.deliveries[0].from
	for _, d := range a.deliveries {
		if count[d.from]++; count[d.from] > count[most] {
			most = d.from
		}
	}
	at := slices.IndexFunc(a.deliveries, func(d *delivery) bool { return d.from == most })
	a.pendingPages = max(0, a.pendingPages-a.deliveries[at].pendingPages)
	a.deliveries = slices.Delete(a.deliveries, at, at+1)
}

// hasLiveDelivery reports whether an approval waits for its finish code.
func (a *Attempt) hasLiveDelivery(now time.Time) bool {
	return slices.ContainsFunc(a.deliveries, func(d *delivery) bool { return d.isLive(now) })
}

func (d *delivery) isLive(now time.Time) bool { return d.finish != "" && now.Before(d.until) }

// newPageName makes half of a last page's name. Nobody can guess one: the page
// may show a finish code.
func newPageName(random io.Reader) (string, error) {
	text, _, err := newState(random)
	if err != nil {
		return "", err
	}
	return text[:22], nil
}

// donePrefix begins the path of every attempt's last pages.
func (a *Attempt) donePrefix() string {
	return strings.TrimRight(a.callbackPath(), "/") + "/done/"
}

// donePath is where a browser is sent after its delivery, so that the code
// leaves the address bar.
func (a *Attempt) donePath(d *delivery) string { return a.donePrefix() + a.page + "." + d.page }

// deliveryAt gives the delivery whose page has that name, nil for none.
func (a *Attempt) deliveryAt(name string) *delivery {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range a.deliveries {
		if subtle.ConstantTimeCompare([]byte(name), []byte(d.page)) == 1 {
			return d
		}
	}
	return nil
}

// pageFor gives what a delivery's page shows now, and whether that is the last
// of it.
func (a *Attempt) pageFor(d *delivery) (p page, last bool) {
	over := a.isOver()
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.ending && a.code != (hash{}) && a.code != d.sum:
		return usedPage, true // another approval was exchanged
	case over:
		return a.last, true
	case a.ending || d.finish == "":
		return exchangingPage, false
	case !d.isLive(time.Now()):
		return failedPage(ErrFinishTime), true
	default:
		return finishPage(d.finish, a.app.Env, a.host), false
	}
}
