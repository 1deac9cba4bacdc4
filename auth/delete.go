package auth

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"quipu/safe"
)

// Delete removes the account's token everywhere it may be, and the temporary
// files that killed saves left. That there is none is no error. A store in
// memory touches nothing else.
func (s *Store) Delete(ctx context.Context, account string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		delete(s.memory, account)
		return nil
	}
	return errors.Join(s.deleteEntry(ctx, account), removeFile(s.path(account)), s.removeLeftovers())
}

// DeleteIf deletes the token, in the keyring and in the file, where it is what
// is stored now, and reports whether it deleted one. A newer token of the
// account stays, also one that another process saves meanwhile.
func (s *Store) DeleteIf(ctx context.Context, token Token) (deleted bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		held, found := s.memory[token.Env]
		if deleted = found && held.same(token); deleted {
			delete(s.memory, token.Env)
		}
		return deleted, nil
	}
	unlock, err := s.lock(ctx, token.Env)
	if err != nil {
		return false, err
	}
	defer unlock()
	var ringErr, fileErr error
	if s.mayHaveEntry() {
		held, err := s.loadEntry(ctx, token.Env)
		if ringErr = notMissing(err); err == nil && held.same(token) {
			ringErr = s.deleteEntry(ctx, token.Env)
			deleted = ringErr == nil
		}
	}
	if path := s.path(token.Env); path != "" {
		held, _, err := s.loadFile(token.Env, "")
		if fileErr = notMissing(err); err == nil && held.same(token) {
			fileErr = removeFile(path)
			deleted = deleted || fileErr == nil
		}
	}
	return deleted, errors.Join(ringErr, fileErr, s.removeLeftovers())
}

// mayHaveEntry reports whether the keyring may hold a token.
func (s *Store) mayHaveEntry() bool { return s.kind == "keyring" || s.bus }

func (s *Store) deleteEntry(ctx context.Context, account string) error {
	if !s.mayHaveEntry() {
		return nil
	}
	if err := notMissing(s.ring.remove(ctx, s.ringUser(account))); err != nil {
		return fmt.Errorf("delete the token from the keyring: %w", err)
	}
	return nil
}

func notMissing(err error) error {
	if errors.Is(err, ErrNoToken) {
		return nil
	}
	return err
}

// Leftovers gives the paths of the temporary files that killed saves left
// beside the token files. They may hold secrets.
func (s *Store) Leftovers() ([]string, error) {
	if s.dir == "" {
		return nil, nil
	}
	return safe.Leftovers(s.dir)
}

func (s *Store) removeLeftovers() error {
	if s.dir == "" {
		return nil
	}
	if err := safe.RemoveLeftovers(s.dir); err != nil {
		return fmt.Errorf("remove what a save that was interrupted left: %w", err)
	}
	return nil
}

// Another process holds the lock for a few calls to the keyring at most.
const (
	lockTime  = 10 * time.Second
	lockPause = 20 * time.Millisecond
)

var errLocked = errors.New("another quipu keeps the token locked")

func (s *Store) lockPath(account string) string {
	return filepath.Join(s.dir, ".token-"+account+s.owner+".lock")
}

// lock keeps other processes from storing or comparing a token of the account,
// until unlock. Its file stays: removing it would let two processes lock two
// files of one name. Where the folder takes no lock there is none.
func (s *Store) lock(ctx context.Context, account string) (unlock func(), err error) {
	unlocked := func() {}
	if s.dir == "" || makeFolder(s.dir) != nil {
		return unlocked, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, lockTime, errLocked)
	defer cancel()
	lock := flock.New(s.lockPath(account))
	held, err := lock.TryLockContext(ctx, lockPause)
	switch {
	case held:
		return func() { _ = lock.Close() }, nil
	case ctx.Err() != nil:
		return unlocked, context.Cause(ctx)
	default:
		return unlocked, nil
	}
}
