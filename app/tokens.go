package app

import (
	"context"
	"errors"
	"fmt"

	"quipu/auth"
	"quipu/config"
)

// TokenStore keeps the tokens of the broker that the settings name. A stored
// token of another broker is not given out.
type TokenStore struct {
	*auth.Store
	settings config.Settings
	app      *App   // which waits at its end for what is deleted; nil where nothing does
	missing  string // why there is no place that keeps tokens, "" where there is one
}

// OpenTokens opens the store of the settings' tokens.
func OpenTokens(s config.Settings, env Env) (TokenStore, error) {
	store, err := auth.OpenStore(auth.StoreOptions{Kind: s.TokenStore, Dir: env.ConfigDir, Getenv: env.Getenv, API: apiOf(s)})
	return TokenStore{Store: store, settings: s}, err
}

// openTokens opens it for a program whose end waits for what is being deleted.
func (a *App) openTokens(s config.Settings) (TokenStore, error) {
	store, err := OpenTokens(s, a.env)
	store.app = a
	return store, err
}

func apiOf(s config.Settings) func(string) string {
	return func(account string) string { return s.APIURLFor(config.Account(account)) }
}

// noTokens gives a store without tokens, and why there is no other.
func noTokens(s config.Settings, why error) (TokenStore, error) {
	store, err := auth.OpenStore(auth.StoreOptions{Kind: "memory", API: apiOf(s)})
	return TokenStore{Store: store, settings: s, missing: why.Error()}, err
}

// Delete removes the account's token. It goes on when ctx ends, for as long as
// deleteTime: leaving a view or the program must not keep a token that a person
// wants gone.
func (t TokenStore) Delete(ctx context.Context, account string) (auth.Deleted, error) {
	defer t.app.working()()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	return t.Store.Delete(ctx, account)
}

// Load gives the account's token and where it is. Its error is auth.ErrNoToken,
// an *OtherBrokerError, or why the token cannot be used.
func (t TokenStore) Load(ctx context.Context, account string) (auth.Token, auth.Place, error) {
	token, place, err := t.Store.Load(ctx, account)
	if api := t.settings.APIURLFor(config.Account(account)); err == nil && !token.IssuedFor(api) {
		return auth.Token{}, place, &OtherBrokerError{Account: account, Broker: auth.Origin(api)}
	}
	if t.missing != "" && errors.Is(err, auth.ErrNoToken) {
		place.Note = t.missing
	}
	return token, place, err
}

// OtherBrokerError says that the stored token belongs to another broker than
// the one that the settings name: it is neither used nor deleted.
type OtherBrokerError struct {
	Account string // paper or live
	Broker  string // the origin that the settings name
}

func (e *OtherBrokerError) Error() string {
	return fmt.Sprintf("the stored token of the %s account was issued for another API than %s (api_url), and is not used there", e.Account, e.Broker)
}
