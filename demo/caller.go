package demo

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
)

// The scopes that an OAuth app may ask for. Reading the account needs none.
const (
	scopeAccount = "account:write"
	scopeTrading = "trading"
	scopeData    = "data"
)

// caller is who makes an API call: which account, with which scopes.
type caller struct {
	env    string
	scopes []string
}

// admit finds out who calls and takes the call off the account's budget.
func (b *Broker) admit(w http.ResponseWriter, r *http.Request) (caller, error) {
	who, ok := b.identify(r)
	if !ok {
		b.limits.show(w, nobody, b.now())
		return caller{}, refusal{http.StatusUnauthorized, codeUnauthorized, "these credentials open no account"}
	}
	if !b.limits.take(w, who.env, b.now()) {
		return caller{}, refusal{http.StatusTooManyRequests, codeTooMany, "too many requests in this minute"}
	}
	return who, nil
}

// Authenticate adds a token to a request or, where it is "", the key pair.
func (b *Broker) Authenticate(r *http.Request, token string) {
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
		return
	}
	r.Header.Set("Apca-Api-Key-Id", b.KeyID)
	r.Header.Set("Apca-Api-Secret-Key", b.KeySecret.Reveal())
}

// identify reads a bearer token or, where there is none, the key pair.
func (b *Broker) identify(r *http.Request) (caller, bool) {
	if header := r.Header.Get("Authorization"); header != "" {
		kind, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(kind, "Bearer") {
			return caller{}, false
		}
		return b.grants.holder(token)
	}
	return b.keyHolder(r.Header.Get("Apca-Api-Key-Id"), r.Header.Get("Apca-Api-Secret-Key"))
}

// keyHolder gives whom a key pair opens an account to.
func (b *Broker) keyHolder(id, secret string) (caller, bool) {
	rightID, rightSecret := same(id, b.KeyID), same(secret, b.KeySecret.Reveal())
	return caller{envPaper, []string{scopeAccount, scopeTrading, scopeData}}, rightID && rightSecret
}

// mayDo checks the scope that a change needs.
func (c caller) mayDo(r *http.Request) error {
	need := scopeTrading
	if strings.HasPrefix(r.URL.Path, "/v2/account") || strings.HasPrefix(r.URL.Path, "/v2/watchlists") {
		need = scopeAccount
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || slices.Contains(c.scopes, need) {
		return nil
	}
	return refusal{http.StatusForbidden, codeUnauthorized, "token is not authorized for this scope"} // Alpaca's words
}

// same compares without telling by its time where two texts differ.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
