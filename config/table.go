package config

import (
	"slices"
	"strings"

	"quipu/safe"
)

// Flag is one setting: its key in the file, its environment variable, its flag
// ("" for none), the default as text and a line of help.
type Flag struct {
	Key, Env, Flag, Default, Help string
	Bool                          bool

	take func(*Settings, string) error
}

// Flags gives all settings in the order of the documentation. This table is
// the only list of them: loading, flags and documents are made from it.
func Flags() []Flag { return slices.Clone(table) }

var table = []Flag{
	{
		Key: "account", Env: "QUIPU_ACCOUNT", Flag: "account", Default: "paper", Help: "account to open: paper or live",
		take: func(s *Settings, text string) error {
			text = strings.ToLower(text) // screens write LIVE
			s.Account = Account(text)
			return oneOf(text, "paper", "live")
		},
	},
	{
		Key: "client_id", Env: "QUIPU_CLIENT_ID", Flag: "client-id", Help: "client id of your OAuth app",
		take: func(s *Settings, text string) error { s.ClientID = text; return word(text) },
	},
	{
		Key: "client_secret", Env: "QUIPU_CLIENT_SECRET", Help: "client secret of your OAuth app (no flag: a command line is public)",
		take: func(s *Settings, text string) error { s.ClientSecret = safe.NewSecret(text); return word(text) },
	},
	{
		Key: "redirect_url", Env: "QUIPU_REDIRECT_URL", Flag: "redirect-url", Default: "http://localhost:17865/callback",
		Help: "redirect URI as registered with the app",
		take: func(s *Settings, text string) error { s.RedirectURL = text; return redirect(text) },
	},
	{
		Key: "callback_addr", Env: "QUIPU_CALLBACK_ADDR", Flag: "callback-addr", Help: "where to listen for the callback, when that is not redirect_url (with public_url 127.0.0.1:17865)",
		take: func(s *Settings, text string) error { s.CallbackAddr = text; return listenAddr(text) },
	},
	{
		Key: "public_url", Env: "QUIPU_PUBLIC_URL", Flag: "public-url", Help: "https address of a proxy or tunnel that leads to callback_addr: any phone can sign in",
		take: func(s *Settings, text string) error { s.PublicURL = text; return public(text) },
	},
	{
		Key: "scopes", Env: "QUIPU_SCOPES", Flag: "scopes", Default: "account:write trading data", Help: "what to ask for: account:write, trading, data",
		take: func(s *Settings, text string) error {
			s.Scopes = strings.Fields(text)
			return eachOneOf(s.Scopes, "account:write", "trading", "data")
		},
	},
	{
		Key: "read_only", Env: "QUIPU_READ_ONLY", Flag: "read-only", Default: "false", Bool: true,
		Help: "ask for no permission to change anything, and send nothing that could",
		take: func(s *Settings, text string) error { return boolean(&s.ReadOnly, text) },
	},
	{
		Key: "authorize_url", Env: "QUIPU_AUTHORIZE_URL", Default: "https://app.alpaca.markets/oauth/authorize", Help: "authorize page",
		take: func(s *Settings, text string) error { s.AuthorizeURL = text; return endpoint(text) },
	},
	{
		Key: "token_url", Env: "QUIPU_TOKEN_URL", Default: "https://api.alpaca.markets/oauth/token", Help: "token endpoint",
		take: func(s *Settings, text string) error { s.TokenURL = text; return endpoint(text) },
	},
	{
		Key: "api_url", Env: "QUIPU_API_URL", Help: "trading API (default by account)",
		take: func(s *Settings, text string) error { s.APIURL = text; return endpoint(text) },
	},
	{
		Key: "data_url", Env: "QUIPU_DATA_URL", Default: "https://data.alpaca.markets", Help: "market data API; asked only when it is set, where api_url is not Alpaca's",
		take: func(s *Settings, text string) error { s.DataURL = text; return endpoint(text) },
	},
	{
		Key: "refresh", Env: "QUIPU_REFRESH", Flag: "refresh", Default: "3s", Help: "how often the figures are read, 1s to 1h",
		take: func(s *Settings, text string) error { return interval(&s.Refresh, text) },
	},
	{
		Key: "token_store", Env: "QUIPU_TOKEN_STORE", Flag: "token-store", Default: "auto", Help: "where the token is kept: auto, keyring, file, memory",
		take: func(s *Settings, text string) error {
			s.TokenStore = text
			return oneOf(text, "auto", "keyring", "file", "memory")
		},
	},
	{
		Key: "theme", Env: "QUIPU_THEME", Flag: "theme", Default: "auto", Help: "colours: auto, dark, light, contrast, colorblind",
		take: func(s *Settings, text string) error {
			s.Theme = text
			return oneOf(text, "auto", "dark", "light", "contrast", "colorblind")
		},
	},
	{
		Key: "private", Env: "QUIPU_PRIVATE", Flag: "private", Default: "false", Bool: true, Help: "hide amounts, keep percentages",
		take: func(s *Settings, text string) error { return boolean(&s.Private, text) },
	},
	{
		Key: "mouse", Env: "QUIPU_MOUSE", Flag: "mouse", Default: "true", Bool: true, Help: "take clicks and the wheel; false leaves selecting text to the terminal",
		take: func(s *Settings, text string) error { return boolean(&s.Mouse, text) },
	},
}
