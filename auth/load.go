package auth

import (
	"context"
	"errors"
	"fmt"
)

// Load gives the account's token and where it was. ErrNoToken means there is
// none. Where the keyring and a file both have one, as after a save that the
// keyring refused, the newer one counts. Where there is none of the store's API
// it gives the one of another: the caller looks for which it was issued.
func (s *Store) Load(ctx context.Context, account string) (Token, Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		token, err := s.find(account, s.memoryOf)
		return token, Place{Kind: "memory"}, err
	}
	if !s.usesKeyring() {
		return s.loadFile(account, "")
	}
	token, err := s.find(account, s.entries(ctx, account))
	switch {
	case s.kind == "keyring":
		return token, Place{Kind: "keyring"}, err
	case errors.Is(err, ErrNoToken):
		return s.loadFile(account, "")
	case err != nil:
		return s.loadFile(account, err.Error())
	}
	if other, place, err := s.loadFile(account, ""); err == nil && s.prefers(account, other, token) {
		return other, place, nil
	}
	return token, Place{Kind: "keyring"}, nil
}

// prefers reports whether a token counts more than another one: that of the
// store's API, else the newer.
func (s *Store) prefers(account string, token, other Token) bool {
	own := token.origin() == s.origin(account)
	if own != (other.origin() == s.origin(account)) {
		return own
	}
	return token.Obtained.After(other.Obtained)
}

func (s *Store) loadEntry(ctx context.Context, name, account string) (Token, error) {
	data, err := s.ring.get(ctx, name)
	if errors.Is(err, ErrNoToken) {
		return Token{}, ErrNoToken
	}
	if err != nil {
		return Token{}, ringFault{fmt.Errorf("the keyring cannot be read: %w", err)}
	}
	token, err := decodeToken([]byte(data), account)
	if err != nil {
		return Token{}, fmt.Errorf("the keyring: %w", err)
	}
	return token, nil
}

// ringFault says that the keyring did not answer: no other call to it would be
// answered.
type ringFault struct{ error }

func (f ringFault) Unwrap() error { return f.error }

// loadFile reads the file. The note says why the keyring was not read; it is
// part of the answer also where the file has no token.
func (s *Store) loadFile(account, note string) (Token, Place, error) {
	var path string
	token, err := s.find(account, func(name string) (Token, error) {
		token, err := s.readToken(name, account)
		if err == nil && (path == "" || token.origin() == s.origin(account)) {
			path = s.path(name)
		}
		return token, err
	})
	switch {
	case errors.Is(err, ErrNoToken) && note != "":
		return Token{}, Place{Note: note}, ErrNoToken
	case err != nil:
		return Token{}, Place{}, err
	}
	return token, Place{Kind: "file", Path: path, Note: note}, nil
}

func (s *Store) readToken(name, account string) (Token, error) {
	path := s.path(name)
	data, err := readFile(path)
	if err != nil {
		return Token{}, err
	}
	token, err := decodeToken(data, account)
	if err != nil {
		return Token{}, fmt.Errorf("%s: %w", path, err)
	}
	return token, nil
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
