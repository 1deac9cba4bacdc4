package auth

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"quipu/safe"
)

// Token opens one account. It prints, logs and encodes without its secret;
// only a Store writes that down.
type Token struct {
	Access   safe.Secret
	Scope    string // granted, separated by spaces; "" where the broker did not say
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

// kept is the form a token is stored in. Version counts up when it changes.
type kept struct {
	Version  int       `json:"version"`
	Access   string    `json:"access_token"`
	Scope    string    `json:"scope"`
	Env      string    `json:"env"`
	Origin   string    `json:"origin,omitempty"` // absent in what versions before it wrote
	ClientID string    `json:"client_id"`
	Obtained time.Time `json:"obtained"`
}

const keptVersion = 1

func (t Token) encode() ([]byte, error) {
	return json.MarshalIndent(kept{keptVersion, t.Access.Reveal(), t.Scope, t.Env, t.origin(), t.ClientID, t.Obtained}, "", "  ")
}

// decodeToken reads what encode wrote. Its errors quote nothing of it.
func decodeToken(data []byte, env string) (Token, error) {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return Token{}, errors.New("the stored token is damaged: sign in again")
	}
	switch {
	case k.Version != keptVersion:
		return Token{}, errors.New("the stored token was written by another version of quipu: sign in again")
	case k.Env != env:
		return Token{}, fmt.Errorf("the stored token is not for the %s account: sign in again", env)
	case !wholesome(k.Access):
		return Token{}, errors.New("the stored token is damaged: sign in again")
	}
	return Token{
		Access: safe.NewSecret(k.Access), Scope: safe.Line(k.Scope, 200), Env: k.Env, Origin: cmp.Or(safe.Line(k.Origin, 200), alpacaOrigin(k.Env)),
		ClientID: safe.Line(k.ClientID, 200), Obtained: k.Obtained,
	}, nil
}

// wholesome reports whether text can stand in a header: visible ASCII.
func wholesome(text string) bool {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return text != "" && len(text) <= 16<<10
}
