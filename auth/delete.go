package auth

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"quipu/safe"
)

// Deleted says what a deletion did besides.
type Deleted struct {
	Links int // other hard links of token files: they exist, and hold nothing any more
}

// Delete removes the token of the account at the store's API everywhere it may
// be, one that cannot be read included, and the temporary files that killed
// saves left. That there is none is no error. A store in memory touches nothing
// else.
func (s *Store) Delete(ctx context.Context, account string) (Deleted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	origin := s.origin(account)
	if s.kind == "memory" {
		s.memory = withoutOrigin(s.memory, account, origin)
		return Deleted{}, nil
	}
	_, links, err := s.deleteWhere(ctx, account, origin, func(held Token, err error) bool {
		return err != nil || held.origin() == origin
	})
	return Deleted{links}, errors.Join(err, s.removeLeftovers())
}

func withoutOrigin(all map[string]Token, account, origin string) map[string]Token {
	maps.DeleteFunc(all, func(_ string, held Token) bool { return held.Env == account && held.origin() == origin })
	return all
}

// tokenFile matches the token files of every account and API, without those of
// other owners.
var tokenFile = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^token-(paper|live)(@[0-9a-f]+)?\.json$`)
})

// DeleteAll removes the tokens of all accounts at all APIs, as far as they are
// the person's own, and not another owner's.
func (s *Store) DeleteAll(ctx context.Context) (Deleted, error) {
	var all Deleted
	var failed error
	for _, account := range []string{"paper", "live"} {
		deleted, err := s.Delete(ctx, account)
		all.Links += deleted.Links
		failed = errors.Join(failed, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.memory)
	if s.kind == "memory" || s.owner != "" {
		return all, failed
	}
	if s.mayHaveEntry() {
		if err := notMissing(s.ring.removeAll(ctx)); err != nil {
			failed = errors.Join(failed, fmt.Errorf("delete the tokens from the keyring: %w", err))
		}
	}
	entries, _ := os.ReadDir(s.dir) // a folder that cannot be read failed above
	for _, entry := range entries {
		if tokenFile().MatchString(entry.Name()) {
			links, err := removeFile(filepath.Join(s.dir, entry.Name()))
			all.Links += links
			failed = errors.Join(failed, err)
		}
	}
	return all, failed
}

// DeleteIf deletes the token, in the keyring and in the file, where it is what
// is stored now, and reports whether it deleted one. A newer token of the
// account stays, also one that another process saves meanwhile.
func (s *Store) DeleteIf(ctx context.Context, token Token) (deleted bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == "memory" {
		before := len(s.memory)
		maps.DeleteFunc(s.memory, func(_ string, held Token) bool { return held.same(token) })
		return len(s.memory) < before, nil
	}
	unlock, err := s.lock(ctx, token.Env)
	if err != nil {
		return false, err
	}
	defer unlock()
	var unread error
	deleted, _, err = s.deleteWhere(ctx, token.Env, token.origin(), func(held Token, err error) bool {
		unread = errors.Join(unread, err)
		return err == nil && held.same(token)
	})
	return deleted, errors.Join(unread, err, s.removeLeftovers())
}

// deleteWhere deletes what is stored under the names of an API, in the keyring
// and in the files each, where is says so. is is given a token, or why it cannot
// be read, and is not asked where there is none.
func (s *Store) deleteWhere(ctx context.Context, account, origin string, is func(Token, error) bool) (deleted bool, links int, err error) {
	asks := s.mayHaveEntry()
	for _, name := range s.names(account, origin) {
		if asks {
			held, readErr := s.loadEntry(ctx, name, account)
			switch {
			case errors.As(readErr, new(ringFault)):
				asks, err = false, errors.Join(err, readErr)
			case !errors.Is(readErr, ErrNoToken) && is(held, readErr):
				ringErr := s.deleteEntry(ctx, name)
				deleted, err = deleted || ringErr == nil, errors.Join(err, ringErr)
			}
		}
		if path := s.path(name); path != "" {
			held, readErr := s.readToken(name, account)
			if !errors.Is(readErr, ErrNoToken) && is(held, readErr) {
				others, fileErr := removeFile(path)
				links += others
				deleted, err = deleted || fileErr == nil, errors.Join(err, fileErr)
			}
		}
	}
	return deleted, links, err
}

// mayHaveEntry reports whether the keyring may hold a token.
func (s *Store) mayHaveEntry() bool { return s.kind == "keyring" || s.bus }

func (s *Store) deleteEntry(ctx context.Context, name string) error {
	if err := notMissing(s.ring.remove(ctx, name)); err != nil {
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
