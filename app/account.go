package app

import (
	"context"
	"time"

	"quipu/client"
	"quipu/config"
)

// Account is an open account. Nothing has to be closed when it is left: its
// clients share the App's transport, and its calls end with their contexts.
type Account struct {
	Name       config.Account
	Settings   config.Settings
	Demo       bool
	Credential Credential
	Client     *client.Client
	Data       *client.Data     // nil where market data may not be read
	Now        func() time.Time // the broker's clock

	services *Services
}

// Open opens the account with the first credential there is (see Credential),
// a demo's without signing in.
func (s *Services) Open(ctx context.Context, account config.Account) (*Account, error) {
	choose := s.Credential
	if s.Demo {
		choose = s.grant
	}
	c, err := choose(ctx, account)
	if err != nil {
		return nil, err
	}
	return s.Connect(s.Settings, account, c)
}

// Connect opens the account with a credential, by settings that may have
// changed since the start (read_only). It makes no call.
func (s *Services) Connect(settings config.Settings, account config.Account, c Credential) (*Account, error) {
	a := &Account{Name: account, Settings: settings, Demo: s.Demo, Credential: c, Now: s.Now, services: s}
	options := client.Options{
		BaseURL: settings.APIURLFor(account), Credentials: c.secret, ReadOnly: settings.ReadOnly,
		UserAgent: s.app.env.UserAgent, Transport: s.app.env.Transport, Now: s.Now, Limiter: s.limiter(account),
	}
	var err error
	if a.Client, err = client.New(options); err != nil {
		return nil, err
	}
	if !c.ReadsData() || !settings.KnowsData() {
		return a, nil
	}
	options.BaseURL = settings.DataURL
	if a.Data, err = client.NewData(options); err != nil {
		return nil, err
	}
	return a, nil
}

// Sent is how many calls have left, for the account and for market data.
func (a *Account) Sent() int64 {
	calls := a.Client.Sent()
	if a.Data != nil {
		calls += a.Data.Sent()
	}
	return calls
}
