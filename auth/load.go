package auth

import (
	"context"
	"errors"
	"fmt"
)

// Load gives the account's token and where it was. ErrNoToken means there is
// none. Where the keyring and a file both have one, as after a save that the
// keyring did not take, the younger counts.
func (s *Store) Load(ctx context.Context, env string) (Token, Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		token, found := s.memory[env]
		if !found {
			return Token{}, Place{}, ErrNoToken
		}
		return token, Place{Kind: "memory"}, nil
	}
	if !s.ringed() {
		return s.loadFile(env, "")
	}
	token, err := s.loadRing(ctx, env)
	switch {
	case s.kind == "keyring":
		return token, Place{Kind: "keyring"}, err
	case errors.Is(err, ErrNoToken):
		return s.loadFile(env, "")
	case err != nil:
		return s.loadFile(env, err.Error())
	}
	if other, place, err := s.loadFile(env, ""); err == nil && other.Obtained.After(token.Obtained) {
		return other, place, nil
	}
	return token, Place{Kind: "keyring"}, nil
}

func (s *Store) loadRing(ctx context.Context, env string) (Token, error) {
	data, err := s.ring.get(ctx, s.ringUser(env))
	if errors.Is(err, ErrNoToken) {
		return Token{}, ErrNoToken
	}
	if err != nil {
		return Token{}, fmt.Errorf("the keyring cannot be read: %w", err)
	}
	token, err := decodeToken([]byte(data), env)
	if err != nil {
		return Token{}, fmt.Errorf("the keyring: %w", err)
	}
	return token, nil
}

// loadFile reads the file. The note says why the keyring did not have it; it
// is told when the file has nothing either.
func (s *Store) loadFile(env, note string) (Token, Place, error) {
	path := s.path(env)
	data, err := readFile(path)
	switch {
	case errors.Is(err, ErrNoToken) && note != "":
		return Token{}, Place{Note: note}, ErrNoToken
	case err != nil:
		return Token{}, Place{}, err
	}
	token, err := decodeToken(data, env)
	if err != nil {
		return Token{}, Place{}, fmt.Errorf("%s: %w", path, err)
	}
	return token, Place{Kind: "file", Path: path, Note: note}, nil
}
