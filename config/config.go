// Package config gives the settings: a flag wins over the environment, the
// environment over config.toml, the file over the default. What is wrong with
// one of them stops the start with one line that says where and what is
// accepted.
package config

import (
	"strconv"
	"strings"
	"time"

	"quipu/safe"
)

// Account is which of the two accounts a person means.
type Account string

// The two accounts. Paper is practice money, and the default everywhere.
const (
	Paper Account = "paper"
	Live  Account = "live"
)

// String gives the name as settings write it.
func (a Account) String() string { return string(a) }

// Title gives the name as a heading.
func (a Account) Title() string {
	if a == Live {
		return "Live"
	}
	return "Paper"
}

// Alpaca's trading hosts, by account (its OpenAPI documents, "servers").
const (
	paperAPI = "https://paper-api.alpaca.markets"
	liveAPI  = "https://api.alpaca.markets"
)

// Settings is everything that can be set. Load gives one that is valid.
type Settings struct {
	Account      Account
	ClientID     string
	ClientSecret safe.Secret
	RedirectURL  string // where the browser comes back to
	CallbackAddr string // where it is listened for; "" is RedirectURL's address
	PublicURL    string
	Scopes       []string // what is asked for unless ReadOnly
	ReadOnly     bool     // ask for no scope, send nothing but GET
	AuthorizeURL string
	TokenURL     string
	APIURL       string // "" is by account: see APIURLFor
	DataURL      string
	Refresh      time.Duration // 1 s to 1 h
	TokenStore   string        // auto, keyring, file, memory
	Theme        string        // auto, dark, light, contrast, colorblind
	Private      bool          // hide amounts
	Mouse        bool          // take clicks and the wheel

	KeyID     string // the key pair of the environment; both or neither
	KeySecret safe.Secret

	File   string            // the config file, existing or not; "" where none is used
	Origin map[string]string // key to where its value came from: --flag, VARIABLE, a path, "default"
}

// KnowsData reports whether market data may be asked for: a broker of the user's
// own (api_url) whose data address is not set has none, and its token is none of
// Alpaca's business.
func (s Settings) KnowsData() bool {
	switch strings.TrimRight(s.APIURL, "/") {
	case "", paperAPI, liveAPI:
		return true
	default:
		return s.Origin["data_url"] != "default"
	}
}

// Values gives every setting as text by its key. The client secret is only
// said to be set.
func (s Settings) Values() map[string]string {
	values := map[string]string{
		"account": string(s.Account), "client_id": s.ClientID, "client_secret": "",
		"redirect_url": s.RedirectURL, "callback_addr": s.CallbackAddr, "public_url": s.PublicURL,
		"scopes": strings.Join(s.Scopes, " "), "read_only": strconv.FormatBool(s.ReadOnly),
		"authorize_url": s.AuthorizeURL, "token_url": s.TokenURL, "api_url": s.APIURL, "data_url": s.DataURL,
		"refresh": s.Refresh.String(), "token_store": s.TokenStore, "theme": s.Theme,
		"private": strconv.FormatBool(s.Private), "mouse": strconv.FormatBool(s.Mouse),
	}
	if !s.ClientSecret.Empty() {
		values["client_secret"] = "set"
	}
	return values
}

// APIURLFor gives the trading API's base address for an account. A configured
// address that is one of Alpaca's own counts for its own account alone, so
// that paper is never shown for live or the reverse; any other (loopback, a
// proxy of the user's) serves both.
func (s Settings) APIURLFor(a Account) string {
	own := paperAPI
	if a == Live {
		own = liveAPI
	}
	switch strings.TrimRight(s.APIURL, "/") {
	case "", paperAPI, liveAPI:
		return own
	default:
		return s.APIURL
	}
}
