package auth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
)

// Place is where a token is kept.
type Place struct {
	Kind string // "keyring", "file" or "memory"
	Path string // of the file
	Note string // why it is not where it would rather be; "" for no reason
}

// String says it in words that follow "in": the keyring, the file /x, memory
// only.
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
		return nil, errors.New("token_store: want auto, keyring, file, memory")
	}
	if kind != "memory" && kind != "keyring" && dir == "" {
		return nil, errors.New("token_store: there is no home folder to keep the token in: set token_store to memory")
	}
	return &Store{kind: kind, dir: dir, ring: limited{system{}, ringTime}, bus: sessionBus(), memory: map[string]Token{}}, nil
}

// sessionBus reports whether a keyring can be expected: where there is no
// session bus, asking for one only costs time.
func sessionBus() bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" || os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}

// Save keeps the token and says where. A save to the keyring removes the copy
// of an earlier save to a file.
func (s *Store) Save(ctx context.Context, token Token) (Place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.kind == "memory":
		s.memory[token.Env] = token
		return Place{Kind: "memory"}, nil
	case s.kind == "file":
		return s.saveFile(token, "")
	case s.kind == "auto" && !s.bus:
		return s.saveFile(token, "")
	}
	err := s.saveRing(ctx, token)
	switch {
	case err == nil:
		return Place{Kind: "keyring"}, removeFile(s.path(token.Env))
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

// Load gives the account's token and where it was. ErrNoToken means there is
// none.
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
	note := ""
	if s.kind == "keyring" || (s.kind == "auto" && s.bus) {
		data, err := s.ring.get(ctx, env)
		switch {
		case err == nil:
			token, err := decodeToken([]byte(data), env)
			return token, Place{Kind: "keyring"}, err
		case s.kind == "keyring" && !errors.Is(err, ErrNoToken):
			return Token{}, Place{}, fmt.Errorf("the keyring cannot be read: %w", err)
		case s.kind == "keyring":
			return Token{}, Place{}, ErrNoToken
		case !errors.Is(err, ErrNoToken):
			note = "the keyring cannot be read: " + err.Error()
		}
	}
	path := s.path(env)
	data, err := readFile(path)
	if err != nil {
		return Token{}, Place{}, err
	}
	token, err := decodeToken(data, env)
	if err != nil {
		return Token{}, Place{}, fmt.Errorf("%s: %w", path, err)
	}
	return token, Place{Kind: "file", Path: path, Note: note}, nil
}

// Delete removes the account's token everywhere it may be. That there is none
// is no error.
func (s *Store) Delete(ctx context.Context, env string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.memory, env)
	if s.kind == "memory" {
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

// Where says where a token would go now.
func (s *Store) Where() Place {
	switch {
	case s.kind == "memory":
		return Place{Kind: "memory"}
	case s.kind == "keyring" || (s.kind == "auto" && s.bus):
		return Place{Kind: "keyring"}
	default:
		return Place{Kind: "file", Path: s.path("paper")}
	}
}

func (s *Store) path(env string) string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.dir, "token-"+env+".json")
}
