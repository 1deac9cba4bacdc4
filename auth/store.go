package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Store keeps one token per account of one owner. It is safe for concurrent
// use, and several processes may use one folder and one keyring.
type Store struct {
	kind  string
	dir   string
	owner string // "" or "-" and a hash
	api   func(account string) string
	ring  ring
	bus   bool // there is likely a keyring

	mu     sync.Mutex
	memory map[string]Token
}

// StoreOptions says which tokens a store keeps, and where.
type StoreOptions struct {
	Kind string // "auto" (the keyring where there is one, else a file), "keyring", "file" or "memory"
	Dir  string // folder of the token files, made when one is written

	// Owner separates the tokens of several people in one folder and one
	// keyring. "" is the person who runs the program.
	Owner string
	// API gives the address of an account's API, whose token is loaded. nil is
	// Alpaca's own.
	API func(account string) string
	// Getenv reads the environment, which shows whether there is a keyring.
	// nil is an empty environment.
	Getenv func(string) string
}

// OpenStore gives a store. It reads nothing yet.
func OpenStore(opt StoreOptions) (*Store, error) {
	switch opt.Kind {
	case "auto", "keyring", "file", "memory":
	default:
		return nil, errors.New("token_store: want auto, keyring, file or memory")
	}
	if opt.Kind != "memory" && opt.Kind != "keyring" && opt.Dir == "" {
		return nil, errors.New("token_store: there is no home folder to keep the token in: set token_store to memory")
	}
	s := &Store{kind: opt.Kind, dir: opt.Dir, api: opt.API, bus: sessionBus(opt.Getenv), memory: map[string]Token{}}
	if opt.Owner != "" {
		s.owner = fmt.Sprintf("-%x", sha256.Sum256([]byte(opt.Owner)))
	}
	s.ring = newLimitedRing(system{s.bus})
	return s, nil
}

// usesKeyring reports whether the keyring is asked first.
func (s *Store) usesKeyring() bool { return s.kind == "keyring" || (s.kind == "auto" && s.bus) }

// Save keeps the token and says where. It replaces the account's token of the
// same API alone. A save to the keyring removes the copy of an earlier save to a
// file. A store of the kind keyring never falls back.
func (s *Store) Save(ctx context.Context, token Token) (Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		name := s.nameFor(token.Env, token.origin(), s.memoryOf)
		s.memory = withoutOrigin(s.memory, token.Env, token.origin())
		s.memory[name] = token
		return Place{Kind: "memory"}, nil
	}
	unlock, _ := s.lock(ctx, token.Env) // a token that cannot be locked is still saved
	defer unlock()
	if !s.usesKeyring() {
		return s.saveFile(token, "")
	}
	err := s.saveEntry(ctx, token)
	switch {
	case err == nil:
		return s.entrySaved(token), nil
	case s.kind == "keyring":
		return Place{}, fmt.Errorf("the keyring did not take the token: %w", err)
	default:
		return s.saveFile(token, "the keyring did not take it: "+err.Error())
	}
}

func (s *Store) saveEntry(ctx context.Context, token Token) error {
	data, err := token.encode()
	if err != nil {
		return err
	}
	held, err := s.loadEntry(ctx, s.firstName(token.Env), token.Env)
	if errors.As(err, new(ringFault)) {
		return err
	}
	name := s.nameFor(token.Env, token.origin(), func(string) (Token, error) { return held, err })
	if err := s.ring.set(ctx, name, string(data)); err != nil || name != s.firstName(token.Env) {
		return err
	}
	// What may be under the API's own name is older.
	return notMissing(s.ring.remove(ctx, s.ownName(token.Env, token.origin())))
}

// entrySaved removes the files of the API's older tokens.
func (s *Store) entrySaved(token Token) Place {
	err := errors.Join(s.removeLeftovers(), s.removeOlderFiles(token, ""))
	return olderCopies(Place{Kind: "keyring"}, err)
}

// removeOlderFiles removes the files of the API's tokens, but for the one at kept:
// one under its other name would be used again when that one is deleted.
func (s *Store) removeOlderFiles(token Token, kept string) (err error) {
	for _, name := range s.names(token.Env, token.origin()) {
		path := s.path(name)
		if path == "" || path == kept {
			continue
		}
		if held, readErr := s.readToken(name, token.Env); readErr != nil || held.origin() == token.origin() {
			_, removeErr := removeFile(path)
			err = errors.Join(err, removeErr)
		}
	}
	return err
}

func olderCopies(place Place, err error) Place {
	if err != nil {
		place.Note = strings.TrimPrefix(place.Note+"; ", "; ") + "an older copy is left: " + err.Error()
	}
	return place
}

func (s *Store) saveFile(token Token, note string) (Place, error) {
	data, err := token.encode()
	if err != nil {
		return Place{}, err
	}
	path := s.path(s.nameFor(token.Env, token.origin(), s.files(token.Env)))
	if err := writeFile(path, data); err != nil {
		return Place{}, err
	}
	return olderCopies(Place{Kind: "file", Path: path, Note: note}, s.removeOlderFiles(token, path)), nil
}

// Where says where the account's next token would be kept. It reads the keyring,
// which takes up to 3 s where that does not answer.
func (s *Store) Where(ctx context.Context, account string) Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := Place{Kind: "file", Path: s.path(s.nameFor(account, s.origin(account), s.files(account)))}
	switch {
	case s.kind == "memory":
		return Place{Kind: "memory"}
	case !s.usesKeyring():
		return file
	}
	_, err := s.ring.get(ctx, s.firstName(account))
	place := Place{Kind: "keyring"}
	if err != nil && !errors.Is(err, ErrNoToken) {
		if s.kind == "auto" {
			place = file
		}
		place.Note = "the keyring cannot be read: " + err.Error()
	}
	return place
}
