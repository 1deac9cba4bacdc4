package auth

import (
	"crypto/subtle"
	"net/url"
)

// The most that a callback's parts may hold, in bytes.
const (
	maxQuery = 8 << 10
	maxCode  = 2 << 10
)

// reply is what a callback that belongs to this attempt says.
type reply struct {
	code                 string
	failure, description string
}

// read judges a callback's query: its form, then its state, then the rest. It
// changes nothing.
func (a *Attempt) read(raw string) (reply, error) {
	if len(raw) > maxQuery {
		return reply{}, ErrTooLong
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return reply{}, ErrNoAddress
	}
	for _, name := range []string{"state", "code", "error", "error_description"} {
		if len(query[name]) > 1 {
			return reply{}, ErrRepeated
		}
	}
	given := query.Get("state")
	if given == "" {
		return reply{}, ErrNoState
	}
	hash := hashOf(given)
	if subtle.ConstantTimeCompare(hash[:], a.state[:]) != 1 {
		return reply{}, ErrState
	}
	code := query.Get("code")
	switch {
	case query.Get("error") != "":
		return reply{failure: query.Get("error"), description: query.Get("error_description")}, nil
	case code == "":
		return reply{}, ErrNoCode
	case len(code) > maxCode:
		return reply{}, ErrTooLong
	}
	return reply{code: code}, nil
}

// deliver hands on what a fitting callback says. What a public one brings
// waits for its finish code.
func (a *Attempt) deliver(reply reply, typed bool) bool {
	switch {
	case reply.failure != "":
		return a.refuse(reply.failure, reply.description)
	case a.public != nil && !typed:
		return a.hold(reply.code)
	default:
		return a.take(reply.code)
	}
}

// same reports whether this is the callback that was taken, delivered again: it
// gets the same page and begins nothing.
func (a *Attempt) same(reply reply) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if reply.failure != "" {
		return a.code == (state{})
	}
	return a.code == hashOf(reply.code)
}
