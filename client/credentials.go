package client

import (
	"errors"
	"net/http"
	"strings"

	"quipu/safe"
)

// Credentials prove to the API who is calling: Bearer or Keys makes them. They
// stand behind a pointer, so that printing what holds them shows an address.
type Credentials struct{ held *held }

type held struct {
	bearer, keyID, keySecret safe.Secret
}

// Bearer is an OAuth access token.
func Bearer(token safe.Secret) Credentials { return Credentials{&held{bearer: token}} }

// Keys is an API key pair.
func Keys(id string, secret safe.Secret) Credentials {
	return Credentials{&held{keyID: safe.NewSecret(id), keySecret: secret}}
}

func (c Credentials) check() error {
	switch {
	case c.held == nil:
		return errors.New("credentials: a token or a key pair is needed")
	case c.held.isPair() && (c.held.keyID.Empty() || c.held.keySecret.Empty()):
		return errors.New("credentials: a token, or both a key id and a key secret, are needed")
	}
	for _, secret := range c.held.secrets() {
		if strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errors.New("credentials: a token or key holds a space or a character that cannot be sent")
		}
	}
	return nil
}

func (h *held) isPair() bool { return h.bearer.Empty() }

func (h *held) secrets() []string {
	if h.isPair() {
		return []string{h.keyID.Reveal(), h.keySecret.Reveal()}
	}
	return []string{h.bearer.Reveal()}
}

func (c Credentials) sign(header http.Header) {
	if c.held.isPair() {
		header.Set("APCA-API-KEY-ID", c.held.keyID.Reveal())
		header.Set("APCA-API-SECRET-KEY", c.held.keySecret.Reveal())
		return
	}
	header.Set("Authorization", "Bearer "+c.held.bearer.Reveal())
}

// scrub takes the credentials out of a text that a server sent back.
func (c Credentials) scrub(text string) string {
	for _, secret := range c.held.secrets() {
		text = strings.ReplaceAll(text, secret, "[redacted]")
	}
	return text
}
