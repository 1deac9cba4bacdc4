package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// Kind is a kind of credential. Its text is what is remembered of the one used
// last.
type Kind string

// The kinds, in the order in which commands choose.
const (
	EnvironmentToken Kind = "environment token" // APCA_API_OAUTH_TOKEN
	StoredToken      Kind = "stored token"      // of a sign-in
	KeyPair          Kind = "key pair"          // APCA_API_KEY_ID and APCA_API_SECRET_KEY
)

// Credential opens an account. What comes from the environment is never stored
// and never deleted.
type Credential struct {
	Kind  Kind
	Scope string     // what a stored token was granted, separated by spaces; "" where unknown
	Place auth.Place // where a stored token is

	token  auth.Token // the stored one, to compare before it is deleted
	secret client.Credentials
}

// OfEnvironment reports whether the credential comes from the environment.
func (c Credential) OfEnvironment() bool { return c.Kind == EnvironmentToken || c.Kind == KeyPair }

// ReadsData reports whether market data may be read with it. What the
// environment's credentials may do is not known: they are tried.
func (c Credential) ReadsData() bool {
	granted, _ := c.token.Granted()
	return c.OfEnvironment() || slices.Contains(granted, ScopeData)
}

// Trades reports whether orders may be sent with it. What the environment's
// credentials and a token without known scopes may do is not known: they are tried.
func (c Credential) Trades() bool { return c.may(ScopeTrading) }

// ChangesSettings reports whether the account's settings at the broker may be
// changed with it. What the environment's credentials and a token without known
// scopes may do is not known: they are tried.
func (c Credential) ChangesSettings() bool { return c.may(ScopeSettings) }

func (c Credential) may(scope string) bool {
	granted, known := c.token.Granted()
	return c.OfEnvironment() || !known || slices.Contains(granted, scope)
}

// Granted gives the scopes that are known to be granted, and whether any are known.
func (c Credential) Granted() (scopes []string, known bool) { return c.token.Granted() }

// TokenCredential is the credential of a sign-in's token, stored or about to
// be.
func TokenCredential(token auth.Token, place auth.Place) Credential {
	return Credential{Kind: StoredToken, Scope: token.Scope, Place: place, token: token, secret: client.Bearer(token.Access)}
}

// EnvironmentCredentials are those of the environment for an account: they
// count for the account of the settings alone.
func EnvironmentCredentials(s config.Settings, account config.Account) []Credential {
	var all []Credential
	if account != s.Account {
		return nil
	}
	if !s.OAuthToken.Empty() {
		all = append(all, Credential{Kind: EnvironmentToken, secret: client.Bearer(s.OAuthToken)})
	}
	if s.KeyID != "" {
		all = append(all, Credential{Kind: KeyPair, secret: client.Keys(s.KeyID, s.KeySecret)})
	}
	return all
}

// NotSignedInError says why nothing opens an account.
type NotSignedInError struct {
	Account config.Account
	Note    string // why a token store was not looked into, "" for no reason
	Err     error  // auth.ErrNoToken, or why the stored token cannot be used
}

func (e *NotSignedInError) Error() string {
	var other *OtherBrokerError
	switch {
	case errors.As(e.Err, &other):
		return fmt.Sprintf("not signed in to the %s account: %v; sign in there: quipu login --account %s", e.Account, e.Err, e.Account)
	case !errors.Is(e.Err, auth.ErrNoToken):
		return fmt.Sprintf("the %s account's token cannot be used: %v", e.Account, e.Err)
	}
	note := ""
	if e.Note != "" {
		note = " (" + safe.Line(e.Note, 200) + ")"
	}
	return fmt.Sprintf("not signed in to the %s account%s: quipu login --account %s", e.Account, note, e.Account)
}

// Unwrap gives the cause.
func (e *NotSignedInError) Unwrap() error { return e.Err }

// Credential gives the first credential there is: the environment's OAuth
// token, then the stored token, then the environment's key pair. A stored token
// that cannot be used is an error, not a reason to take the key pair: the
// person signed in with it. Its error is a *NotSignedInError.
func (s *Services) Credential(ctx context.Context, account config.Account) (Credential, error) {
	ofEnvironment := EnvironmentCredentials(s.Settings, account)
	if len(ofEnvironment) > 0 && ofEnvironment[0].Kind == EnvironmentToken {
		return ofEnvironment[0], nil
	}
	stored, err := s.stored(ctx, account)
	var other *OtherBrokerError
	if len(ofEnvironment) > 0 && (errors.Is(err, auth.ErrNoToken) || errors.As(err, &other)) {
		return ofEnvironment[0], nil
	}
	return stored, err
}

// stored gives the account's stored token. Its error is a *NotSignedInError.
func (s *Services) stored(ctx context.Context, account config.Account) (Credential, error) {
	token, place, err := s.Tokens.Load(ctx, string(account))
	if err != nil {
		return Credential{}, &NotSignedInError{account, place.Note, err}
	}
	return TokenCredential(token, place), nil
}
