package ui

import (
	"context"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/environment"
	"quipu/market"
	"quipu/safe"
	"quipu/state"
	"quipu/trade"
)

// Parts are the services that the views use. Tests build them from fakes.
type Parts struct {
	Settings    config.Settings
	Demo        bool                    // the embedded broker: no file is written
	Environment environment.Environment // decides what sign-in offers

	// Clock is the broker's time; nil is that of this machine. Both run at the same
	// speed.
	Clock func() time.Time

	// SignIn opens the callback server and makes the authorize URL. It does not wait
	// for the approval; everything ends with the context.
	SignIn func(context.Context, config.Settings, config.Account) (Attempt, error)
	// Connect opens an account with a credential; it makes no call.
	Connect func(config.Settings, config.Account, app.Credential) (Access, error)
	// Copy copies text without the terminal, for instance to tmux; nil if that is not
	// possible.
	Copy func(context.Context, string) error
	// OpenBrowser opens an address in the user's browser.
	OpenBrowser func(context.Context, string) error
	// Approve consents as the demo user; nil outside the demo.
	Approve func(context.Context, string) error
	// SaveApp writes the OAuth app to the config file; nil where none is used.
	SaveApp func(id string, secret safe.Secret) error
	// StartDemo starts the embedded broker and gives the parts that point at
	// it; nil within the demo.
	StartDemo func() (Parts, error)

	// State is what earlier runs have saved, StateNotice says why nothing is saved, and
	// SaveState saves it: the latest revision wins.
	State       state.State
	StateNotice string
	SaveState   func(revision int, s state.State) error // nil if nothing is saved

	Tokens Tokens
}

// Access is the API of one account, as far as the views use it.
type Access struct {
	Broker Broker
	Lists  Watchlists
	Data   Market                                            // nil without access to market data
	Assets func(context.Context) (*client.AssetIndex, error) // all assets of the broker

	Trade       Trading // nil where nothing can be sent
	TypesSymbol bool    // a person confirms an order by typing its symbol

	// Refused checks the error of a call: it asks the broker again some seconds later,
	// and deletes the stored token if that is refused. It waits meanwhile.
	Refused func(context.Context, error) app.Verdict
}

// Trading sends the orders of one account, each once, as app.Trading does.
type Trading interface {
	Facts(ctx context.Context, symbol string) (trade.Facts, error)
	Problems(ctx context.Context, plan trade.Plan) (trade.Problems, error)
	Send(ctx context.Context, plan trade.Plan) (trade.Entry, error)
	PlanReplace(ctx context.Context, id string, change trade.Change) (trade.Plan, error)
	PlanClose(ctx context.Context, symbol string) (trade.Closing, trade.Problems, error)
	PlanExits(ctx context.Context, t trade.Ticket) (trade.Closing, trade.Problems, error)
	PutBack(ctx context.Context, mark trade.Entry) (all []trade.Ticket, waiting []client.Order, err error)
	Close(ctx context.Context, closing trade.Closing, tell func(trade.Progress)) (trade.Closed, error)
	Cancel(ctx context.Context, order client.Order) (trade.Entry, error)
	CancelShown(ctx context.Context, shown trade.CancelGroup, seen *trade.Seen) (e trade.Entry, gone bool, err error)
	Order(ctx context.Context, id string) (client.Order, error)
	Observe(ctx context.Context, orders ...client.Order) error
	Settle(ctx context.Context) (settled, unknown []trade.Entry, err error)
	Journal(ctx context.Context, orders ...client.Order) ([]trade.Entry, error)
	Bare(ctx context.Context) ([]trade.Entry, error)
	Dismiss(ctx context.Context, id string) error

	PlanCancel(ctx context.Context, of market.ID) (trade.Cancellation, error)
	PlanFlat(ctx context.Context) (trade.FlatPlan, error)
	Flatten(ctx context.Context, plan trade.FlatPlan, limits bool, tell func(trade.Flattening)) trade.Flattening
	Interrupted(ctx context.Context) (e trade.Entry, cut bool, err error)
	SuspendTrading(ctx context.Context) (trade.Entry, error)
}

// Attempt is a sign-in in progress.
type Attempt struct {
	URL        string // the authorize URL
	Listening  string // the address of the callback server
	Short      string // short link to URL of a public callback, else ""
	Notice     error  // why the callback server did not start; pasting works
	Deadline   time.Time
	Exchanging <-chan struct{}
	Result     <-chan auth.Result
	Paste      func(string) error

	// With a public callback, an approval waits for the finish code that its page shows:
	// Arrived gives the deadline, Finish receives the typed code.
	Arrived <-chan time.Time
	Finish  func(string) error
}

// link is the address that opens the authorize page, short if possible.
func (a Attempt) link() string {
	if a.Short != "" {
		return a.Short
	}
	return a.URL
}

// Tokens stores one token per account, as auth.Store does.
type Tokens interface {
	Load(ctx context.Context, account string) (auth.Token, auth.Place, error)
	Save(ctx context.Context, token auth.Token) (auth.Place, error)
	Delete(ctx context.Context, account string) (auth.Deleted, error) // goes on when ctx ends
	Where(ctx context.Context, account string) auth.Place             // where a new one would be stored
}

// Broker is the trading API of one account.
type Broker interface {
	Account(ctx context.Context) (client.Account, error)
	History(ctx context.Context, query client.HistoryQuery) (client.History, error)
	Orders(ctx context.Context, query client.OrderQuery) ([]client.Order, error)
	Order(ctx context.Context, id string) (client.Order, error)
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
