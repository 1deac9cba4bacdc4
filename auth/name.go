package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
)

// A token is stored under the name of its account. Where that holds the token
// of another API, it is stored under the API's name besides: signing in to one
// broker leaves the token of the other alone.

// origin is that of the API whose tokens the store loads.
func (s *Store) origin(account string) string {
	if s.api != nil {
		if origin := Origin(s.api(account)); origin != "" {
			return origin
		}
	}
	return alpacaOrigin(account)
}

// firstName is the account's name, which the first API to be signed in to has.
func (s *Store) firstName(account string) string { return account + s.owner }

// ownName is that of an API alone.
func (s *Store) ownName(account, origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return fmt.Sprintf("%s@%x%s", account, sum[:8], s.owner)
}

// names are where the token of an API may be.
func (s *Store) names(account, origin string) []string {
	return []string{s.firstName(account), s.ownName(account, origin)}
}

// nameFor is where a token of an API is saved: under the first name, unless held
// says that another API's token is there.
func (s *Store) nameFor(account, origin string, held func(name string) (Token, error)) string {
	if there, err := held(s.firstName(account)); err == nil && there.origin() != origin {
		return s.ownName(account, origin)
	}
	return s.firstName(account)
}

// find gives the token of the store's API out of what is held under its names.
// Where there is none it gives what is under the first one: a token of another
// API, or why there is none.
func (s *Store) find(account string, held func(name string) (Token, error)) (Token, error) {
	first, err := held(s.firstName(account))
	if err != nil && !errors.Is(err, ErrNoToken) || err == nil && first.origin() == s.origin(account) {
		return first, err
	}
	own, ownErr := held(s.ownName(account, s.origin(account)))
	if errors.Is(ownErr, ErrNoToken) {
		return first, err
	}
	return own, ownErr
}

// entries reads the keyring by name.
func (s *Store) entries(ctx context.Context, account string) func(name string) (Token, error) {
	return func(name string) (Token, error) { return s.loadEntry(ctx, name, account) }
}

// files reads the token files by name.
func (s *Store) files(account string) func(name string) (Token, error) {
	return func(name string) (Token, error) { return s.readToken(name, account) }
}

func (s *Store) memoryOf(name string) (Token, error) {
	if token, found := s.memory[name]; found {
		return token, nil
	}
	return Token{}, ErrNoToken
}

func (s *Store) path(name string) string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.dir, "token-"+name+".json")
}
