package ui

import (
	"context"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// Parts is what the views act through. Main builds it from the real parts, the
// demo builds it from the same parts on another address, tests from fakes.
type Parts struct {
	Settings config.Settings
	Demo     bool // the embedded broker: no file is touched, nothing is real
	Remote   bool // an SSH session or no display: no browser is started

	// SignIn opens the callback server and makes the authorize URL. It must
	// not wait for the person; everything ends with the context.
	SignIn func(context.Context, config.Settings, config.Account) (Attempt, error)
	// Connect gives the broker's API for an account; it makes no call.
	Connect func(config.Settings, config.Account, client.Credentials) (Broker, error)
	// OpenBrowser shows an address in the person's browser.
	OpenBrowser func(context.Context, string) error
	// Approve consents as the demo user; nil outside the demo.
	Approve func(context.Context, string) error
	// SaveApp writes the OAuth app to the config file; nil where none is used.
	SaveApp func(id string, secret safe.Secret) error
	// StartDemo starts the embedded broker and gives the parts that point at
	// it; nil within the demo.
	StartDemo func() (Parts, error)

	Tokens Tokens
}

// Attempt is one sign-in in progress, as the waiting view sees it.
type Attempt struct {
	URL        string // the authorize URL
	Listening  string // where the callback is waited for
	Notice     error  // why the callback server did not start; pasting works
	Deadline   time.Time
	Exchanging <-chan struct{}
	Result     <-chan auth.Result
	Paste      func(string) error
}

// Tokens keeps one token per account. auth.Store is one.
type Tokens interface {
	Load(ctx context.Context, account string) (auth.Token, auth.Place, error)
	Save(ctx context.Context, token auth.Token) (auth.Place, error)
	Delete(ctx context.Context, account string) error
}

// Broker is one account's API, as far as the views use it.
type Broker interface {
	Account(ctx context.Context) (client.Account, error)
	History(ctx context.Context, query client.HistoryQuery) (client.History, error)
	Follow(ctx context.Context, every time.Duration) Feed
}

// Feed is a poller: snapshots of the account until its context ends.
type Feed interface {
	Updates() <-chan client.Update
	Refresh()
}
