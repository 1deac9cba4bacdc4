// Package auth signs in to Alpaca: it makes the authorize URL, waits for the
// browser's callback on a loopback address, exchanges the code for a token and
// keeps the token. It knows no screen.
//
// Attempt is one sign-in, Callback the server that browsers come back to, Store
// keeps the tokens. The rules are those of RFC 6749, 8252 and 9700: every check
// of a callback begins with its state, a code is exchanged once, and a code, a
// token or a secret never reaches a log, an error or a page.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"quipu/safe"
)

// App is the user's own OAuth app and what it asks for.
type App struct {
	ClientID     string
	ClientSecret safe.Secret
	AuthorizeURL string
	TokenURL     string
	RedirectURL  string   // as registered with the app, letter for letter
	CallbackAddr string   // host:port to listen on; "" is the redirect's
	PublicURL    string   // the public address that leads to the callback; "" where it is loopback
	Scopes       []string // none asks for read-only access
	Env          string   // the account: "paper" or "live"
	Origin       string   // of the account's API, as Origin gives it; "" for Alpaca's own
}

// maxURL is the longest address a QR code holds, in bytes (version 40, level L).
const maxURL = 2953

// check refuses an app that cannot work; the error says what to change.
func (a App) check() error {
	switch {
	case a.ClientID == "":
		return errors.New("no OAuth app is configured: client_id is empty")
	case a.ClientSecret.Empty():
		return errors.New("the OAuth app has no client_secret: set it in config.toml or QUIPU_CLIENT_SECRET")
	case a.Env != "paper" && a.Env != "live":
		return errors.New("the account must be paper or live")
	}
	for _, setting := range []struct{ key, address string }{
		{"authorize_url", a.AuthorizeURL}, {"token_url", a.TokenURL}, {"redirect_url", a.RedirectURL},
	} {
		if _, err := safe.Endpoint(setting.address); err != nil {
			return fmt.Errorf("%s: %w", setting.key, err)
		}
	}
	if a.PublicURL != "" {
		return CheckPublic(a.PublicURL, a.RedirectURL)
	}
	return nil
}

// config is the app as the exchange needs it.
func (a App) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID:     a.ClientID,
		ClientSecret: a.ClientSecret.Reveal(),
		RedirectURL:  a.RedirectURL,
		Endpoint:     oauth2.Endpoint{AuthURL: a.AuthorizeURL, TokenURL: a.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// authorizeURL is the address that a person approves on. It does not escape
// colons and slashes, which a query may contain (RFC 3986, section 3.4): every
// escape makes the QR code larger.
func (a App) authorizeURL(state string) (string, error) {
	query := "response_type=code&client_id=" + escape(a.ClientID) + "&redirect_uri=" + escape(a.RedirectURL) +
		"&state=" + escape(state)
	if len(a.Scopes) > 0 {
		query += "&scope=" + escape(strings.Join(a.Scopes, " "))
	}
	query += "&env=" + escape(a.Env)
	join := "?"
	if strings.Contains(a.AuthorizeURL, "?") {
		join = "&"
	}
	address := a.AuthorizeURL + join + query
	if len(address) > maxURL {
		return "", fmt.Errorf("the authorize address would have %d characters, more than the %d a QR code holds: shorten redirect_url or authorize_url", len(address), maxURL)
	}
	return address, nil
}

func escape(text string) string {
	return strings.NewReplacer("%3A", ":", "%2F", "/").Replace(url.QueryEscape(text))
}

// hash is that of a secret which a request is looked up by: only hashes are
// kept and compared.
type hash [sha256.Size]byte

// newState makes the secret that ties a callback to its attempt: 32 random
// bytes as text, and their hash.
func newState(random io.Reader) (string, hash, error) {
	if random == nil {
		random = rand.Reader
	}
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", hash{}, fmt.Errorf("make the state: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(raw)
	return text, hashOf(text), nil
}

func hashOf(text string) hash { return sha256.Sum256([]byte(text)) }
