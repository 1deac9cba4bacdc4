package auth

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
)

// Store keeps one token per account. It is safe for concurrent use.
type Store struct {
	kind string
	dir  string
	ring ring
	bus  bool // a keyring can be expected

	mu     sync.Mutex
	memory map[string]Token
}

// OpenStore gives the store of that kind: auto (the keyring where there is
// one, else a file), keyring, file or memory. dir is the folder of the files,
// made when one is written.
func OpenStore(kind, dir string) (*Store, error) {
	switch kind {
	case "auto", "keyring", "file", "memory":
	default:
		return nil, errors.New("token_store: want auto, keyring, file or memory")
	}
	if kind != "memory" && kind != "keyring" && dir == "" {
		return nil, errors.New("token_store: there is no home folder to keep the token in: set token_store to memory")
	}
	bus := sessionBus()
	return &Store{kind: kind, dir: dir, ring: newLimited(system{bus}), bus: bus, memory: map[string]Token{}}, nil
}

// ringed reports whether the keyring is asked first.
func (s *Store) ringed() bool { return s.kind == "keyring" || (s.kind == "auto" && s.bus) }

// Save keeps the token and says where. A save to the keyring removes the copy
// of an earlier save to a file. A store of the kind keyring never falls back.
func (s *Store) Save(ctx context.Context, token Token) (Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		s.memory[token.Env] = token
		return Place{Kind: "memory"}, nil
	}
	if !s.ringed() {
		return s.saveFile(token, "")
	}
	err := s.saveRing(ctx, token)
	switch {
	case err == nil:
		return s.savedInRing(token.Env), nil
	case s.kind == "keyring":
		return Place{}, fmt.Errorf("the keyring did not take the token: %w", err)
	default:
		return s.saveFile(token, "the keyring did not take it: "+err.Error())
	}
}

func (s *Store) saveRing(ctx context.Context, token Token) error {
	data, err := token.encode()
	if err != nil {
		return err
	}
	return s.ring.set(ctx, token.Env, string(data))
}

func (s *Store) savedInRing(env string) Place {
	place := Place{Kind: "keyring"}
	if err := removeFile(s.path(env)); err != nil {
		place.Note = "an older copy is left: " + err.Error()
	}
	return place
}

func (s *Store) saveFile(token Token, note string) (Place, error) {
	data, err := token.encode()
	if err != nil {
		return Place{}, err
	}
	path := s.path(token.Env)
	if err := writeFile(path, data); err != nil {
		return Place{}, err
	}
	return Place{Kind: "file", Path: path, Note: note}, nil
}

// Delete removes the account's token everywhere it may be. That there is none
// is no error. A store in memory touches nothing else.
func (s *Store) Delete(ctx context.Context, env string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		delete(s.memory, env)
		return nil
	}
	var ringErr error
	if s.kind == "keyring" || s.bus {
		if err := s.ring.remove(ctx, env); err != nil && !errors.Is(err, ErrNoToken) {
			ringErr = fmt.Errorf("delete the token from the keyring: %w", err)
		}
	}
	return errors.Join(ringErr, removeFile(s.path(env)))
}

// Where says where the account's token would go now. It asks the keyring
// whether it answers, which takes up to 3 s where it does not.
func (s *Store) Where(ctx context.Context, env string) Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := Place{Kind: "file", Path: s.path(env)}
	switch {
	case s.kind == "memory":
		return Place{Kind: "memory"}
	case !s.ringed():
		return file
	}
	_, err := s.ring.get(ctx, env)
	place := Place{Kind: "keyring"}
	if err != nil && !errors.Is(err, ErrNoToken) {
		if s.kind == "auto" {
			place = file
		}
		place.Note = "the keyring cannot be read: " + err.Error()
	}
	return place
}

func (s *Store) path(env string) string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.dir, "token-"+env+".json")
}
