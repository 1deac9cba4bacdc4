// Package config gives the settings: a flag wins over the environment, the
// environment over config.toml, the file over the default. What is wrong with
// one of them stops the start with one line that says where and what is
// accepted.
package config

import "strings"

// Account is which of the two accounts a person means.
type Account string

// The two accounts. Paper is practice money, and the default everywhere.
const (
	Paper Account = "paper"
	Live  Account = "live"
)

// Accounts are both, paper first.
func Accounts() []Account { return []Account{Paper, Live} }

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
