package auth

import (
	"context"
	"errors"
	"fmt"
)

// Load gives the account's token and where it was. ErrNoToken means there is
// none. Where the keyring and a file both have one, as after a save that the
// keyring refused, the newer one counts.
func (s *Store) Load(ctx context.Context, account string) (Token, Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		token, found := s.memory[account]
		if !found {
			return Token{}, Place{}, ErrNoToken
		}
		return token, Place{Kind: "memory"}, nil
	}
	if !s.usesKeyring() {
		return s.loadFile(account, "")
	}
	token, err := s.loadEntry(ctx, account)
	switch {
	case s.kind == "keyring":
		return token, Place{Kind: "keyring"}, err
	case errors.Is(err, ErrNoToken):
		return s.loadFile(account, "")
	case err != nil:
		return s.loadFile(account, err.Error())
	}
	if other, place, err := s.loadFile(account, ""); err == nil && other.Obtained.After(token.Obtained) {
		return other, place, nil
	}
	return token, Place{Kind: "keyring"}, nil
}

func (s *Store) loadEntry(ctx context.Context, account string) (Token, error) {
	data, err := s.ring.get(ctx, s.ringUser(account))
	if errors.Is(err, ErrNoToken) {
		return Token{}, ErrNoToken
	}
	if err != nil {
		return Token{}, fmt.Errorf("the keyring cannot be read: %w", err)
	}
	token, err := decodeToken([]byte(data), account)
	if err != nil {
		return Token{}, fmt.Errorf("the keyring: %w", err)
	}
	return token, nil
}

// loadFile reads the file. The note says why the keyring was not read; it is
// part of the answer also where the file has no token.
func (s *Store) loadFile(account, note string) (Token, Place, error) {
	path := s.path(account)
	data, err := readFile(path)
	switch {
	case errors.Is(err, ErrNoToken) && note != "":
		return Token{}, Place{Note: note}, ErrNoToken
	case err != nil:
		return Token{}, Place{}, err
	}
	token, err := decodeToken(data, account)
	if err != nil {
		return Token{}, Place{}, fmt.Errorf("%s: %w", path, err)
	}
	return token, Place{Kind: "file", Path: path, Note: note}, nil
}

// Place is where a token is kept.
type Place struct {
	Kind string // "keyring", "file" or "memory"
	Path string // of the file
	Note string // why it is not in the preferred place; "" where it is
}

// String gives words that follow "in": the keyring, the file /x, memory only.
func (p Place) String() string {
	text := "memory only, until quipu ends"
	switch p.Kind {
	case "keyring":
		text = "the keyring"
	case "file":
		text = "the file " + p.Path
	}
	if p.Note != "" {
		text += " (" + p.Note + ")"
	}
	return text
}
