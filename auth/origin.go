package auth

import (
	"cmp"
	"net/url"
	"strings"
)

// Origin gives scheme://host of an API's address, with the port where it is
// not the scheme's own, in lower case: the form in which a token records the
// API it was issued for. It is "" for an address without scheme or host.
func Origin(apiURL string) string {
	u, err := url.Parse(apiURL)
	if err != nil || u.Scheme == "" || u.Hostname() == "" {
		return ""
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return u.Scheme + "://" + host
}

// alpacaOrigin is the origin of Alpaca's own API for an account.
func alpacaOrigin(account string) string {
	if account == "live" {
		return "https://api.alpaca.markets"
	}
	return "https://paper-api.alpaca.markets"
}

// IssuedFor reports whether the token was issued for the API at apiURL; it may
// be sent nowhere else. A token without an origin is one of Alpaca's own API.
func (t Token) IssuedFor(apiURL string) bool {
	return Origin(apiURL) == t.origin()
}

func (t Token) origin() string { return cmp.Or(t.Origin, alpacaOrigin(t.Env)) }

// same reports whether both are the same token of the same account and API.
func (t Token) same(other Token) bool {
	return t.Access.Reveal() == other.Access.Reveal() && t.Env == other.Env && t.origin() == other.origin()
}
