package auth

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"quipu/safe"
)

// NoScope is what a Token records that was asked for without any scope.
const NoScope = "none"

// Token opens one account. It prints, logs and encodes without its secret, which
// only a Store writes.
type Token struct {
	Access   safe.Secret
	Scope    string // granted, separated by spaces; "" where the broker did not say
	Asked    string // for by the sign-in, separated by spaces; NoScope for none, "" where that was not kept
	Env      string // the account: "paper" or "live"
	Origin   string // of the API it was issued for, as Origin gives it; "" for Alpaca's own
	ClientID string // the app it was given to
	Obtained time.Time
}

// String implements fmt.Stringer.
func (t Token) String() string { return "token for " + t.Env + " [redacted]" }

// GoString implements fmt.GoStringer.
func (t Token) GoString() string { return t.String() }

// Format implements fmt.Formatter, so that no verb reaches the fields.
func (t Token) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(t.String())) }

// MarshalJSON implements json.Marshaler.
func (t Token) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// LogValue implements slog.LogValuer.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// storedToken is the form in which a token is stored. Version counts up when it changes.
type storedToken struct {
	Version  int       `json:"version"`
	Access   string    `json:"access_token"`
	Scope    string    `json:"scope"`
	Asked    string    `json:"asked,omitempty"` // absent in tokens of earlier versions
	Env      string    `json:"env"`
	Origin   string    `json:"origin,omitempty"` // absent in tokens of earlier versions
	ClientID string    `json:"client_id"`
	Obtained time.Time `json:"obtained"`
}

const storedVersion = 1

func (t Token) encode() ([]byte, error) {
	return json.MarshalIndent(storedToken{storedVersion, t.Access.Reveal(), t.Scope, t.Asked, t.Env, t.origin(), t.ClientID, t.Obtained}, "", "  ")
}

// decodeToken reads what encode wrote. Its errors quote nothing of it.
func decodeToken(data []byte, env string) (Token, error) {
	var k storedToken
	if err := json.Unmarshal(data, &k); err != nil {
		return Token{}, errors.New("the stored token is damaged: sign in again")
	}
	switch {
	case k.Version != storedVersion:
		return Token{}, errors.New("the stored token was written by another version of quipu: sign in again")
	case k.Env != env:
		return Token{}, fmt.Errorf("the stored token is not for the %s account: sign in again", env)
	case !fitsHeader(k.Access):
		return Token{}, errors.New("the stored token is damaged: sign in again")
	}
	return Token{
		Access: safe.NewSecret(k.Access), Scope: safe.Line(k.Scope, 200), Asked: safe.Line(k.Asked, 200), Env: k.Env, Origin: cmp.Or(safe.Line(k.Origin, 200), alpacaOrigin(k.Env)),
		ClientID: safe.Line(k.ClientID, 200), Obtained: k.Obtained,
	}, nil
}

// Granted gives the scopes that the token has, and whether they are known. What the
// broker does not say is as it was asked (RFC 6749, section 5.1).
func (t Token) Granted() (scopes []string, known bool) {
	if told := strings.Fields(t.Scope); len(told) > 0 {
		return told, true
	}
	if t.Asked == NoScope {
		return nil, true
	}
	return strings.Fields(t.Asked), t.Asked != ""
}

// fitsHeader reports whether text fits an HTTP header: visible ASCII, at most 16 KiB.
func fitsHeader(text string) bool {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return text != "" && len(text) <= 16<<10
}

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
