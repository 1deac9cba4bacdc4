package demo

import (
	"crypto/sha256"
	"sync"
	"time"
)

// How long a consent page and a code stay good, and how many of each are kept:
// the oldest go first, so that nobody fills the memory by reloading a page.
const (
	consentLife = 10 * time.Minute
	codeLife    = 10 * time.Minute
	mostWaiting = 1000
)

// digest stands for a secret in a map's key, so that a look-up's time says
// nothing about the secret.
type digest [sha256.Size]byte

func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

// consent is what a page asked a person for: its form may be sent once.
type consent struct {
	redirect, state string
	caller          caller
	until           time.Time
}

// code waits for its exchange. It stays after it, so that a second exchange
// can end what the first one gave (RFC 6749, section 4.1.2).
type code struct {
	redirect string
	caller   caller
	until    time.Time
	token    *digest // after the exchange
}

// grants is what persons were asked and have allowed.
type grants struct {
	mu     sync.Mutex
	asked  map[digest]consent
	codes  map[digest]code
	tokens map[digest]caller
}

func newGrants() *grants {
	return &grants{asked: map[digest]consent{}, codes: map[digest]code{}, tokens: map[digest]caller{}}
}

// ask keeps a consent and gives its form's one-time token.
func (g *grants) ask(c consent, now time.Time) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	form := randomHex(32)
	c.until = now.Add(consentLife)
	makeRoom(g.asked, func(c consent) time.Time { return c.until })
	g.asked[digestOf(form)] = c
	return form
}

// answered takes a consent by its form token, false when it was answered
// already, is too old or never was.
func (g *grants) answered(form string, now time.Time) (consent, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c, ok := g.asked[digestOf(form)]
	delete(g.asked, digestOf(form))
	return c, ok && now.Before(c.until)
}

// approve gives the code for an approved consent.
func (g *grants) approve(c consent, now time.Time) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	secret := randomHex(20)
	makeRoom(g.codes, func(c code) time.Time { return c.until })
	g.codes[digestOf(secret)] = code{redirect: c.redirect, caller: c.caller, until: now.Add(codeLife)}
	return secret
}

// exchange gives the token for a code, once. A second try ends the first one's
// token, and a wrong redirect uses the code up.
func (g *grants) exchange(secret, redirect string, now time.Time) (string, caller, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := digestOf(secret)
	c, ok := g.codes[key]
	switch {
	case !ok:
		return "", caller{}, false
	case c.token != nil:
		delete(g.tokens, *c.token)
		return "", caller{}, false
	case c.redirect != redirect || !now.Before(c.until):
		delete(g.codes, key)
		return "", caller{}, false
	}
	token := g.issue(c.caller)
	access := digestOf(token)
	c.token = &access
	g.codes[key] = c
	return token, c.caller, true
}

// give makes a token without a code.
func (g *grants) give(who caller) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.issue(who)
}

func (g *grants) issue(who caller) string {
	token := randomHex(20)
	g.tokens[digestOf(token)] = who
	return token
}

// holder gives whom a token was granted to.
func (g *grants) holder(token string) (caller, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	who, ok := g.tokens[digestOf(token)]
	return who, ok
}

// holds reports whether a token is still good.
func (g *grants) holds(token digest) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, ok := g.tokens[token]
	return ok
}

// Revoke ends every token, code and open consent page, as a person does on
// Alpaca's dashboard, and the streams that came with a token. The key pair
// stays good.
func (b *Broker) Revoke() {
	b.grants.clear()
	b.cutWithoutGrant()
}

func (g *grants) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.tokens)
	clear(g.codes)
	clear(g.asked)
}

// makeRoom drops the entry that ends first when a map is full.
func makeRoom[V any](m map[digest]V, until func(V) time.Time) {
	if len(m) < mostWaiting {
		return
	}
	var oldest digest
	var end time.Time
	for k, v := range m {
		if at := until(v); end.IsZero() || at.Before(end) {
			oldest, end = k, at
		}
	}
	delete(m, oldest)
}
