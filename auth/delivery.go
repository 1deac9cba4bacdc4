package auth

import (
	"crypto/subtle"
	"io"
	"strings"
	"time"
)

// maxDeliveries bounds the codes that one public callback takes.
const maxDeliveries = 8

// delivery is a code, or a refusal, that a browser came back with. Each has a
// page of its own, and on a public address a finish code of its own: somebody
// who delivers a code of theirs first neither sees nor spoils another's.
type delivery struct {
	code   string // to exchange; "" for a refusal
	sum    hash   // of the code; zero for a refusal
	page   string // second half of its page's name
	finish string // the finish code; "" where none is asked for

	pendingPages int // browsers that were sent to its page and wait for the last one
}

// deliver takes what a browser came back with. It gives nil where the attempt
// goes another way; the same code again gives the same delivery.
func (a *Attempt) deliver(r reply) *delivery {
	if a.public != nil && r.failure == "" {
		return a.deliverPublic(r.code)
	}
	sum := r.sum()
	// Anybody who has the link can send a refusal: it ends no approval that waits.
	if !a.accept(r, a.tryDecline) && !a.endsWith(sum) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.deliveryOf(r.code, sum)
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

// deliverPublic keeps a code until its finish code is typed. The first one
// starts the time for that.
func (a *Attempt) deliverPublic(code string) *delivery {
	a.mu.Lock()
	defer a.mu.Unlock()
	sum := hashOf(code)
	if a.ending && a.code != sum {
		return nil
	}
	first := len(a.deliveries) == 0
	d := a.deliveryOf(code, sum)
	if d == nil || a.ending || d.finish != "" {
		return d
	}
	var err error
	if d.finish, err = newCode(a.random, finishLength); err != nil {
		a.deliveries = a.deliveries[:len(a.deliveries)-1]
		return nil
	}
	if first {
		until := time.Now().Add(a.typing)
		a.arrived <- until
		a.finishUntil <- until
	}
	return d
}

// deliveryOf gives the delivery of a code, a new one where it is the first time;
// nil where there are too many.
func (a *Attempt) deliveryOf(code string, sum hash) *delivery {
	for _, d := range a.deliveries {
		if d.sum == sum {
			return d
		}
	}
	name, err := newPageName(a.random)
	if err != nil || len(a.deliveries) == maxDeliveries {
		return nil
	}
	d := &delivery{code: code, sum: sum, page: name}
	a.deliveries = append(a.deliveries, d)
	return d
}

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
	default:
		return finishPage(d.finish, a.app.Env, a.host), false
	}
}
