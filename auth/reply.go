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

// reply is what a callback's query says.
type reply struct {
	state                hash // zero where the query has no state, or cannot be read
	code                 string
	failure, description string
}

// sum is the hash of the reply's code, zero for a refusal.
func (r reply) sum() hash {
	if r.failure != "" {
		return hash{}
	}
	return hashOf(r.code)
}

// parseReply reads a query: its form, then its state, then the rest. With an
// error about the rest, the state is there.
func parseReply(raw string) (reply, error) {
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
	if query.Get("state") == "" {
		return reply{}, ErrNoState
	}
	r := reply{state: hashOf(query.Get("state"))}
	code := query.Get("code")
	switch {
	case query.Get("error") != "":
		r.failure, r.description = query.Get("error"), query.Get("error_description")
		return r, nil
	case code == "":
		return r, ErrNoCode
	case len(code) > maxCode:
		return r, ErrTooLong
	}
	r.code = code
	return r, nil
}

// read reads a query that must have the attempt's own state.
func (a *Attempt) read(raw string) (reply, error) {
	r, err := parseReply(raw)
	if r.state != (hash{}) && subtle.ConstantTimeCompare(r.state[:], a.state[:]) != 1 {
		return reply{}, ErrState
	}
	return r, err
}
