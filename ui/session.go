package ui

import (
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
	broker      Broker
	open        bool
}

func (s session) live() bool { return s.open && s.account == config.Live }

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
	broker, err := m.parts.Connect(m.parts.Settings, s.account, s.credentials)
	if err != nil {
		return m, err
	}
	s.broker = broker
	s.open = true
	m.session = s
	return m, nil
}
