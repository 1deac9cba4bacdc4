// Package config gives the settings: a flag wins over the environment, the
// environment over config.toml, the file over the default. What is wrong with
// one of them stops the start with one line that says where and what is
// accepted.
package config

import (
	"net/url"
	"strings"

	"quipu/safe"
)

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

// Caps gives the name in capitals, as screens and confirmations show it.
func (a Account) Caps() string { return strings.ToUpper(string(a)) }

// Alpaca's trading hosts, by account (its OpenAPI documents, "servers").
const (
	paperAPI = "https://paper-api.alpaca.markets"
	liveAPI  = "https://api.alpaca.markets"
)

// KnowsData reports whether market data may be asked for: a broker of the user's
// own (api_url) whose data address is not set has none, and its token is none of
// Alpaca's business.
func (s Settings) KnowsData() bool {
	return s.APIURL == "" || isAlpaca(s.APIURL) || s.Origin["data_url"] != "default"
}

// isAlpaca reports whether an address is at one of Alpaca's trading hosts,
// however it is written: with /v2, a port, a dot at the end, or in capitals.
func isAlpaca(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch "https://" + strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) {
	case paperAPI, liveAPI:
		return true
	}
	return false
}

// RealMoney reports whether an order for the account may cost real money: on the
// live account, and at a host that is neither Alpaca's paper one nor this
// machine, since nobody knows what is behind it.
func (s Settings) RealMoney(a Account) bool {
	u, err := url.Parse(s.APIURLFor(a))
	if err != nil || a != Paper {
		return true
	}
	return s.APIURLFor(a) != paperAPI && !safe.Loopback(u.Hostname())
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
	if s.APIURL == "" || isAlpaca(s.APIURL) {
		return own
	}
	return s.APIURL
}
