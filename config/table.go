package config

import (
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

// Settings are all settings. Load gives valid ones. A setting is a field here and
// an entry of the table below: loading, flags, completion, the documents and
// the tests are made from that.
type Settings struct {
	Account      Account
	ClientID     string
	ClientSecret safe.Secret
	RedirectURL  string // where the browser comes back to
	CallbackAddr string // where it is listened for; "" is RedirectURL's address
	PublicURL    string
	Scopes       []string // what a sign-in may ask for, unless ReadOnly
	ReadOnly     bool     // ask for no scope, send nothing but GET
	AuthorizeURL string
	TokenURL     string
	APIURL       string // "" is by account: see APIURLFor
	DataURL      string
	Refresh      time.Duration // 1 s to 1 h
	TokenStore   string        // one of its setting's Accepted
	Theme        string        // one of its setting's Accepted
	Private      bool          // hide amounts
	Mouse        bool          // take clicks and the wheel
	DefaultType  string        // of a ticket; one of its setting's Accepted

	MarkUnprotected bool // mark positions that no working stop protects

	// Limits of trading, from the config file alone. Amounts are US dollars; 0 is
	// no limit.
	MaxOrderValue       decimal.Decimal
	MaxPositionPct      decimal.Decimal // of the equity
	MaxOrdersPerDay     int
	MaxDailyLoss        decimal.Decimal
	PriceCollarPct      decimal.Decimal
	DuplicateWindow     time.Duration
	AllowShort          bool
	AllowLive           bool
	AllowLiveUnattended bool

	OAuthToken safe.Secret // of the environment (APCA_API_OAUTH_TOKEN), empty where not set
	KeyID      string      // the key pair of the environment; both or neither
	KeySecret  safe.Secret

	File   string            // the config file, existing or not; "" where none is used
	Origin map[string]string // key to where its value came from: --flag, VARIABLE, a path, "default"
}

var table = []Setting{
	{
		Key: "account", Env: "QUIPU_ACCOUNT", Flag: "account", Default: string(Paper), Accepted: accountNames(),
		what: "account to open", field: accountField(func(s *Settings) *Account { return &s.Account }),
	},
	{
		Key: "client_id", Env: "QUIPU_CLIENT_ID", Flag: "client-id",
		what: "client id of your OAuth app", field: textField(func(s *Settings) *string { return &s.ClientID }, word),
	},
	{
		Key: "client_secret", Env: "QUIPU_CLIENT_SECRET", Secret: true,
		what: "client secret of your OAuth app (no flag: a command line is public)", field: secretField(func(s *Settings) *safe.Secret { return &s.ClientSecret }),
	},
	{
		Key: "redirect_url", Env: "QUIPU_REDIRECT_URL", Flag: "redirect-url", Default: "http://localhost:17865/callback",
		what: "redirect URI as registered with the app", field: textField(func(s *Settings) *string { return &s.RedirectURL }, redirect),
	},
	{
		Key: "callback_addr", Env: "QUIPU_CALLBACK_ADDR", Flag: "callback-addr",
		what: "where to listen for the callback, when that is not redirect_url (with public_url 127.0.0.1:17865)", field: textField(func(s *Settings) *string { return &s.CallbackAddr }, listenAddr),
	},
	{
		Key: "public_url", Env: "QUIPU_PUBLIC_URL", Flag: "public-url",
		what: "https address of a proxy or tunnel that leads to callback_addr: any phone can sign in", field: textField(func(s *Settings) *string { return &s.PublicURL }, public),
	},
	{
		Key: "scopes", Env: "QUIPU_SCOPES", Flag: "scopes", Default: "account:write trading data", Accepted: []string{"account:write", "trading", "data"}, List: true,
		what: "the most that a sign-in asks for", field: listField(func(s *Settings) *[]string { return &s.Scopes }),
	},
	{
		Key: "read_only", Env: "QUIPU_READ_ONLY", Flag: "read-only", Default: "false", Bool: true,
		what: "ask for no permission to change anything, and send nothing that could", field: boolField(func(s *Settings) *bool { return &s.ReadOnly }),
	},
	{
		Key: "authorize_url", Env: "QUIPU_AUTHORIZE_URL", Default: "https://app.alpaca.markets/oauth/authorize",
		what: "authorize page", field: textField(func(s *Settings) *string { return &s.AuthorizeURL }, endpoint),
	},
	{
		Key: "token_url", Env: "QUIPU_TOKEN_URL", Default: "https://api.alpaca.markets/oauth/token",
		what: "token endpoint", field: textField(func(s *Settings) *string { return &s.TokenURL }, endpoint),
	},
	{
		Key: "api_url", Env: "QUIPU_API_URL",
		what: "trading API (default by account)", field: textField(func(s *Settings) *string { return &s.APIURL }, endpoint),
	},
	{
		Key: "data_url", Env: "QUIPU_DATA_URL", Default: "https://data.alpaca.markets",
		what: "market data API; asked only when it is set, where api_url is not Alpaca's", field: textField(func(s *Settings) *string { return &s.DataURL }, endpoint),
	},
	{
		Key: "refresh", Env: "QUIPU_REFRESH", Flag: "refresh", Default: "3s",
		what: "how often the figures are read, 1s to 1h", field: intervalField(func(s *Settings) *time.Duration { return &s.Refresh }),
	},
	{
		Key: "token_store", Env: "QUIPU_TOKEN_STORE", Flag: "token-store", Default: "auto", Accepted: []string{"auto", "keyring", "file", "memory"},
		what: "where the token is kept", field: textField(func(s *Settings) *string { return &s.TokenStore }, anything),
	},
	{
		Key: "theme", Env: "QUIPU_THEME", Flag: "theme", Default: "auto", Accepted: []string{"auto", "dark", "light", "contrast", "colorblind"},
		what: "colours", field: textField(func(s *Settings) *string { return &s.Theme }, anything),
	},
	{
		Key: "private", Env: "QUIPU_PRIVATE", Flag: "private", Default: "false", Bool: true,
		what: "hide amounts, keep percentages", field: boolField(func(s *Settings) *bool { return &s.Private }),
	},
	{
		Key: "mouse", Env: "QUIPU_MOUSE", Flag: "mouse", Default: "true", Bool: true,
		what: "take clicks and the wheel; false leaves selecting text to the terminal", field: boolField(func(s *Settings) *bool { return &s.Mouse }),
	},
	{
		Key: "default_type", Env: "QUIPU_DEFAULT_TYPE", Default: "limit", Accepted: []string{"limit", "market"},
		what: "type of order that a ticket begins with", field: textField(func(s *Settings) *string { return &s.DefaultType }, anything),
	},
	{
		Key: "mark_unprotected", Env: "QUIPU_MARK_UNPROTECTED", Default: "false", Bool: true,
		what: "mark positions in shares and crypto that no working stop protects, or only in part", field: boolField(func(s *Settings) *bool { return &s.MarkUnprotected }),
	},
	{
		Key: "max_order_value", Default: "0", Number: true,
		what: "largest order in US dollars, 0 for no limit", field: amountField(func(s *Settings) *decimal.Decimal { return &s.MaxOrderValue }),
	},
	{
		Key: "max_position_pct", Default: "0", Number: true,
		what: "largest position in percent of the equity, working orders included, 0 for no limit", field: amountField(func(s *Settings) *decimal.Decimal { return &s.MaxPositionPct }),
	},
	{
		Key: "max_orders_per_day", Default: "0", Number: true,
		what: "most orders on a day in New York, 0 for no limit", field: countField(func(s *Settings) *int { return &s.MaxOrdersPerDay }),
	},
	{
		Key: "max_daily_loss", Default: "0", Number: true,
		what: "loss of a day in US dollars from which only orders that reduce a position are sent, 0 for no limit", field: amountField(func(s *Settings) *decimal.Decimal { return &s.MaxDailyLoss }),
	},
	{
		Key: "price_collar_pct", Default: "10", Number: true,
		what: "how far a limit may be through the market, in percent, 0 for no limit", field: amountField(func(s *Settings) *decimal.Decimal { return &s.PriceCollarPct }),
	},
	{
		Key: "duplicate_window", Default: "10s",
		what: "for how long the same order is refused again, 1s to 1h", field: intervalField(func(s *Settings) *time.Duration { return &s.DuplicateWindow }),
	},
	{
		Key: "allow_short", Default: "false", Bool: true,
		what: "send short sales", field: boolField(func(s *Settings) *bool { return &s.AllowShort }),
	},
	{
		Key: "allow_live", Default: "false", Bool: true,
		what: "trade with real money", field: boolField(func(s *Settings) *bool { return &s.AllowLive }),
	},
	{
		Key: "allow_live_unattended", Default: "false", Bool: true,
		what: "let --yes confirm an order with real money where nobody can be asked", field: boolField(func(s *Settings) *bool { return &s.AllowLiveUnattended }),
	},
}
