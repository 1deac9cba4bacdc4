package ui

import (
	"context"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/environment"
	"quipu/safe"
	"quipu/state"
)

// Parts is what the views act through. Main builds it from the real parts, the
// demo builds it from the same parts on another address, tests from fakes.
type Parts struct {
	Settings    config.Settings
	Demo        bool                    // the embedded broker: no file is touched, nothing is real
	Environment environment.Environment // the place where it runs, which decides what sign-in offers

	// Clock is the broker's time; nil is the machine's. It goes on as fast as
	// the machine's does.
	Clock func() time.Time

	// SignIn opens the callback server and makes the authorize URL. It must
	// not wait for the person; everything ends with the context.
	SignIn func(context.Context, config.Settings, config.Account) (Attempt, error)
	// Connect opens an account with a credential; it makes no call.
	Connect func(config.Settings, config.Account, app.Credential) (Access, error)
	// Copy hands text to the clipboard by another way than the terminal; nil
	// where there is none.
	Copy func(context.Context, string) error
	// OpenBrowser shows an address in the person's browser.
	OpenBrowser func(context.Context, string) error
	// Approve consents as the demo user; nil outside the demo.
	Approve func(context.Context, string) error
	// SaveApp writes the OAuth app to the config file; nil where none is used.
	SaveApp func(id string, secret safe.Secret) error
	// StartDemo starts the embedded broker and gives the parts that point at
	// it; nil within the demo.
	StartDemo func() (Parts, error)

	// State is what the program remembers of earlier runs, StateNotice why it
	// remembers nothing, SaveState how it is kept: the latest revision wins.
	State       state.State
	StateNotice string
	SaveState   func(revision int, s state.State) error // nil where nothing is kept

	Tokens Tokens
}

// Access is one account at the broker, by what the views do with it.
type Access struct {
	Broker Broker
	Lists  Watchlists
	Data   Market                                            // nil where market data may not be read
	Assets func(context.Context) (*client.AssetIndex, error) // all that can be looked up

	// Refused judges the error of a call: it asks the broker once more, some
	// seconds later, and deletes the stored token where it must. It waits.
	Refused func(context.Context, error) app.Verdict
}

// Attempt is one sign-in in progress, as the waiting view sees it.
type Attempt struct {
	URL        string // the authorize URL
	Listening  string // where the callback is waited for
	Short      string // our own short link to it where the callback is public, else ""
	Notice     error  // why the callback server did not start; pasting works
	Deadline   time.Time
	Exchanging <-chan struct{}
	Result     <-chan auth.Result
	Paste      func(string) error

	// Where the callback is public, an approval waits for the finish code that
	// its page shows: Arrived gives until when, Finish takes what was typed.
	Arrived <-chan time.Time
	Finish  func(string) error
}

// link is what leads a person to the authorize page: the short one where there
// is one.
func (a Attempt) link() string {
	if a.Short != "" {
		return a.Short
	}
	return a.URL
}

// Tokens keeps one token per account. auth.Store is one.
type Tokens interface {
	Load(ctx context.Context, account string) (auth.Token, auth.Place, error)
	Save(ctx context.Context, token auth.Token) (auth.Place, error)
	Delete(ctx context.Context, account string) (auth.Deleted, error) // goes on when ctx ends
	Where(ctx context.Context, account string) auth.Place             // where a new one would go
}

// Broker is one account's API, as far as the views read it.
type Broker interface {
	Account(ctx context.Context) (client.Account, error)
	History(ctx context.Context, query client.HistoryQuery) (client.History, error)
	Orders(ctx context.Context, query client.OrderQuery) ([]client.Order, error)
	Activities(ctx context.Context, query client.ActivityQuery) ([]client.Activity, error)
	Calendar(ctx context.Context, from, to time.Time) ([]client.TradingDay, error)
	Follow(ctx context.Context, every time.Duration) Feed
}

// Watchlists are the account's own lists of symbols.
type Watchlists interface {
	Watchlists(ctx context.Context) ([]client.Watchlist, error)
	Watchlist(ctx context.Context, id string) (client.Watchlist, error)
	CreateWatchlist(ctx context.Context, name string, symbols []string) (client.Watchlist, error)
	RenameWatchlist(ctx context.Context, id, name string) (client.Watchlist, error)
	DeleteWatchlist(ctx context.Context, id string) error
	AddToWatchlist(ctx context.Context, id, symbol string) (client.Watchlist, error)
	RemoveFromWatchlist(ctx context.Context, id, symbol string) (client.Watchlist, error)
}

// Market is market data.
type Market interface {
	Bars(ctx context.Context, of []client.Instrument, query client.BarQuery) (map[string][]client.Bar, error)
	Latest(ctx context.Context, of []client.Instrument) (map[string]client.Latest, error)
}

// Feed is a poller: snapshots of the account and events of its orders until
// its context ends.
type Feed interface {
	Updates() <-chan client.Update
	Events() <-chan client.OrderEvent
	Refresh()
}
