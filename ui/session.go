package ui

import (
	"slices"
	"strings"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
)

// session is the account that the person is signed in to.
type session struct {
	account     config.Account
	credentials client.Credentials
	keys        bool // the key pair of the environment, not OAuth
	scope       string
	place       auth.Place
	stored      bool  // the token came from the store: nobody signed in just now
	saveErr     error // the token could not be stored
	access      Access
	open        bool
}

func (s session) live() bool { return s.open && s.account == config.Live }

// mayReadData reports whether market data was granted.
func (s session) mayReadData() bool {
	return s.keys || slices.Contains(strings.Fields(s.scope), "data")
}

// sessionOf is the session that a token opens.
func sessionOf(token auth.Token) session {
	return session{
		account:     config.Account(token.Env),
		credentials: client.Bearer(token.Access),
		scope:       token.Scope,
	}
}

// start gives the session its broker.
func (m Model) start(s session) (Model, error) {
	access, err := m.parts.Connect(m.parts.Settings, s.account, Grant{s.credentials, s.mayReadData()})
	if err != nil {
		return m, err
	}
	s.access = access
	s.open = true
	m.session = s
	return m, nil
}
