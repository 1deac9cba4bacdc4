package client

import (
	"errors"
	"net/http"
	"strings"

	"quipu/safe"
)

// Credentials prove to the API who is calling: Bearer or Keys makes them. They
// stand behind a function, which no way of printing looks into, also where
// what holds them is printed.
type Credentials struct{ reveal func() secrets }

// secrets are a token, or a key and its secret.
type secrets struct {
	bearer, keyID, keySecret string
}

// Bearer is an OAuth access token.
func Bearer(token safe.Secret) Credentials {
	return Credentials{func() secrets { return secrets{bearer: token.Reveal()} }}
}

// Keys is an API key pair.
func Keys(id string, secret safe.Secret) Credentials {
	return Credentials{func() secrets { return secrets{keyID: id, keySecret: secret.Reveal()} }}
}

func (c Credentials) check() error {
	if c.reveal == nil {
		return errors.New("credentials: a token or a key pair is needed")
	}
	s := c.reveal()
	if s.bearer == "" && (s.keyID == "" || s.keySecret == "") {
		return errors.New("credentials: a token, or both a key id and a key secret, are needed")
	}
	if strings.ContainsFunc(s.bearer+s.keyID+s.keySecret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("credentials: a token or key holds a space or a character that cannot be sent")
	}
	return nil
}

func (c Credentials) sign(header http.Header) {
	s := c.reveal()
	if s.bearer != "" {
		header.Set("Authorization", "Bearer "+s.bearer)
		return
	}
	header.Set("APCA-API-KEY-ID", s.keyID)
	header.Set("APCA-API-SECRET-KEY", s.keySecret)
}

// streamData is how the stream of order events wants them.
func (c Credentials) streamData() map[string]string {
	s := c.reveal()
	if s.bearer != "" {
		return map[string]string{"oauth_token": s.bearer}
	}
	return map[string]string{"key_id": s.keyID, "secret_key": s.keySecret}
}

// scrub takes the credentials out of a text that a server sent back.
func (c Credentials) scrub(text string) string {
	s := c.reveal()
	return safe.Scrub(text, "[redacted]", s.bearer, s.keyID, s.keySecret)
}
