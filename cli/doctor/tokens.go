package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
	"quipu/safe"
)

// checkTokens looks for a token of each account. None is shown or sent.
func (s Setup) checkTokens(ctx context.Context) []Finding {
	const section = "Tokens"
	services, err := s.app.Services(s.Settings)
	if err != nil {
		return []Finding{{section, "store", Fail, err.Error(), "set token_store to memory, or HOME to a folder"}}
	}
	store := services.Tokens
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	place := store.Where(ctx, string(s.Settings.Account))
	at := Finding{section, "store", OK, fmt.Sprintf("%s: a new token goes into %s", s.Settings.TokenStore, place), ""}
	if place.Note != "" {
		at.State, at.Advice = Warn, "unlock the keyring, or set token_store to file"
	}
	found := []Finding{at}
	if left, err := app.Leftovers(s.Env, s.Settings); err == nil && len(left) > 0 {
		found = append(found, Finding{section, "left over", Warn, "a save was interrupted: " + strings.Join(left, ", "), "quipu logout removes it, and so does the next save in that folder"})
	}
	for _, account := range config.Accounts() {
		found = append(found, s.checkToken(ctx, store, account))
	}
	return found
}

func (s Setup) checkToken(ctx context.Context, store app.TokenStore, account config.Account) Finding {
	f := Finding{"Tokens", string(account), OK, "none stored", ""}
	token, place, err := store.Load(ctx, string(account))
	var other *app.OtherBrokerError
	switch {
	case errors.As(err, &other):
		f.State, f.Value, f.Advice = Warn, safe.Line(err.Error(), 300), "sign in there: quipu login --account "+string(account)
	case errors.Is(err, auth.ErrNoToken):
		if account == s.Settings.Account {
			f.Advice = "quipu login --account " + string(account)
		}
	case err != nil:
		f.State, f.Value, f.Advice = Fail, safe.Line(err.Error(), 300), "if it cannot be mended: quipu logout --account "+string(account)+", then sign in again"
	default:
		f.Value = fmt.Sprintf("in %s, of %s, may: %s", place, token.Obtained.Local().Format("2 Jan 2006 15:04"), granted(token))
		if token.ClientID != "" && s.Settings.ClientID != "" && token.ClientID != s.Settings.ClientID {
			f.State, f.Advice = Warn, "it belongs to another client_id than the one that is set: sign in again if it is refused"
		}
	}
	return f
}

// granted says what a token may do.
func granted(token auth.Token) string {
	scopes, known := token.Granted()
	switch {
	case !known:
		return "not said by the broker"
	case len(scopes) == 0:
		return "read only"
	}
	return strings.Join(scopes, " ")
}
